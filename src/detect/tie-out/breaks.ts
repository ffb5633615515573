import { many, one } from "./group.ts";
import { fieldType, relation, setOf, sideOf, type PlannedComparison, type TieOutPlan } from "./plan.ts";
import { matchColumns, sameMatch, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { FieldType, Side } from "../../model/index.ts";

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

/** Differing pairs, with every differing field and both its values. */
export function pairBreaks(plan: TieOutPlan, breaks: string): Sql {
  const f = (field: string): Sql => id("fr", field);
  const amounts = plan.bridged
    ? sql`coalesce(${id("tr", plan.handoff.to.amount ?? "")}, 0) - coalesce(${id("fr", plan.handoff.from.amount ?? "")}, 0)`
    : sql`NULL`;
  const fields = plan.comparisons.map(
    (comparison) =>
      sql`CASE WHEN ${plan.dialect.hasBit(sql`d.mask`, comparison.index)} THEN ${fieldJson(plan, comparison, f(comparison.from), id("tr", comparison.to))} END`,
  );
  return insert(plan, breaks, {
    side: "from",
    outcome: sql`'different'`,
    reason: sql`'values-differ'`,
    record: "fr",
    difference: amounts,
    counterparts: sql`tr._key`,
    fields: sql`'[' || concat_ws(',', ${join(fields.length === 0 ? [sql`NULL`] : fields)}) || ']'`,
    from: sql`(
  SELECT f_row, t_row, mask FROM ${id(relation(plan, "pairs"))} WHERE mask <> 0
  UNION ALL
  SELECT f_row, t_row, mask FROM ${id(relation(plan, "settled"))} WHERE f_outcome = 'different'
) AS d
JOIN ${id(setOf(plan, "from").relation)} AS fr ON fr._row = d.f_row
JOIN ${id(setOf(plan, "to").relation)} AS tr ON tr._row = d.t_row`,
  });
}

/** Records that are a break of their own: missing, extra, duplicate, ambiguous. */
export function settledBreaks(plan: TieOutPlan, side: Side, breaks: string): Sql {
  const own = side === "from" ? "f" : "t";
  const other: Side = side === "from" ? "to" : "from";
  const [ownRow, otherRow] = [id("s", `${own}_row`), id("s", side === "from" ? "t_row" : "f_row")];
  const otherOwn = other === "from" ? "f" : "t";
  // Candidates of an ambiguous record; for a duplicate, what its reference is already matched with.
  const facing = sql`(
  SELECT ${join([...matchColumns(plan, "v"), sql`s.outcome AS outcome`, plan.dialect.stringAggregate(sql`v.key`, "; ", sql`v.key`)])} AS keys
  FROM (
    SELECT ${id(`${otherOwn}_row`)} AS row, CASE ${id(`${otherOwn}_outcome`)} WHEN 'ambiguous' THEN 'ambiguous' ELSE 'duplicate' END AS outcome,
      row_number() OVER (PARTITION BY ${join(matchColumns(plan, "w"))}, ${id(`${otherOwn}_outcome`)} = 'ambiguous' ORDER BY w.key) AS place
      FROM ${id(relation(plan, "settled"))} AS x JOIN ${id(sideView(plan, other))} AS w ON w.row = ${id("x", `${otherOwn}_row`)}
      WHERE ${id(`${otherOwn}_outcome`)} IN ('ambiguous', 'matched', 'different')
  ) AS s JOIN ${id(sideView(plan, other))} AS v ON v.row = s.row
  WHERE s.place <= 10
  GROUP BY ${join([...matchColumns(plan, "v"), sql`s.outcome`])}
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
WHERE ${otherRow} IS NULL AND ${id("s", `${own}_outcome`)} IN ('missing', 'extra', 'duplicate', 'ambiguous')`,
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
    return sql`CASE WHEN ${id("names", `u${comparison.index}`)} = 1 THEN ${json(plan, comparison.from, from, comparison.to, to)} END`;
  });
  const ownAmount = sql`coalesce(g.amount, 0)`;
  const [fromAmount, toAmount] =
    one(plan) === "from" ? [sql`g.total - g.difference`, sql`g.total`] : [sql`${ownAmount} - g.difference`, ownAmount];
  const amountField = sql`CASE WHEN g.reason = 'sum-differs' THEN ${json(plan, plan.handoff.from.amount ?? "", showMoney(fromAmount), plan.handoff.to.amount ?? "", showMoney(toAmount))} END`;
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
  const fields = json(
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

function fieldJson(plan: TieOutPlan, comparison: PlannedComparison, from: Sql, to: Sql): Sql {
  const [a, b] = [fieldType(setOf(plan, "from").dataset, comparison.from), fieldType(setOf(plan, "to").dataset, comparison.to)];
  return json(plan, comparison.from, show(a, from), comparison.to, show(b, to));
}

function json(plan: TieOutPlan, fromField: string, from: Sql, toField: string, to: Sql): Sql {
  const field = (name: string): string => JSON.stringify(name);
  return sql`${`{"from":{"field":${field(fromField)},"value":`} || ${plan.dialect.jsonString(from)} || ${`},"to":{"field":${field(toField)},"value":`} || ${plan.dialect.jsonString(to)} || '}}'`;
}

function shown(plan: TieOutPlan, side: Side, field: string, alias: string): Sql {
  return show(fieldType(setOf(plan, side).dataset, field), id(alias, field));
}

/** A value as a person reads it. */
function show(type: FieldType, value: Sql): Sql {
  return type === "money" || type === "number" ? showMoney(value) : sql`CAST(${value} AS VARCHAR)`;
}

function showMoney(value: Sql): Sql {
  return sql`CASE WHEN ${value} = round(${value}, 2) THEN CAST(CAST(${value} AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`;
}
