import { insertNumberSigns, type CorrectedNumber } from "./detect/index.ts";
import type { GatherPorts } from "./gather.ts";
import {
  InputError,
  RunError,
  type Correction,
  type Estate,
  type Metric,
  type RecordSet,
  type Report,
  type ReviewedMetric,
  type ReviewedReport,
} from "./model/index.ts";
import {
  declaredReading,
  findCorrections,
  findReadings,
  lineageOf,
  numberKey,
  readingWords,
  tieReport,
  toldByDataset,
  totalsOf,
  type CellsOfReport,
  type FoundCorrections,
  type Reading,
  type Told,
  type Totals,
} from "./trace/index.ts";
import type { ProvenBooks } from "./workbooks.ts";

/** What was computed from raw records, and what is told. */
export interface NumbersRun {
  readonly numbers: { readonly metrics: readonly ReviewedMetric[]; readonly reports: readonly ReviewedReport[] };
  /** The same reports with the line of every number, for those who look one up. */
  readonly placed: readonly ReviewedReport[];
}

/** What is asked of the estate. */
export type NumbersEstate = Pick<Estate, "file" | "timeZone" | "units" | "metrics" | "reports">;

/** A report, and all corrections of its numbers. */
export interface TiedReport {
  readonly reviewed: ReviewedReport;
  readonly corrections: readonly CorrectedNumber[];
}

/** The same with what it was computed from. */
export interface ComputedNumbers {
  readonly metrics: readonly ReviewedMetric[];
  readonly tied: readonly TiedReport[];
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
  books: ProvenBooks,
  signs: string,
): Promise<NumbersRun> {
  const { metrics, tied, computed } = await computeNumbers(estate, ports, sets, books);
  for (const { reviewed, corrections } of tied) {
    const metric = computed.get(reviewed.metric)?.metric.title ?? reviewed.metric;
    const workbook = estate.workbooks.find(({ id }) => id === reviewed.through)?.title;
    await insertNumberSigns(ports.engine, signs, reviewed, corrections, { metric, workbook });
  }
  return {
    numbers: { metrics, reports: tied.map(({ reviewed }) => withoutLines(reviewed)) },
    placed: tied.map(({ reviewed }) => reviewed),
  };
}

/** A review says nothing that changes when rows are reordered; `tieout trace metric` tells the line. */
function withoutLines(report: ReviewedReport): ReviewedReport {
  const numbers = report.numbers.map((number) => ({ ...number, at: number.at && { ...number.at, line: undefined } }));
  return { ...report, numbers };
}

/**
 * Computes every metric from raw records, and holds every report against it.
 *
 * @throws InputError where a metric's SQL cannot be read
 */
export async function computeNumbers(
  estate: NumbersEstate,
  ports: GatherPorts,
  sets: ReadonlyMap<string, RecordSet>,
  books: ProvenBooks,
): Promise<ComputedNumbers> {
  const { engine, progress } = ports;
  const computed = new Map<string, Computed>();
  const metrics: ReviewedMetric[] = [];
  for (const metric of estate.metrics) {
    progress(`${metric.id}: computing from raw records …`);
    const set = sets.get(metric.dataset) as RecordSet;
    const reading = await declaredReading(engine, estate, metric, set.dataset);
    const totals = await totalsOf(engine, metric, set, reading).catch((cause: unknown) => {
      throw cause instanceof RunError && cause.code === "query" ? mistyped(metric, estate.file, cause) : cause;
    });
    computed.set(metric.id, { metric, set, reading, totals });
    metrics.push(reviewedMetric(metric, set, reading, totals));
  }
  const tied: TiedReport[] = [];
  for (const report of estate.reports) {
    progress(`${report.id}: tying out what it tells …`);
    const own = computed.get(report.metric) as Computed;
    tied.push(await reviewReport(estate, ports, report, own, sets, books));
  }
  return { metrics, tied, computed };
}

/** SQL that can be read, of values that do not go together. */
function mistyped({ id, line }: Metric, file: string, cause: RunError): InputError {
  const [found = ""] = cause.message.replace(/^A query failed: /, "").split("\n");
  const message = `The SQL of the metric \`${id}\` does not fit the values of its fields.`;
  return new InputError(
    [{ code: "bad-expression", message, at: { file, line }, found, expected: "text with text, numbers with numbers" }],
    { cause },
  );
}

function reviewedMetric(metric: Metric, set: RecordSet, reading: Reading, totals: Totals): ReviewedMetric {
  const { id, title, dataset, aggregate, period, owner, decision } = metric;
  const lineage = lineageOf(reading, set.dataset, metric.byUnit);
  return {
    id,
    title,
    dataset,
    aggregate,
    definition: readingWords(reading),
    period,
    owner,
    decision,
    lineage,
    values: [...totals.values()],
  };
}

async function reviewReport(
  estate: NumbersEstate,
  { engine }: GatherPorts,
  report: Report,
  { metric, set, reading, totals }: Computed,
  sets: ReadonlyMap<string, RecordSet>,
  books: ProvenBooks,
): Promise<TiedReport> {
  const { values } = report;
  const dashboard: Told | undefined =
    values.kind === "dataset" ? await toldByDataset(engine, sets.get(values.dataset) as RecordSet, values, metric) : undefined;
  const cells = values.kind === "cells" ? values : cellsThrough(report, estate.reports);
  const files = cells === undefined ? [] : (books.get(cells.workbook) ?? []);
  const found: FoundCorrections | undefined =
    cells === undefined
      ? undefined
      : await findCorrections(
          engine,
          { report, metric, reading, totals, set, files, units: estate.units, cells, told: dashboard },
          { prefix: `corrections ${report.id}` },
        );
  const told = found?.told ?? dashboard ?? { numbers: new Map(), notes: [] };
  const beside = [...told.numbers.values()].map((one) => ({ told: one, raw: totals.get(numberKey(one.period, one.unit))?.value ?? "0" }));
  const readings = await findReadings(engine, metric, set, reading, beside, report.tolerance);
  const unseen = report.through !== undefined && cells === undefined ? [noCells(report.through)] : [];
  if (readings[0] !== undefined && readings[0].said.explains === readings[0].said.of)
    return { reviewed: tieReport(report, metric, totals, told, readings), corrections: [] };
  const corrections = found?.corrections ?? new Map<string, readonly Correction[]>();
  const reviewed = tieReport(report, metric, totals, told, readings, corrections, found?.definition, [...(found?.notes ?? []), ...unseen]);
  const numbers = new Map(reviewed.numbers.map((number) => [numberKey(number.period, number.unit), number]));
  return {
    reviewed,
    corrections: [...corrections].flatMap(([key, own]) => {
      const number = numbers.get(key);
      return number === undefined ? [] : own.map((correction) => ({ number, correction }));
    }),
  };
}

/** The cells from which a dashboard is fed: those of another report of the same metric in the workbook that it goes through. */
function cellsThrough({ metric, through }: Report, reports: readonly Report[]): CellsOfReport | undefined {
  const [found] = reports.flatMap((other) =>
    through !== undefined && other.metric === metric && other.values.kind === "cells" && other.values.workbook === through
      ? [other.values]
      : [],
  );
  return found;
}

function noCells(workbook: string): string {
  return `no report says which cells of ${workbook} hold its numbers, so that what people corrected there was not looked for`;
}
