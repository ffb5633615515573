import type { Handoff, Side } from "../model/index.ts";
import { and, id, join, or, sql, type Sql } from "../sql/index.ts";
import type { Broken } from "./broken.ts";
import { converted, fieldOf, holdsMoney, insert, isWritable, make, ownerOf, setOf, systemTitle, type RepairPlan } from "./plan.ts";

/** Pairs whose values differ: the declared owner's value is taken, else the upstream's, since the handoff says which way values go. */
export async function repairDifferent(plan: RepairPlan, { handoff, broken }: Broken): Promise<void> {
  if (handoff.cardinality !== "one-to-one") return decideGroups(plan, { handoff, broken });
  const compared = handoff.compare.map((comparison) => planCell(plan, handoff, comparison.from, comparison.to));
  const pairs = sql`${id(broken)} AS b JOIN ${id(plan.input.kept.get(handoff.id)?.pairs ?? "")} AS p ON p.from_row = b.row
JOIN ${id(setOf(plan, handoff.from.dataset).relation)} AS f ON f._row = p.from_row
JOIN ${id(setOf(plan, handoff.to.dataset).relation)} AS t ON t._row = p.to_row
WHERE b.side = 'from' AND b.outcome = 'different' AND b.reason = 'values-differ'`;
  const impossible = or(compared.map(({ differs, value }) => (value === undefined ? differs : sql`(${differs} AND (${value}) IS NULL)`)));
  const doubted = or(compared.map(({ differs, doubted: why }) => sql`(${differs} AND ${why})`));
  const basis = join([...compared.map((cell) => sql`WHEN ${cell.differs} THEN ${cell.basis}`), sql`ELSE NULL`], " ");
  const shown = compared.map(
    ({ differs, values }) =>
      sql`CASE WHEN ${differs} THEN ${values[0].says} || coalesce(CAST(${values[0].value} AS VARCHAR), '') || ${`; ${values[1].says}`} || coalesce(CAST(${values[1].value} AS VARCHAR), '') END`,
  );
  await insert(
    plan,
    "items",
    sql`SELECT b.finding, b.place, b.item, b.item AS counted, ${handoff.from.dataset} AS dataset, b.key,
  CASE WHEN ${impossible} THEN 'open' WHEN ${doubted} THEN 'decide' ELSE 'exact' END AS status,
  ${compared.length === 0 ? sql`NULL` : sql`CASE ${basis} END`} AS basis,
  CASE WHEN ${impossible} THEN 'The value that is right is empty, or no column of the other system can hold it.' ELSE 'Another system agrees with the value that would be changed, or it is money that has moved.' END AS reason,
  'Which of these is right?' AS question, ${shown.length === 0 ? sql`NULL` : sql`concat_ws('; ', ${join(shown)})`} AS candidates
FROM ${pairs}`,
  );
  for (const cell of compared) {
    if (cell.value === undefined) continue;
    await insert(
      plan,
      "cells",
      sql`SELECT b.finding, b.item, ${handoff[cell.target].dataset} AS target, ${cell.target === "to" ? sql`p.to_row` : sql`p.from_row`} AS row, 'update' AS action,
  ${cell.field} AS field, 'value' AS how, CAST(${cell.value} AS VARCHAR) AS value, TRUE AS required
FROM ${pairs} AND ${cell.differs}`,
    );
  }
}

interface ComparedCell {
  readonly target: Side;
  readonly field: string;
  /** Over `f` and `t`; undefined where it cannot be written. */
  readonly value: Sql | undefined;
  /** Is it this field that differs in the break `b`? */
  readonly differs: Sql;
  /** Is there a word against changing it, in `p`? */
  readonly doubted: Sql;
  /** Both sides' values, and what is said before each. */
  readonly values: readonly [Said, Said];
  readonly basis: string;
}

interface Said {
  readonly says: string;
  readonly value: Sql;
}

