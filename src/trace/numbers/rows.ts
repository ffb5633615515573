import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Metric, type RecordSet } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { contributions } from "./contributions.ts";
import type { Reading } from "./reading.ts";

/** One raw record behind a number. */
export interface RecordBehind {
  readonly dataset: string;
  readonly key: string;
  /** What it adds, decimal string. */
  readonly value: string;
  readonly unit: string | undefined;
  readonly file: string;
  /** Line, or record. */
  readonly line: number;
}

/** The raw records that a number is made of, those that add most first, then by place. */
export async function recordsBehind(
  engine: Engine,
  metric: Metric,
  set: RecordSet,
  reading: Reading,
  number: { readonly period: string; readonly unit: string | undefined },
  limit: number,
): Promise<readonly RecordBehind[]> {
  const ofUnit = number.unit === undefined ? sql`TRUE` : sql`c.unit = ${number.unit}`;
  const rows = await engine.rows<{ key: string; value: string; unit: string | null; file: number; line: string }>(
    sql`SELECT c.key AS key, c.value AS value, c.unit AS unit, r._file AS file, r._pos AS line
FROM (${contributions(set, reading, metric.period, engine.dialect)}) AS c JOIN ${id(set.relation)} AS r ON r._row = c."row"
WHERE c.period = CAST(${number.period} AS DATE) AND ${ofUnit} ORDER BY abs(c.value) DESC, c."row" LIMIT ${limit}`,
  );
  return rows.map(({ key, value, unit, file, line }) => ({
    dataset: set.dataset.id,
    key,
    value: formatMoney(money(value)),
    unit: unit ?? undefined,
    file: set.capture.files[file]?.path ?? "",
    line: Number(line),
  }));
}
