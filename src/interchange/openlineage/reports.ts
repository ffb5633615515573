import type { CellRange, Report, ReviewedReport } from "../../model/index.ts";
import { tableTitle } from "../workbook-words.ts";
import { columnLineage, type Source } from "./columns.ts";
import { correctionsFacet } from "./corrections.ts";
import { asInput, estateDataset, frameOf, nameOf, schemaFacet, type LineageInput } from "./datasets.ts";
import { facet, given, ownedBy, runEvents, type Facet, type LineageDataset, type Named, type RunEvent } from "./event.ts";
import { metricDataset, numberJobFacets, withColumns } from "./metrics.ts";
import { workbookName } from "./workbooks.ts";

/** A run for each report, told beside the metric; and one for each dataset that a workbook feeds. */
export function reportEvents(input: LineageInput): readonly RunEvent[] {
  return input.estate.reports.flatMap((report) => {
    const reviewed = input.review.reports.find(({ id }) => id === report.id);
    return reviewed === undefined ? [] : [...feedRun(input, report), ...reportRun(input, report, reviewed)];
  });
}

function reportRun(input: LineageInput, report: Report, reviewed: ReviewedReport): readonly RunEvent[] {
  const frame = frameOf(input);
  const metric = metricDataset(input, report.metric);
  const { values } = report;
  const byUnit = input.estate.metrics.some(({ id, byUnit: told }) => id === report.metric && told);
  const told: LineageDataset =
    values.kind === "dataset"
      ? asInput(input, values.dataset, { dataQualityAssertions: numberAssertions(reviewed) })
      : { ...cellsTable(input, report), inputFacets: { dataQualityAssertions: numberAssertions(reviewed) } };
  const raw: Source = { of: metric, field: "value", subtype: "IDENTITY" };
  const reported: Source = { of: told, field: values.value, subtype: "IDENTITY" };
  const fields = new Map<string, readonly Source[]>([
    [
      "period",
      [
        { of: metric, field: "period", subtype: "IDENTITY" },
        { of: told, field: values.period, subtype: "TRANSFORMATION" },
      ],
    ],
    ...(byUnit ? [["unit", [{ of: metric, field: "unit", subtype: "IDENTITY" }]] as const] : []),
    ["raw", [raw]],
    ["reported", [reported]],
    ["difference", [raw, reported].map((one): Source => ({ ...one, subtype: "TRANSFORMATION", description: "reported − raw" }))],
  ] as [string, readonly Source[]][]);
  const output: LineageDataset = {
    ...nameOf(frame, "reports", report.id),
    facets: given({
      documentation: facet("documentation", { description: `${report.title}, beside what raw records give` }),
      schema: schemaFacet([
        { name: "period", type: "DATE" },
        ...(byUnit ? [{ name: "unit", type: "VARCHAR" }] : []),
        ...["raw", "reported", "difference"].map((name) => ({ name, type: "DECIMAL(38, 4)" })),
      ]),
      ownership: ownedBy("ownership", report.owner),
      tieout_corrections: correctionsFacet(reviewed, input.review.estate.currency),
    }),
  };
  return runEvents(frame, {
    name: `report.${report.id}`,
    jobFacets: numberJobFacets("REPORT", report),
    inputs: [metric, told],
    outputs: [withColumns(output, { columnLineage: columnLineage(fields, []) })],
  });
}

/** A dataset whose numbers people write from a workbook: the estate says so, and which tables they are if another report reads its cells. */
function feedRun(input: LineageInput, report: Report): readonly RunEvent[] {
  const { through, values } = report;
  if (through === undefined || values.kind !== "dataset") return [];
  const frame = frameOf(input);
  const read = input.estate.reports
    .filter((one) => one.metric === report.metric && one.values.kind === "cells" && one.values.workbook === through)
    .map((one) => cellsTable(input, one));
  const known = new Map(read.map((one) => [one.name, one]));
  return runEvents(frame, {
    name: `feed.${report.id}`,
    jobFacets: numberJobFacets("FEED", { ...report, title: `What ${report.title} shows of ${through}` }),
    inputs: known.size === 0 ? [workbookName(frame, through)] : [...known.values()],
    outputs: [estateDataset(input, values.dataset)],
  });
}

/** The table in which a report's cells stand; by the sheet's name where none was seen. */
function cellsTable(input: LineageInput, { values }: Report): Named {
  const frame = frameOf(input);
  if (values.kind === "dataset") return nameOf(frame, values.dataset);
  const newest = input.workbooks.find(({ id }) => id === values.workbook)?.files.at(-1);
  const first = firstCell(values.value);
  const table = newest?.tables.find(({ sheet, range }) => sheet === values.sheet && first !== undefined && holds(range, first));
  const title = table === undefined || newest === undefined ? values.sheet : tableTitle(table, newest.tables);
  return workbookName(frame, values.workbook, title);
}

function firstCell(address: string): { readonly row: number; readonly column: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})/i.exec(address) ?? [];
  if (letters === undefined || digits === undefined) return undefined;
  const column = [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(digits) - 1, column };
}

function holds(
  { fromRow, toRow, fromColumn, toColumn }: CellRange,
  { row, column }: { readonly row: number; readonly column: number },
): boolean {
  return row >= fromRow && row <= toRow && column >= fromColumn && column <= toColumn;
}

/** Does each number that is told equal what raw records give? */
function numberAssertions(report: ReviewedReport): Facet {
  return facet("dataQualityAssertions", {
    assertions: report.numbers.map(({ period, unit, outcome, raw, reported, difference }) => ({
      assertion: "tie-out",
      success: outcome === "ties",
      name: unit === undefined ? period : `${period} ${unit}`,
      description: outcome === "ties" ? "the number is what raw records give" : `the number is ${outcome}: reported − raw = ${difference}`,
      expected: raw,
      ...(reported === undefined ? {} : { actual: reported }),
    })),
  });
}
