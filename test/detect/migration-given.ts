import type { DetectorContext } from "../../src/detect/detector.ts";
import { findResidue } from "../../src/detect/migration/index.ts";
import type { ResidueEstate } from "../../src/detect/migration/index.ts";
import { createSigns } from "../../src/detect/signs.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Crosswalk, Dataset, RecordSet } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { givenRecords, type GivenDataset } from "./given.ts";

export interface GivenResidue {
  readonly datasets: Readonly<Record<string, GivenDataset>>;
  /** Changes of what a dataset says of itself. */
  readonly declared?: Readonly<Record<string, Partial<Dataset>>>;
  readonly estate?: Partial<ResidueEstate>;
  readonly crosswalks?: ReadonlyMap<string, Crosswalk>;
}

export type SignRow = Readonly<Record<string, string | number | null>>;

const NAMES = { prefix: "m0", calendar: "m0 calendar", signs: "signs" };

/** A day, so many days after the first of January 2026. */
export function day(after: number): string {
  return new Date(Date.UTC(2026, 0, 1 + after)).toISOString().slice(0, 10);
}

/** A state of mind for random tests: the same numbers for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function unit(name: string, acquired?: string): ResidueEstate["units"][number] {
  return { id: name, title: name.slice(0, 1).toUpperCase() + name.slice(1), aliases: [name], acquired };
}

export function system(name: string, retired?: string): ResidueEstate["systems"][number] {
  return { id: name, title: name, vendor: undefined, kind: "other", owner: undefined, retired };
}

/** Looks for residue in these records; the relation of signs is the caller's when `keep` is said. */
export async function residueOf(engine: Engine, given: GivenResidue, keep = false): Promise<SignRow[]> {
  const sets = new Map<string, RecordSet>();
  for (const [name, records] of Object.entries(given.datasets)) {
    const set = await givenRecords(engine, name, records);
    const dataset = { ...set.dataset, ...given.declared?.[name] };
    sets.set(name, { ...set, dataset });
    const { state } = dataset;
    if (state?.field !== undefined) {
      const cases = Object.entries(state.words).map(([word, to]) => sql` WHEN lower(${id(state.field as string)}) = ${word} THEN ${to}`);
      const mapped =
        cases.length === 0 ? id(state.field) : sql`CASE${{ parts: cases.flatMap(({ parts }) => parts) }} ELSE ${id(state.field)} END`;
      await engine.runInline(sql`UPDATE ${id(set.relation)} SET _state = ${mapped}`);
    }
  }
  const estate: ResidueEstate = {
    timeZone: "America/New_York",
    units: [],
    systems: [],
    datasets: [...sets.values()].map(({ dataset }) => dataset),
    identities: [],
    handoffs: [],
    lifecycles: [],
    ...given.estate,
  };
  await engine.runInline(createSigns(NAMES.signs));
  await findResidue(engine, estate, { sets, crosswalks: given.crosswalks ?? new Map() }, NAMES);
  const rows = await engine.rows<SignRow>(
    sql`SELECT *, CAST(from_at AS VARCHAR) AS since, CAST(date AS VARCHAR) AS day FROM ${id(NAMES.signs)} ORDER BY outcome, subject, value, unit, key`,
  );
  for (const { relation } of sets.values()) await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  if (!keep) await engine.runInline(sql`DROP TABLE ${id(NAMES.signs)}`);
  const left = await engine.rows<{ name: string }>(
    sql`SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'm0%'`,
  );
  if (left.length > 0) throw new Error(`left behind: ${left.map(({ name }) => name).join(", ")}`);
  return rows;
}

export function told(rows: readonly SignRow[], outcome?: string): string[] {
  return rows
    .filter((row) => outcome === undefined || row["outcome"] === outcome)
    .map((row) =>
      [row["subject"], row["unit"], row["value"], row["other_value"], row["day"], row["records"]]
        .filter((part) => part !== null)
        .join(" | "),
    );
}

/** What the detector may know beside its rows. */
export function migrationContext(): DetectorContext {
  return {
    handoffs: new Map(),
    inScope: () => 0,
    lifecycles: new Map(),
    followed: () => 0,
    facts: new Map(),
    systemOf: (dataset: string) => dataset,
    unitTitle: (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1),
    amountInWords: (amount: string) => `$${amount}`,
  } as unknown as DetectorContext;
}
