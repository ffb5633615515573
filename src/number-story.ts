import { chooseCaptures, gather, type GatherPorts } from "./gather.ts";
import {
  byLikeness,
  InputError,
  nearestWord,
  type Estate,
  type ReportedNumber,
  type ReviewedMetric,
  type ReviewedReport,
} from "./model/index.ts";
import { computeNumbers } from "./numbers.ts";
import { withOlderRecords } from "./older-records.ts";
import { openRecordSets } from "./record-sets.ts";
import { proveWorkbooks } from "./workbooks.ts";
import { periodOf, recordsBehind, type RecordBehind } from "./trace/index.ts";

/** Which number of a metric is meant. */
export interface NumberChoice {
  readonly metric: string;
  /** A day of it, or its name: `2026-09`, `2026-W38`; all periods when not given. */
  readonly period?: string | undefined;
  /** Id, title or word of a unit; all of them when not given. */
  readonly unit?: string | undefined;
  readonly report?: string | undefined;
  /** Raw records told of each number. Default 5. */
  readonly rows?: number | undefined;
}

/** A metric's way from raw records to every report that tells it. */
export interface NumberStory {
  readonly metric: ReviewedMetric;
  readonly reports: readonly {
    readonly report: ReviewedReport;
    /** Those that were asked for. */
    readonly numbers: readonly { readonly number: ReportedNumber; readonly records: readonly RecordBehind[] }[];
  }[];
  readonly units: Estate["units"];
}

const ROWS = 5;

/**
 * How the numbers of a metric come about: raw records, what people or definitions
 * changed on the way, and what is told.
 *
 * @throws InputError `unknown-metric`, `unknown-period`, `unknown-unit`, `unknown-report`; RunError
 */
export async function traceMetric(estate: Estate, ports: GatherPorts, choice: NumberChoice): Promise<NumberStory> {
  const metric = known("metric", choice.metric, estate.metrics, estate);
  const period = choice.period === undefined ? undefined : periodOf(choice.period, metric.period);
  if (choice.period !== undefined && period === undefined) {
    throw refusal(
      "unknown-period",
      `The metric ${metric.id} is told by ${metric.period}.`,
      choice.period,
      `a day of one, such as ${EXAMPLES[metric.period]}`,
    );
  }
  const unit = choice.unit === undefined ? undefined : unitOf(choice.unit, estate);
  const own = estate.reports.filter((report) => report.metric === metric.id);
  const reports = choice.report === undefined ? own : [known("report", choice.report, own, estate)];
  const captures = chooseCaptures(estate, await gather(estate, ports), estate.asOf);
  const sets = await openRecordSets(estate, ports, captures, "view");
  const copied = { datasets: new Set(sets.keys()), prefix: "copied" };
  const books = await withOlderRecords(estate, ports, captures, copied, (older) => proveWorkbooks(estate, ports, sets, older));
  // Another report of the metric may say in which cells a dashboard's numbers stand.
  const { metrics, tied, computed } = await computeNumbers({ ...estate, metrics: [metric], reports: own }, ports, sets, books);
  const reviewed = tied.map(({ reviewed: one }) => one).filter(({ id }) => reports.some((report) => report.id === id));
  const { set, reading } = computed.get(metric.id) as NonNullable<ReturnType<typeof computed.get>>;
  const told: NumberStory["reports"][number][] = [];
  for (const report of reviewed) {
    const wanted = report.numbers.filter(
      (number) => (period === undefined || number.period === period) && (unit === undefined || number.unit === unit),
    );
    const numbers = [];
    for (const number of wanted)
      numbers.push({ number, records: await recordsBehind(ports.engine, metric, set, reading, number, choice.rows ?? ROWS) });
    told.push({ report, numbers });
  }
  return { metric: metrics[0] as ReviewedMetric, reports: told, units: estate.units };
}

const EXAMPLES = { day: "2026-09-07", week: "2026-09-07 or 2026-W37", month: "2026-09", quarter: "2026-Q3", year: "2026" } as const;

function known<T extends { readonly id: string }>(what: "metric" | "report", name: string, all: readonly T[], estate: Estate): T {
  const found = all.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const names = all.map(({ id }) => id);
  const near = nearestWord(name, names);
  const expected = names.length === 0 ? `a ${what}, and the estate declares none` : byLikeness(name, names).slice(0, 12).join(", ");
  throw refusal(`unknown-${what}`, `${estate.title} has no ${what} ${JSON.stringify(name)}`, name, expected, near);
}

function unitOf(word: string, estate: Estate): string {
  const folded = word.trim().toLowerCase();
  const unit = estate.units.find(({ id, aliases }) => [id, ...aliases].some((alias) => alias.trim().toLowerCase() === folded));
  if (unit !== undefined) return unit.id;
  const names = estate.units.map(({ id }) => id);
  throw refusal("unknown-unit", `${estate.title} has no unit ${JSON.stringify(word)}`, word, names.join(", "), nearestWord(word, names));
}

function refusal(code: string, message: string, found: string, expected: string, near?: string): InputError {
  return new InputError([{ code, message, found, expected, ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }) }]);
}
