import { cellName, toR1C1 } from "../../../../src/formulas/index.ts";
import type { Cell, CellValue, FormulaFault, OpenWorkbook, SheetCells, WorkbookName } from "../../../../src/model/index.ts";
import { auditWorkbook } from "../../../../src/detect/workbooks/audit/index.ts";

/** A cell as one would type it: a number, a text, `=formula`; with what a formula gave, `["=A1+B1", 3]`. */
export type Typed = number | string | null | readonly [formula: string, result: number | string | boolean];

export interface MadeSheet {
  readonly rows: readonly (readonly Typed[])[];
  /** Number formats by cell name. */
  readonly formats?: Readonly<Record<string, string>>;
}

/** A workbook in memory. */
export function workbookOf(
  sheets: Readonly<Record<string, MadeSheet | MadeSheet["rows"]>>,
  names: readonly WorkbookName[] = [],
): OpenWorkbook {
  const made = Object.entries(sheets).map(([name, sheet]) => [name, cellsOf("rows" in sheet ? sheet : { rows: sheet })] as const);
  const byName = new Map(made);
  return {
    workbook: {
      file: "made.xlsx",
      format: "xlsx",
      date1904: false,
      creator: undefined,
      lastModifiedBy: undefined,
      createdAt: undefined,
      modifiedAt: undefined,
      application: undefined,
      sheets: made.map(([name, cells]) => ({
        name,
        state: "visible",
        cells: 0,
        formulas: 0,
        rowCount: cells.rowCount,
        columnCount: cells.columnCount,
        hiddenRows: [],
        hiddenColumns: [],
        merged: [],
        filters: [],
        tables: [],
        comments: [],
      })),
      names,
      externalLinks: [],
      connections: [],
      queries: [],
      revisions: [],
      macros: false,
      notes: [],
    },
    cells: (sheet) => byName.get(sheet)!,
  };
}

function cellsOf({ rows, formats }: MadeSheet): SheetCells {
  return {
    rowCount: rows.length,
    columnCount: Math.max(0, ...rows.map((row) => row.length)),
    at: (row, column) => {
      const typed = rows[row]?.[column];
      return typed === undefined || typed === null ? undefined : cellOf(typed, row, column, formats?.[cellName(row, column)] ?? "General");
    },
  };
}

function cellOf(typed: Exclude<Typed, null>, row: number, column: number, format: string): Cell {
  if (typeof typed === "object") return { value: valueOf(typed[1]), formula: toR1C1(typed[0].slice(1), row, column), format };
  if (typeof typed === "string" && typed.startsWith("=")) return { value: undefined, formula: toR1C1(typed.slice(1), row, column), format };
  return { value: valueOf(typed), formula: undefined, format };
}

function valueOf(value: number | string | boolean): CellValue {
  if (typeof value === "number") return { kind: "number", number: value };
  if (typeof value === "boolean") return { kind: "boolean", boolean: value };
  return value.startsWith("#") ? { kind: "error", error: value } : { kind: "text", text: value };
}

/** `kind Sheet!B5:B7`, sorted as they come. */
export function told(faults: readonly FormulaFault[]): string[] {
  return faults.map(({ kind, sheet, range }) => {
    const from = cellName(range.fromRow, range.fromColumn);
    const to = cellName(range.toRow, range.toColumn);
    return `${kind} ${sheet}!${from === to ? from : `${from}:${to}`}`;
  });
}

export function audited(rows: MadeSheet["rows"], formats: Readonly<Record<string, string>> = {}): readonly FormulaFault[] {
  return auditWorkbook(workbookOf({ Jobs: { rows, formats } }));
}
