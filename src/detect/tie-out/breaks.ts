import { many, one } from "./group.ts";
import { fieldType, relation, setOf, sideOf, type PlannedComparison, type TieOutPlan } from "./plan.ts";
import { differenceJson, showMoney, showValue } from "./show.ts";
import { matchColumns, sameMatch, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/** The kind of debt under which a tie-out's breaks are reported. */
export const TIE_OUT_KIND = "silent-sync-failure";

/**
 * The relation of all breaks of a review, one row a break, as `Break` in the
 * model, with the place of the record's own statement.
 */
export function createBreaks(breaks: string): Sql {
  return sql`CREATE TABLE ${id(breaks)} (
  fingerprint VARCHAR, handoff VARCHAR, side VARCHAR, outcome VARCHAR, reason VARCHAR, dataset VARCHAR, key VARCHAR,
  reference VARCHAR, unit VARCHAR, date DATE, amount DECIMAL(18, 4), difference DECIMAL(38, 4), counterparts VARCHAR, fields VARCHAR,
  file VARCHAR, line BIGINT
)`;
}

export function countPairBreaks(plan: TieOutPlan): Sql {
  return sql`SELECT count(*) AS breaks FROM ${id(relation(plan, "pairs"))} WHERE mask <> 0`;
}

/** Differing pairs, with every differing field and both its values. */
export function pairBreaks(plan: TieOutPlan, breaks: string): Sql {
  return insert(plan, breaks, {
    side: "from",
    outcome: sql`'different'`,
    reason: sql`'values-differ'`,
    record: "r",
    difference: plan.bridged ? sql`coalesce(d.t_amount, 0) - coalesce(d.f_amount, 0)` : sql`NULL`,
    counterparts: sql`d.t_key`,
    fields: sql`d.fields`,
    from: sql`(SELECT * FROM ${id(relation(plan, "pairs"))} WHERE mask <> 0) AS d
JOIN ${id(setOf(plan, "from").relation)} AS r ON r._row = d.f_row`,
  });
}

export function countSettledBreaks(plan: TieOutPlan, side: Side): Sql {
  const own = side === "from" ? "f" : "t";
  return sql`SELECT count(*) AS breaks FROM ${id(relation(plan, "settled"))}
WHERE ${id(side === "from" ? "t_row" : "f_row")} IS NULL AND ${id(`${own}_outcome`)} IN (${OWN_BREAKS})`;
}

const OWN_BREAKS = sql`'missing', 'extra', 'duplicate', 'ambiguous'`;

/** Records that are a break of their own: missing, extra, duplicate, ambiguous. */
export function settledBreaks(plan: TieOutPlan, side: Side, breaks: string): Sql {
  const own = side === "from" ? "f" : "t";
  const other: Side = side === "from" ? "to" : "from";
  const [ownRow, otherRow] = [id("s", `${own}_row`), id("s", side === "from" ? "t_row" : "f_row")];
  const otherOwn = other === "from" ? "f" : "t";
  // Candidates of an ambiguous record; for a duplicate, what its reference is already matched with.
  const facing = sql`(
  SELECT ${join([...matchColumns(plan, "w"), sql`w.outcome AS outcome`, plan.dialect.stringAggregate(sql`w.key`, "; ", sql`w.key`)])} AS keys
  FROM (
    SELECT v.*, x.outcome AS outcome, row_number() OVER (PARTITION BY ${join([...matchColumns(plan, "v"), sql`x.outcome`])} ORDER BY v.key) AS place
    FROM (
      SELECT ${id(`${otherOwn}_row`)} AS row, 'ambiguous' AS outcome FROM ${id(relation(plan, "settled"))} WHERE ${id(`${otherOwn}_outcome`)} = 'ambiguous'
      UNION ALL
      SELECT ${id(`${otherOwn}_row`)}, 'duplicate' FROM ${id(relation(plan, "crowd_paired"))}
    ) AS x JOIN ${id(sideView(plan, other))} AS v ON v.row = x.row
  ) AS w
  WHERE w.place <= 10
  GROUP BY ${join([...matchColumns(plan, "w"), sql`w.outcome`])}
) AS facing ON ${sameMatch(plan, "facing", "v")} AND facing.outcome = ${id("s", `${own}_outcome`)}`;
  return insert(plan, breaks, {
    side,
    outcome: id("s", `${own}_outcome`),
    reason: id("s", `${own}_reason`),
    record: "r",
    difference: sql`NULL`,
    counterparts: sql`facing.keys`,
    fields: sql`'[]'`,
    from: sql`${id(relation(plan, "settled"))} AS s
JOIN ${id(setOf(plan, side).relation)} AS r ON r._row = ${ownRow}
JOIN ${id(sideView(plan, side))} AS v ON v.row = ${ownRow}
LEFT JOIN ${facing}
WHERE ${otherRow} IS NULL AND ${id("s", `${own}_outcome`)} IN (${OWN_BREAKS})`,
  });
}

/** Second and later copies of a key. */
export function repeatBreaks(plan: TieOutPlan, side: Side, breaks: string): Sql {
  return insert(plan, breaks, {
    side,
    outcome: sql`'duplicate'`,
    reason: sql`'repeated-key'`,
    record: "r",
    difference: sql`NULL`,
    counterparts: sql`r._key`,
    fields: sql`'[]'`,
    from: sql`${id(relation(plan, `${side}_repeats`))} AS s JOIN ${id(setOf(plan, side).relation)} AS r ON r._row = s.row`,
  });
}

/** Groups whose sum or members do not agree: one break each, at the one side's record. */
export function groupBreaks(plan: TieOutPlan, breaks: string): Sql {
  const others = plan.comparisons.filter((comparison) => !comparison.isAmount);
  const manyRecords = id(setOf(plan, many(plan)).relation);
  const fieldOf = (side: Side, comparison: PlannedComparison): string => (side === "from" ? comparison.from : comparison.to);
  const examples = others.map(
    (
      comparison,
    ) => sql`, ${plan.dialect.argMin(sql`CASE WHEN ${plan.dialect.hasBit(sql`m.mask`, comparison.index)} THEN ${shown(plan, many(plan), fieldOf(many(plan), comparison), "mr")} END`, sql`CASE WHEN ${plan.dialect.hasBit(sql`m.mask`, comparison.index)} THEN mr._key END`)} AS ${id(`e${comparison.index}`)},
    max(CASE WHEN ${plan.dialect.hasBit(sql`m.mask`, comparison.index)} THEN 1 ELSE 0 END) AS ${id(`u${comparison.index}`)}`,
  );
  const otherFields = others.map((comparison) => {
    const own = shown(plan, one(plan), fieldOf(one(plan), comparison), "r");
    const member = id("names", `e${comparison.index}`);
    const [from, to] = one(plan) === "from" ? [own, member] : [member, own];
    return sql`CASE WHEN ${id("names", `u${comparison.index}`)} = 1 THEN ${differenceJson(plan, comparison.from, from, comparison.to, to)} END`;
  });
  const ownAmount = sql`coalesce(g.amount, 0)`;
  const [fromAmount, toAmount] =
    one(plan) === "from" ? [sql`g.total - g.difference`, sql`g.total`] : [sql`${ownAmount} - g.difference`, ownAmount];
  const amountField = sql`CASE WHEN g.reason = 'sum-differs' THEN ${differenceJson(plan, plan.handoff.from.amount ?? "", showMoney(fromAmount), plan.handoff.to.amount ?? "", showMoney(toAmount))} END`;
  return insert(plan, breaks, {
    side: one(plan),
    outcome: sql`'different'`,
    reason: sql`g.reason`,
    record: "r",
    difference: sql`g.difference`,
    counterparts: sql`names.keys`,
    fields: sql`'[' || concat_ws(',', ${join([amountField, ...otherFields])}) || ']'`,
    from: sql`${id(relation(plan, "groups"))} AS g
JOIN ${id(setOf(plan, one(plan)).relation)} AS r ON r._row = g.o_row
LEFT JOIN (
  SELECT m.o_row AS o_row, ${plan.dialect.stringAggregate(sql`CASE WHEN m.place <= 10 THEN mr._key END`, "; ", sql`mr._key`)} AS keys${join(examples, "")}
  FROM (
    SELECT x.*, row_number() OVER (PARTITION BY x.o_row ORDER BY w._key) AS place
    FROM ${id(relation(plan, "members"))} AS x
    JOIN ${id(relation(plan, "groups"))} AS y ON y.o_row = x.o_row AND y.outcome = 'different'
    JOIN ${manyRecords} AS w ON w._row = x.m_row
  ) AS m JOIN ${manyRecords} AS mr ON mr._row = m.m_row
  GROUP BY m.o_row
) AS names ON names.o_row = g.o_row
WHERE g.outcome = 'different'`,
  });
}

/** A control total that does not agree: one break. */
export function totalBreak(plan: TieOutPlan, breaks: string): Sql {
  const { handoff } = plan;
  const fields = differenceJson(
    plan,
    handoff.from.amount ?? "",
    showMoney(sql`g.to_total - g.difference`),
    handoff.to.amount ?? "",
    showMoney(sql`g.to_total`),
  );
  const key = "(total)";
  return sql`INSERT INTO ${id(breaks)}
SELECT ${plan.dialect.fingerprint(sql`${[TIE_OUT_KIND, handoff.id, "different", "from", handoff.from.dataset, key].join("|")}`)},
  ${handoff.id}, 'from', 'different', 'sum-differs', ${handoff.from.dataset}, ${key}, NULL, NULL, NULL, g.from_total, g.difference, ${handoff.to.dataset},
  '[' || ${fields} || ']', NULL, NULL
FROM ${id(relation(plan, "total"))} AS g WHERE g.outcome = 'different'`;
}

interface BreakColumns {
  readonly side: Side;
  readonly outcome: Sql;
  readonly reason: Sql;
  /** Alias of the record in its record set. */
  readonly record: string;
  readonly difference: Sql;
  readonly counterparts: Sql;
  readonly fields: Sql;
  readonly from: Sql;
}

function insert(plan: TieOutPlan, breaks: string, columns: BreakColumns): Sql {
  const set = setOf(plan, columns.side);
  const { amount } = sideOf(plan, columns.side);
  const column = (name: string): Sql => id(columns.record, name);
  const files = set.capture.files.map(({ path }, index) => sql`(${index}, ${path})`);
  const place = sql`${TIE_OUT_KIND} || '|' || ${plan.handoff.id} || '|' || ${columns.outcome} || '|' || ${columns.side} || '|' || ${set.dataset.id} || '|' || coalesce(${column("_key")}, '')`;
  return sql`INSERT INTO ${id(breaks)}
SELECT ${plan.dialect.fingerprint(place)}, ${plan.handoff.id}, ${columns.side}, ${columns.outcome}, ${columns.reason}, ${set.dataset.id}, ${column("_key")},
  ${reference(plan, columns.side, columns.record)}, ${column("_unit")}, ${column("_date")}, ${amount === undefined ? sql`NULL` : column(amount)},
  ${columns.difference}, ${columns.counterparts}, ${columns.fields},
  (SELECT path FROM (VALUES ${join(files)}) AS files (number, path) WHERE files.number = ${column("_file")}), ${column("_pos")}
FROM ${columns.from}`;
}

/** The values by which a record was looked for, as they stand. */
function reference(plan: TieOutPlan, side: Side, alias: string): Sql {
  const { match } = plan.handoff;
  if (match.kind === "total") return sql`NULL`;
  return join(
    match.on.map((pair) => sql`CAST(${id(alias, side === "from" ? pair.from : pair.to)} AS VARCHAR)`),
    " || ' · ' || ",
  );
}

function shown(plan: TieOutPlan, side: Side, field: string, alias: string): Sql {
  return showValue(fieldType(setOf(plan, side).dataset, field), id(alias, field));
}
