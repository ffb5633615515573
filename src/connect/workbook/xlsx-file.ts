import type { WorkbookFormat } from "../../model/index.ts";
import { damagedWorkbook } from "./refusals.ts";
import { relationsOf, type Relation } from "./relations.ts";
import type { RowVisitor } from "./row-cells.ts";
import type { SheetOutline, WorkbookRows } from "./rows.ts";
import { joinSpans, otherSpans, SheetFrameReader } from "./sheet-frame.ts";
import { SheetScanner } from "./sheet-scanner.ts";
import { noSharedStrings, SharedStringScanner, type SharedStrings } from "./shared-strings.ts";
import { readFormats } from "./styles.ts";
import { readWorkbookPart, type WorkbookPart } from "./workbook-part.ts";
import { readXml, utf8Part } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

/** An .xlsx or .xlsm file whose sheets can be read, one after the other, without holding them. */
export class XlsxFile implements WorkbookRows {
  readonly zip: ZipArchive;
  readonly file: string;
  readonly format: WorkbookFormat;
  readonly macros: boolean;
  readonly part: WorkbookPart;
  readonly relations: readonly Relation[];
  /** Number formats by the index of a style. */
  readonly formats: readonly string[];
  #strings: Promise<SharedStrings> | undefined;

  private constructor(
    zip: ZipArchive,
    file: string,
    read: { format: WorkbookFormat; macros: boolean; part: WorkbookPart; relations: readonly Relation[]; formats: readonly string[] },
  ) {
    this.zip = zip;
    this.file = file;
    this.macros = read.macros;
    this.format = read.format;
    this.part = read.part;
    this.relations = read.relations;
    this.formats = read.formats;
  }

  static async open(zip: ZipArchive, file: string): Promise<XlsxFile> {
    const main = (await relationsOf(zip, file, "")).find((relation) => relation.type === "officeDocument")?.target ?? "xl/workbook.xml";
    if (!zip.has(main)) throw damagedWorkbook(file, "it has no workbook part");
    const relations = await relationsOf(zip, file, main);
    const part = await readWorkbookPart(zip, file, main, relations);
    const styles = relations.find((relation) => relation.type === "styles")?.target;
    const macros = relations.some(({ type }) => type === "vbaProject" || type === "xlMacrosheet" || type === "xlIntlMacrosheet");
    const format = macros || (await allowsMacros(zip, file)) ? "xlsm" : "xlsx";
    return new XlsxFile(zip, file, { format, macros, part, relations, formats: await readFormats(zip, file, styles) });
  }

  get sheets(): WorkbookPart["sheets"] {
    return this.part.sheets;
  }

  get date1904(): boolean {
    return this.part.date1904;
  }

  /** The shared strings, read once. */
  strings(): Promise<SharedStrings> {
    this.#strings ??= this.#readStrings();
    return this.#strings;
  }

  /**
   * Reads a sheet's rows in the file's order. Memory holds one row, the shared
   * strings and the texts of formulas, each once.
   *
   * @throws InputError `damaged-workbook`, `unsafe-workbook`, `decompression-limit`
   */
  async stream(sheet: string, visitor: RowVisitor): Promise<SheetOutline> {
    const entry = this.part.sheets.find(({ name }) => name === sheet);
    if (entry === undefined) throw new Error(`${this.file} has no sheet ${sheet}`);
    if (entry.part === undefined) {
      const notes = [`${this.file}: sheet ${sheet} is named, but the file does not hold it`];
      return { hiddenColumns: [], hidesOtherRows: false, merged: [], filters: [], hiddenRows: [], notes };
    }
    const frame = new SheetFrameReader(this.file, entry.part);
    const scanner = new SheetScanner({
      file: this.file,
      sheet,
      shared: await this.strings(),
      date1904: this.part.date1904,
      visitor,
      around: (xml) => frame.push(xml),
    });
    for await (const piece of utf8Part(this.zip, entry.part)) {
      scanner.push(piece);
      if (visitor.pause !== undefined) await visitor.pause();
    }
    scanner.finish();
    const around = frame.finish();
    const hidden = around.hidesOtherRows
      ? [...scanner.hiddenRows, ...otherSpans([...scanner.hiddenRows, ...scanner.shownRows], 1_048_575)]
      : scanner.hiddenRows;
    return { ...around, hiddenRows: joinSpans(hidden), notes: this.#notes(sheet, scanner) };
  }

  close(): Promise<void> {
    return this.zip.close();
  }

  async #readStrings(): Promise<SharedStrings> {
    const part = this.relations.find((relation) => relation.type === "sharedStrings")?.target;
    if (part === undefined || !this.zip.has(part)) return noSharedStrings;
    const scanner = new SharedStringScanner(this.file, this.zip.size(part));
    for await (const piece of utf8Part(this.zip, part)) scanner.push(piece);
    scanner.finish();
    return scanner;
  }

  #notes(sheet: string, scanner: SheetScanner): string[] {
    const { twice, unordered } = scanner;
    const { orphans } = scanner.formulas;
    const place = `${this.file}, sheet ${sheet}`;
    return [
      ...(twice > 0 ? [`${place}: ${twice} ${twice === 1 ? "cell stands" : "cells stand"} twice in a row; the last was taken`] : []),
      ...(unordered > 0 ? [`${place}: ${unordered} ${unordered === 1 ? "row stands" : "rows stand"} out of order`] : []),
      ...(orphans > 0
        ? [
            `${place}: ${orphans} ${orphans === 1 ? "formula is" : "formulas are"} shared from a cell that is not there; the text is not known`,
          ]
        : []),
    ];
  }
}

/** Is it of the type that may hold macros? A file of that type need not have any. */
async function allowsMacros(zip: ZipArchive, file: string): Promise<boolean> {
  let found = false;
  if (zip.has("[Content_Types].xml")) {
    await readXml(zip, file, "[Content_Types].xml", {
      open: (_, attributes) => {
        found ||= /macroEnabled\.main\+xml$/i.test(attributes.get("ContentType") ?? "");
      },
    });
  }
  return found;
}
