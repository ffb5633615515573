import { AttributeCursor, digitsIn } from "./attributes.ts";
import { FormulaReader } from "./formula-reader.ts";
import { numberIn } from "./numbers.ts";
import { damagedWorkbook } from "./refusals.ts";
import { BOOLEAN, ERROR, INLINE, NO_FORMULA, NOTHING, NUMBER, RowCells, SHARED, type RowVisitor } from "./row-cells.ts";
import type { SharedStrings } from "./shared-strings.ts";
import { nameKey, TagScanner } from "./tag-scanner.ts";
import { TextScratch } from "./text-scratch.ts";

const DATA = nameKey("sheetData");
const ROW = nameKey("row");
const C = nameKey("c");
const V = nameKey("v");
const F = nameKey("f");
const T = nameKey("t");
const IS = nameKey("is");
const PHONETIC = nameKey("rPh");

const [LOWER_B, LOWER_D, LOWER_E, LOWER_H, LOWER_I, LOWER_R, LOWER_S, LOWER_T] = [98, 100, 101, 104, 105, 114, 115, 116] as const;

const maxRow = 1_048_575;
const maxColumn = 16_383;

type CellType = "number" | "shared" | "text" | "inline" | "boolean" | "error" | "date";

export interface SheetScanOptions {
  readonly file: string;
  readonly sheet: string;
  readonly shared: SharedStrings;
  readonly date1904: boolean;
  readonly visitor: RowVisitor;
  /** Given all XML around the cells, in pieces. */
  readonly around: (xml: Buffer) => void;
}

/** Reads the XML of one sheet: its cells by their bytes; the rest goes to a parser of the ordinary kind. */
export class SheetScanner extends TagScanner {
  readonly formulas: FormulaReader;
  readonly #attributes: AttributeCursor;
  readonly hiddenRows: { from: number; to: number }[] = [];
  /** Rows that the file names and does not hide. */
  readonly shownRows: { from: number; to: number }[] = [];
  /** Cells that were written twice. */
  twice = 0;
  /** Rows that came before rows with a smaller number. */
  unordered = 0;
  /** Number of the last row that the file names; −1 without one. */
  lastRow = -1;
  readonly #options: SheetScanOptions;
  readonly #row: RowCells;
  readonly #value: TextScratch;
  /** What around the cells was given to the parser, up to here. */
  #given = 0;
  #inside = false;
  #past = false;
  #open = false;
  /** Is it certain which row this is? */
  #rowSure = false;
  #column = -1;
  #style = 0;
  #type: CellType = "number";
  #hasValue = false;
  #formulaId = NO_FORMULA;
  #collect: TextScratch | undefined;
  #phonetic = false;

  constructor(options: SheetScanOptions) {
    super(options.file);
    this.#options = options;
    this.formulas = new FormulaReader(options.file);
    this.#attributes = new AttributeCursor(options.file);
    this.#row = new RowCells(options.shared, this.formulas.table);
    this.#value = new TextScratch(options.file);
  }

