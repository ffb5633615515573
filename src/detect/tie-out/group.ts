import { disagreement, withinAmount } from "./compare.ts";
import { conditionContext, oneSide, relation, setOf, type TieOutPlan } from "./plan.ts";
import { recordColumns } from "./settle.ts";
import { adjustmentColumn, lacksReference, matchColumns, sameMatch, sideView } from "./side.ts";
import { and, compileCondition, id, join, sql, type Sql } from "../../sql/index.ts";
import type { Adjustment, Side } from "../../model/index.ts";

/*
 * One record against many: the amounts of the many are summed, lawful
 * adjustments are taken into account, and the sum must agree.
 *
 *   members: m_row, o_row (NULL: no one claims it), amount, unit, date, mask, a0 …
 *   groups:  o_row, amount, unit, date, members, total, unlike, a0 …, difference, outcome, reason
 *
 * outcome NULL: the group is empty and should not be; settle.ts says why.
 * Claims are exclusive: the one side is unique within `groups`, so a member
 * belongs to one group at most.
 */
export function groupSteps(plan: TieOutPlan): readonly Sql[] {
  return [repeatedOnes(plan), members(plan), groups(plan), ambiguous(plan, one(plan)), ambiguous(plan, many(plan))];
}

/** The records of the one side that no group holds although they should, for settle.ts. */
export function emptyGroups(plan: TieOutPlan): Sql {
  return sql`(SELECT s.* FROM ${id(sideView(plan, one(plan)))} AS s WHERE s.scope = 'in' AND NOT ${settledAlready(plan, one(plan))}
  AND (${lacksReference(plan, "s")} OR EXISTS (SELECT 1 FROM ${id(relation(plan, "repeated"))} AS x WHERE ${sameMatch(plan, "x", "s")})
    OR s.row IN (SELECT o_row FROM ${id(relation(plan, "groups"))} WHERE outcome IS NULL)))`;
}

/** The records of the many side that no group claims, ambiguous ones apart. */
export function unclaimedMembers(plan: TieOutPlan): Sql {
  return sql`(SELECT s.* FROM ${id(sideView(plan, many(plan)))} AS s
  WHERE s.row IN (SELECT m_row FROM ${id(relation(plan, "members"))} WHERE o_row IS NULL) AND NOT ${settledAlready(plan, many(plan))})`;
}

function settledAlready(plan: TieOutPlan, side: Side): Sql {
  return sql`s.row IN (SELECT row FROM ${id(relation(plan, "settled"))} WHERE side = ${side})`;
}

export const one = (plan: TieOutPlan): Side => oneSide(plan) ?? "from";
export const many = (plan: TieOutPlan): Side => (one(plan) === "from" ? "to" : "from");

/** The amount of an adjustment, signed as it moves the downstream side. */
export function signed(adjustment: Adjustment, amount: Sql): Sql {
  return adjustment.sign === 1 ? amount : sql`-(${amount})`;
}

function repeatedOnes(plan: TieOutPlan): Sql {
  const columns = join(matchColumns(plan, "s"));
  return sql`CREATE TABLE ${id(relation(plan, "repeated"))} AS
SELECT ${columns} FROM ${id(sideView(plan, one(plan)))} AS s
WHERE scope = 'in' AND NOT ${lacksReference(plan, "s")} GROUP BY ${columns} HAVING count(*) > 1`;
}

/** Records of the one side that can claim: in scope, with a reference, alone with it. */
function claimants(plan: TieOutPlan): Sql {
  return sql`(SELECT s.* FROM ${id(sideView(plan, one(plan)))} AS s
  WHERE s.scope = 'in' AND NOT ${lacksReference(plan, "s")}
    AND NOT EXISTS (SELECT 1 FROM ${id(relation(plan, "repeated"))} AS x WHERE ${sameMatch(plan, "x", "s")}))`;
}

function members(plan: TieOutPlan): Sql {
  const others = plan.comparisons.filter((comparison) => !comparison.isAmount);
  const [f, t] = one(plan) === "from" ? ["o", "m"] : ["m", "o"];
  const adjustments = fieldAdjustments(plan, many(plan)).map(
    (index) => sql`,\n  m.${id(adjustmentColumn(index))} AS ${id(adjustmentColumn(index))}`,
  );
  return sql`CREATE TABLE ${id(relation(plan, "members"))} AS
SELECT m.row AS m_row, o.row AS o_row, m.amount AS amount, m.unit AS unit, m.date AS date,
  CASE WHEN o.row IS NOT NULL THEN ${disagreement(plan, others, f as string, t as string)} END AS mask${join(adjustments, "")}
FROM (SELECT * FROM ${id(sideView(plan, many(plan)))} WHERE scope = 'in') AS m
LEFT JOIN ${claimants(plan)} AS o ON ${sameMatch(plan, "o", "m")}`;
}

