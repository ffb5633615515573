import type { Engine } from "../../engines/engine.ts";
import { money } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import type { Cell, Combination } from "./coded.ts";

/** How many of the candidates can be compared with each other: one bit each. */
export const MOST_CANDIDATES = 60;

interface Held {
  readonly n: number;
  readonly k: number;
}

/** Records and broken records of each candidate, and of the population, after some records were set aside. */
export interface Remainder {
  readonly records: number;
  readonly broken: number;
  readonly candidates: readonly Held[];
}

/** A row a combination of candidates that some record holds: far fewer than records. */
export async function combinationsOf(
  engine: Engine,
  coded: string,
  candidates: readonly Cell[],
  hasAmount: boolean,
): Promise<readonly Combination[]> {
  const bits = candidates.map(({ at }, bit) => {
    const holds = at.map(({ attribute, code }) => sql`${id(`c${attribute}`)} = ${code}`);
    return sql`CASE WHEN ${join(holds, " AND ")} THEN CAST(${String(2n ** BigInt(bit))} AS BIGINT) ELSE 0 END`;
  });
  const amount = hasAmount ? sql`sum(CAST(amount AS DECIMAL(38, 4)))` : sql`CAST(NULL AS DECIMAL(38, 4))`;
  const rows = await engine.rows<{ mask: string; n: string; k: string; amount: string | null }>(sql`
SELECT mask, count(*) AS n, CAST(sum(k) AS BIGINT) AS k, ${amount} AS amount
FROM (SELECT *, ${join(bits, " + ")} AS mask FROM ${id(coded)}) AS m GROUP BY mask ORDER BY mask`);
  return rows.map((row) => ({ mask: BigInt(row.mask), n: Number(row.n), k: Number(row.k), amount: row.amount ?? undefined }));
}

/** Which candidates hold which records, as far as it tells records apart: answers every question about overlaps without reading them again. */
export class Overlaps {
  readonly #combinations: readonly (Combination & { readonly held: readonly number[] })[];
  readonly #count: number;

  /** @param count of the candidates, at most `MOST_CANDIDATES` */
  constructor(combinations: readonly Combination[], count: number) {
    this.#count = count;
    this.#combinations = combinations.map((each) => ({ ...each, held: placesIn(each.mask, count) }));
  }

  /** What is left of each candidate without the records of some of them. */
  without(aside: readonly number[]): Remainder {
    const candidates = this.#none();
    const all = { n: 0, k: 0 };
    for (const { n, k, held } of this.#beside(aside)) {
      add(all, n, k);
      for (const place of held) add(candidates[place], n, k);
    }
    return { records: all.n, broken: all.k, candidates };
  }

  /** For each candidate in turn: what is left of one candidate, and of the population, without it and without some others. */
  besidesEach(one: number, aside: readonly number[]): readonly { readonly all: Held; readonly one: Held }[] {
    const [all, ones] = [this.#none(), this.#none()];
    for (const { n, k, held } of this.#beside(aside)) {
      for (let place = 0; place < this.#count; place += 1) {
        if (held.includes(place)) continue;
        add(all[place], n, k);
        if (held.includes(one)) add(ones[place], n, k);
      }
    }
    return all.map((counts, place) => ({ all: counts, one: ones[place] ?? { n: 0, k: 0 } }));
  }

  /** Broken records and their amount: of one candidate (undefined: of all records) without some others. */
  brokenOf(one: number | undefined, aside: readonly number[]): { broken: number; amount: string | undefined } {
    const own = this.#beside(aside).filter(({ held }) => one === undefined || held.includes(one));
    const amounts = own.flatMap(({ amount }) => (amount === undefined ? [] : [money(amount)]));
    const amount = amounts.length === 0 ? undefined : amounts.reduce((sum, each) => sum.plus(each)).toFixed(4);
    return { broken: own.reduce((sum, { k }) => sum + k, 0), amount };
  }

  #beside(aside: readonly number[]): readonly (Combination & { readonly held: readonly number[] })[] {
    return this.#combinations.filter(({ held }) => !aside.some((place) => held.includes(place)));
  }

  #none(): { n: number; k: number }[] {
    return Array.from({ length: this.#count }, () => ({ n: 0, k: 0 }));
  }
}

function add(to: { n: number; k: number } | undefined, n: number, k: number): void {
  if (to === undefined) return;
  to.n += n;
  to.k += k;
}

function placesIn(mask: bigint, count: number): readonly number[] {
  return Array.from({ length: count }, (_, bit) => bit).filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n);
}
