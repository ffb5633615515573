import type { ColumnOrigin, ProvenFile, ProvenTable, ReviewedWorkbook } from "../../model/index.ts";
import { columnOf, joinSides, tableTitle, type PlacedColumn } from "../workbook-words.ts";
import { columnLineage, type Source } from "./columns.ts";
import { asInput, filesFacet, frameOf, nameOf, schemaFacet, type LineageInput } from "./datasets.ts";
import {
  facet,
  given,
  ownedBy,
  runEvents,
  runIdOf,
  type Facets,
  type Frame,
  type LineageDataset,
  type Named,
  type RunEvent,
} from "./event.ts";

/**
 * Runs for each file of each workbook: one for the file, and one for each of its
 * tables, which says where every column comes from.
 */
export function workbookEvents(input: LineageInput): readonly RunEvent[] {
  return input.workbooks.flatMap((workbook) =>
    workbook.files.flatMap((file) => [
      ...fileRun(input, workbook, file),
      ...file.tables.flatMap((table) => tableRun(input, workbook, file, table)),
    ]),
  );
}

/** A table's own name; a workbook's when no table is named. */
export function workbookName(frame: Frame, workbook: string, table?: string): Named {
  return table === undefined ? nameOf(frame, "workbooks", workbook) : nameOf(frame, "workbooks", workbook, table);
}

function jobFacets(workbook: ReviewedWorkbook, jobType: string, description: string): Facets {
  return given({
    documentation: facet("jobDocumentation", { description }),
    ownership: ownedBy("jobOwnership", workbook.owner),
    jobType: facet("jobType", { processingType: "BATCH", integration: "TIEOUT", jobType }),
  });
}

function savedFacet(file: ProvenFile): Facets {
  return file.savedAt === undefined ? {} : { nominalTime: facet("nominalTime", { nominalStartTime: file.savedAt }) };
}

function fileRun(input: LineageInput, workbook: ReviewedWorkbook, file: ProvenFile): readonly RunEvent[] {
  const frame = frameOf(input);
  const read = [
    ...new Set(file.tables.flatMap(({ columns }) => columns.flatMap(({ origin }) => (origin.kind === "copied" ? [origin.dataset] : [])))),
  ];
  const saved = file.savedBy === undefined ? "" : `, saved by ${file.savedBy}`;
  return runEvents(frame, {
    name: `workbook.${workbook.id}`,
    part: file.file,
    jobFacets: jobFacets(
      workbook,
      "WORKBOOK",
      workbook.decision === undefined ? workbook.title : `${workbook.title}: read for ${workbook.decision}`,
    ),
    runFacets: savedFacet(file),
    inputs: read.map((id) => asInput(input, id, {})),
    outputs: [
      {
        ...workbookName(frame, workbook.id),
        facets: given({
          documentation: facet("documentation", { description: `${workbook.title}: ${file.file}${saved}` }),
          datasetType: facet("datasetType", { datasetType: "FILE", subType: "SPREADSHEET" }),
          ownership: ownedBy("ownership", workbook.owner),
          symlinks: filesFacet([file.file]),
        }),
      },
    ],
  });
}

function tableRun(input: LineageInput, workbook: ReviewedWorkbook, file: ProvenFile, table: ProvenTable): readonly RunEvent[] {
  const frame = frameOf(input);
  const title = tableTitle(table, file.tables);
  const name = `workbook.${workbook.id}.${title}`;
  const nameOfTable = (one: ProvenTable): Named => workbookName(frame, workbook.id, tableTitle(one, file.tables));
  const titles = uniqueTitles(table);
  const fields = new Map(
    table.columns.map(
      (column, index) => [titles[index] ?? column.title, sourcesOf(column.origin, frame, table, file, nameOfTable)] as const,
    ),
  );
  const inputs = new Map<string, LineageDataset>();
  for (const { of } of [...fields.values()].flat()) {
    const isTable = of.name.startsWith("workbooks/");
    if (of.name !== nameOfTable(table).name) inputs.set(of.name, isTable ? of : asInput(input, of.name, {}));
  }
  const parent = {
    run: { runId: runIdOf(frame, `workbook.${workbook.id}`, file.file) },
    job: { namespace: frame.namespace, name: `workbook.${workbook.id}` },
  };
  return runEvents(frame, {
    name,
    part: file.file,
    jobFacets: jobFacets(workbook, "WORKBOOK_TABLE", `${title} of ${workbook.title}`),
    runFacets: { ...savedFacet(file), parent: facet("parent", parent) },
    inputs: [...inputs.values()],
    outputs: [
      {
        ...nameOfTable(table),
        facets: given({
          documentation: facet("documentation", { description: `The table on ${table.sheet} of ${file.file}` }),
          datasetType: facet("datasetType", { datasetType: "FILE", subType: "SHEET" }),
          schema: schemaFacet(
            table.columns.map(({ title: shown, origin }, index) => ({ name: titles[index] ?? shown, description: originWords(origin) })),
          ),
          columnLineage: columnLineage(fields, []),
          ownership: ownedBy("ownership", workbook.owner),
          symlinks: filesFacet([file.file]),
        }),
      },
    ],
  });
}

/** Titles as they stand; a repeated one with its place among its like, since a field's name must be its own. */
function uniqueTitles({ columns }: ProvenTable): readonly string[] {
  const seen = new Map<string, number>();
  return columns.map(({ title }) => {
    const times = (seen.get(title) ?? 0) + 1;
    seen.set(title, times);
    return times === 1 ? title : `${title} (${times})`;
  });
}

function sourcesOf(
  origin: ColumnOrigin,
  frame: Frame,
  table: ProvenTable,
  file: ProvenFile,
  nameOfTable: (table: ProvenTable) => Named,
): readonly Source[] {
  const from = (placed: PlacedColumn | undefined, subtype: Source["subtype"], description?: string): readonly Source[] =>
    placed === undefined ? [] : [{ of: nameOfTable(placed.table), field: placed.column.title, subtype, description }];
  switch (origin.kind) {
    case "copied":
      return [{ of: nameOf(frame, origin.dataset), field: origin.field, subtype: "IDENTITY" }];
    case "looked-up": {
      const [left, right] = joinSides(origin.join, table, file);
      return [
        ...from(columnOf(origin.taken, table, file), "IDENTITY", `by ${origin.by}`),
        ...from(left, "JOIN", origin.join),
        ...from(right, "JOIN", origin.join),
      ];
    }
    case "derived": {
      const subtype = /\b(SUMIFS?|SUMPRODUCT|COUNT(A|IFS?)?|AVERAGE(IFS?)?|SUBTOTAL|AGGREGATE|MAX(IFS)?|MIN(IFS)?)\(/i.test(origin.shown)
        ? "AGGREGATION"
        : "TRANSFORMATION";
      return origin.reads.flatMap((words) => from(columnOf(words, table, file), subtype, `=${origin.shown}`));
    }
    case "typed":
    case "empty":
      return [];
  }
}

function originWords(origin: ColumnOrigin): string {
  switch (origin.kind) {
    case "copied":
      return `copied from ${origin.dataset}.${origin.field}`;
    case "looked-up":
      return `looked up by ${origin.by}: ${origin.join}`;
    case "derived":
      return `computed: =${origin.shown}`;
    case "typed":
      return "typed by people: no system holds it";
    case "empty":
      return "empty";
  }
}
