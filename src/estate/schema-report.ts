import { z } from "zod";
import { decimal, name, text } from "./schema-parts.ts";

/* The written form of what is told to people: workbooks, metrics, reports. */

const workbook = z.strictObject({
  title: z.string().optional(),
  files: text.describe("Path or glob of its files, one a saving: reporting/weekly-*.xlsx."),
  owner: text.optional(),
  decision: text.optional().describe("The decision that reads it."),
});

export const metric = z.strictObject({
  title: z.string().optional(),
  of: z.string().describe("The dataset whose records are counted or summed."),
  value: text
    .optional()
    .describe("What each record adds, SQL over its fields: total - tax. Left out: the dataset's amount, or its records are counted."),
  count: z.literal(true).optional().describe("true: records are counted."),
  where: text
    .optional()
    .describe("Which records count, SQL over fields, state, deleted and unit: state = 'posted'. Left out: all that are not deleted."),
  date: z.string().optional().describe("The time or time field by which a record belongs to a period; the dataset's own when not given."),
  period: z.enum(["day", "week", "month", "quarter", "year"]).optional().describe("month when not given; weeks begin on Monday."),
  byUnit: z.boolean().optional().describe("Is it told by unit, too? true when not given, where the dataset has a unit."),
  owner: text.optional(),
  decision: text.optional().describe("The decision that reads it."),
});

const cells = z
  .string()
  .regex(/^\$?[A-Za-z]{1,3}\$?\d{1,7}(:\$?[A-Za-z]{1,3}\$?\d{1,7})?$/, "a cell or a range of one row or column: B5, B5:B7")
  .describe("A cell, or a range of one row or column: B5, B5:B7.");

const values = z.union([
  z.strictObject({
    dataset: z.string().describe("A dataset with a record for each period, and unit."),
    value: z.string().describe("Its field that holds the number."),
    period: z.string().describe("Its field that holds the period, or a day of it."),
  }),
  z.strictObject({
    workbook: z.string(),
    sheet: text,
    value: cells,
    unit: cells.optional().describe("The cells that name the units; left out: the numbers are of all units together."),
    period: cells.describe("The cell, or cells, that hold a day of the period."),
  }),
]);

export const report = z.strictObject({
  title: z.string().optional(),
  metric: z.string(),
  values: values.describe("Where its numbers stand: in a dataset, or in cells of a workbook."),
  through: z.string().optional().describe("The workbook in which people correct what the report then shows."),
  tolerance: decimal.optional().describe("What a number may differ by: 0 when not given."),
  owner: text.optional(),
  decision: text.optional(),
});

export const workbooks = z.record(name, workbook).optional().describe("Spreadsheets that people keep between systems and reports.");
export const metrics = z.record(name, metric).optional().describe("Numbers that the business runs on, computed from raw records.");
export const reports = z.record(name, report).optional().describe("Where the metrics' numbers are told to people.");
