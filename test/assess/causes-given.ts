import { classify, searchCauses, type CauseContext } from "../../src/assess/causes/index.ts";
import type { AttributeKind, Evidence, FieldSignature, Population } from "../../src/assess/causes/population.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Cause } from "../../src/model/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";

/** A record: is it broken, its day, and its attributes. */
export interface GivenRecord {
  readonly broken: boolean;
  readonly day: string;
  readonly sig?: number;
  /** Bits of the fields that differ. */
  readonly differs?: number;
  readonly amount?: string;
  readonly unit?: string;
  readonly tax?: string;
  readonly actor?: string;
  readonly item?: string;
}

/** A record that need not be decided, nor have a day. */
export type LooseRecord = Omit<GivenRecord, "broken" | "day"> & { readonly broken: boolean | null; readonly day: string | null };

const KINDS: Readonly<Record<"unit" | "tax" | "actor" | "item", AttributeKind>> = {
  unit: "unit",
  tax: "field",
  actor: "actor",
  item: "field",
};
const TITLES = { unit: "branch", tax: "tax code", actor: "created by", item: "item type" };
let made = 0;

export const context: CauseContext = {
  breaks: "missing records",
  place: "the handoff “Jobs become invoices”",
  unitTitle: (unit) => unit.toUpperCase(),
  fileName: (file) => file,
  people: ["* *"],
  automations: [],
  owner: "billing",
  same: undefined,
  definitions: undefined,
};

/** Searches a population that was written for the test. */
export async function evidenceOf(
  engine: Engine,
  records: readonly GivenRecord[],
  signatures: readonly FieldSignature[] = [],
): Promise<Evidence> {
  return await withPopulation(engine, records, signatures, (population) => searchCauses(engine, population, `c${made}_`));
}

/** Writes a population, and drops it again. */
export async function withPopulation<T>(
  engine: Engine,
  records: readonly LooseRecord[],
  signatures: readonly FieldSignature[],
  use: (population: Population) => Promise<T>,
): Promise<T> {
  const relation = `population_${(made += 1)}`;
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
  await engine.runInline(sql`CREATE TABLE ${id(relation)} (row BIGINT, broken BOOLEAN, breaks BIGINT, amount DECIMAL(18, 4), day DATE, sig INTEGER, differs BIGINT,
  ${join(names.map((name) => sql`${id(name)} VARCHAR`))})`);
  for (let from = 0; from < records.length; from += 1000) {
    const rows = records.slice(from, from + 1000).map((record, place) => {
      const values = names.map((name) => sql`${record[name] ?? null}`);
      const broken = record.broken ? (record.amount ?? "100.00") : null;
      return sql`(${from + place}, ${record.broken}, ${record.broken ? 1 : null}, ${broken}, ${record.day}, ${record.sig ?? null}, ${record.differs ?? null}, ${join(values)})`;
    });
    await engine.runInline(sql`INSERT INTO ${id(relation)} VALUES ${join(rows)}`);
  }
  const used = names.filter((name) => records.some((record) => record[name] !== undefined));
  const attributes = used.map((name) => ({ name, title: TITLES[name], column: name, kind: KINDS[name] }));
  try {
    return await use({ relation, attributes, late: [], signatures });
  } finally {
    await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  }
}

export async function causeOf(
  engine: Engine,
  records: readonly GivenRecord[],
  told: Partial<CauseContext> = {},
  signatures: readonly FieldSignature[] = [],
): Promise<Cause> {
  return classify(await evidenceOf(engine, records, signatures), { ...context, ...told });
}

/** The terms of the first slice, `tax=NY`. */
export function placeOf({ slices }: Pick<Cause, "slices">): string[] {
  return (slices[0]?.terms ?? []).map(({ field, value }) => `${field}=${value}`);
}

/** ISO day of a year that begins on 1 January 2026. */
export function day(place: number): string {
  return new Date(Date.UTC(2026, 0, 1 + place)).toISOString().slice(0, 10);
}
