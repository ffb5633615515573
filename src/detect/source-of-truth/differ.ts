import { deadline, id, join, sql, type Sql } from "../../sql/index.ts";
import type { RecordSet } from "../../model/index.ts";
import { insertSigns } from "../signs.ts";
import { factSubject, knownAt, type FactPair } from "./facts.ts";
import { create, drop, moment, setOf, type Plan } from "./plan.ts";
import { changedAt, changedBy } from "./stamps.ts";
import { agrees, calendarJoins, differsRaw, shownOf, textOf, valueOf } from "./values.ts";

/** Two copies, and when they must agree. */
export type Copies = Pick<FactPair, "a" | "b" | "tolerance" | "grace" | "owned">;

/**
 * A table of the copies that differ beyond tolerance: `a_row`, `b_row`, `va`, `vb` (texts as compared), `changed` (the last
 * change of either record), `settled` (is the agreed time after that over?). Where only the reader's copy has a value, or
 * there is no owner and one is absent, nothing is said.
 */
export async function createApart(plan: Plan, pair: Copies, joined: string, name: string): Promise<string> {
  const apart = await create(plan, `${name} apart`, apartQuery(plan, pair, joined));
  const table = sql`${id(apart)} AS d`;
  const context = await deadlines(plan, apart);
  const { due, join: days } = deadline(sql`d.changed`, table, pair.grace, context);
  const settled = await create(
    plan,
    `${name} settled`,
    sql`SELECT d.*, coalesce(${due} <= ${moment(knownAt(plan, pair))}, TRUE) AS settled FROM ${table}${days}`,
  );
  await drop(plan, apart);
  return settled;
}

function apartQuery(plan: Plan, pair: Copies, joined: string): Sql {
  const value = (end: "a" | "b"): Sql => valueOf(plan, pair, end, end);
  const stamps = [changedAt(plan, pair.a.dataset, "a"), changedAt(plan, pair.b.dataset, "b")] as const;
  const [va, vb] = [sql`d.va`, sql`d.vb`];
  const said = pair.owned ? sql`d.va IS NOT NULL` : sql`d.va IS NOT NULL AND d.vb IS NOT NULL`;
  return sql`SELECT d.a_row, d.b_row, d.ta AS va, d.tb AS vb,
  CASE WHEN d.sa IS NULL OR d.sb > d.sa THEN d.sb ELSE d.sa END AS changed
FROM (
  SELECT j.a_row, j.b_row, ${value("a")} AS va, ${value("b")} AS vb, ${textOf(plan, pair, "a", "a")} AS ta, ${textOf(plan, pair, "b", "b")} AS tb,
    ${stamps[0]} AS sa, ${stamps[1]} AS sb
  FROM ${id(joined)} AS j JOIN ${records(plan, pair.a.dataset)} AS a ON a._row = j.a_row JOIN ${records(plan, pair.b.dataset)} AS b ON b._row = j.b_row
  WHERE ${differsRaw(plan, pair, "a", "b")}
) AS d${calendarJoins(plan, pair, va, vb)}
WHERE ${said} AND NOT coalesce(${agrees(plan, pair, va, vb)}, FALSE)`;
}

async function deadlines(plan: Plan, apart: string) {
  const [range] = await plan.engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(min(changed) AS VARCHAR) AS least, CAST(max(changed) AS VARCHAR) AS greatest FROM ${id(apart)}`,
  );
  const known =
    range === undefined || range.least === null || range.greatest === null ? undefined : { least: range.least, greatest: range.greatest };
  return { dialect: plan.dialect, timeZone: plan.estate.timeZone, calendar: plan.names.calendar, range: known };
}

/** Tables of the differences that are told otherwise: by their words `va` and `vb`, or by their rows as changes of the reader's alone. */
export interface ToldOtherwise {
  readonly words: string | undefined;
  readonly alone: string | undefined;
}

/** ` AND …`: is the difference `d` not told as one of words? */
export function isNoWord(words: string | undefined): Sql {
  return words === undefined
    ? sql``
    : sql` AND NOT EXISTS (SELECT 1 FROM ${id(words)} AS w WHERE w.va = d.va AND w.vb IS NOT DISTINCT FROM d.vb)`;
}

/** Adds a sign for every pair of records that differ, but for those that are told otherwise. */
export async function tellDifferences(plan: Plan, pair: FactPair, apart: string, told: ToldOtherwise, detail: Sql): Promise<void> {
  const { a, b } = pair;
  const alone =
    told.alone === undefined
      ? sql``
      : sql` AND NOT EXISTS (SELECT 1 FROM ${id(told.alone)} AS t WHERE t.a_row = d.a_row AND t.b_row = d.b_row)`;
  const columns = {
    dataset: sql`${a.dataset}`,
    key: sql`a._key`,
    otherDataset: sql`${b.dataset}`,
    otherKey: sql`b._key`,
    field: sql`${a.field}`,
    value: shownOf(a, "a"),
    otherValue: shownOf(b, "b"),
    from: sql`d.changed`,
    amount: sql`coalesce(a._amount, b._amount)`,
    unit: sql`coalesce(a._unit, b._unit)`,
    date: sql`coalesce(a._date, b._date)`,
    actor: changedBy(plan, b.dataset, "b"),
    file: sql`f.path`,
    line: sql`a._pos`,
    detail,
  };
  const source = sql`${id(apart)} AS d JOIN ${records(plan, a.dataset)} AS a ON a._row = d.a_row JOIN ${records(plan, b.dataset)} AS b ON b._row = d.b_row
${joinFiles(setOf(plan, a.dataset), "a")}
WHERE d.settled${isNoWord(told.words)}${alone}`;
  const head = { kind: "source-of-truth-conflict", outcome: "values-differ", subject: factSubject(pair.fact) } as const;
  await plan.engine.run(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
}

function records(plan: Plan, dataset: string): Sql {
  return id(setOf(plan, dataset).relation);
}

/** ` LEFT JOIN …`: the path of a record's file as `f.path`. */
export function joinFiles(set: RecordSet, alias: string): Sql {
  const files = set.capture.files.map(({ path }, index) => sql`SELECT ${index} AS place, ${path} AS path`);
  const all = files.length === 0 ? [sql`SELECT 0 AS place, CAST(NULL AS VARCHAR) AS path`] : files;
  return sql`LEFT JOIN (${join(all, " UNION ALL ")}) AS f ON f.place = ${id(alias, "_file")}`;
}
