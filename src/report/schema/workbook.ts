import { z } from "zod";
import { FORMULA_FAULT_KINDS } from "../../model/index.ts";
import { decimal, known, knownInstant, records, share, text, texts } from "./parts.ts";

const place = z.int().min(0).describe("Counted from 0.");
const range = z
  .strictObject({ fromRow: place, toRow: place, fromColumn: place, toColumn: place })
  .meta({ id: "CellRange", description: "A block of cells; ends included." });

const origin = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("copied").describe("Which of the origins it is."),
      dataset: text("Id of the dataset that it is copied from."),
      field: text("Its field."),
      capturedAt: text("Time of the capture whose values it has, UTC, ISO 8601."),
      containment: share("Share of its values that the source has, 0 to 1."),
      differing: records("Rows whose value is no longer the source's."),
    }),
    z.strictObject({
      kind: z.literal("looked-up").describe("Which of the origins it is."),
      join: text("The join, written out: Jobs.Job # = Invoices.Reference."),
      taken: text("The column whose value is taken."),
      by: text("The function, or the merge of queries."),
      approximate: z.boolean().describe("May it give a neighbour's value instead of none?"),
      misses: records("Rows for which it finds nothing."),
    }),
    z.strictObject({
      kind: z.literal("derived").describe("Which of the origins it is."),
      formula: text("What most rows have, R1C1 without =."),
      shown: text("The same as the first such row shows it."),
      reads: texts("Titles of the columns that it reads."),
    }),
    z.strictObject({ kind: z.literal("typed").describe("Which of the origins it is."), distinct: records("Number of different values.") }),
    z.strictObject({ kind: z.literal("empty").describe("Which of the origins it is.") }),
  ])
  .meta({ id: "ColumnOrigin", description: "Where a column's values come from." });

const override = z
  .strictObject({
    row: place,
    kind: z.enum(["typed-over", "edited", "other-formula"]).describe("What breaks with the column."),
    found: text("What stands there."),
    expected: known(z.string(), "What the source, or the column's formula, says."),
    key: known(z.string(), "The record's key."),
  })
  .meta({ id: "ColumnOverride", description: "A cell that is not what its column is." });

const column = z
  .strictObject({
    column: place,
    title: text("Its header, or its letter."),
    hidden: z.boolean().describe("Is it hidden?"),
    filled: records("Number of cells that hold something."),
    origin: origin.describe("Where its values come from."),
    overrides: z.array(override).describe("Cells that break with the origin; at most 100."),
    exceptions: records("All of them."),
  })
  .meta({ id: "ProvenColumn", description: "A column of a workbook's table." });

const table = z
  .strictObject({
    sheet: text("Name of the sheet."),
    name: text("Its name, where the program knows it as a table; else its sheet's."),
    range: range.describe("Its rows, without the header."),
    headerRow: known(place, "Row of the header; left out where it has none."),
    records: known(
      z.strictObject({
        dataset: text("Id of the dataset of which its rows are records."),
        keyColumn: place,
        keyField: text("The dataset's field that the key is."),
        capturedAt: text("Time of the capture that agrees best, UTC, ISO 8601."),
        matched: records("Rows whose key the dataset has."),
      }),
      "Of which dataset its rows are records; left out where of none.",
    ),
    hiddenRows: records("Number of hidden rows."),
    columns: z.array(column).describe("From left to right."),
  })
  .meta({ id: "ProvenTable", description: "A block of rows below one header." });

const fault = z
  .strictObject({
    kind: z.enum(FORMULA_FAULT_KINDS).describe("What is wrong."),
    sheet: text("Name of the sheet."),
    range: range.describe("The cell, or the run of cells with the same fault."),
    against: z.array(range).describe("Cells that it disagrees with: which of both is wrong, only a person can say."),
    found: text("What stands there."),
    expected: text("What was expected."),
    why: text("One plain sentence."),
    confidence: share("How sure it is, 0 to 1."),
    outputs: texts("Results that read the cell; at most 10."),
    effect: known(decimal, "Value as expected less value as found; left out where it is not known."),
  })
  .meta({ id: "FormulaFault", description: "One fault of a workbook's logic." });

const file = z
  .strictObject({
    file: text("Path below the estate's directory."),
    savedAt: knownInstant("When it was saved last, as the file says."),
    savedBy: known(z.string(), "Who saved it last, as the file says."),
    createdBy: known(z.string(), "Who made it, as the file says."),
    tables: z.array(table).describe("The tables on all its sheets."),
    faults: z.array(fault).describe("What is wrong with its logic."),
    hiddenSheets: texts("Names of hidden sheets."),
    comments: z
      .array(
        z.strictObject({
          sheet: text("Name of the sheet."),
          cell: text("The cell, A1."),
          author: known(z.string(), "Who wrote it."),
          text: text("What it says."),
        }),
      )
      .describe("Comments at cells."),
    reads: texts("Other workbooks, databases and addresses that it reads."),
    notes: texts("What could not be read."),
  })
  .meta({ id: "ProvenFile", description: "One file of a workbook, and where all that stands in it comes from." });

export const workbook = z
  .strictObject({
    id: text("Id of the workbook."),
    title: text("Its name for people."),
    owner: known(z.string(), "Who answers for it."),
    decision: known(z.string(), "The decision that rests on it."),
    files: z.array(file).describe("By the time of saving, then name."),
    everyDays: known(z.number(), "Median days between two files; left out with fewer than three."),
    people: texts("Whoever made, saved, commented or changed it."),
    from: texts("Ids of the datasets that it copies from."),
    feeds: texts("Ids of the reports and datasets that take their numbers from it."),
  })
  .meta({ id: "ReviewedWorkbook", description: "A workbook over all its files: its place in the chain, and where its columns come from." });
