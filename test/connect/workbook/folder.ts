import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openWorkbook, type SourceLimits } from "../../../src/connect/index.ts";
import { InputError, type Cell, type OpenWorkbook, type Problem } from "../../../src/model/index.ts";
import { xlsxOf, type PackageText } from "./package.ts";

/** A directory for workbooks. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "tieout-workbook-"));

  close(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  async open(content: PackageText | Buffer, name = "book.xlsx", limits: Partial<SourceLimits> = {}): Promise<OpenWorkbook> {
    const path = join(this.path, name);
    writeFileSync(path, Buffer.isBuffer(content) ? content : xlsxOf(content));
    return openWorkbook(path, name, limits);
  }

  /** The one problem with which it is refused; it names the file. */
  async refused(content: PackageText | Buffer, name = "book.xlsx", limits: Partial<SourceLimits> = {}): Promise<Problem> {
    const cause: unknown = await this.open(content, name, limits).catch((thrown: unknown) => thrown);
    expect(cause).toBeInstanceOf(InputError);
    const { problems } = cause as InputError;
    expect(problems).toHaveLength(1);
    expect(problems[0]?.at).toEqual({ file: name });
    return problems[0] as Problem;
  }
}

/** `B3` → its value alone, an error as `error #N/A`. */
export function valueAt(book: OpenWorkbook, place: string, sheet = book.workbook.sheets[0]?.name ?? ""): unknown {
  const value = cellAt(book, place, sheet)?.value;
  if (value === undefined) return undefined;
  if (value.kind === "number") return value.number;
  if (value.kind === "text") return value.text;
  return value.kind === "boolean" ? value.boolean : `error ${value.error}`;
}

export function cellAt(book: OpenWorkbook, place: string, sheet = book.workbook.sheets[0]?.name ?? ""): Cell | undefined {
  const [, letters = "", digits = ""] = /^([A-Z]+)(\d+)$/.exec(place) ?? [];
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return book.cells(sheet).at(Number(digits) - 1, column - 1);
}
