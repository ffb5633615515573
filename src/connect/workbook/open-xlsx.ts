import type { OpenWorkbook, Workbook, WorkbookSheet } from "../../model/index.ts";
import type { SourceLimits } from "../reading.ts";
import { readComments, readPersons, type Persons } from "./comments.ts";
import { readConnections } from "./connections.ts";
import { readExternalLinks } from "./external-links.ts";
import { PackedSheet, type CellAllowance } from "./packed-sheet.ts";
import { readQueries } from "./power-query.ts";
import { readProperties } from "./properties.ts";
import { relationsOf } from "./relations.ts";
import { readRevisions } from "./revisions.ts";
import { readTables } from "./tables.ts";
import type { SheetEntry } from "./workbook-part.ts";
import type { XlsxFile } from "./xlsx-file.ts";

/** Reads all of an .xlsx or .xlsm file: its cells packed, and what its other parts tell. */
export async function openXlsx(xlsx: XlsxFile, limits: SourceLimits): Promise<OpenWorkbook> {
  const { file, zip, relations, part } = xlsx;
  const allowance = { file, most: limits.maxWorkbookCells, used: 0 };
  const persons = await readPersons(zip, file, relations);
  const packed = new Map<string, PackedSheet>();
  const sheets: WorkbookSheet[] = [];
  const notes: string[] = [];
  for (const entry of part.sheets) {
    const read = await readSheet(xlsx, entry, persons, allowance);
    packed.set(entry.name, read.cells);
    notes.push(...read.notes);
    sheets.push(read.sheet);
  }
  const { revisions, notes: unread } = await readRevisions(zip, file, relations, part.sheets);
  const workbook: Workbook = {
    file,
    format: xlsx.format,
    date1904: part.date1904,
    ...(await readProperties(zip, file, await relationsOf(zip, file, ""))),
    sheets,
    names: part.names,
    externalLinks: await readExternalLinks(zip, file, relations, part.externals),
    connections: await readConnections(zip, file, relations),
    queries: await readQueries(zip, file, relations),
    revisions,
    macros: xlsx.macros,
    notes: [...notes, ...unread],
  };
  return {
    workbook,
    cells: (sheet) => {
      const found = packed.get(sheet);
      if (found === undefined) throw new Error(`${file} has no sheet ${sheet}`);
      return found;
    },
  };
}

async function readSheet(
  xlsx: XlsxFile,
  { name, state, part }: SheetEntry,
  persons: Persons,
  allowance: CellAllowance,
): Promise<{ readonly cells: PackedSheet; readonly sheet: WorkbookSheet; readonly notes: readonly string[] }> {
  const cells = new PackedSheet(xlsx.formats, await xlsx.strings(), allowance);
  const outline = await xlsx.stream(name, cells);
  const relations = part === undefined ? [] : await relationsOf(xlsx.zip, xlsx.file, part);
  const { tables, filters } = await readTables(xlsx.zip, xlsx.file, relations);
  const sheet: WorkbookSheet = {
    name,
    state,
    cells: cells.cells,
    formulas: cells.formulas,
    rowCount: cells.rowCount,
    columnCount: cells.columnCount,
    hiddenRows: outline.hiddenRows,
    hiddenColumns: outline.hiddenColumns,
    merged: outline.merged,
    filters: [...outline.filters, ...filters],
    tables,
    comments: await readComments(xlsx.zip, xlsx.file, relations, persons),
  };
  return { cells, sheet, notes: outline.notes };
}
