import { insertNumberSigns } from "./detect/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { Estate, Metric, RecordSet, Report, ReviewedMetric, ReviewedReport } from "./model/index.ts";
import {
  declaredReading,
  findReadings,
  lineageOf,
  numberKey,
  tieReport,
  toldByDataset,
  totalsOf,
  type Reading,
  type Told,
  type Totals,
} from "./trace/index.ts";

/** What was computed from raw records, and what is told. */
export interface NumbersRun {
  readonly metrics: readonly ReviewedMetric[];
  readonly reports: readonly ReviewedReport[];
}

/** A metric with its numbers. */
interface Computed {
  readonly metric: Metric;
  readonly set: RecordSet;
  readonly reading: Reading;
  readonly totals: Totals;
}

/**
 * Computes every metric from raw records, holds every report against it, and adds
 * what does not tie out to the relation of signs.
 *
 * @throws InputError where a metric's SQL cannot be read
 */
export async function reviewNumbers(
  estate: Estate,
  ports: GatherPorts,
  sets: ReadonlyMap<string, RecordSet>,
  signs: string,
): Promise<NumbersRun> {
  const { engine, progress } = ports;
  const computed = new Map<string, Computed>();
  const metrics: ReviewedMetric[] = [];
  for (const metric of estate.metrics) {
    progress(`${metric.id}: computing from raw records …`);
    const set = sets.get(metric.dataset) as RecordSet;
    const reading = await declaredReading(engine, estate, metric, set.dataset);
    const totals = await totalsOf(engine, metric, set, reading);
    computed.set(metric.id, { metric, set, reading, totals });
    metrics.push(reviewedMetric(metric, set, reading, totals));
  }
  const reports: ReviewedReport[] = [];
  for (const report of estate.reports) {
    progress(`${report.id}: tying out what it tells …`);
    const own = computed.get(report.metric) as Computed;
    const reviewed = await reviewReport(ports, report, own, sets);
    const words = { metric: own.metric.title, workbook: estate.workbooks.find(({ id }) => id === report.through)?.title };
    await insertNumberSigns(engine, signs, reviewed, [], words);
    reports.push(reviewed);
  }
  return { metrics, reports };
}

function reviewedMetric(metric: Metric, set: RecordSet, reading: Reading, totals: Totals): ReviewedMetric {
  const { id, title, dataset, aggregate, period, owner, decision } = metric;
  const lineage = lineageOf(reading, set.dataset, metric.byUnit);
  return { id, title, dataset, aggregate, period, owner, decision, lineage, values: [...totals.values()] };
}

async function reviewReport(
  { engine }: GatherPorts,
  report: Report,
  { metric, set, reading, totals }: Computed,
  sets: ReadonlyMap<string, RecordSet>,
): Promise<ReviewedReport> {
  const { values } = report;
  const told: Told =
    values.kind === "dataset"
      ? await toldByDataset(engine, sets.get(values.dataset) as RecordSet, values, metric)
      : { numbers: new Map(), notes: [] };
  const beside = [...told.numbers.values()].map((one) => ({ told: one, raw: totals.get(numberKey(one.period, one.unit))?.value ?? "0" }));
  const readings = await findReadings(engine, metric, set, reading, beside, report.tolerance);
  return tieReport(report, metric, totals, told, readings);
}