function groups(plan: TieOutPlan): Sql {
  const onOne = fieldAdjustments(plan, one(plan));
  const onMany = fieldAdjustments(plan, many(plan));
  const fromDatasets = plan.handoff.adjustments.flatMap((adjustment, index) =>
    adjustment.of.kind === "dataset" ? [{ adjustment, index }] : [],
  );
  const column = (index: number): Sql => id(adjustmentColumn(index));
  const values = plan.handoff.adjustments.map((adjustment, index) => {
    const amount = onOne.includes(index)
      ? sql`o.${column(index)}`
      : onMany.includes(index)
        ? sql`coalesce(g.${column(index)}, 0)`
        : sql`coalesce(${id(`d${index}`, "amount")}, 0)`;
    return sql`${signed(adjustment, amount)} AS ${column(index)}`;
  });
  const adjusted = join([sql`CAST(0 AS DECIMAL(18, 4))`, ...plan.handoff.adjustments.map((_, index) => column(index))], " + ");
  const expected = one(plan) === "from" ? sql`coalesce(amount, 0) + ${adjusted}` : sql`total + ${adjusted}`;
  const actual = one(plan) === "from" ? sql`total` : sql`coalesce(amount, 0)`;
  const tolerance = plan.comparisons.find(({ isAmount }) => isAmount)?.tolerance;
  const within = tolerance?.kind === "amount" ? withinAmount(sql`expected`, sql`actual`, tolerance) : sql`expected = actual`;
  return sql`CREATE TABLE ${id(relation(plan, "groups"))} AS
SELECT o_row, amount, unit, date, members, total, unlike,${join(
    plan.handoff.adjustments.map((_, index) => sql` ${column(index)},`),
    "",
  )}
  actual - expected AS difference,
  CASE WHEN agrees AND unlike = 0 THEN 'matched' WHEN members > 0 THEN 'different' END AS outcome,
  CASE WHEN unlike > 0 THEN 'values-differ' WHEN agrees THEN 'none' ELSE 'sum-differs' END AS reason
FROM (
  SELECT *, ${within} AS agrees FROM (
    SELECT *, ${expected} AS expected, ${actual} AS actual FROM (
      SELECT o.row AS o_row, o.amount AS amount, o.unit AS unit, o.date AS date,
        coalesce(g.members, 0) AS members, coalesce(g.total, 0) AS total, coalesce(g.unlike, 0) AS unlike${join(
          values.map((value) => sql`, ${value}`),
          "",
        )}
      FROM ${claimants(plan)} AS o
      LEFT JOIN (
        SELECT o_row, count(*) AS members, coalesce(sum(amount), 0) AS total, sum(CASE WHEN mask <> 0 THEN 1 ELSE 0 END) AS unlike${join(
          onMany.map((index) => sql`, sum(${column(index)}) AS ${column(index)}`),
          "",
        )}
        FROM ${id(relation(plan, "members"))} WHERE o_row IS NOT NULL GROUP BY o_row
      ) AS g ON g.o_row = o.row${join(
        fromDatasets.map(({ adjustment, index }) => datasetAdjustment(plan, adjustment, index)),
        "",
      )}
    ) AS summed
  ) AS judged
) AS final`;
}

/** Sum of a third dataset's records by the field of the one side that they name; a record is claimed by one group or by none. */
function datasetAdjustment(plan: TieOutPlan, adjustment: Adjustment, index: number): Sql {
  if (adjustment.of.kind !== "dataset") return sql``;
  const { on } = adjustment.of;
  const owner = setOf(plan, one(plan)).relation;
  const columns = on.map((_, part) => id(`j${part}`));
  const owned = join(on.map(({ matches }, part) => sql`${id("r", matches)} AS ${columns[part] as Sql}`));
  return sql`
      LEFT JOIN (
        SELECT min(owner.row) AS row, min(own.amount) AS amount
        FROM (SELECT r._row AS row, ${owned} FROM ${id(owner)} AS r JOIN ${claimants(plan)} AS c ON c.row = r._row) AS owner
        JOIN (${adjustmentSums(plan, adjustment, "key")}) AS own
          ON ${and(columns.map((_, part) => sql`${id("own", `j${part}`)} = ${id("owner", `j${part}`)}`))}
        GROUP BY ${join(columns.map((_, part) => id("own", `j${part}`)))} HAVING count(*) = 1
      ) AS ${id(`d${index}`)} ON ${id(`d${index}`, "row")} = o.row`;
}

/** Amounts of an adjustment's own dataset, in scope and not deleted, by the fields that name a group, or in all. */
export function adjustmentSums(plan: TieOutPlan, adjustment: Adjustment, by: "key" | "all"): Sql {
  if (adjustment.of.kind !== "dataset") return sql``;
  const { dataset: name, amount, filter, on } = adjustment.of;
  const set = plan.sets.adjustments.get(name);
  if (set === undefined) throw new TypeError(`the records of ${name} were not opened`);
  const met = filter === undefined ? sql`` : sql` AND ${compileCondition(filter, conditionContext(plan, set.dataset, "x"))}`;
  const fields = by === "key" ? on.map(({ field }) => id("x", field)) : [];
  const grouped = fields.length === 0 ? sql`` : sql` GROUP BY ${join(fields)}`;
  return sql`SELECT ${join([...fields.map((field, part) => sql`${field} AS ${id(`j${part}`)}`), sql`sum(${id("x", amount)}) AS amount`, sql`count(*) AS records`])} FROM ${id(set.relation)} AS x WHERE NOT x._deleted${met}${grouped}`;
}

/** Several records of the one side share a reference: they and all that name it are ambiguous. */
function ambiguous(plan: TieOutPlan, side: Side): Sql {
  const facing = side === one(plan) ? many(plan) : undefined;
  const faced =
    facing === undefined
      ? sql``
      : sql` AND EXISTS (SELECT 1 FROM ${id(sideView(plan, facing))} AS y WHERE y.scope = 'in' AND ${sameMatch(plan, "y", "s")})`;
  return sql`INSERT INTO ${id(relation(plan, "settled"))}
SELECT ${side}, 'ambiguous', 'several-candidates', ${join(recordColumns(plan, "s"))} FROM ${id(sideView(plan, side))} AS s
JOIN ${id(relation(plan, "repeated"))} AS x ON ${sameMatch(plan, "x", "s")}
WHERE s.scope = 'in'${faced}`;
}

function fieldAdjustments(plan: TieOutPlan, side: Side): number[] {
  return plan.handoff.adjustments.flatMap(({ of }, index) => (of.kind === "field" && of.side === side ? [index] : []));
}
