import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { read } from "@e965/xlsx";
import { describe, expect, it } from "vitest";
import { openWorkbook } from "../../src/connect/index.ts";

const shared = path.resolve(import.meta.dirname, "../../../shared/data/workbooks");
const files = existsSync(shared) ? readdirSync(shared).filter((name) => name.endsWith(".xlsx")) : [];

interface LibraryCell {
  readonly t: string;
  readonly v?: unknown;
  readonly f?: string;
  readonly z?: unknown;
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
          const cell = cells.at(row, column);
          const place = `${sheet.name} ${row} ${column}`;
          expect(cell?.formula === undefined, place).toBe(other.f === undefined);
          expect(cell?.format, place).toBe(other.z ?? "General");
          const value = cell?.value;
          if (value?.kind === "number") expect(value.number, place).toBe(other.v);
          else if (value?.kind === "text")
            expect(value.text.replaceAll("\r\n", "\n"), place).toBe(String(other.v).replaceAll("\r\n", "\n"));
          else if (value?.kind === "boolean") expect(value.boolean, place).toBe(other.v);
          else expect(value === undefined, place).toBe(other.v === undefined);
        });
      });
      expect({ formulas: sheet.formulas, cells: sheet.cells }).toEqual({ formulas, cells: held });
    }
  });
});
