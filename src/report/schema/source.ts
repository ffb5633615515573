import { z } from "zod";
import { known, knownMoney, records, systemKind, text, texts } from "./parts.ts";

/** What the model writes `line?: number`: absent, never undefined by itself. */
const location = z
  .strictObject({
    file: text("Path relative to the estate's directory, with /."),
    line: z.int().min(1).exactOptional().describe("Line, or sheet row, counted from 1."),
    column: z.int().min(1).exactOptional().describe("Column, counted from 1."),
    cell: z.string().exactOptional().describe("Cell of a workbook, with its sheet where there are several: Sheet1!C12."),
  })
  .meta({ id: "Location", description: "Where something stands in a source." });

const problem = z
  .strictObject({
    code: text("Stable word for machines: unreadable-money."),
    message: text("What is wrong, as one plain sentence."),
    at: location.exactOptional().describe("Where it stands."),
    found: z.string().exactOptional().describe("The value as it was found."),
    expected: z.string().exactOptional().describe("What would have been readable."),
    hint: z.string().exactOptional().describe("The nearest valid word, or the next thing to do."),
  })
  .meta({ id: "Problem", description: "One value or row that could not be read as declared." });

const hint = z
  .strictObject({
    code: z.enum(["page-limit", "empty", "envelope-count", "round-count"]).describe("Stable word for the kind of sign."),
    message: text("The sign, as one plain sentence."),
  })
  .meta({ id: "CompletenessHint", description: "A sign that a capture may not be the whole." });

export const system = z
  .strictObject({
    id: text("Id of the system."),
    title: text("Its name for people."),
    vendor: known(z.string(), "Its vendor, in lower case."),
    kind: systemKind.describe("What it is used for."),
    owner: known(z.string(), "Who answers for it; left out where nobody does."),
  })
  .meta({ id: "ReviewedSystem", description: "One application that holds records, or a spreadsheet, or a dashboard." });

export const dataset = z
  .strictObject({
    id: text("Id of the dataset: system.name."),
    title: text("Its name for people."),
    system: text("Id of its system."),
    entity: text("What a record is about: customer, job, invoice …"),
    files: texts("The files it was read from, relative to the estate's directory."),
    capturedAt: text("When the source said this, UTC, ISO 8601."),
    rows: records("Number of records."),
    unreadable: records("Number of values or rows that could not be read as declared."),
    unreadableSamples: z.array(problem).describe("The first of them, each with its place; at most 100."),
    amount: knownMoney("Sum of the dataset's amount field over all records."),
    hints: z.array(hint).describe("Signs that the capture may not be the whole."),
    notes: texts("What was assumed on reading: words without mapping, ambiguous dates, decimal marks."),
  })
  .meta({ id: "ReviewedDataset", description: "One dataset as the review read it." });
