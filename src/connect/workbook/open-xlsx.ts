import type { OpenWorkbook, WorkbookSheet } from "../../model/index.ts";
import type { SourceLimits } from "../reading.ts";
import { PackedSheet } from "./packed-sheet.ts";
import type { XlsxFile } from "./xlsx-file.ts";

/** Reads all of an .xlsx or .xlsm file: its cells packed, and what its other parts tell. */
export async function openXlsx(xlsx: XlsxFile, limits: SourceLimits): Promise<OpenWorkbook> {
  const { file } = xlsx;
  const allowance = { file, most: limits.maxWorkbookCells, used: 0 };
  const packed = new Map<string, PackedSheet>();
  const sheets: WorkbookSheet[] = [];
  const notes: string[] = [];
  for (const { name, state } of xlsx.part.sheets) {
    const cells = new PackedSheet(xlsx.formats, await xlsx.strings(), allowance);
    const outline = await xlsx.stream(name, cells);
    packed.set(name, cells);
    notes.push(...outline.notes);
    sheets.push({
      name,
      state,
      cells: cells.cells,
      formulas: cells.formulas,
      rowCount: cells.rowCount,
      columnCount: cells.columnCount,
      hiddenRows: outline.hiddenRows,
      hiddenColumns: outline.hiddenColumns,
      merged: outline.merged,
      filters: outline.filters,
      tables: [],
      comments: [],
    });
  }
  return {
    workbook: {
      file,
      format: xlsx.format,
      date1904: xlsx.part.date1904,
      creator: undefined,
      lastModifiedBy: undefined,
      createdAt: undefined,
      modifiedAt: undefined,
      application: undefined,
      sheets,
      names: xlsx.part.names,
      externalLinks: [],
      connections: [],
      queries: [],
      revisions: [],
      macros: xlsx.macros,
      notes,
    },
    cells: (sheet) => {
      const found = packed.get(sheet);
      if (found === undefined) throw new Error(`${file} has no sheet ${sheet}`);
      return found;
    },
  };
}
