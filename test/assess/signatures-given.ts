import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findSignatures, findSwaps, type Signature, type SignatureType } from "../../src/assess/signatures/index.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { id, join, sql } from "../../src/sql/index.ts";

export type Value = string | null;
export type Given = readonly (readonly [Value, Value])[];

export interface Found {
  readonly signatures: readonly Signature[];
  /** Per row of what was given: the code that explains it. */
  readonly codes: readonly (string | undefined)[];
}

export interface Options {
  readonly currencyDigits?: number;
  readonly timeZone?: string;
}

/** An engine of one thread with a room of its own; `find` may be called again and again. */
export async function openSignatures(threads = 1): Promise<{
  readonly engine: Engine;
  readonly find: (type: SignatureType, given: Given, options?: Options) => Promise<Found>;
  readonly swaps: (
    given: readonly (readonly [Value, Value, Value, Value])[],
  ) => Promise<{ found: Signature | undefined; ids: readonly string[] }>;
  readonly close: () => Promise<void>;
}> {
  const root = await mkdtemp(path.join(tmpdir(), "tieout-signatures-"));
  const engine = await openDuckdb({ spill: path.join(root, "spill"), threads, memory: undefined });
  return {
    engine,
    find: async (type, given, options = {}) => {
      await engine.runInline(differing(type, given));
      const signatures = await findSignatures(
        engine,
        { relation: "given", type, currencyDigits: options.currencyDigits ?? 2, timeZone: options.timeZone ?? "America/New_York" },
        { prefix: "s_", explained: "explained" },
      );
      const rows = await engine.rows<{ id: string; signature: number }>(sql`SELECT id, signature FROM explained`);
      await engine.runInline(sql`DROP TABLE explained`);
      await engine.runInline(sql`DROP TABLE given`);
      const by = new Map(rows.map((row) => [row.id, signatures[row.signature]?.code]));
      if (by.size !== rows.length) throw new Error("a row is explained twice");
      return { signatures, codes: given.map((_, place) => by.get(`r${place}`)) };
    },
    swaps: async (given) => {
      const rows = given.map((row, place) => sql`(${`r${place}`}, ${join(row.map((value) => sql`CAST(${value} AS VARCHAR)`))})`);
      await engine.runInline(sql`CREATE OR REPLACE TABLE swapped AS SELECT * FROM (VALUES ${join(rows)}) AS v(id, a1, a2, b1, b2)`);
      const found = await findSwaps(
        engine,
        {
          relation: "swapped",
          first: { title: "City", from: "a1", to: "a2" },
          second: { title: "County", from: "b1", to: "b2" },
          among: 1,
        },
        { explained: "explained" },
      );
      const ids = await engine.rows<{ id: string }>(sql`SELECT id FROM explained ORDER BY id`);
      await engine.runInline(sql`DROP TABLE explained`);
      await engine.runInline(sql`DROP TABLE swapped`);
      return { found, ids: ids.map((row) => row.id) };
    },
    close: async () => {
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function differing(type: SignatureType, given: Given): ReturnType<typeof sql> {
  const numbers = type === "money" || type === "number";
  const times = type === "date" || type === "timestamp";
  const typed = (column: "f" | "t", holds: boolean, as: ReturnType<typeof sql>): ReturnType<typeof sql> =>
    holds ? sql`try_cast(${id(column)} AS ${as})` : sql`CAST(NULL AS ${as})`;
  const rows = given.map(([from, to], place) => sql`(${`r${place}`}, CAST(${from} AS VARCHAR), CAST(${to} AS VARCHAR))`);
  const values = rows.length === 0 ? sql`(VALUES ('', '', '')) AS v(id, f, t) WHERE FALSE` : sql`(VALUES ${join(rows)}) AS v(id, f, t)`;
  return sql`CREATE OR REPLACE TABLE given AS SELECT id, f AS from_text, t AS to_text,
  ${typed("f", numbers, sql`DECIMAL(18, 4)`)} AS from_number, ${typed("t", numbers, sql`DECIMAL(18, 4)`)} AS to_number,
  ${typed("f", times, sql`TIMESTAMP`)} AS from_at, ${typed("t", times, sql`TIMESTAMP`)} AS to_at FROM ${values}`;
}

/** A generator of its own, so that a seed gives the same numbers anywhere (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function times<T>(count: number, make: (place: number) => T): T[] {
  return Array.from({ length: count }, (_, place) => make(place));
}

/** Cents as money is written. */
export function dollars(cents: number): string {
  return `${cents < 0 ? "-" : ""}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
}

/** A whole number from least to most. */
export function between(next: () => number, least: number, most: number): number {
  return least + Math.floor(next() * (most - least + 1));
}

/** Milliseconds as a timestamp is written. */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