function planCell(plan: RepairPlan, handoff: Handoff, fromField: string, toField: string): ComparedCell {
  const [from, to] = [setOf(plan, handoff.from.dataset).dataset, setOf(plan, handoff.to.dataset).dataset];
  const owner = ownerOf(plan, { dataset: from.id, field: fromField }, { dataset: to.id, field: toField });
  const target: Side = owner !== undefined && owner === to.system && owner !== from.system ? "from" : "to";
  const [source, goal] =
    target === "to" ? [fieldOf(from, fromField), fieldOf(to, toField)] : [fieldOf(to, toField), fieldOf(from, fromField)];
  const right = systemTitle(plan, target === "to" ? from.id : to.id);
  const row = target === "to" ? sql`p.to_row` : sql`p.from_row`;
  const isMoved = goal.type === "money" && holdsMoney(plan, handoff[target].dataset);
  const said = (side: Side, field: string): Said => ({
    says: `${systemTitle(plan, handoff[side].dataset)} ${field} = `,
    value: id(side === "from" ? "f" : "t", field),
  });
  const opening = (side: Side, field: string): Sql => sql`strpos(b.fields, ${`"${side}":{"field":${JSON.stringify(field)},"value":`}) > 0`;
  return {
    target,
    field: goal.name,
    value: isWritable(goal) ? converted(plan, source, goal, target === "to" ? "f" : "t") : undefined,
    differs: and([opening("from", fromField), opening("to", toField)]),
    doubted: isMoved ? sql`TRUE` : owner === undefined ? confirmed(plan, handoff, handoff[target].dataset, goal.name, row) : sql`FALSE`,
    values: [said("from", fromField), said("to", toField)],
    basis:
      owner === undefined
        ? `${right}'s value is taken: the handoff says which way values go.`
        : `${right}'s value is taken: it is declared to own it.`,
  };
}

/** Does the field's value agree with another system's, at any other handoff that compares it? Without a declared owner two of three are not outvoted. */
function confirmed(plan: RepairPlan, { id: own }: Handoff, dataset: string, field: string, row: Sql): Sql {
  const others = plan.estate.handoffs.flatMap((handoff) => {
    const kept = plan.input.kept.get(handoff.id);
    if (handoff.id === own || kept === undefined) return [];
    const sides = (["from", "to"] as const).filter(
      (side) =>
        handoff[side].dataset === dataset &&
        (handoff[side].amount === field || handoff.compare.some((comparison) => comparison[side] === field)),
    );
    return sides.map(
      (side) =>
        sql`(${row} IN (SELECT ${id(`${side}_row`)} FROM ${id(kept.pairs)}) AND ${row} IN (SELECT row FROM ${id(kept.outcomes)} WHERE side = ${side} AND outcome = 'matched'))`,
    );
  });
  return or(others);
}

/** A sum that does not agree is right again when one of its parts is changed: which, nothing tells. */
async function decideGroups(plan: RepairPlan, { handoff, broken }: Pick<Broken, "handoff" | "broken">): Promise<void> {
  await insert(
    plan,
    "items",
    sql`SELECT b.finding, b.place, b.item, b.item AS counted, ${handoff[oneSide(handoff)].dataset} AS dataset, b.key,
  'decide' AS status, NULL AS basis, 'Several records stand for one: which of them is wrong their sum does not tell.' AS reason,
  'Which of these, or the record itself, is to be corrected?' AS question, b.counterparts AS candidates
FROM ${id(broken)} AS b WHERE b.outcome = 'different'`,
  );
}

const oneSide = ({ cardinality }: Handoff): Side => (cardinality === "many-to-one" ? "to" : "from");

/** Records that stand there twice, and such as have several counterparts. */
export async function repairDuplicates(plan: RepairPlan, at: Broken): Promise<void> {
  for (const side of ["from", "to"] as const) {
    await judgeDuplicates(plan, at, side);
    await insert(
      plan,
      "items",
      sql`SELECT b.finding, b.place, b.item, b.item AS counted, ${at.handoff[side].dataset} AS dataset, b.key, 'decide' AS status, NULL AS basis,
  'Several counterparts are as likely.' AS reason, 'Which of these is it, if any?' AS question, b.counterparts AS candidates
FROM ${id(at.broken)} AS b WHERE b.side = ${side} AND b.outcome = 'ambiguous'`,
    );
  }
}

/** A later copy of the same content, on which nothing else rests, is voided. */
async function judgeDuplicates(plan: RepairPlan, { handoff, broken }: Broken, side: Side): Promise<void> {
  const own = setOf(plan, handoff[side].dataset);
  const other: Side = side === "from" ? "to" : "from";
  const { amount } = handoff[side];
  const pairs = plan.input.kept.get(handoff.id)?.pairs ?? "";
  const [ownRow, otherRow] = side === "from" ? [id("p", "from_row"), id("p", "to_row")] : [id("p", "to_row"), id("p", "from_row")];
  const later = sql`CASE WHEN d._created IS NOT NULL AND k._created IS NOT NULL AND d._created <> k._created THEN d._created > k._created ELSE coalesce(d._key > k._key, FALSE) END`;
  const same =
    amount === undefined
      ? sql`FALSE`
      : sql`coalesce(${id("d", amount)} = ${id("k", amount)}, FALSE) AND d._unit IS NOT DISTINCT FROM k._unit`;
  const judged = await make(
    plan,
    "duplicate",
    sql`SELECT b.*, k._key AS kept_key, coalesce(${same}, FALSE) AS is_same, coalesce(${later}, FALSE) AS is_later, ${tied(plan, handoff, own.dataset.id, sql`b.row`)} AS is_tied, ${holdsMoney(plan, own.dataset.id)} AS is_moved
FROM ${id(broken)} AS b JOIN ${id(own.relation)} AS d ON d._row = b.row
LEFT JOIN ${id(setOf(plan, handoff[other].dataset).relation)} AS o ON o._key = b.counterparts
LEFT JOIN ${id(pairs)} AS p ON ${otherRow} = o._row
LEFT JOIN ${id(own.relation)} AS k ON k._row = ${ownRow}
WHERE b.side = ${side} AND b.outcome = 'duplicate' AND b.reason = 'same-reference'`,
  );
  const exact = sql`kept_key IS NOT NULL AND is_same AND is_later AND NOT is_tied AND NOT is_moved`;
  await insert(
    plan,
    "items",
    sql`SELECT finding, place, item, item AS counted, ${own.dataset.id} AS dataset, key, CASE WHEN ${exact} THEN 'exact' ELSE 'decide' END AS status,
  'The later copy of one content is voided.' AS basis,
  CASE WHEN is_moved THEN 'Money has moved twice: it must be given back.' WHEN is_tied THEN 'Something else rests on the copy.' WHEN NOT is_same THEN 'The copies do not say the same.' ELSE 'Which is the copy their times do not tell.' END AS reason,
  'Which of them is to be voided?' AS question, key || coalesce('; ' || kept_key, '') AS candidates
FROM ${id(judged)}`,
  );
  await insert(
    plan,
    "cells",
    sql`SELECT finding, item, ${own.dataset.id} AS target, row, 'void' AS action, NULL AS field, 'value' AS how, NULL AS value, TRUE AS required
FROM ${id(judged)} WHERE ${exact}`,
  );
}

/** Is a record tied to another one at any other handoff? */
function tied(plan: RepairPlan, { id: own }: Handoff, dataset: string, row: Sql): Sql {
  const others = plan.estate.handoffs.flatMap((handoff) => {
    const pairs = plan.input.kept.get(handoff.id)?.pairs;
    if (handoff.id === own || pairs === undefined) return [];
    const sides = (["from", "to"] as const).filter((side) => handoff[side].dataset === dataset);
    return sides.map((side) => sql`${row} IN (SELECT ${id(`${side}_row`)} FROM ${id(pairs)})`);
  });
  return or(others);
}
