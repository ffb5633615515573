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

/** The same with what it was computed from. */
export interface ComputedNumbers extends NumbersRun {
  /** By metric. */
  readonly computed: ReadonlyMap<string, Computed>;
}

/** A metric with its numbers. */
export interface Computed {
  readonly metric: Metric;
  readonly set: RecordSet;
  readonly reading: Reading;
  readonly totals: Totals;
}

/**
 * As `computeNumbers`, and what does not tie out is added to the relation of signs.
 *
 * @throws InputError where a metric's SQL cannot be read
 */
export async function reviewNumbers(
  estate: Estate,
  ports: GatherPorts,
  sets: ReadonlyMap<string, RecordSet>,
  signs: string,
): Promise<NumbersRun> {
  const { metrics, reports, computed } = await computeNumbers(estate, ports, sets);
  for (const reviewed of reports) {
    const metric = computed.get(reviewed.metric)?.metric.title ?? reviewed.metric;
    const workbook = estate.workbooks.find(({ id }) => id === reviewed.through)?.title;
    await insertNumberSigns(ports.engine, signs, reviewed, [], { metric, workbook });
  }
  return { metrics, reports };
}

/**
 * Computes every metric from raw records, and holds every report against it.
 *
 * @throws InputError where a metric's SQL cannot be read
 */
export async function computeNumbers(
  estate: Pick<Estate, "file" | "timeZone" | "metrics" | "reports">,
  ports: GatherPorts,
  sets: ReadonlyMap<string, RecordSet>,
): Promise<ComputedNumbers> {
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
    reports.push(await reviewReport(ports, report, own, sets));
  }
  return { metrics, reports, computed };
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
