import type { Field } from "../model/index.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import { learnForm } from "./forms.ts";
import { fieldOf, make, setOf, type RepairPlan } from "./plan.ts";

/** What a spreadsheet takes for the beginning of a formula; a plain number is none. */
const FORMULA = "^[=+\\-@\\t\\r\\n\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]";
const NUMBER = "^[-+]?[0-9][0-9.,]*$";
/** A unit's word is the dataset's own where at least this share of its records in the unit use it. */
const USUAL = "0.9";

/**
 * The cells as they would stand in the source: adds `proposed` (text), `current`
 * (text, NULL for a new record) and `fault`: why it cannot be written.
 *
 * @returns the relation's name
 */
export async function writeCells(plan: RepairPlan): Promise<string> {
  const kinds = await plan.engine.rows<{ target: string; field: string | null; how: string }>(
    sql`SELECT DISTINCT target, field, how FROM ${id(plan.cells)} ORDER BY ALL`,
  );
  const written = await make(
    plan,
    "written",
    sql`SELECT *, CAST(NULL AS VARCHAR) AS proposed, CAST(NULL AS VARCHAR) AS current, CAST(NULL AS VARCHAR) AS fault FROM ${id(plan.cells)} WHERE FALSE`,
  );
  for (const { target, field, how } of kinds) {
    const of = sql`(SELECT * FROM ${id(plan.cells)} WHERE target = ${target} AND how = ${how} AND field IS NOT DISTINCT FROM ${field})`;
    const query =
      field === null
        ? sql`SELECT *, NULL AS proposed, NULL AS current, NULL AS fault FROM ${of}`
        : await writeField(plan, target, fieldOf(setOf(plan, target).dataset, field), how, of);
    await plan.engine.runInline(sql`INSERT INTO ${id(written)} BY NAME ${query}`);
  }
  return written;
}

async function writeField(plan: RepairPlan, target: string, field: Field, how: string, cells: Sql): Promise<Sql> {
  const source = plan.input.written.get(target);
  if (source === undefined) throw new TypeError(`nothing is known of how ${target} is written`);
  const form = how === "value" ? await learnForm(plan, target, field) : undefined;
  const proposed =
    how === "value"
      ? sql`(SELECT d.*, ${form === undefined ? sql`CAST(NULL AS VARCHAR)` : form(sql`CAST(d.value AS ${TYPES[field.type]})`)} AS written FROM ${cells} AS d)`
      : sql`(SELECT d.*, w.word AS written FROM ${cells} AS d LEFT JOIN ${words(plan, target, field, how)} AS w ON w.meaning = ${how === "word" ? sql`lower(d.value)` : sql`d.value`})`;
  const reread = await make(plan, "reread", source.reread(field.name, proposed));
  const texts = await make(
    plan,
    "current",
    sql`SELECT _row, ${id(field.name)} AS text FROM ${source.texts} AS w WHERE _row IN (SELECT row FROM ${cells} AS d)`,
  );
  const isRead =
    how === "value"
      ? sql`(p.reread IS NOT DISTINCT FROM CAST(p.value AS ${TYPES[field.type]}))`
      : sql`(CAST(p.reread AS VARCHAR) = p.written)`;
  return sql`SELECT p.finding, p.item, p.target, p.row, p.made, p.action, p.field, p.how, p.value, p.required, p.written AS proposed, t.text AS current,
  CASE WHEN p.written IS NULL OR NOT coalesce(${isRead}, FALSE) THEN 'The value cannot be written in the form in which the column stands.'
    WHEN regexp_matches(p.written, ${FORMULA}) AND NOT regexp_matches(p.written, ${NUMBER}) THEN 'A spreadsheet would take the value for a formula.' END AS fault
FROM ${id(reread)} AS p LEFT JOIN ${id(texts)} AS t ON t._row = p.row`;
}

const TYPES: Readonly<Record<Field["type"], Sql>> = {
  text: sql`VARCHAR`,
  key: sql`VARCHAR`,
  money: sql`DECIMAL(18, 4)`,
  number: sql`DECIMAL(18, 4)`,
  date: sql`DATE`,
  timestamp: sql`TIMESTAMP`,
  boolean: sql`BOOLEAN`,
};

/** The dataset's own words: `meaning` (a state, a unit, the folded text itself) and the `word` that is most used for it. */
function words(plan: RepairPlan, target: string, field: Field, how: string): Sql {
  const { dataset, relation } = setOf(plan, target);
  const own = sql`CAST(${id(field.name)} AS VARCHAR)`;
  const meaning = how === "state" ? sql`_state` : how === "unit" ? sql`_unit` : sql`lower(${own})`;
  const used = sql`SELECT ${meaning} AS meaning, ${own} AS word, CAST(count(*) AS BIGINT) AS n FROM ${id(relation)} WHERE ${own} IS NOT NULL GROUP BY 1, 2`;
  // Nobody has used it yet: the estate's own spelling is what is known.
  const declared =
    how === "state"
      ? Object.entries(dataset.state?.words ?? {}).map(([word, state]) => sql`UNION ALL SELECT ${state}, ${word}, CAST(0 AS BIGINT)`)
      : [];
  const titles =
    how === "unit" ? plan.estate.units.map(({ id: unit, title }) => sql`UNION ALL SELECT ${unit}, ${title}, CAST(0 AS BIGINT)`) : [];
  const all = [...declared, ...titles].reduce((whole, part) => sql`${whole} ${part}`, used);
  const enough = how === "unit" ? sql`AND (n >= ${USUAL} * whole OR whole = 0)` : sql``;
  const given =
    how === "word"
      ? sql`UNION ALL SELECT DISTINCT lower(value), value, CAST(0 AS BIGINT) FROM ${id(plan.cells)} WHERE how = 'word' AND target = ${target} AND field = ${field.name}`
      : sql``;
  return sql`(SELECT meaning, word FROM (
  SELECT *, row_number() OVER (PARTITION BY meaning ORDER BY n DESC, word) AS nth, sum(n) OVER (PARTITION BY meaning) AS whole FROM (${all} ${given}) AS used
) AS ranked WHERE nth = 1 ${enough})`;
}
