import type { Engine } from "../../src/engines/engine.ts";
import type { IdentityAttribute } from "../../src/model/index.ts";
import type { BlockingKey } from "../../src/resolve/comparison.ts";
import { prepareRecords } from "../../src/resolve/prepare/index.ts";
import { comparePairs, levelLabels, levelsOf, rarityColumn, rarityColumns } from "../../src/resolve/link/vectors.ts";
import { id, join, sql } from "../../src/sql/index.ts";

/** Values of a record, one per attribute. */
export type GivenValues = readonly (string | null)[];

export interface Seen {
  /** By comparison: the label of the level. */
  readonly levels: readonly string[];
  /** Names of the keys that put the two into one block. */
  readonly keys: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = { amount: "DECIMAL(18, 4)", "event-date": "DATE" };
let runs = 0;

/** Prepares the records of all pairs and tells what is seen when each pair is compared. */
export async function see(
  engine: Engine,
  attributes: readonly IdentityAttribute[],
  pairs: readonly (readonly [GivenValues, GivenValues])[],
): Promise<Seen[]> {
  const prefix = `seen${++runs}`;
  const columns = attributes.map(({ name, role }) => sql`${id(name)} ${{ parts: [{ kind: "text", text: TYPES[role] ?? "VARCHAR" }] }}`);
  await engine.runInline(sql`CREATE TABLE ${id(prefix)} (node BIGINT, source INTEGER, ${join(columns)})`);
  for (const [index, pair] of pairs.entries()) {
    for (const [source, values] of pair.entries()) {
      await engine.run(
        sql`INSERT INTO ${id(prefix)} VALUES (${index * 2 + source}, ${source}, ${join(values.map((value) => sql`${value}`))})`,
      );
    }
  }
  const prepared = await prepareRecords(engine, { raw: prefix, attributes, country: "US", relation: `${prefix} prepared` });
  const rarities = rarityColumns(prepared.comparisons).map((column) => sql`0 AS ${id(rarityColumn(column))}`);
  const records = sql`(SELECT ${join([sql`*`, ...rarities])} FROM ${id(prepared.relation)})`;
  const found = await engine.rows<{ l: string; pattern: string }>(
    sql`SELECT l, pattern FROM (${comparePairs(prepared.comparisons, sql`${records} AS l JOIN ${records} AS r ON l.node % 2 = 0 AND r.node = l.node + 1`, [{ name: "l", value: sql`l.node` }])}) AS compared ORDER BY l`,
  );
  const keys = await Promise.all(prepared.keys.map((key) => blockedBy(engine, prepared.relation, key)));
  return found.map(({ l, pattern }) => ({
    levels: levelsOf(Number(pattern), prepared.comparisons).map((level, place) => {
      const comparison = prepared.comparisons[place];
      return comparison === undefined ? "" : (levelLabels(comparison)[level] ?? "");
    }),
    keys: prepared.keys.flatMap(({ name }, at) => (keys[at]?.has(Number(l)) === true ? [name] : [])),
  }));
}

async function blockedBy(engine: Engine, relation: string, key: BlockingKey): Promise<Set<number>> {
  const equal = key.columns.map((column) => sql`${id("l", column)} = ${id("r", column)}`);
  const rows = await engine.rows<{ node: string }>(
    sql`SELECT l.node FROM ${id(relation)} AS l JOIN ${id(relation)} AS r ON l.node % 2 = 0 AND r.node = l.node + 1 AND ${join(equal, " AND ")}`,
  );
  return new Set(rows.map(({ node }) => Number(node)));
}
