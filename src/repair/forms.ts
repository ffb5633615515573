import type { Field } from "../model/index.ts";
import { id, join, sql, toLocal, type Sql } from "../sql/index.ts";
import { setOf, type RepairPlan } from "./plan.ts";

/** How a source writes a value: from the value to its text. */
export type Form = (value: Sql) => Sql;

/** First records of a dataset that are looked at for the form of a column. Whatever is written is read again, so a form that was told wrongly proposes nothing. */
const LOOKED_AT = 10_000;

/** Numbers without their sign, plainest first: where two forms fit as many texts, the first is taken. */
function digits(value: Sql): readonly Sql[] {
  const size = sql`abs(${value})`;
  const cents = sql`CASE WHEN ${size} = round(${size}, 2) THEN CAST(CAST(${size} AS DECIMAL(18, 2)) AS VARCHAR) END`;
  const trimmed = sql`regexp_replace(CAST(${size} AS VARCHAR), '\\.?0+$', '')`;
  const grouped = sql`format('{:,}', CAST(trunc(${size}) AS BIGINT)) || right(${cents}, 3)`;
  const swapped = (text: Sql): Sql => sql`translate(${text}, '.,', ',.')`;
  return [
    cents,
    trimmed,
    sql`CASE WHEN strpos(${trimmed}, '.') > 0 THEN ${trimmed} ELSE ${trimmed} || '.0' END`,
    sql`CAST(${size} AS VARCHAR)`,
    grouped,
    swapped(cents),
    swapped(grouped),
  ];
}

/** What stands around a number, above zero and below. */
const AROUND: readonly (readonly [before: string, after: string, minusBefore: string, minusAfter: string])[] = [
  ["", "", "-", ""],
  ["$", "", "-$", ""],
  ["$", "", "$-", ""],
  ["$", "", "($", ")"],
  ["", "", "(", ")"],
  ["€", "", "-€", ""],
  ["", " €", "-", " €"],
  ["£", "", "-£", ""],
];

function numberForms(): readonly Form[] {
  return AROUND.flatMap(([before, after, minusBefore, minusAfter]) =>
    digits(sql`NULL`).map((_, style): Form => (value) => {
      const text = digits(value)[style] as Sql;
      return sql`CASE WHEN ${value} < 0 THEN ${minusBefore} || ${text} || ${minusAfter} ELSE ${before} || ${text} || ${after} END`;
    }),
  );
}

const DAYS = [
  "%Y-%m-%d",
  "%m/%d/%Y",
  "%-m/%-d/%Y",
  "%d.%m.%Y",
  "%d/%m/%Y",
  "%-d/%-m/%Y",
  "%Y/%m/%d",
  "%d-%m-%Y",
  "%m-%d-%Y",
  "%b %-d, %Y",
  "%-d %b %Y",
  "%d %b %Y",
  "%B %-d, %Y",
  "%Y%m%d",
  "%m/%d/%y",
  "%-m/%-d/%y",
];
const CLOCKS = [
  " %H:%M:%S",
  "T%H:%M:%S",
  " %H:%M",
  "T%H:%M",
  " %I:%M %p",
  " %-I:%M %p",
  " %I:%M:%S %p",
  " %-I:%M:%S %p",
  ", %H:%M",
  ", %-I:%M %p",
  " %-H:%M",
];
const INSTANTS = [
  "%Y-%m-%dT%H:%M:%SZ",
  "%Y-%m-%d %H:%M:%SZ",
  "%Y-%m-%dT%H:%M:%S.%gZ",
  "%Y-%m-%dT%H:%M:%S+00:00",
  "%Y-%m-%d %H:%M:%S UTC",
  "%Y-%m-%dT%H:%MZ",
];

function timeForms(plan: RepairPlan, field: Field): readonly Form[] {
  const written = (value: Sql, format: string): Sql => sql`strftime(${value}, ${format})`;
  if (field.type === "date") return DAYS.map((format) => (value: Sql) => written(value, format));
  const local = (value: Sql): Sql => toLocal(value, field.timeZone, undefined, plan.engine.dialect);
  return [
    ...INSTANTS.map((format) => (value: Sql) => written(value, format)),
    ...DAYS.flatMap((day) => ["", ...CLOCKS].map((clock) => (value: Sql) => written(local(value), `${day}${clock}`))),
  ];
}

const BOOLEANS: readonly Form[] = [
  ["true", "false"],
  ["True", "False"],
  ["TRUE", "FALSE"],
  ["yes", "no"],
  ["Yes", "No"],
  ["Y", "N"],
  ["y", "n"],
  ["1", "0"],
  ["t", "f"],
].map(
  ([yes = "", no = ""]) =>
    (value) =>
      sql`CASE WHEN ${value} THEN ${yes} ELSE ${no} END`,
);

/** The form in which most of the column's own texts stand; undefined when none of those that we can write fits any. */
export async function learnForm(plan: RepairPlan, dataset: string, field: Field): Promise<Form | undefined> {
  if (field.type === "text" || field.type === "key") return (value) => value;
  const forms =
    field.type === "boolean" ? BOOLEANS : field.type === "date" || field.type === "timestamp" ? timeForms(plan, field) : numberForms();
  const texts = plan.input.written.get(dataset)?.texts;
  if (texts === undefined) return undefined;
  const value = id("r", field.name);
  const counts = forms.map((form, index) => sql`count_if(s.text = ${form(value)}) AS ${id(`n${index}`)}`);
  const name = `${plan.prefix} form`;
  await plan.engine.runInline(sql`CREATE OR REPLACE TABLE ${id(name)} AS SELECT ${join(counts)}
FROM (SELECT _row, ${id(field.name)} AS text FROM ${texts} AS w WHERE _row < ${LOOKED_AT}) AS s JOIN ${id(setOf(plan, dataset).relation)} AS r ON r._row = s._row`);
  const [look = {}] = await plan.engine.rows(sql`SELECT * FROM ${id(name)}`);
  await plan.engine.runInline(sql`DROP TABLE ${id(name)}`);
  const found = forms.map((_, index) => Number(look[`n${index}`] ?? 0));
  const most = Math.max(...found);
  return most === 0 ? undefined : forms[found.indexOf(most)];
}
