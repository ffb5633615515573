import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Metric, type MetricValue, type RecordSet } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import { contributions } from "./contributions.ts";
import type { Reading } from "./reading.ts";

/** A metric's numbers by period and unit, then of all units together where it is told so. */
export type Totals = ReadonlyMap<string, MetricValue>;

/** What names one number: the first day of its period, and its unit or nothing. */
export function numberKey(period: string, unit: string | undefined): string {
  return `${period}|${unit ?? ""}`;
}

/** Every number of a metric in one reading, computed from raw records. */
export async function totalsOf(engine: Engine, metric: Metric, set: RecordSet, reading: Reading): Promise<Totals> {
  const rows = await engine.rows<{ period: string; unit: string | null; value: string; records: string }>(
    totalsQuery(contributions(set, reading, metric.period, engine.dialect), metric.byUnit),
  );
  return new Map(
    rows.map(({ period, unit, value, records }) => [
      numberKey(period, unit ?? undefined),
      { period, unit: unit ?? undefined, value: formatMoney(money(value)), records: Number(records) },
    ]),
  );
}

function totalsQuery(from: Sql, byUnit: boolean): Sql {
  const whole = sql`SELECT period, CAST(NULL AS VARCHAR) AS unit, sum(value) AS value, count(*) AS records FROM each GROUP BY period`;
  const units = sql`SELECT period, unit, sum(value), count(*) FROM each WHERE unit IS NOT NULL GROUP BY period, unit`;
  return sql`WITH each AS (
${from}
)
${byUnit ? sql`${whole} UNION ALL ${units}` : whole} ORDER BY period, unit`;
}
