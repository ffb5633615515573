import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { toCol, translateFormulaToR1C1 } from "@borgar/fx";
import { read } from "@e965/xlsx";
import { describe, expect, it } from "vitest";
import { openWorkbook } from "../../src/connect/index.ts";
import type { Cell } from "../../src/model/index.ts";

const shared = path.resolve(import.meta.dirname, "../../../shared/data/workbooks");
const files = existsSync(shared) ? readdirSync(shared).filter((name) => name.endsWith(".xlsx")) : [];

interface LibraryCell {
  readonly t: string;
  readonly v?: unknown;
  readonly f?: string;
  readonly z?: unknown;
}

function told(cell: Cell | undefined): string {
  const { value } = cell ?? {};
  const text =
    value === undefined
      ? undefined
      : value.kind === "number"
        ? value.number
        : value.kind === "text"
          ? value.text
          : value.kind === "boolean"
            ? value.boolean
            : value.error;
  return JSON.stringify([value?.kind, text, cell?.formula, cell?.format]).replaceAll("\\r\\n", "\\n");
}

const errors: Readonly<Record<number, string>> = {
  0: "#NULL!",
  7: "#DIV/0!",
  15: "#VALUE!",
  23: "#REF!",
  29: "#NAME?",
  36: "#NUM!",
  42: "#N/A",
};
const kinds: Readonly<Record<string, string>> = { n: "number", s: "text", b: "boolean", e: "error" };

/**
 * The same of a cell as the library has it. It shifts shared formulas in A1 notation itself; another library, that
 * the reader does not use, turns them into R1C1.
 */
function toldByLibrary(cell: LibraryCell, row: number, column: number): string {
  const formula = cell.f === undefined ? undefined : translateFormulaToR1C1(`=${cell.f}`, `${toCol(column)}${row + 1}`).slice(1);
  const value = cell.t === "e" ? errors[cell.v as number] : cell.v;
  const kind = cell.v === undefined ? undefined : kinds[cell.t];
  return JSON.stringify([kind, value, formula, cell.z ?? "General"]).replaceAll("\\r\\n", "\\n");
}

describe.skipIf(files.length === 0)("recorded workbooks (skipped where ../shared is absent)", () => {
  it("are 31", () => {
    expect(files).toHaveLength(31);
  });

  it.each(files)("%s: every value, format and formula as another reader has them", async (name) => {
    const place = path.join(shared, name);
    const opened = await openWorkbook(place, name);
    const book = read(await readFile(place), { type: "buffer", dense: true, cellNF: true, cellFormula: true });
    expect(opened.workbook.sheets.map((sheet) => sheet.name)).toEqual(book.SheetNames);
    const differences: string[] = [];
    for (const sheet of opened.workbook.sheets) {
      const cells = opened.cells(sheet.name);
      const data = (book.Sheets[sheet.name] as { "!data"?: (LibraryCell | undefined)[][] } | undefined)?.["!data"] ?? [];
      let formulas = 0;
      let held = 0;
      data.forEach((line, row) => {
        line?.forEach((other, column) => {
          if (other === undefined || (other.f === undefined && (other.v === undefined || other.t === "z"))) return;
          held++;
          if (other.f !== undefined) formulas++;
          const ours = told(cells.at(row, column));
          const theirs = toldByLibrary(other, row, column);
          if (ours !== theirs) differences.push(`${sheet.name} ${row} ${column}: ${ours}, must be ${theirs}`);
        });
      });
      expect({ formulas: sheet.formulas, cells: sheet.cells }).toEqual({ formulas, cells: held });
    }
    expect(differences).toEqual([]);
  });
});
