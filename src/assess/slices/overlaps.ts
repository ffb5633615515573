import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Cell, Coded } from "./count.ts";

/** How many of the candidates can be compared with each other: one bit each. */
export const MOST_CANDIDATES = 60;

/** Records and broken records of each candidate, and of the population, after some records were set aside. */
export interface Remainder {
  readonly records: number;
  readonly broken: number;
  readonly candidates: readonly { readonly n: number; readonly k: number }[];
}

/**
 * Which candidates hold which records, as far as it tells records apart: a small
 * relation with a row a combination, from which every question about overlaps is
 * answered without reading the records again.
 */
export class Overlaps {
  readonly #engine: Engine;
  readonly #relation: string;
  readonly #count: number;

  private constructor(engine: Engine, relation: string, count: number) {
    this.#engine = engine;
    this.#relation = relation;
    this.#count = count;
  }

  /** @param candidates at most `MOST_CANDIDATES` */
  static async create(engine: Engine, coded: Coded, candidates: readonly Cell[], hasAmount: boolean, relation: string): Promise<Overlaps> {
    const bits = candidates.map(({ at }, bit) => {
      const holds = at.map(({ attribute, code }) => sql`${id(`c${attribute}`)} = ${code}`);
      return sql`CASE WHEN ${join(holds, " AND ")} THEN CAST(${String(2n ** BigInt(bit))} AS BIGINT) ELSE 0 END`;
    });
    const amount = hasAmount ? sql`sum(CAST(amount AS DECIMAL(38, 4)))` : sql`CAST(NULL AS DECIMAL(38, 4))`;
    await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT mask, count(*) AS n, CAST(sum(k) AS BIGINT) AS k, ${amount} AS amount
FROM (SELECT *, ${join(bits, " + ")} AS mask FROM ${id(coded.coded)}) AS m GROUP BY mask`);
    return new Overlaps(engine, relation, candidates.length);
  }

  /** What is left of each candidate without the records of some of them. */
  async without(aside: readonly number[]): Promise<Remainder> {
    const each = this.#each((bit) => this.#has(bit));
    const [row] = await this.#engine.rows<Record<string, string | null>>(
      sql`SELECT sum(n) AS n, sum(k) AS k${join(each, "")} FROM ${id(this.#relation)} WHERE ${this.#none(aside)}`,
    );
    return { records: Number(row?.["n"]), broken: Number(row?.["k"]), candidates: this.#read(row, "") };
  }

  /** For each candidate in turn: what is left of one candidate, and of the population, without it and without some others. */
  async besidesEach(
    one: number,
    aside: readonly number[],
  ): Promise<readonly { all: { n: number; k: number }; one: { n: number; k: number } }[]> {
    const parts = [
      ...this.#each((bit) => sql`NOT (${this.#has(bit)})`, "all_"),
      ...this.#each((bit) => sql`NOT (${this.#has(bit)}) AND ${this.#has(one)}`, "one_"),
    ];
    const [row] = await this.#engine.rows<Record<string, string | null>>(
      sql`SELECT 1 AS only${join(parts, "")} FROM ${id(this.#relation)} WHERE ${this.#none(aside)}`,
    );
    const [all, ones] = [this.#read(row, "all_"), this.#read(row, "one_")];
    return all.map((counts, bit) => ({ all: counts, one: ones[bit] ?? { n: 0, k: 0 } }));
  }

  /** Broken records and their amount: of one candidate (undefined: of all records) without some others. */
  async brokenOf(one: number | undefined, aside: readonly number[]): Promise<{ broken: number; amount: string | undefined }> {
    const held = one === undefined ? sql`TRUE` : sql`(${this.#has(one)})`;
    const [row] = await this.#engine.rows<{ k: string | null; amount: string | null }>(
      sql`SELECT sum(k) AS k, sum(amount) AS amount FROM ${id(this.#relation)} WHERE ${held} AND ${this.#none(aside)}`,
    );
    return { broken: Number(row?.k ?? 0), amount: row?.amount ?? undefined };
  }

  async drop(): Promise<void> {
    await this.#engine.runInline(sql`DROP TABLE ${id(this.#relation)}`);
  }

  #has(bit: number): Sql {
    return this.#engine.dialect.hasBit(sql`mask`, bit);
  }

  #none(aside: readonly number[]): Sql {
    return aside.length === 0
      ? sql`TRUE`
      : join(
          aside.map((bit) => sql`NOT (${this.#has(bit)})`),
          " AND ",
        );
  }

  #each(holds: (bit: number) => Sql, prefix = ""): Sql[] {
    return Array.from(
      { length: this.#count },
      (_, bit) =>
        sql`, sum(CASE WHEN ${holds(bit)} THEN n ELSE 0 END) AS ${id(`${prefix}n${bit}`)}, sum(CASE WHEN ${holds(bit)} THEN k ELSE 0 END) AS ${id(`${prefix}k${bit}`)}`,
    );
  }

  #read(row: Record<string, string | null> | undefined, prefix: string): { n: number; k: number }[] {
    return Array.from({ length: this.#count }, (_, bit) => ({
      n: Number(row?.[`${prefix}n${bit}`] ?? 0),
      k: Number(row?.[`${prefix}k${bit}`] ?? 0),
    }));
  }
}
