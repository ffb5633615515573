import type { Field } from "../../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { Looked } from "./dataset.ts";
import { formatsOf, type IdFormat, type Shape } from "./patterns.ts";

const DIGITS = "0123456789";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SMALL = CAPITALS.toLowerCase();

/** A column is of ids when so much of it looks like one … */
const ID_SHARE = 0.9;
/** … and, where its type does not say so, so many of its values differ. */
const DISTINCT = 0.2;
/** Columns of more shapes are free text. */
const SHAPES = 1000;

/** What a person would not call an id, though it has digits: days, times, phone numbers, amounts. */
const NO_ID = /^(9{1,4}[-/.]9{1,2}[-/.]9{1,4}(T.*)?|\+?[19]?-?999-999-9999|\+9+|-?9+\+?[.,]9+)$/;

/** The fields of a dataset that hold ids. */
export async function idFields({ engine, dialect, dataset, set }: Looked): Promise<Field[]> {
  const asked = dataset.fields.filter(
    ({ name, type, from }) =>
      (type === "key" || type === "text") &&
      "column" in from &&
      ![dataset.unit, dataset.state?.field, dataset.by.created, dataset.by.modified].includes(name),
  );
  if (asked.length === 0) return [];
  const measures = asked.flatMap(({ name }, place) => [
    sql`count(${id(name)}) AS ${id(`given${place}`)}`,
    sql`sum(CASE WHEN ${looksLikeId(id(name), dialect)} THEN 1 ELSE 0 END) AS ${id(`ids${place}`)}`,
    sql`${dialect.approximateDistinct(id(name))} AS ${id(`distinct${place}`)}`,
  ]);
  const [row] = await engine.rows(sql`SELECT ${join(measures)} FROM ${id(set.relation)}`);
  return asked.filter(({ type }, place) => {
    const of = (measure: string): number => Number(row?.[`${measure}${place}`]);
    if (of("given") === 0 || of("ids") < ID_SHARE * of("given")) return false;
    return type === "key" || of("distinct") >= DISTINCT * of("given");
  });
}

function looksLikeId(value: Sql, dialect: Dialect): Sql {
  return sql`length(${value}) <= 64 AND ${dialect.matches(value, "[0-9]")} AND NOT ${dialect.matches(value, "[\\s@()$%]")}`;
}

/** The formats that a field's values have, the most frequent first; none where it is free text. */
export async function discoverFormats({ engine, set }: Looked, field: Field): Promise<IdFormat[]> {
  const least = Math.max(5, Math.floor(set.rows / 1000));
  const rows = await engine.rows<{ literal: string | null; classes: string | null; mixed: string; records: string }>(
    sql`WITH spelled AS (
  SELECT translate(${id(field.name)}, ${DIGITS}, ${"9".repeat(10)}) AS literal, count(*) AS records
  FROM ${id(set.relation)} WHERE ${id(field.name)} IS NOT NULL GROUP BY 1
), classed AS (
  SELECT CASE WHEN records >= ${least} THEN literal END AS literal,
    translate(literal, ${CAPITALS + SMALL}, ${"A".repeat(26) + "a".repeat(26)}) AS classes,
    translate(literal, ${`${CAPITALS}${SMALL}9`}, ${"x".repeat(53)}) AS mixed, records
  FROM spelled
), kept AS (
  SELECT literal, CASE WHEN sum(records) OVER (PARTITION BY classes) >= ${least} THEN classes END AS classes, mixed, records FROM classed
)
SELECT literal, classes, mixed, sum(records) AS records FROM kept GROUP BY literal, classes, mixed
ORDER BY sum(records) DESC, mixed, classes, literal LIMIT ${SHAPES}`,
  );
  const shapes = rows.map((row): Shape => ({ ...row, records: Number(row.records) }));
  const seen = shapes.reduce((sum, { records }) => sum + records, 0);
  const formats = formatsOf(shapes.filter(({ records }) => records >= least));
  if (seen < ID_SHARE * set.rows && rows.length === SHAPES) return [];
  return field.type === "key" ? formats : formats.filter(({ pattern }) => !NO_ID.test(pattern));
}
