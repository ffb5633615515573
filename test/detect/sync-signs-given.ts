import { createBreaks, tieOut, type KeptNames } from "../../src/detect/index.ts";
import type { SignEstate, SignInput, SignNames } from "../../src/detect/sign-plan.ts";
import { createSigns } from "../../src/detect/signs.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Automation, CaptureManifest, Crosswalk, Dataset, Handoff, RecordSet } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenHandoff, givenRecords, type GivenDataset } from "./given.ts";

export interface GivenSigned extends GivenDataset {
  readonly dataset?: Partial<Dataset>;
  readonly hints?: CaptureManifest["hints"];
}

export interface GivenEstate extends Partial<SignEstate> {
  readonly datasets: Readonly<Record<string, GivenSigned>>;
}

export type SignRow = Readonly<Record<string, string | null>> & { readonly detail: string };
export type FindSigns = (engine: Engine, estate: SignEstate, input: SignInput, names: SignNames) => Promise<void>;

export function givenAutomation(overrides: Partial<Automation> = {}): Automation {
  return {
    id: "invoice-sync",
    title: "Invoice sync",
    actors: ["svc-sync"],
    owner: "IT",
    trigger: "every night",
    exceptions: "a mail to billing",
    monitoring: "a heartbeat",
    rollback: "void by batch",
    handoff: "jobs-to-invoices",
    output: { dataset: "books.invoices", every: { count: 1, unit: "business-days" }, least: 1 },
    log: undefined,
    line: 1,
    ...overrides,
  };
}

let runs = 0;

/** Makes the records, ties the handoffs out and looks for signs; all relations are dropped afterwards but `keepSigns`. */
export async function findGiven(
  engine: Engine,
  find: FindSigns,
  given: GivenEstate,
  options: { readonly keepSigns?: string; readonly crosswalk?: (sets: ReadonlyMap<string, RecordSet>) => Promise<Crosswalk> } = {},
): Promise<SignRow[]> {
  runs += 1;
  const names = { prefix: "p", calendar: `calendar ${runs}`, signs: options.keepSigns ?? `signs ${runs}` };
  const breaks = `breaks ${runs}`;
  const estate: SignEstate = {
    timeZone: "America/New_York",
    businessDays: [1, 2, 3, 4, 5],
    holidays: ["2026-09-07"],
    systems: [],
    handoffs: [givenHandoff()],
    people: [],
    automations: [],
    maintenance: [],
    ...given,
  };
  const tables = await engine.rows<{ name: string }>(sql`SELECT table_name AS name FROM information_schema.tables`);
  const before = new Set(tables.map(({ name }) => name));
  await engine.runInline(createCalendar(names.calendar, estate, engine.dialect));
  await engine.runInline(createBreaks(breaks));
  await engine.runInline(createSigns(names.signs));
  const sets = new Map<string, RecordSet>();
  for (const [name, records] of Object.entries(given.datasets)) {
    const set = await givenRecords(engine, name, records);
    const capture = { ...set.capture, hints: records.hints ?? [] };
    sets.set(name, { ...set, capture, dataset: { ...set.dataset, ...records.dataset } });
  }
  const crosswalk = await options.crosswalk?.(sets);
  const kept = new Map<string, KeptNames>();
  for (const [index, handoff] of estate.handoffs.entries()) {
    const [from, to] = [sets.get(handoff.from.dataset), sets.get(handoff.to.dataset)];
    if (from === undefined || to === undefined) continue;
    const keep = { pairs: `kept pairs ${index}`, outcomes: `kept outcomes ${index}` };
    kept.set(handoff.id, keep);
    const who = crosswalk === undefined ? {} : { identity: { crosswalk, key: [] } };
    const ties = { prefix: "h", calendar: names.calendar, breaks, keep };
    await tieOut(engine, { timeZone: estate.timeZone, currency: "USD" }, handoff, { from, to, adjustments: new Map(), ...who }, ties);
  }
  const crosswalks = crosswalk === undefined ? undefined : new Map([[crosswalk.identity, crosswalk]]);
  await find(engine, estate, { sets, kept, breaks, crosswalks }, names);
  const rows = await engine.rows<SignRow>(
    sql`SELECT * REPLACE (CAST(records AS VARCHAR) AS records) FROM ${id(names.signs)} ORDER BY outcome, subject, dataset, key, other_key, value`,
  );
  for (const { table } of await engine.rows<{ table: string }>(sql`SELECT table_name AS "table" FROM information_schema.tables`)) {
    if (!before.has(table) && table !== options.keepSigns && !table.startsWith("p ")) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
  const left = await engine.rows<{ name: string }>(
    sql`SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'p %'`,
  );
  if (left.length > 0) throw new Error(`left behind: ${left.map(({ name }) => name).join(", ")}`);
  return rows;
}

/** The columns of each row that a test speaks of. */
export function only(rows: readonly SignRow[], ...columns: readonly string[]): (string | null | undefined)[][] {
  return rows.map((row) => columns.map((column) => row[column]));
}

export function detailOf(row: SignRow | undefined): Readonly<Record<string, string>> {
  return JSON.parse(row?.detail ?? "{}") as Record<string, string>;
}

export const handoffOf = (overrides: Partial<Handoff> = {}): Handoff => givenHandoff({ alert: "a mail to billing", ...overrides });
