import type { Period } from "./metric.ts";

/** A metric as the review computed it. */
export interface ReviewedMetric {
  readonly id: string;
  readonly title: string;
  readonly dataset: string;
  readonly aggregate: "sum" | "count";
  /** As declared, in words: `sum of total where state = 'completed', by completedOn`. */
  readonly definition: string;
  readonly period: Period;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  /** What it reads: a field of the dataset, and as what. */
  readonly lineage: readonly { readonly field: string; readonly as: "value" | "filter" | "period" | "unit" }[];
  /** By period, then unit. */
  readonly values: readonly MetricValue[];
}

export interface MetricValue {
  /** First day of the period, ISO. */
  readonly period: string;
  /** Undefined: of all units together. */
  readonly unit: string | undefined;
  /** Decimal string. */
  readonly value: string;
  readonly records: number;
}

/** Metric against report: every number that is told, and what stands between it and the raw records. */
export interface ReviewedReport {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  readonly through: string | undefined;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  /** By period, then unit. */
  readonly numbers: readonly ReportedNumber[];
  /** Other ways to read the metric that give every reported number exactly; the simplest first. */
  readonly readings: readonly MetricReading[];
  /** What could not be read or followed, in plain sentences. */
  readonly notes: readonly string[];
}

/**
 * - `ties`: equal, within tolerance
 * - `defined-otherwise`: another reading of the metric gives the number exactly
 * - `corrected`: people's corrections explain the difference to the cent
 * - `unexplained`: something remains that nothing explains
 * - `not-reported`: raw records have it and no number is told; `not-in-raw`: a number is told of a period of which there is no raw record
 */
export const NUMBER_OUTCOMES = ["ties", "defined-otherwise", "corrected", "unexplained", "not-reported", "not-in-raw"] as const;
export type NumberOutcome = (typeof NUMBER_OUTCOMES)[number];

/** One number of a report: of a period, and of a unit or all. Amounts are decimal strings. */
export interface ReportedNumber {
  /** First day of the period, ISO. */
  readonly period: string;
  readonly unit: string | undefined;
  readonly outcome: NumberOutcome;
  /** Computed from raw records. */
  readonly raw: string;
  /** Undefined where nothing is told. */
  readonly reported: string | undefined;
  /** reported − raw. */
  readonly difference: string;
  /** Where it stands: file with cell, or with line. */
  readonly at: { readonly file: string; readonly cell: string | undefined; readonly line: number | undefined } | undefined;
  /** From raw to reported, in the order of `CORRECTION_KINDS`; with `residual` they sum to the difference. */
  readonly steps: readonly WaterfallStep[];
  /** What nothing explains. */
  readonly residual: string;
}

/** All corrections of one kind that stand between a raw number and a reported one. */
export interface WaterfallStep {
  readonly kind: CorrectionKind;
  readonly effect: string;
  readonly corrections: number;
  /** The largest by effect; at most 10. */
  readonly samples: readonly Correction[];
}

/**
 * What a person did between the system of record and the report.
 *
 * - `definition`: the workbook reads the metric otherwise: another date, other records
 * - `row-removed`, `row-added`: a record taken out, or one that no system holds
 * - `row-filtered`: it stands there, hidden or left out of the total
 * - `double-counted`: it stands there, or is added, more than once
 * - `value-edited`: the amount was typed over; `recategorised`: the unit was; `moved`: the day was, into another period; `state-edited`: another value by which records count
 * - `adjusted`: a typed amount is added to the record's own
 * - `overridden`: a typed value stands where a formula belongs, in a row or in the total
 * - `formula-fault`: a total that leaves rows out, a lookup that finds the wrong one
 * - `retyped`: the report shows another number than the workbook that feeds it
 */
export const CORRECTION_KINDS = [
  "definition",
  "row-removed",
  "row-added",
  "row-filtered",
  "double-counted",
  "value-edited",
  "recategorised",
  "moved",
  "state-edited",
  "adjusted",
  "overridden",
  "formula-fault",
  "retyped",
] as const;
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];

/** One change that a person made outside the system of record, and what it does to one number. */
export interface Correction {
  /** First 16 hex digits of SHA-256 over report, period, unit, kind, file, sheet, cell and key; the same in every run. */
  readonly fingerprint: string;
  readonly kind: CorrectionKind;
  readonly file: string;
  readonly sheet: string | undefined;
  /** A1 notation: a cell, or the row's first and last: `C7`, `A7:H7`. */
  readonly cell: string | undefined;
  /** The record that it changes; undefined for totals. */
  readonly dataset: string | undefined;
  readonly key: string | undefined;
  /** Title of the column, or what the total is of. */
  readonly column: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What it adds to the number, decimal string. Of changes that act on one row together, each has its Shapley share. */
  readonly effect: string;
  /** Who did it, as far as the file tells: the comment's author, the revision's, else who saved it last. */
  readonly by: string | undefined;
  /** What a comment at the cell says. */
  readonly comment: string | undefined;
}

/** Another way to read a metric. */
export interface MetricReading {
  /** In words: `by postedOn instead of completedOn; without tax`. */
  readonly words: string;
  /** What is read otherwise. */
  readonly changes: readonly {
    readonly part: "value" | "filter" | "date" | "zone" | "unit" | "deleted";
    readonly from: string;
    readonly to: string;
  }[];
  /** How many numbers that differ it gives exactly, of how many that differ. */
  readonly explains: number;
  readonly of: number;
}