  override finish(): void {
    super.finish();
    if (this.#inside) throw damagedWorkbook(this.file, `sheet ${this.#options.sheet} ends among its cells`);
  }

  protected override onSettled(bytes: Buffer, upTo: number): void {
    if (!this.#inside) this.#options.around(bytes.subarray(this.#given, upTo));
    this.#given = 0;
  }

  protected onOpen(bytes: Buffer, name: number, start: number, end: number, empty: boolean): void {
    if (!this.#inside) {
      if (name === DATA && !this.#past && !empty && bytes.toString("latin1", start - 9, start) === "sheetData") {
        this.#options.around(bytes.subarray(this.#given, end + 1));
        this.#inside = true;
      }
    } else if (name === C) {
      this.#openCell(bytes, start, end);
      if (empty) this.#endCell();
    } else if (name === V) {
      this.#hasValue = true;
      this.#value.clear();
      this.#collect = empty ? undefined : this.#value;
    } else if (name === F) {
      this.formulas.open(bytes, start, end);
      this.#collect = this.formulas.text;
      if (empty) this.#endFormula();
    } else if (name === ROW) {
      this.#openRow(bytes, start, end);
      if (empty) this.#endRow();
    } else if (name === T) {
      if (this.#type === "inline" && !this.#phonetic && !empty) this.#collect = this.#value;
    } else if (name === IS) {
      this.#hasValue = true;
      this.#value.clear();
    } else if (name === PHONETIC) this.#phonetic = !empty;
  }

  protected onClose(_bytes: Buffer, name: number, at: number): void {
    if (!this.#inside) return;
    if (name === V || name === T) this.#collect = undefined;
    else if (name === C) this.#endCell();
    else if (name === F) this.#endFormula();
    else if (name === ROW) this.#endRow();
    else if (name === PHONETIC) this.#phonetic = false;
    else if (name === DATA) {
      this.#endRow();
      this.#inside = false;
      this.#past = true;
      this.#given = at;
    }
  }

  protected onText(bytes: Buffer, start: number, end: number, literal: boolean): void {
    this.#collect?.add(bytes, start, end, literal);
  }

  #openRow(bytes: Buffer, start: number, end: number): void {
    const found = this.#attributes;
    if (this.#open) this.#endRow();
    let number = this.lastRow + 1;
    let hidden = false;
    this.#rowSure = false;
    for (let p = found.next(bytes, start, end); p >= 0; p = found.next(bytes, p, end)) {
      const length = found.nameEnd - found.nameStart;
      const first = bytes[found.nameStart];
      if (length === 1 && first === LOWER_R) {
        number = this.#number(bytes, found.valueStart, found.valueEnd) - 1;
        this.#rowSure = true;
      } else if (length === 6 && first === LOWER_H && bytes.toString("latin1", found.nameStart, found.nameEnd) === "hidden") {
        hidden = truth(found.value(bytes));
      }
    }
    this.#open = true;
    this.#column = -1;
    this.#row.clear(number, hidden);
  }

  #endRow(): void {
    if (!this.#open) return;
    this.#open = false;
    const row = this.#row;
    if (row.index <= this.lastRow) this.unordered++;
    this.lastRow = Math.max(this.lastRow, row.index);
    if (row.index > maxRow) throw this.#wrong(`row ${row.index + 1}`);
    lengthen(row.hidden ? this.hiddenRows : this.shownRows, row.index);
    if (row.length === 0) return;
    this.twice += row.order();
    this.#options.visitor.row(row);
  }

  #openCell(bytes: Buffer, start: number, end: number): void {
    const found = this.#attributes;
    if (!this.#open) throw this.#wrong("a cell outside of rows");
    let column = this.#column + 1;
    this.#style = 0;
    this.#type = "number";
    this.#hasValue = false;
    this.#collect = undefined;
    this.#formulaId = NO_FORMULA;
    for (let p = found.next(bytes, start, end); p >= 0; p = found.next(bytes, p, end)) {
      if (found.nameEnd - found.nameStart !== 1) continue;
      const name = bytes[found.nameStart];
      if (name === LOWER_R) column = this.#place(bytes);
      else if (name === LOWER_S) this.#style = Math.min(this.#number(bytes, found.valueStart, found.valueEnd), 65_535);
      else if (name === LOWER_T) this.#type = typeIn(bytes, found.valueStart, found.valueEnd);
    }
    if (column > maxColumn) throw this.#wrong(`column ${column + 1}`);
    this.#column = column;
  }

  /** `AB12` → its column; the row must be the one where it stands. */
  #place(bytes: Buffer): number {
    const found = this.#attributes;
    let column = 0;
    let p = found.valueStart;
    for (; p < found.valueEnd; p++) {
      const letter = (bytes[p] as number) | 32;
      if (letter < 97 || letter > 122) break;
      column = column * 26 + letter - 96;
    }
    const row = this.#number(bytes, p, found.valueEnd) - 1;
    if (row !== this.#row.index) {
      if (this.#rowSure || this.#row.length > 0) throw this.#wrong(`cell ${this.#said(bytes)} in row ${this.#row.index + 1}`);
      this.#row.index = row;
    }
    this.#rowSure = true;
    if (column === 0 || column > maxColumn + 1) throw this.#wrong(`cell ${this.#said(bytes)}`);
    return column - 1;
  }

  #endFormula(): void {
    this.#collect = undefined;
    this.#formulaId = this.formulas.end(this.#row.index, this.#column);
  }

  #endCell(): void {
    const row = this.#row;
    const column = this.#column;
    const formula = this.#formulaId === NO_FORMULA ? this.formulas.covering(row.index, column) : this.#formulaId;
    let kind = NOTHING;
    let number = 0;
    if (this.#hasValue) {
      const value = this.#value;
      if (this.#type === "number") {
        if (value.length > 0) {
          number = numberIn(value.bytes, value.length);
          kind = NUMBER;
          if (Number.isNaN(number)) {
            kind = INLINE;
            number = row.keep(value.bytes, value.length);
          }
        }
      } else if (this.#type === "shared") {
        if (value.length > 0) {
          kind = SHARED;
          number = numberIn(value.bytes, value.length);
          if (!(number >= 0 && number < this.#options.shared.count))
            throw this.#wrong(`shared string ${value.toString()} of ${this.#options.shared.count}`);
        }
      } else [kind, number] = this.#rare(value);
    }
    this.#hasValue = false;
    this.#formulaId = NO_FORMULA;
    // What has a style alone holds nothing.
    if (kind === NOTHING && formula === NO_FORMULA) return;
    if (row.length >= 65_536) throw this.#wrong(`more cells in row ${row.index + 1} than a row has`);
    row.add(column, kind, number, this.#style, formula);
  }

  #rare(value: TextScratch): [kind: number, number: number] {
    const row = this.#row;
    if (this.#type === "boolean") return value.length === 0 ? [NOTHING, 0] : [BOOLEAN, truth(value.toString()) ? 1 : 0];
    if (this.#type === "error") return value.length === 0 ? [NOTHING, 0] : [ERROR, row.keep(value.bytes, value.length)];
    if (this.#type === "date") {
      const time = value.toString().trim();
      const days = Date.parse(/T/.test(time) && !/(Z|[+-]\d\d:\d\d)$/.test(time) ? `${time}Z` : time) / 86_400_000 + 25_569;
      if (!Number.isNaN(days)) return [NUMBER, this.#options.date1904 ? days - 1462 : days];
    }
    value.unescape();
    return [INLINE, row.keep(value.bytes, value.length)];
  }

  #number(bytes: Buffer, start: number, end: number): number {
    const number = digitsIn(bytes, start, end);
    if (Number.isNaN(number)) throw this.#wrong(`${bytes.toString("latin1", start, Math.min(end, start + 40))} for a number`);
    return number;
  }

  #said(bytes: Buffer): string {
    const found = this.#attributes;
    return bytes.toString("latin1", found.valueStart, Math.min(found.valueEnd, found.valueStart + 40));
  }

  #wrong(found: string): Error {
    return damagedWorkbook(this.file, `sheet ${this.#options.sheet}: ${found}`);
  }
}

function truth(text: string): boolean {
  return text === "1" || text === "true";
}

function typeIn(bytes: Buffer, start: number, end: number): CellType {
  switch (bytes[start]) {
    case LOWER_S:
      return end - start === 1 ? "shared" : "text";
    case LOWER_I:
      return "inline";
    case LOWER_B:
      return "boolean";
    case LOWER_E:
      return "error";
    case LOWER_D:
      return "date";
    default:
      return "number";
  }
}

function lengthen(spans: { from: number; to: number }[], index: number): void {
  const last = spans.at(-1);
  if (last !== undefined && last.to === index - 1) last.to = index;
  else spans.push({ from: index, to: index });
}
