/** A spreadsheet that people keep between systems and reports; often a new file each week. */
export interface WorkbookSource {
  readonly id: string;
  readonly title: string;
  /** Path or glob below the estate's directory, with `/`; each file is one saving of it. */
  readonly files: string;
  readonly owner: string | undefined;
  /** The decision that reads it. */
  readonly decision: string | undefined;
  readonly line: number;
}

/** A number that the business runs on, computed from raw records. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  /** Whose records are counted or summed. */
  readonly dataset: string;
  readonly aggregate: "sum" | "count";
  /** SQL over the dataset's fields: what each record adds; undefined for a count. */
  readonly value: string | undefined;
  /** SQL over the dataset's fields, and `state`, `deleted`, `unit`: which records count; undefined: all that are not deleted. */
  readonly where: string | undefined;
  /** The time field by which a record belongs to a period, in the estate's zone. */
  readonly date: string;
  readonly period: Period;
  /** Is it also told by unit? */
  readonly byUnit: boolean;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  readonly line: number;
}

export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
/** Weeks begin on Monday. */
export type Period = (typeof PERIODS)[number];

/** Where a metric's numbers are told to people. */
export interface Report {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  readonly values: ReportedFrom;
  /** The workbook in which people correct what the report then shows; undefined: none is known. */
  readonly through: string | undefined;
  /** Decimal string: what a number may differ by. */
  readonly tolerance: string;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  readonly line: number;
}

export type ReportedFrom =
  /** A record for each period (and unit): a dashboard's table, a CSV. */
  | {
      readonly kind: "dataset";
      readonly dataset: string;
      /** Fields; the dataset's own unit field tells the unit, where the metric is told by unit. */
      readonly value: string;
      readonly period: string;
    }
  /** Cells of a workbook, in A1 notation: `B5:B7`. A file each period, or all of them in one. */
  | {
      readonly kind: "cells";
      readonly workbook: string;
      readonly sheet: string;
      readonly value: string;
      /** As many cells as `value` has, or one for all; undefined: of all units together. */
      readonly unit: string | undefined;
      /** As many cells as `value` has, or one for all; each holds a day of the period. */
      readonly period: string;
    };
