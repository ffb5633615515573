import { z } from "zod";
import { CORRECTION_KINDS, NUMBER_OUTCOMES, PERIODS } from "../../model/index.ts";
import { calendarDay, decimal, fingerprint, known, records, text, texts } from "./parts.ts";

const number = (description: string) =>
  decimal.describe(`${description} Decimal string, in the estate's currency where amounts are summed.`);
const period = calendarDay.describe("First day of the period.");
const unit = known(z.string(), "Id of the unit; left out for all units together.");
const decision = known(z.string(), "The decision that rests on it.");
const owner = known(z.string(), "Who answers for it.");

export const metric = z
  .strictObject({
    id: text("Id of the metric."),
    title: text("Its name for people."),
    dataset: text("Id of the dataset whose records it counts or sums."),
    aggregate: z.enum(["sum", "count"]).describe("Are values summed, or records counted?"),
    definition: text("As declared, in words."),
    period: z.enum(PERIODS).describe("Length of its periods; weeks begin on Monday."),
    owner,
    decision,
    lineage: z
      .array(
        z.strictObject({
          field: text("Field of the dataset."),
          as: z.enum(["value", "filter", "period", "unit"]).describe("What it is read as."),
        }),
      )
      .describe("What it reads of each record."),
    values: z
      .array(z.strictObject({ period, unit, value: number("The number."), records: records("Number of records behind it.") }))
      .describe("By period, then unit."),
  })
  .meta({ id: "ReviewedMetric", description: "A metric as the review computed it from raw records." });

const correction = z
  .strictObject({
    fingerprint: fingerprint("Identity of the correction; the same in every run."),
    kind: z.enum(CORRECTION_KINDS).describe("What was done."),
    file: text("File in which it was done."),
    sheet: known(z.string(), "Sheet of the workbook."),
    cell: known(z.string(), "Cell, or the row's first and last, in A1 notation."),
    dataset: known(z.string(), "Id of the dataset whose record it changes."),
    key: known(z.string(), "Native key of the record."),
    column: known(z.string(), "Title of the column."),
    before: known(z.string(), "What the record, or the formula, says."),
    after: known(z.string(), "What stands there."),
    effect: number("What it adds to the number; of changes that act on one row together, each has its Shapley share."),
    by: known(z.string(), "Who did it, as far as the file tells."),
    comment: known(z.string(), "What a comment at the cell says."),
  })
  .meta({ id: "Correction", description: "One change that a person made outside the system of record." });

const step = z
  .strictObject({
    kind: z.enum(CORRECTION_KINDS).describe("What was done."),
    effect: number("What all corrections of the kind add to the number."),
    corrections: records("Number of corrections."),
    samples: z.array(correction).describe("The largest by effect; at most 10."),
  })
  .meta({ id: "WaterfallStep", description: "All corrections of one kind between a raw number and a reported one." });

const reported = z
  .strictObject({
    period,
    unit,
    outcome: z.enum(NUMBER_OUTCOMES).describe("Does it tie out, and if not, why?"),
    raw: number("Computed from raw records."),
    reported: known(decimal, "What the report tells; left out where it tells nothing."),
    difference: number("Reported less raw."),
    at: known(
      z.strictObject({
        file: text("File in which it stands."),
        cell: known(z.string(), "Sheet and cell."),
        line: known(z.int(), "Line, or record."),
      }),
      "Where it stands.",
    ),
    steps: z.array(step).describe("From raw to reported; with the residual they sum to the difference."),
    residual: number("What nothing explains."),
  })
  .meta({ id: "ReportedNumber", description: "One number of a report: of a period, and of a unit or all." });

const reading = z
  .strictObject({
    words: text("What is read otherwise, as a phrase."),
    changes: z
      .array(
        z.strictObject({
          part: z.enum(["value", "filter", "date", "zone", "unit", "deleted"]).describe("Which part of the definition."),
          from: text("As declared."),
          to: text("As read."),
        }),
      )
      .describe("What is read otherwise."),
    explains: records("How many numbers that differ it gives exactly."),
    of: records("How many differ."),
  })
  .meta({ id: "MetricReading", description: "Another way to read a metric." });

export const report = z
  .strictObject({
    id: text("Id of the report."),
    title: text("Its name for people."),
    metric: text("Id of the metric that it tells."),
    through: known(z.string(), "Id of the workbook in which people correct it."),
    owner,
    decision,
    numbers: z.array(reported).describe("By period, then unit."),
    readings: z.array(reading).describe("Other readings of the metric that give the numbers exactly; the simplest first."),
    notes: texts("What could not be read or followed, in plain sentences."),
  })
  .meta({ id: "ReviewedReport", description: "Metric against report: every number that is told, and its way from raw records." });
