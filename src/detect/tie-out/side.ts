import { comparedValue, businessColumn, countsBusinessDays, valueColumn } from "./compare.ts";
import { entityColumns, joinEntities } from "./entity.ts";
import { conditionContext, fieldType, inHours, relation, setOf, sideOf, type TieOutPlan } from "./plan.ts";
import { compileCondition, id, inline, join, or, sql, type Sql } from "../../sql/index.ts";
import type { Dataset, OutcomeReason, Side } from "../../model/index.ts";

/*
 * A side of a handoff as a view: one row a record, with what the tie-out needs
 * of it and nothing else.
 *
 *   row, key, k0 … kn (match values), amount, unit, date, created, clock, file,
 *   pos, c0 … cm (compared values), b0 … bm (their business days), scope
 *
 * and, where the match is by identity (k0 is the entity), those of entity.ts.
 *
 * scope: `in`, or the reason why the record is out of scope.
 */

/** How many match fields there are. */
function matchWidth(plan: TieOutPlan): number {
  const { match } = plan.handoff;
  return match.kind === "total" ? 0 : match.kind === "identity" ? 1 : match.on.length;
}

const matchColumn = (index: number): string => `k${index}`;

export function matchColumns(plan: TieOutPlan, alias?: string): Sql[] {
  return Array.from({ length: matchWidth(plan) }, (_, index) =>
    alias === undefined ? id(matchColumn(index)) : id(alias, matchColumn(index)),
  );
}

/** `a.k0 = b.k0 AND …` */
export function sameMatch(plan: TieOutPlan, a: string, b: string): Sql {
  return join(
    matchColumns(plan).map((_, index) => sql`${id(a, matchColumn(index))} = ${id(b, matchColumn(index))}`),
    " AND ",
  );
}

/** Is a match value absent, so that the record belongs to no group? */
export function lacksReference(plan: TieOutPlan, alias: string): Sql {
  return or(matchColumns(plan, alias).map((column) => sql`${column} IS NULL`));
}

/** Name of a side's view. */
export function sideView(plan: TieOutPlan, side: Side): string {
  return relation(plan, side);
}

/**
 * The column by which the same value can be had as by this one: what is carried
 * through a join is carried once, and a match value is carried anyway.
 */
export function sameColumn(plan: TieOutPlan, side: Side, name: string): string {
  const columns = sideColumns(plan, side);
  const isMatch = (column: { readonly name: string }): boolean => /^k\d+$/.test(column.name);
  const wanted = columns.find((column) => column.name === name);
  const text = wanted === undefined ? undefined : inline(wanted.value);
  return [...columns.filter(isMatch), ...columns].find((column) => inline(column.value) === text)?.name ?? name;
}

function sideColumns(plan: TieOutPlan, side: Side): readonly { readonly name: string; readonly value: Sql }[] {
  const { dataset } = setOf(plan, side);
  const declared = sideOf(plan, side);
  const [keyField, ...moreKeys] = dataset.key;
  const isText = (field: string): boolean => ["text", "key"].includes(fieldType(dataset, field));
  const columns = [
    { name: "row", value: sql`r._row` },
    { name: "key", value: keyField !== undefined && moreKeys.length === 0 && isText(keyField) ? id("r", keyField) : sql`r._key` },
  ];
  const { match } = plan.handoff;
  if (match.kind === "key") {
    match.on.forEach((pair, index) => {
      const field = side === "from" ? pair.from : pair.to;
      const other = fieldType(setOf(plan, side === "from" ? "to" : "from").dataset, side === "from" ? pair.to : pair.from);
      columns.push({ name: matchColumn(index), value: matchValue(dataset, field, other, match.ignoreCase) });
    });
  }
  if (match.kind === "identity") columns.push({ name: matchColumn(0), value: sql`own.entity` }, ...entityColumns(plan, side));
  columns.push(
    { name: "amount", value: declared.amount === undefined ? sql`CAST(NULL AS DECIMAL(18, 4))` : id("r", declared.amount) },
    { name: "unit", value: sql`r._unit` },
    { name: "date", value: sql`r._date` },
    { name: "created", value: sql`r._created` },
    { name: "clock", value: clock(plan, side) },
    { name: "file", value: sql`r._file` },
    { name: "pos", value: sql`r._pos` },
  );
  for (const comparison of plan.comparisons) {
    columns.push({ name: valueColumn(comparison), value: comparedValue(plan, comparison, side) });
    const business = businessColumn(comparison);
    if (countsBusinessDays(comparison)) columns.push({ name: business, value: id(business, "business") });
  }
  plan.handoff.adjustments.forEach((adjustment, index) => {
    if (adjustment.of.kind === "field" && adjustment.of.side === side) {
      columns.push({ name: adjustmentColumn(index), value: sql`coalesce(${id("r", adjustment.of.field)}, 0)` });
    }
  });
  return [...columns, { name: "scope", value: scope(plan, side) }];
}

