import type { Engine } from "../../src/engines/engine.ts";
import type { Dataset, Estate, Fact, FieldType, Finding, Identity, RecordSet, ReviewedFact, System } from "../../src/model/index.ts";
import { createCalendar, id, join, sql } from "../../src/sql/index.ts";
import { ready, runDetector, type DetectorContext } from "../../src/detect/index.ts";
import { createSigns } from "../../src/detect/signs.ts";
import { findConflicts, type ConflictEstate } from "../../src/detect/source-of-truth/index.ts";
import { sourceOfTruthConflict } from "../../src/detect/source-of-truth-conflict.ts";
import { givenRecords, type GivenRecord } from "./given.ts";

/** A dataset as a test writes it: its captures, the newest last; records with the same `id` are one thing in every dataset, unless `ref` is among the fields. */
export interface GivenCopies {
  readonly captures: readonly { readonly at: string; readonly records: readonly GivenRecord[] }[];
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly dataset?: Partial<Dataset>;
}

export interface GivenEstate {
  readonly copies: Readonly<Record<string, GivenCopies>>;
  readonly facts?: readonly Fact[];
  readonly estate?: Partial<ConflictEstate>;
  readonly timeZone?: string;
  readonly holidays?: readonly string[];
  /** Keep the crosswalk out. */
  readonly unresolved?: boolean;
}

export const AT = "2026-10-01T12:00:00.000Z";
export const FIELDS = { id: "key", email: "text", modified: "timestamp", created: "timestamp", who: "text" } as const;

export function givenFact(overrides: Partial<Fact> = {}): Fact {
  return {
    id: "customer.billing_email",
    owner: "crm",
    readers: ["books"],
    held: [
      { dataset: "crm.contacts", field: "email" },
      { dataset: "books.customers", field: "email" },
    ],
    via: { kind: "identity", id: "customer" },
    tolerance: { kind: "exact", ignoreCase: false },
    grace: { count: 2, unit: "days" },
    line: 1,
    ...overrides,
  };
}

const SYSTEMS: readonly System[] = (["crm", "books", "billing"] as const).map((name) => ({
  id: name,
  title: { crm: "HubSpot", books: "QuickBooks", billing: "Stripe" }[name],
  vendor: undefined,
  kind: name,
  owner: name === "crm" ? "Sales operations" : undefined,
  retired: undefined,
}));

export type SignRow = Readonly<Record<string, string | number | null>>;

export interface Conflicts {
  readonly signs: readonly SignRow[];
  readonly findings: readonly Finding[];
  readonly facts: readonly ReviewedFact[];
  of(outcome: string): readonly SignRow[];
  finding(outcome: string): Finding;
}

let runs = 0;

/** Looks for conflicts in these captures, and reads the findings. */
export async function conflicts(engine: Engine, given: GivenEstate): Promise<Conflicts> {
  const sets = new Map<string, RecordSet>();
  const older = new Map<string, RecordSet[]>();
  const made: string[] = [];
  const run = ++runs;
  for (const [name, { captures, fields, dataset }] of Object.entries(given.copies)) {
    const opened: RecordSet[] = [];
    for (const [index, { at, records }] of captures.entries()) {
      const set = await givenRecords(engine, name, { fields, records, capturedAt: at });
      const relation = `set ${run} ${index} ${name}`;
      await engine.runInline(sql`ALTER TABLE ${id(set.relation)} RENAME TO ${id(relation)}`);
      made.push(relation);
      const times = { ...("modified" in fields ? { modified: "modified" } : {}), ...("created" in fields ? { created: "created" } : {}) };
      const by = { created: undefined, modified: "who" in fields ? "who" : undefined };
      opened.push({ ...set, relation, dataset: { ...set.dataset, times, by, entity: "customer", ...dataset } });
    }
    sets.set(name, opened.at(-1) as RecordSet);
    older.set(name, opened.slice(0, -1));
  }
  const crosswalk = { identity: "customer", entities: `entities ${run}`, links: `links ${run}`, unsure: `unsure ${run}` };
  const entities = [...sets.values()].map(({ dataset, relation }) => {
    const ref = dataset.fields.some(({ name }) => name === "ref") ? id("ref") : id("_key");
    return sql`SELECT ${dataset.id} AS dataset, _row AS row, _key AS key, coalesce(${ref}, ${`alone ${dataset.id}`} || _key) AS entity FROM ${id(relation)}`;
  });
  await engine.runInline(sql`CREATE TABLE ${id(crosswalk.entities)} AS ${join(entities, " UNION ALL ")}`);
  const [calendar, signs] = [`calendar ${run}`, `signs ${run}`];
  await engine.runInline(createCalendar(calendar, { businessDays: [1, 2, 3, 4, 5], holidays: given.holidays ?? [] }, engine.dialect));
  await engine.runInline(createSigns(signs));
  const members = [...sets.keys()].map((dataset) => ({ dataset, fields: {}, duplicates: false, references: [] }));
  const identity = { id: "customer", title: "Customers", entity: "customer", attributes: [], members, links: [] } as unknown as Identity;
  const estate: ConflictEstate = {
    timeZone: given.timeZone ?? "America/New_York",
    systems: SYSTEMS,
    facts: given.facts ?? [givenFact()],
    identities: [identity],
    handoffs: [],
    lifecycles: [],
    automations: [],
    ...given.estate,
  };
  const crosswalks = new Map(given.unresolved === true ? [] : [["customer", crosswalk] as const]);
  const facts = await findConflicts(engine, estate, { sets, older, crosswalks }, { prefix: "c0", calendar, signs });
  const rows = await engine.rows<SignRow>(
    sql`SELECT * FROM ${id(signs)} ORDER BY outcome, subject, dataset, key, other_dataset, other_key, value, other_value, from_at`,
  );
  const relations = { breaks: "breaks", mismatches: "mismatches", signs };
  const { findings } = await runDetector(engine, ready(sourceOfTruthConflict), relations, contextOf(estate), 0);
  for (const name of [...made, crosswalk.entities, calendar, signs]) await engine.runInline(sql`DROP TABLE ${id(name)}`);
  const left = await engine.rows<{ name: string }>(
    sql`SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'c0%'`,
  );
  if (left.length > 0) throw new Error(`left behind: ${left.map(({ name }) => name).join(", ")}`);
  return {
    signs: rows,
    facts,
    findings,
    of: (outcome) => rows.filter((row) => row["outcome"] === outcome),
    finding: (outcome) => {
      const found = findings.filter((each) => each.outcome === outcome);
      if (found.length !== 1) throw new Error(`${found.length} findings of ${outcome}`);
      return found[0] as Finding;
    },
  };
}

function contextOf(estate: Pick<Estate, "systems">): DetectorContext {
  return {
    handoffs: new Map(),
    inScope: () => 0,
    lifecycles: new Map(),
    reports: 0,
    numbers: 0,
    workbooks: 0,
    followed: () => 0,
    systemOf: (dataset) => estate.systems.find(({ id: name }) => name === dataset.split(".")[0])?.title ?? dataset,
    unitTitle: (unit) => unit,
    amountInWords: (amount) => `$${amount}`,
  };
}

/** So many records, each with what its number makes of it. */
export function records(count: number, make: (index: number) => GivenRecord): readonly GivenRecord[] {
  return Array.from({ length: count }, (_, index) => ({ id: `C${String(index).padStart(4, "0")}`, ...make(index) }));
}
