import type { Engine } from "../../src/engines/engine.ts";
import { findSlices, type SliceCounts, type SliceParams, type SliceSearch } from "../../src/assess/slices/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";

/** Numbers that look random, the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A record of a population: its attributes, whether it is broken (null: not known), what it is worth. */
export interface Given {
  readonly broken: boolean | null;
  readonly amount?: string;
  readonly [attribute: string]: string | boolean | null | undefined;
}

let made = 0;

/** Writes records as a relation and searches it. */
export async function searched(
  engine: Engine,
  records: readonly Given[],
  attributes: readonly string[],
  params: Partial<SliceParams> = {},
): Promise<SliceSearch> {
  const relation = `given_${(made += 1)}`;
  const columns = [...attributes, "amount"];
  const rows = records.map(
    (record) => sql`(${record.broken}, ${join(columns.map((name) => sql`${(record[name] as string | undefined) ?? null}`))})`,
  );
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT CAST(broken AS BOOLEAN) AS broken, ${join(attributes.map((name) => sql`CAST(${id(name)} AS VARCHAR) AS ${id(name)}`))}, CAST(amount AS DECIMAL(18, 4)) AS amount
FROM (VALUES ${join(rows)}) AS v(broken, ${join(columns.map((name) => id(name)))})`);
  const input = { relation, broken: "broken", attributes: attributes.map((name) => ({ name, column: name })), amount: "amount" };
  const found = await findSlices(engine, input, params, `${relation}_s`);
  await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  return found;
}

/** `branch=A & item=B` */
export function named({ terms }: SliceCounts): string {
  return terms.map(({ attribute, value }) => `${attribute}=${value ?? "(empty)"}`).join(" & ");
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}
