import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { findOnset } from "../onset/index.ts";
import { findSlices } from "../slices/index.ts";
import type { CauseAttribute, Population } from "./population.ts";
import { promising } from "./promising.ts";
import { ANYWHERE, LEAST, sliceParams, type Broken, type Searchable, type Totals, type Where } from "./searchable.ts";
import { crowdedSince, sinceWithin } from "./since.ts";
import { spreadOf } from "./spread.ts";

/**
 * A population of any size: each question is a query.
 *
 * @param prefix of the relations it makes and drops
 */
export function searchInEngine(engine: Engine, population: Population, prefix: string): Searchable {
  const through = async <T>(
    broken: Broken,
    where: Where,
    attributes: readonly CauseAttribute[],
    use: (relation: string) => Promise<T>,
  ): Promise<T> => {
    // A view of some of the records, with another idea of what is broken.
    const view = `${prefix}v`;
    const columns = attributes.map(({ column }) => sql`, ${id(column)}`);
    await engine.runInline(
      sql`CREATE VIEW ${id(view)} AS SELECT ${stateOf(broken, population, engine)} AS broken, day${join(columns, "")} FROM ${id(population.relation)} WHERE ${test(where)}`,
    );
    try {
      return await use(view);
    } finally {
      await engine.runInline(sql`DROP VIEW ${id(view)}`);
    }
  };
  return {
    totals: (broken, where) => totals(engine, population, broken, where),
    onset: (broken, where) =>
      through(broken, where, [], (relation) => findOnset(engine, { relation, broken: "broken", at: "day" }, { minimum: LEAST })),
    slices: (broken, where, attributes) =>
      through(broken, where, attributes, async (relation) => {
        const worth = await promising(engine, relation, attributes, LEAST);
        if (worth.length === 0) return [];
        const input = { relation, broken: "broken", attributes: worth };
        return (await findSlices(engine, input, sliceParams(worth.length, attributes.length), `${prefix}s`)).slices;
      }),
    sinceWithin: (broken, where) => through(broken, where, [], (relation) => sinceWithin(engine, relation)),
    crowdedSince: (broken, attributes) => through(broken, ANYWHERE, attributes, (relation) => crowdedSince(engine, relation, attributes)),
    spread: () => spreadOf(engine, population),
  };
}

async function totals(engine: Engine, population: Population, broken: Broken, where: Where): Promise<Totals> {
  const [row] = await engine.rows<{ n: string; k: string; breaks: string | null; amount: string | null; priced: string }>(
    sql`SELECT count(state) AS n, count(CASE WHEN state THEN 1 END) AS k, sum(CASE WHEN state THEN breaks END) AS breaks, sum(CASE WHEN state THEN amount END) AS amount,
  count(CASE WHEN state THEN amount END) AS priced
FROM (SELECT ${stateOf(broken, population, engine)} AS state, breaks, amount FROM ${id(population.relation)} WHERE ${test(where)}) AS own`,
  );
  const amount = Number(row?.priced ?? 0) === 0 ? undefined : formatMoney(money(row?.amount));
  return { records: Number(row?.n), broken: Number(row?.k), breaks: Number(row?.breaks ?? 0), amount };
}

function stateOf(broken: Broken, { signatures }: Population, { dialect }: Engine): Sql {
  if (broken.kind === "whole") return sql`broken`;
  if (broken.kind === "signed") {
    const agree = broken.bits.map((bit) => sql`NOT (${dialect.hasBit(sql`differs`, bit)})`);
    const otherwise = agree.length === 0 ? sql`NULL` : sql`CASE WHEN ${and(agree)} THEN FALSE END`;
    return sql`CASE WHEN broken AND (sig IS NULL OR sig <> ${broken.place}) THEN ${otherwise} ELSE broken END`;
  }
  const signed = signatures.length === 0 ? [] : [sql`sig IS NOT NULL`];
  const aside = [...signed, ...broken.aside.map(test)];
  return aside.length === 0 ? sql`broken` : sql`CASE WHEN broken AND (${join(aside, " OR ")}) THEN NULL ELSE broken END`;
}

function test({ terms, from, until }: Where): Sql {
  const bounds = [
    ...terms.map(({ column, value }) => (value === null ? sql`${id(column)} IS NULL` : sql`coalesce(${id(column)} = ${value}, FALSE)`)),
    ...(from === undefined ? [] : [sql`coalesce(day >= CAST(${from} AS DATE), FALSE)`]),
    ...(until === undefined ? [] : [sql`coalesce(day <= CAST(${until} AS DATE), FALSE)`]),
  ];
  return bounds.length === 0 ? sql`TRUE` : sql`(${and(bounds)})`;
}