export function createSideView(plan: TieOutPlan, side: Side): Sql {
  const set = setOf(plan, side);
  const { dataset } = set;
  const columns = sideColumns(plan, side).map(({ name, value }) => sql`${value} AS ${id(name)}`);
  const calendars = plan.comparisons.filter(countsBusinessDays).map(
    (comparison) => sql`
  LEFT JOIN ${id(plan.calendar)} AS ${id(businessColumn(comparison))} ON ${id(businessColumn(comparison), "day")} = ${comparedValue(plan, comparison, side)}`,
  );
  const repeats =
    dataset.repeatedKey === "report"
      ? [sql`\n  LEFT JOIN ${id(relation(plan, `${side}_repeats`))} AS repeats ON repeats.row = r._row`]
      : [];
  return sql`CREATE VIEW ${id(sideView(plan, side))} AS
SELECT ${join(columns, ",\n  ")}
FROM ${id(set.relation)} AS r${joinEntities(plan, side)}${join(repeats, "")}${join(calendars, "")}`;
}

/** Second and later copies of a key, for datasets that report them; the first copy is told by its content, not by its place. */
export function createRepeats(plan: TieOutPlan, side: Side): Sql {
  const { dataset, relation: records } = setOf(plan, side);
  const content = dataset.fields.map(({ name }) => sql`coalesce(CAST(${id("r", name)} AS VARCHAR), '')`);
  return sql`CREATE TABLE ${id(relation(plan, `${side}_repeats`))} AS
SELECT row FROM (
  SELECT r._row AS row, row_number() OVER (PARTITION BY r._key ORDER BY r._created, ${join(content)}, r._row) AS copy
  FROM ${id(records)} AS r
  WHERE r._key IN (SELECT _key FROM ${id(records)} GROUP BY _key HAVING count(*) > 1)
) AS copies
WHERE copy > 1`;
}

export const adjustmentColumn = (index: number): string => `a${index}`;

function matchValue(dataset: Dataset, field: string, other: string, ignoreCase: boolean): Sql {
  const column = id("r", field);
  const type = fieldType(dataset, field);
  const isText = (name: string): boolean => name === "text" || name === "key";
  const common = type === other && !isText(type) ? column : isText(type) ? column : sql`CAST(${column} AS VARCHAR)`;
  return ignoreCase && (isText(type) || type !== other) ? sql`lower(${common})` : common;
}

/** The instant, UTC, from which grace counts; NULL: never in flight. */
function clock(plan: TieOutPlan, side: Side): Sql {
  const field = sideOf(plan, side).clock;
  if (field === undefined) return sql`CAST(NULL AS TIMESTAMP)`;
  const column = id("r", field);
  return fieldType(setOf(plan, side).dataset, field) === "date"
    ? plan.dialect.toUtc(sql`CAST(${column} AS TIMESTAMP)`, plan.estate.timeZone)
    : column;
}

function scope(plan: TieOutPlan, side: Side): Sql {
  const { dataset } = setOf(plan, side);
  const { filter } = sideOf(plan, side);
  const out: [OutcomeReason, Sql][] = [];
  if (dataset.repeatedKey === "report") out.push(["repeated-key", sql`repeats.row IS NOT NULL`]);
  if (dataset.deleted !== undefined) out.push(["deleted", sql`r._deleted`]);
  if (filter !== undefined) {
    const met = compileCondition(filter, conditionContext(plan, dataset, "r"));
    out.push(["filter", sql`NOT ${met}`]);
  }
  if ("field" in dataset.currency) {
    out.push(["other-currency", sql`coalesce(${id("r", dataset.currency.field)} <> ${plan.estate.currency}, FALSE)`]);
  } else if (dataset.currency.code !== plan.estate.currency) out.push(["other-currency", sql`TRUE`]);
  if (out.length === 0) return sql`'in'`;
  return sql`CASE ${join(
    out.map(([reason, test]) => sql`WHEN ${test} THEN ${reason}`),
    " ",
  )} ELSE 'in' END`;
}

/** TRUE where an unmatched record of a side may still be on its way when the other side was captured; never NULL. */
export function inFlight(plan: TieOutPlan, side: Side, alias: string): Sql {
  const { grace } = plan.handoff;
  const other = setOf(plan, side === "from" ? "to" : "from")
    .capture.capturedAt.replace("T", " ")
    .replace("Z", "");
  const captured = sql`CAST(${other} AS TIMESTAMP)`;
  const start = id(alias, "clock");
  if (side === "to") return sql`coalesce(${start} > ${captured}, FALSE)`;
  const { dialect, calendar } = plan;
  if (grace.count === 0 || inHours(grace)) {
    return sql`coalesce(${dialect.plus(start, sql`${grace.count}`, "hours")} > ${captured}, FALSE)`;
  }
  const local = (instant: Sql): Sql => dialect.toLocal(instant, plan.estate.timeZone);
  if (grace.unit === "days") return sql`coalesce(${dialect.plus(local(start), sql`${grace.count}`, "days")} > ${local(captured)}, FALSE)`;
  const business = (instant: Sql): Sql => sql`(SELECT business FROM ${id(calendar)} WHERE day = CAST(${local(instant)} AS DATE))`;
  const isBusinessDay = sql`(SELECT open FROM ${id(calendar)} WHERE day = CAST(${local(captured)} AS DATE))`;
  const elapsed = sql`${business(captured)} - ${business(start)}`;
  return sql`coalesce(${elapsed} < ${grace.count} OR (${elapsed} = ${grace.count} AND ${isBusinessDay} AND CAST(${local(captured)} AS TIME) < CAST(${local(start)} AS TIME)), FALSE)`;
}
