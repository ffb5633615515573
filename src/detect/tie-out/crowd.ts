import { disagreement, valueColumn } from "./compare.ts";
import { judgedPairs } from "./pair.ts";
import { relation, type TieOutPlan } from "./plan.ts";
import { recordColumns } from "./settle.ts";
import { matchColumns, sameMatch, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * One-to-one where a match value stands several times on either side. Nobody
 * guesses: records that are exactly equal pair up, a record left alone takes the
 * only one that agrees within tolerance, two left alone pair up; what then faces
 * several candidates is ambiguous. Groups never multiply: every step joins on a
 * rank, or on a side that has one record a group.
 */

/** Pairs the crowded records (`from_crowd`, `to_crowd`) into `pairs` and `crowd_paired`, and settles the rest into `settled`. */
export function crowdSteps(plan: TieOutPlan): readonly Sql[] {
  return [
    members(plan, "from"),
    members(plan, "to"),
    exactPairs(plan),
    onlyAgreeing(plan),
    lastTwo(plan),
    addPairs(plan),
    settleLeft(plan),
  ];
}

const memberTable = (plan: TieOutPlan, side: Side): Sql => id(relation(plan, `${side}_members`));
const paired = (plan: TieOutPlan): Sql => id(relation(plan, "crowd_paired"));

/** Members of a side that no pair holds yet. */
function left(plan: TieOutPlan, side: Side): Sql {
  const column = side === "from" ? sql`f_row` : sql`t_row`;
  return sql`(SELECT * FROM ${memberTable(plan, side)} WHERE row NOT IN (SELECT ${column} FROM ${paired(plan)}))`;
}

/** How many members are left of each group, by match value. */
function leftCounts(plan: TieOutPlan, side: Side): Sql {
  const columns = join(matchColumns(plan));
  return sql`(SELECT ${columns}, count(*) AS records FROM ${left(plan, side)} AS l GROUP BY ${columns})`;
}

/** The crowded records of a side, ranked among those of their group that are equal in every compared value. */
function members(plan: TieOutPlan, side: Side): Sql {
  const texts = plan.comparisons.map((comparison) => sql`coalesce(CAST(${id("v", valueColumn(comparison))} AS VARCHAR), chr(1))`);
  const signature = texts.length === 0 ? sql`''` : join(texts, " || chr(31) || ");
  return sql`CREATE TABLE ${memberTable(plan, side)} AS
SELECT s.*, row_number() OVER (PARTITION BY ${join(matchColumns(plan, "s"))}, s.signature ORDER BY s.created, s.key, s.row) AS place
FROM (
  SELECT v.*, ${signature} AS signature
  FROM ${id(sideView(plan, side))} AS v JOIN ${id(relation(plan, `${side}_crowd`))} AS crowd ON crowd.row = v.row
) AS s`;
}

/** A pair as `crowd_paired` holds it. */
function pairOf(plan: TieOutPlan): Sql {
  return sql`SELECT f.row AS f_row, t.row AS t_row, f.key AS f_key, t.key AS t_key, ${join(matchColumns(plan, "f"))}`;
}

function exactPairs(plan: TieOutPlan): Sql {
  return sql`INSERT INTO ${paired(plan)}
${pairOf(plan)}
FROM ${memberTable(plan, "from")} AS f
JOIN ${memberTable(plan, "to")} AS t ON ${sameMatch(plan, "f", "t")} AND f.signature = t.signature AND f.place = t.place`;
}

function onlyAgreeing(plan: TieOutPlan): Sql {
  return sql`INSERT INTO ${paired(plan)}
SELECT f_row, t_row, f_key, t_key, ${join(matchColumns(plan))} FROM (
  ${pairOf(plan)}, count(*) OVER (PARTITION BY f.row) AS candidates
  FROM ${left(plan, "from")} AS f
  JOIN ${leftCounts(plan, "from")} AS alone ON ${sameMatch(plan, "f", "alone")} AND alone.records = 1
  JOIN ${left(plan, "to")} AS t ON ${sameMatch(plan, "f", "t")}
  WHERE ${disagreement(plan, plan.comparisons, "f", "t")} = 0
) AS found
WHERE candidates = 1`;
}

function lastTwo(plan: TieOutPlan): Sql {
  return sql`INSERT INTO ${paired(plan)}
${pairOf(plan)}
FROM ${left(plan, "from")} AS f
JOIN ${leftCounts(plan, "from")} AS f_alone ON ${sameMatch(plan, "f", "f_alone")} AND f_alone.records = 1
JOIN ${left(plan, "to")} AS t ON ${sameMatch(plan, "f", "t")}
JOIN ${leftCounts(plan, "to")} AS t_alone ON ${sameMatch(plan, "t", "t_alone")} AND t_alone.records = 1`;
}

function addPairs(plan: TieOutPlan): Sql {
  return sql`INSERT INTO ${id(relation(plan, "pairs"))}
${judgedPairs(
  plan,
  sql`${paired(plan)} AS p JOIN ${memberTable(plan, "from")} AS f ON f.row = p.f_row JOIN ${memberTable(plan, "to")} AS t ON t.row = p.t_row`,
)}`;
}

/**
 * Members left without a pair. Facing candidates: ambiguous. A downstream record
 * beside a pair repeats it. An upstream one repeats it only if it is the same in
 * every compared value; otherwise it is missing.
 */
function settleLeft(plan: TieOutPlan): Sql {
  const columns = join(matchColumns(plan));
  const repeated = sql`EXISTS (SELECT 1 FROM ${memberTable(plan, "from")} AS twin
    WHERE ${sameMatch(plan, "twin", "l")} AND twin.signature = l.signature AND twin.row IN (SELECT f_row FROM ${paired(plan)}))`;
  const record = join(recordColumns(plan, "l"));
  return sql`INSERT INTO ${id(relation(plan, "settled"))}
WITH from_left AS ${left(plan, "from")}, to_left AS ${left(plan, "to")},
from_counts AS (SELECT DISTINCT ${columns} FROM from_left), to_counts AS (SELECT DISTINCT ${columns} FROM to_left)
SELECT 'from', CASE WHEN facing.k0 IS NOT NULL THEN 'ambiguous' WHEN ${repeated} THEN 'duplicate' ELSE 'missing' END,
  CASE WHEN facing.k0 IS NOT NULL THEN 'several-candidates' ELSE 'same-reference' END, ${record}
FROM from_left AS l LEFT JOIN to_counts AS facing ON ${sameMatch(plan, "facing", "l")}
UNION ALL
SELECT 'to', CASE WHEN facing.k0 IS NOT NULL THEN 'ambiguous' ELSE 'duplicate' END,
  CASE WHEN facing.k0 IS NOT NULL THEN 'several-candidates' ELSE 'same-reference' END, ${record}
FROM to_left AS l LEFT JOIN from_counts AS facing ON ${sameMatch(plan, "facing", "l")}`;
}
