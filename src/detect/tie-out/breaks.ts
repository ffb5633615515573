import { candidates, entityTable, keyReference } from "./entity.ts";
import { many, one } from "./group.ts";
import { fieldType, identityOf, relation, setOf, sideOf, type PlannedComparison, type TieOutPlan } from "./plan.ts";
import { differenceJson, showMoney, showValue } from "./show.ts";
import { valueColumn } from "./compare.ts";
import { matchColumns, sameMatch } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/** The kind of debt under which a tie-out's breaks are reported. */
const TIE_OUT_KIND = "silent-sync-failure";

/**
 * The relation of all breaks of a review, one row a break, as `Break` in the
 * model, with the place of the record's own statement; where records are matched
 * by identity, also the links that the break rests on: how many are accepted and
 * how many under review, and the confidence (of the weakest accepted one, or of
 * the likeliest under review).
 */
export function createBreaks(breaks: string): Sql {
  return sql`CREATE TABLE ${id(breaks)} (
  fingerprint VARCHAR, handoff VARCHAR, side VARCHAR, outcome VARCHAR, reason VARCHAR, dataset VARCHAR, key VARCHAR,
  reference VARCHAR, unit VARCHAR, date DATE, amount DECIMAL(18, 4), difference DECIMAL(38, 4), counterparts VARCHAR, fields VARCHAR,
  file VARCHAR, line BIGINT, confidence DOUBLE, accepted BIGINT, review BIGINT
)`;
}

/** Differing pairs, with every differing field and both its values. */
export function pairBreaks(plan: TieOutPlan, breaks: string): Sql {
  const failed = plan.comparisons.map((comparison) => {
    const value = (side: "f" | "t"): Sql => showValue(comparison.type, id(side, valueColumn(comparison)));
    return sql`CASE WHEN ${plan.dialect.hasBit(sql`d.mask`, comparison.index)} THEN ${differenceJson(plan, comparison.from, value("f"), comparison.to, value("t"))} END`;
  });
  const fields = failed.length === 0 ? sql`''` : sql`concat_ws(',', ${join(failed)})`;
  return insertRecords(plan, breaks, {
    side: "from",
    outcome: sql`'different'`,
    reason: sql`'values-differ'`,
    record: "f",
    key: sql`f.key`,
    amount: sql`f.amount`,
    difference: plan.bridged ? sql`coalesce(t.amount, 0) - coalesce(f.amount, 0)` : sql`NULL`,
    counterparts: sql`t.key`,
    fields: sql`'[' || ${fields} || ']'`,
    links: identityOf(plan) === undefined ? undefined : accepted(sql`least(f.confidence, t.confidence)`),
    from: sql`(SELECT f_row, t_row, mask FROM ${id(relation(plan, "pairs"))} WHERE mask <> 0) AS d
JOIN ${id(relation(plan, "from_few"))} AS f ON f.row = d.f_row
JOIN ${id(relation(plan, "to_few"))} AS t ON t.row = d.t_row`,
  });
}

/** Records that are a break of their own: missing, extra, duplicate, ambiguous. */
export function settledBreaks(plan: TieOutPlan, side: Side, breaks: string): Sql {
  const other: Side = side === "from" ? "to" : "from";
  const otherKey = other === "from" ? sql`f_key` : sql`t_key`;
  const columns = matchColumns(plan);
  // Candidates of an ambiguous record; for a duplicate, what its reference is already matched with.
  const facing = sql`(
  SELECT ${join([...columns, sql`outcome`, plan.dialect.stringAggregate(sql`key`, "; ", sql`key`)])} AS keys
  FROM (
    SELECT *, row_number() OVER (PARTITION BY ${join([...columns, sql`outcome`])} ORDER BY key) AS place
    FROM (
      SELECT ${join(columns)}, key, 'ambiguous' AS outcome FROM ${id(relation(plan, "settled"))} WHERE side = ${other} AND outcome = 'ambiguous'
      UNION ALL
      SELECT ${join(columns)}, ${otherKey}, 'duplicate' FROM ${id(relation(plan, "crowd_paired"))}
    ) AS candidates
  ) AS placed
  WHERE place <= 10
  GROUP BY ${join([...columns, sql`outcome`])}
) AS facing ON ${sameMatch(plan, "facing", "s")} AND facing.outcome = s.outcome`;
  const byIdentity = identityOf(plan) !== undefined;
  const isUnsure = sql`s.reason = 'identity-unsure'`;
  const rests = sql`s.reason NOT IN ('none', 'no-reference')`;
  return insertRecords(plan, breaks, {
    side,
    outcome: sql`s.outcome`,
    reason: sql`s.reason`,
    record: "s",
    key: sql`s.key`,
    amount: sql`s.amount`,
    difference: sql`NULL`,
    counterparts: byIdentity ? sql`CASE WHEN ${isUnsure} THEN likely.keys ELSE facing.keys END` : sql`facing.keys`,
    fields: sql`'[]'`,
    links: byIdentity
      ? {
          confidence: sql`CASE WHEN ${isUnsure} THEN likely.confidence WHEN ${rests} THEN s.confidence END`,
          accepted: sql`CASE WHEN ${rests} AND NOT ${isUnsure} THEN 1 ELSE 0 END`,
          review: sql`CASE WHEN ${isUnsure} THEN coalesce(likely.links, 0) ELSE 0 END`,
        }
      : undefined,
    from: sql`${id(relation(plan, "settled"))} AS s LEFT JOIN ${facing}${byIdentity ? sql` LEFT JOIN ${candidates(plan, side)} AS likely ON likely.row = s.row` : sql``}
WHERE s.side = ${side} AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous')`,
  });
}

