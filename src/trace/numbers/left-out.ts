import type { Engine } from "../../engines/engine.ts";
import { money, type Dataset, type Metric, type RecordSet } from "../../model/index.ts";
import { id, join, sql, type Expression } from "../../sql/index.ts";
import { countsOf, dayOf, periodStart, valueOf } from "./contributions.ts";
import type { Reading } from "./reading.ts";
import type { FoundReading } from "./readings.ts";
import { numberKey } from "./totals.ts";

/** A field with more words than this is no way to sort records. */
const MOST_WORDS = 24;

/**
 * The metric as declared without the records that have one word in one field: test
 * records, a branch, a kind of job. A reading for every word of every field with few.
 */
export async function leftOut(engine: Engine, metric: Metric, set: RecordSet, declared: Reading): Promise<FoundReading[]> {
  const columns = await sortingColumns(engine, set);
  const day = dayOf(set.dataset, declared.date, declared.zone, engine.dialect);
  const found: FoundReading[] = [];
  for (const { column, field } of columns) {
    const rows = await engine.rows<{ period: string; unit: string | null; word: string | null; value: string }>(
      sql`SELECT ${periodStart(day, metric.period)} AS period, ${metric.byUnit ? sql`_unit` : sql`CAST(NULL AS VARCHAR)`} AS unit,
  CAST(${id(column)} AS VARCHAR) AS word, sum(${valueOf(declared, set.dataset)}) AS value
FROM ${id(set.relation)} WHERE ${countsOf(declared, set.dataset)} AND ${day} IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    const words = [...new Set(rows.flatMap(({ word }) => word ?? []))];
    if (words.length < 2) continue;
    for (const word of words) found.push(withoutWord(rows, declared, field, word));
  }
  return found;
}

function withoutWord(
  rows: readonly { period: string; unit: string | null; word: string | null; value: string }[],
  declared: Reading,
  field: string,
  word: string,
): FoundReading {
  const totals = new Map<string, string>();
  const add = (key: string, value: string): void => {
    totals.set(
      key,
      money(totals.get(key) ?? "0")
        .plus(money(value))
        .toFixed(),
    );
  };
  for (const { period, unit, word: own, value } of rows) {
    const counted = own === word ? "0" : value;
    add(numberKey(period, undefined), counted);
    if (unit !== null) add(numberKey(period, unit), counted);
  }
  const named: Expression = { kind: "field", name: field, at: 0 };
  const other: Expression = {
    kind: "call",
    name: "coalesce",
    parts: [
      { kind: "infix", op: "<>", left: { kind: "cast", part: named, type: "text" }, right: { kind: "value", value: word } },
      { kind: "value", value: true },
    ],
  };
  const words = `without ${field} ${word}`;
  return {
    reading: { ...declared, conditions: [...declared.conditions, other] },
    said: { words, changes: [{ part: field === "unit" ? "unit" : "filter", from: "all", to: words }], explains: 0, of: 0 },
    totals,
  };
}

/** Columns with at least two and not many words; the unit first. */
async function sortingColumns(engine: Engine, { dataset, relation }: RecordSet): Promise<{ column: string; field: string }[]> {
  const columns = candidates(dataset);
  if (columns.length === 0) return [];
  const counts = columns.map(({ column }, index) => sql`count(DISTINCT ${id(column)}) AS ${id(`n${index}`)}`);
  const [row = {}] = await engine.rows<Record<string, string>>(sql`SELECT ${join(counts)} FROM ${id(relation)}`);
  return columns.filter((_, index) => {
    const words = Number(row[`n${index}`]);
    return words >= 2 && words <= MOST_WORDS;
  });
}

function candidates(dataset: Dataset): { column: string; field: string }[] {
  const plain = dataset.fields.filter(
    ({ name, type }) => (type === "text" || type === "boolean") && !dataset.key.includes(name) && name !== dataset.unit,
  );
  return [
    ...(dataset.unit === undefined ? [] : [{ column: "_unit", field: "unit" }]),
    ...plain.map(({ name }) => ({ column: name, field: name })),
  ];
}
