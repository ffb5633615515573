import { identityOf, relation, setOf, type TieOutPlan } from "./plan.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * Matching by identity: the match value is the entity that a record was resolved
 * to. What the tie-out takes of the crosswalk, a row a record of one side:
 *
 *   from_entities, to_entities: row, entity, confidence (of the weakest link that
 *   holds the record), unsure (no accepted link to the other side, one under review)
 */

export const entityTable = (side: Side): string => `${side}_entities`;

/** Columns that settling and reporting a record asks for beyond those of every match. */
export const ENTITY_COLUMNS: readonly string[] = ["reference", "confidence", "unsure"];

export function createEntities(plan: TieOutPlan, side: Side): Sql {
  const { crosswalk } = known(plan);
  const own = setOf(plan, side).dataset.id;
  const other = setOf(plan, side === "from" ? "to" : "from").dataset.id;
  return sql`CREATE TABLE ${id(relation(plan, entityTable(side)))} AS
SELECT e.row, e.entity, ${shortened(sql`e.confidence`)} AS confidence, u.row IS NOT NULL AS unsure
FROM (SELECT row, entity, confidence FROM ${id(crosswalk.entities)} WHERE dataset = ${own}) AS e
LEFT JOIN (SELECT DISTINCT row FROM ${id(crosswalk.unsure)} WHERE dataset = ${own} AND counterpart = ${other}) AS u ON u.row = e.row`;
}

/** Joins a side's records, alias `r`, with their entities, alias `own`; nothing where the match is another. */
export function joinEntities(plan: TieOutPlan, side: Side): Sql {
  if (identityOf(plan) === undefined) return sql``;
  return sql`\n  LEFT JOIN ${id(relation(plan, entityTable(side)))} AS own ON own.row = r._row`;
}

export function entityColumns(plan: TieOutPlan, side: Side): readonly { readonly name: string; readonly value: Sql }[] {
  return [
    { name: "reference", value: keyReference(plan, side, "r") },
    { name: "confidence", value: sql`own.confidence` },
    { name: "unsure", value: sql`coalesce(own.unsure, FALSE)` },
  ];
}

/** The entity's id says nothing to people: what a declared key looked for is shown instead. */
export function keyReference(plan: TieOutPlan, side: Side, alias: string): Sql {
  const { key } = known(plan);
  if (key.length === 0) return sql`CAST(NULL AS VARCHAR)`;
  return join(
    key.map((pair) => sql`CAST(${id(alias, pair[side])} AS VARCHAR)`),
    " || ' · ' || ",
  );
}

/**
 * The records of the other side that a record may be one with, by links under
 * review: `row`, `keys` (ten at most, the likeliest first), `links`, `confidence` of the likeliest.
 */
export function candidates(plan: TieOutPlan, side: Side): Sql {
  const { crosswalk } = known(plan);
  const own = setOf(plan, side).dataset.id;
  const other = setOf(plan, side === "from" ? "to" : "from").dataset.id;
  const half = (near: "from" | "to", far: "from" | "to"): Sql =>
    sql`SELECT ${id(`${near}_row`)} AS row, ${id(`${far}_key`)} AS key, confidence FROM ${id(crosswalk.links)}
    WHERE status = 'review' AND ${id(`${near}_dataset`)} = ${own} AND ${id(`${far}_dataset`)} = ${other}`;
  return sql`(
  SELECT row, ${plan.dialect.stringAggregate(sql`CASE WHEN place <= 10 THEN key END`, "; ", sql`place`)} AS keys,
    count(*) AS links, ${shortened(sql`max(confidence)`)} AS confidence
  FROM (
    SELECT *, row_number() OVER (PARTITION BY row ORDER BY confidence DESC, key) AS place
    FROM (${half("from", "to")} UNION ALL ${half("to", "from")}) AS found
  ) AS placed
  GROUP BY row
)`;
}

/** Six digits, so that no last bit of a float tells two runs apart; what is not certain does not become so. */
function shortened(confidence: Sql): Sql {
  return sql`CASE WHEN ${confidence} < 1 THEN least(round(${confidence}, 6), CAST(0.999999 AS DOUBLE)) ELSE ${confidence} END`;
}

function known(plan: TieOutPlan): NonNullable<ReturnType<typeof identityOf>> {
  const identity = identityOf(plan);
  if (identity === undefined) throw new TypeError(`${plan.handoff.id} does not match by identity`);
  return identity;
}