/** Breaks of records that an earlier step has gathered already, with unit, date, file and pos beside their match values. */
function insertRecords(plan: TieOutPlan, breaks: string, columns: BreakColumns & { readonly key: Sql; readonly amount: Sql }): Sql {
  const set = setOf(plan, columns.side);
  const column = (name: string): Sql => id(columns.record, name);
  const values = matchColumns(plan, columns.record).map((value) => sql`CAST(${value} AS VARCHAR)`);
  const reference = identityOf(plan) === undefined ? join(values, " || ' · ' || ") : column("reference");
  const { amount } = sideOf(plan, columns.side);
  return sql`INSERT INTO ${id(breaks)}
SELECT ${fingerprint(plan, columns, columns.key)}, ${plan.handoff.id}, ${columns.side}, ${columns.outcome}, ${columns.reason}, ${set.dataset.id}, ${columns.key},
  ${reference}, ${column("unit")}, ${column("date")}, ${amount === undefined ? sql`NULL` : columns.amount}, ${columns.difference}, ${columns.counterparts}, ${columns.fields},
  ${filePath(plan, columns.side, column("file"))}, ${column("pos")}, ${linksOf(columns)}
FROM ${columns.from}`;
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
  const byIdentity = identityOf(plan) !== undefined;
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
  const amountField = sql`CASE WHEN g.difference <> 0 THEN ${differenceJson(plan, plan.handoff.from.amount ?? "", showMoney(fromAmount), plan.handoff.to.amount ?? "", showMoney(toAmount))} END`;
  return insert(plan, breaks, {
    side: one(plan),
    outcome: sql`'different'`,
    reason: sql`g.reason`,
    record: "r",
    difference: sql`g.difference`,
    counterparts: sql`names.keys`,
    fields: sql`'[' || concat_ws(',', ${join([amountField, ...otherFields])}) || ']'`,
    links: byIdentity ? accepted(sql`held.confidence`, sql`held.links`) : undefined,
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
) AS names ON names.o_row = g.o_row${byIdentity ? groupLinks(plan) : sql``}
WHERE g.outcome = 'different'`,
  });
}

/** The accepted links that hold a group together: one a member. */
function groupLinks(plan: TieOutPlan): Sql {
  const [ones, manys] = [one(plan), many(plan)].map((side) => id(relation(plan, entityTable(side))));
  return sql`
LEFT JOIN (
  SELECT m.o_row AS o_row, count(*) AS links, least(min(oe.confidence), min(me.confidence)) AS confidence
  FROM ${id(relation(plan, "members"))} AS m
  JOIN ${ones as Sql} AS oe ON oe.row = m.o_row
  JOIN ${manys as Sql} AS me ON me.row = m.m_row
  GROUP BY m.o_row
) AS held ON held.o_row = g.o_row`;
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
  '[' || ${fields} || ']', NULL, NULL, NULL, 0, 0
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
  /** The identity links that the break rests on; undefined: none, as where the match is by fields. */
  readonly links?: BreakLinks | undefined;
  readonly from: Sql;
}

interface BreakLinks {
  readonly confidence: Sql;
  readonly accepted: Sql;
  readonly review: Sql;
}

/** One accepted link. */
function accepted(confidence: Sql, links: Sql = sql`1`): BreakLinks {
  return { confidence, accepted: links, review: sql`0` };
}

function linksOf({ links }: BreakColumns): Sql {
  return links === undefined ? sql`NULL, 0, 0` : join([links.confidence, links.accepted, links.review]);
}

function insert(plan: TieOutPlan, breaks: string, columns: BreakColumns): Sql {
  const set = setOf(plan, columns.side);
  const { amount } = sideOf(plan, columns.side);
  const column = (name: string): Sql => id(columns.record, name);
  return sql`INSERT INTO ${id(breaks)}
SELECT ${fingerprint(plan, columns, column("_key"))}, ${plan.handoff.id}, ${columns.side}, ${columns.outcome}, ${columns.reason}, ${set.dataset.id}, ${column("_key")},
  ${reference(plan, columns.side, columns.record)}, ${column("_unit")}, ${column("_date")}, ${amount === undefined ? sql`NULL` : column(amount)},
  ${columns.difference}, ${columns.counterparts}, ${columns.fields}, ${filePath(plan, columns.side, column("_file"))}, ${column("_pos")}, ${linksOf(columns)}
FROM ${columns.from}`;
}

function fingerprint(plan: TieOutPlan, columns: BreakColumns, key: Sql): Sql {
  const { dataset } = setOf(plan, columns.side);
  return plan.dialect.fingerprint(
    sql`${TIE_OUT_KIND} || '|' || ${plan.handoff.id} || '|' || ${columns.outcome} || '|' || ${columns.side} || '|' || ${dataset.id} || '|' || coalesce(${key}, '')`,
  );
}

function filePath(plan: TieOutPlan, side: Side, file: Sql): Sql {
  const files = setOf(plan, side).capture.files.map(({ path }, index) => sql`(${index}, ${path})`);
  return sql`(SELECT path FROM (VALUES ${join(files)}) AS files (number, path) WHERE files.number = ${file})`;
}

/** The values by which a record was looked for, as they stand. */
function reference(plan: TieOutPlan, side: Side, alias: string): Sql {
  const { match } = plan.handoff;
  if (match.kind === "total") return sql`NULL`;
  if (match.kind === "identity") return keyReference(plan, side, alias);
  return join(
    match.on.map((pair) => sql`CAST(${id(alias, side === "from" ? pair.from : pair.to)} AS VARCHAR)`),
    " || ' · ' || ",
  );
}

function shown(plan: TieOutPlan, side: Side, field: string, alias: string): Sql {
  return showValue(fieldType(setOf(plan, side).dataset, field), id(alias, field));
}
