import {
  CORRECTION_KINDS,
  formatMoney,
  money,
  type Correction,
  type Metric,
  type MetricValue,
  type NumberOutcome,
  type Report,
  type ReportedNumber,
  type ReviewedReport,
  type WaterfallStep,
} from "../../model/index.ts";
import type { FoundReading } from "./readings.ts";
import type { Told, ToldNumber } from "./told.ts";
import { numberKey, type Totals } from "./totals.ts";

/** How many corrections of one kind a number lists; all of them stand in the relation. */
const SAMPLES = 10;

/** What people did between raw records and numbers, by `numberKey`; each with its effect on that number. */
export type CorrectionsByNumber = ReadonlyMap<string, readonly Correction[]>;

/**
 * A report beside the metric that it tells: every number with its way from raw to
 * reported, and what remains. Where another reading gives all that differs, the
 * difference is one of definition and no person is looked for.
 *
 * @param definition numbers of the reading that the report follows, where it is known to follow another one
 */
export function tieReport(
  report: Report,
  metric: Metric,
  totals: Totals,
  told: Told,
  readings: readonly FoundReading[],
  corrections: CorrectionsByNumber = new Map(),
  definition: ReadonlyMap<string, string> | undefined = definitionOf(readings),
  notes: readonly string[] = [],
): ReviewedReport {
  const numbers = keysOf(totals, told, metric.byUnit).map(({ key, period, unit }) =>
    tieNumber(report, { period, unit }, totals.get(key), told.numbers.get(key), definition?.get(key), corrections.get(key) ?? []),
  );
  return {
    id: report.id,
    title: report.title,
    metric: report.metric,
    through: report.through,
    owner: report.owner,
    decision: report.decision,
    numbers,
    readings: readings.map(({ said }) => said),
    notes: [...told.notes, ...notes],
  };
}

/** The reading that gives every number that differs, if one does. */
function definitionOf(readings: readonly FoundReading[]): ReadonlyMap<string, string> | undefined {
  const [first] = readings;
  return first !== undefined && first.said.explains === first.said.of ? first.totals : undefined;
}

/** Every number that is told, and every raw one within the periods and at the level that are told. */
function keysOf(totals: Totals, { numbers }: Told, byUnit: boolean): { key: string; period: string; unit: string | undefined }[] {
  const periods = [...numbers.values()].map(({ period }) => period).sort();
  const [first, last] = [periods[0], periods.at(-1)];
  const units = new Set([...numbers.values()].map(({ unit }) => unit));
  const own = [...totals.values()].filter(
    ({ period, unit, value }) =>
      first !== undefined &&
      last !== undefined &&
      period >= first &&
      period <= last &&
      (units.has(unit) || (byUnit && unit !== undefined && units.size > (units.has(undefined) ? 1 : 0))) &&
      !money(value).isZero(),
  );
  const all = new Map([...own, ...numbers.values()].map(({ period, unit }) => [numberKey(period, unit), { period, unit }]));
  return [...all].map(([key, place]) => ({ key, ...place })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function tieNumber(
  report: Report,
  { period, unit }: { readonly period: string; readonly unit: string | undefined },
  raw: MetricValue | undefined,
  told: ToldNumber | undefined,
  definition: string | undefined,
  corrections: readonly Correction[],
): ReportedNumber {
  const own = money(raw?.value ?? "0");
  const difference = told === undefined ? money("0").minus(own) : money(told.value).minus(own);
  const tolerance = money(report.tolerance);
  const redefined = definition === undefined ? money("0") : money(definition).minus(own);
  const steps = [
    ...(redefined.isZero() ? [] : [{ kind: "definition" as const, effect: formatMoney(redefined), corrections: 1, samples: [] }]),
    ...stepsOf(corrections),
  ];
  const residual = told === undefined ? money("0") : steps.reduce((rest, { effect }) => rest.minus(money(effect)), difference);
  const outcome = ((): NumberOutcome => {
    if (told === undefined) return "not-reported";
    if (difference.abs().lessThanOrEqualTo(tolerance)) return "ties";
    if (residual.abs().lessThanOrEqualTo(tolerance))
      return steps.every(({ kind }) => kind === "definition") ? "defined-otherwise" : "corrected";
    return raw === undefined ? "not-in-raw" : "unexplained";
  })();
  return {
    period,
    unit,
    outcome,
    raw: formatMoney(own),
    reported: told?.value,
    difference: formatMoney(difference),
    at: told?.at,
    steps,
    residual: formatMoney(residual),
  };
}

/** Corrections by kind, in the order of `CORRECTION_KINDS`. */
function stepsOf(corrections: readonly Correction[]): WaterfallStep[] {
  return CORRECTION_KINDS.flatMap((kind) => {
    const own = corrections.filter((correction) => correction.kind === kind);
    if (own.length === 0) return [];
    const effect = own.reduce((sum, each) => sum.plus(money(each.effect)), money("0"));
    const samples = own
      .toSorted((a, b) => money(b.effect).abs().cmp(money(a.effect).abs()) || (a.fingerprint < b.fingerprint ? -1 : 1))
      .slice(0, SAMPLES);
    return [{ kind, effect: formatMoney(effect), corrections: own.length, samples }];
  });
}
