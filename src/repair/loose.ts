import { id, join, sql, type Sql } from "../sql/index.ts";
import type { Broken } from "./broken.ts";
import { planMaking } from "./create.ts";
import { fieldOf, converted, insert, isWritable, make, setOf, systemTitle, type RepairPlan } from "./plan.ts";

/** Records that never arrived, and records that came from nowhere: the one may be the other. */
export async function repairLoose(plan: RepairPlan, at: Broken): Promise<void> {
  await judgeMissing(plan, at);
  await judgeExtra(plan, at);
  await giveReferences(plan, at);
}

/** The reference vanished on the way: one lost record, one record without reference, alike in all that is known, and each the only one for the other. */
const sure = sql`a.reason = 'no-reference' AND a.of_from = 1 AND a.of_to = 1`;

async function judgeMissing(plan: RepairPlan, { handoff, broken, alike, crowd }: Broken): Promise<void> {
  const { refused, isInScope, cells } = planMaking(plan, handoff);
  const [upstream, downstream] = [systemTitle(plan, handoff.from.dataset), systemTitle(plan, handoff.to.dataset)];
  const canRefer = referenceCells(plan, handoff) !== undefined;
  const twice = twins(handoff);
  const judged = await make(
    plan,
    "missing",
    sql`SELECT b.*, CASE
    WHEN b.reason = 'no-reference' THEN 'nameless'
    WHEN b.reason = 'counterpart-deleted' THEN 'deleted'
    WHEN b.reason = 'counterpart-excluded' THEN 'excluded'
    WHEN b.reason <> 'none' THEN 'unsure'
    WHEN c.sure AND ${canRefer} THEN 'refer'
    WHEN c.keys IS NOT NULL THEN 'alike'
    WHEN b.row IN (SELECT row FROM ${id(crowd)} WHERE side = 'from') THEN 'crowd'
    WHEN ${refused !== undefined} THEN 'refused'
    WHEN ${twice} THEN 'twice'
    WHEN ${isInScope} THEN 'create' ELSE 'out' END AS verdict, c.keys
FROM ${id(broken)} AS b JOIN ${id(setOf(plan, handoff.from.dataset).relation)} AS r ON r._row = b.row
LEFT JOIN (
  SELECT a.from_row, bool_or(${sure}) AS sure, ${keys(plan, sql`t._key`)} AS keys
  FROM ${id(alike)} AS a JOIN ${id(setOf(plan, handoff.to.dataset).relation)} AS t ON t._row = a.to_row GROUP BY a.from_row
) AS c ON c.from_row = b.row
WHERE b.side = 'from' AND b.outcome = 'missing'`,
  );
  const refuse = refused ?? { status: "open", reason: "", candidates: undefined };
  const enter = `Enter it in ${downstream}, or take it out of ${upstream}?`;
  await insert(
    plan,
    "items",
    sql`SELECT finding, place, item, item AS counted, ${handoff.from.dataset} AS dataset, key,
  CASE WHEN verdict IN ('refer', 'create') THEN 'exact' WHEN verdict IN ('alike', 'deleted', 'excluded', 'crowd') THEN 'decide' WHEN verdict = 'refused' THEN ${refuse.status} ELSE 'open' END AS status,
  CASE verdict WHEN 'refer' THEN ${`The one record of ${downstream} without a reference that agrees with it in amount, unit and day gets the reference.`}
    WHEN 'create' THEN ${`What ${upstream} says of the record is entered in ${downstream}, as the handoff asks.`} END AS basis,
  CASE verdict WHEN 'alike' THEN 'A record that names something else may be this one.'
    WHEN 'crowd' THEN 'Many records have this amount: which is which nothing tells.'
    WHEN 'deleted' THEN ${`${downstream} deleted it: one of the two systems is wrong.`}
    WHEN 'excluded' THEN ${`${downstream} holds it outside the handoff: one of the two systems is wrong.`}
    WHEN 'refused' THEN ${refuse.reason}
    WHEN 'nameless' THEN 'It carries no reference by which it could be entered.'
    WHEN 'unsure' THEN 'Who it is must be decided first.'
    WHEN 'twice' THEN 'Several records with this reference are missing.'
    WHEN 'out' THEN 'Entered with what is known, it would not be in the scope of the handoff.' END AS reason,
  CASE verdict WHEN 'alike' THEN ${`Is it one of these of ${downstream}? If none: ${enter}`}
    WHEN 'crowd' THEN ${enter}
    WHEN 'deleted' THEN ${`Restore it in ${downstream}, or take it back in ${upstream}?`}
    WHEN 'excluded' THEN ${`Correct it in ${downstream}, or take it back in ${upstream}?`}
    WHEN 'refused' THEN ${`Which is it? ${refuse.reason}`} END AS question,
  CASE verdict WHEN 'alike' THEN keys WHEN 'refused' THEN ${refuse.candidates ?? null}
    WHEN 'crowd' THEN ${`enter in ${downstream}; take out of ${upstream}`}
    WHEN 'deleted' THEN ${`restore in ${downstream}; take back in ${upstream}`}
    WHEN 'excluded' THEN ${`correct in ${downstream}; take back in ${upstream}`} END AS candidates
FROM ${id(judged)}`,
  );
  for (const cell of refused === undefined ? cells : []) {
    await insert(
      plan,
      "cells",
      sql`SELECT m.finding, m.item, ${handoff.to.dataset} AS target, CAST(NULL AS BIGINT) AS row, m.item AS made, 'create' AS action, ${cell.field} AS field, ${cell.how} AS how, ${cell.value} AS value, ${cell.required} AS required
FROM ${id(judged)} AS m JOIN ${id(setOf(plan, handoff.from.dataset).relation)} AS r ON r._row = m.row WHERE m.verdict = 'create'`,
    );
  }

  /** Do several lost records carry one reference? Entering each would make the next duplicate. */
  function twins({ match }: typeof handoff): Sql {
    if (match.kind !== "key") return sql`FALSE`;
    return sql`count(*) OVER (PARTITION BY b.reason, ${join(match.on.map(({ from }) => id("r", from)))}) > 1`;
  }
}

async function judgeExtra(plan: RepairPlan, { handoff, broken, alike, crowd }: Broken): Promise<void> {
  const [upstream, downstream] = [systemTitle(plan, handoff.from.dataset), systemTitle(plan, handoff.to.dataset)];
  const canRefer = referenceCells(plan, handoff) !== undefined;
  await insert(
    plan,
    "items",
    sql`SELECT b.finding, b.place, b.item, b.item AS counted, ${handoff.to.dataset} AS dataset, b.key,
  CASE WHEN b.reason = 'no-reference' AND c.sure AND ${canRefer} THEN 'exact' ELSE 'decide' END AS status,
  CASE WHEN b.reason = 'no-reference' AND c.sure THEN ${`The one lost record of ${upstream} that agrees with it in amount, unit and day is what it refers to.`} END AS basis,
  CASE WHEN b.reason = 'no-reference' THEN 'It carries no reference, and no lost record is the only one that is like it.'
    WHEN b.reason = 'counterpart-deleted' THEN ${`${upstream} deleted what it refers to.`}
    WHEN b.reason = 'counterpart-excluded' THEN ${`${upstream} holds what it refers to outside the handoff.`}
    WHEN b.reason = 'none' THEN 'What it refers to is not there.' ELSE 'Who it is must be decided first.' END AS reason,
  CASE WHEN b.reason IN ('counterpart-deleted', 'counterpart-excluded') THEN ${`Void it in ${downstream}, or bring its counterpart back in ${upstream}?`}
    WHEN c.keys IS NOT NULL THEN ${`Does it belong to one of these of ${upstream}, or is it to be voided?`}
    ELSE ${`What of ${upstream} does it belong to, or is it to be voided?`} END AS question,
  CASE WHEN b.reason IN ('counterpart-deleted', 'counterpart-excluded') THEN ${`void in ${downstream}; bring back in ${upstream}`}
    WHEN c.keys IS NOT NULL THEN 'void; ' || c.keys
    WHEN b.row IN (SELECT row FROM ${id(crowd)} WHERE side = 'to') THEN 'void; one of many of its amount' ELSE 'void' END AS candidates
FROM ${id(broken)} AS b
LEFT JOIN (
  SELECT a.to_row, bool_or(${sure}) AS sure, ${keys(plan, sql`f._key`)} AS keys
  FROM ${id(alike)} AS a JOIN ${id(setOf(plan, handoff.from.dataset).relation)} AS f ON f._row = a.from_row GROUP BY a.to_row
) AS c ON c.to_row = b.row
WHERE b.side = 'to' AND b.outcome = 'extra'`,
  );
}

/** Both findings ask for the same cell: the lost record's and the nameless one's. */
async function giveReferences(plan: RepairPlan, { handoff, broken, alike }: Broken): Promise<void> {
  for (const { field, value } of referenceCells(plan, handoff) ?? []) {
    await insert(
      plan,
      "cells",
      sql`SELECT b.finding, b.item, ${handoff.to.dataset} AS target, a.to_row AS row, 'update' AS action, ${field} AS field, 'value' AS how, CAST(${value} AS VARCHAR) AS value, TRUE AS required
FROM ${id(alike)} AS a
JOIN ${id(setOf(plan, handoff.from.dataset).relation)} AS r ON r._row = a.from_row
JOIN ${id(broken)} AS b ON (b.side = 'from' AND b.outcome = 'missing' AND b.row = a.from_row) OR (b.side = 'to' AND b.outcome = 'extra' AND b.row = a.to_row)
WHERE ${sure}`,
    );
  }
}

/** The cells that name the upstream record, over `r`; undefined where they cannot be written. */
function referenceCells(
  plan: RepairPlan,
  { match, from, to, cardinality }: Broken["handoff"],
): { field: string; value: Sql }[] | undefined {
  if (match.kind !== "key" || cardinality !== "one-to-one") return undefined;
  const cells = match.on.flatMap((pair) => {
    const field = fieldOf(setOf(plan, to.dataset).dataset, pair.to);
    const value = converted(plan, fieldOf(setOf(plan, from.dataset).dataset, pair.from), field, "r");
    return value === undefined || !isWritable(field) ? [] : [{ field: pair.to, value }];
  });
  return cells.length === match.on.length ? cells : undefined;
}

function keys(plan: RepairPlan, key: Sql): Sql {
  return plan.engine.dialect.stringAggregate(key, "; ", key);
}
