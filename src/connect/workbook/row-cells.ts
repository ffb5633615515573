import type { ByteTable } from "./byte-table.ts";
import type { SharedStrings } from "./shared-strings.ts";

/** What a cell's value is. `shared` and `inline` are both texts: one by its number in the shared strings, one in the row itself. */
export const NOTHING = 0;
export const NUMBER = 1;
export const SHARED = 2;
export const INLINE = 3;
export const BOOLEAN = 4;
export const ERROR = 5;

/** A formula that is there, but whose text is not known. */
export const UNKNOWN_FORMULA = -2;
export const NO_FORMULA = -1;

/**
 * The cells of one row that hold something, by column. One object is used for
 * all rows of a sheet: what is wanted of it must be taken before the next.
 */
export class RowCells {
  /** 0-based. */
  index = 0;
  hidden = false;
  length = 0;
  columns = new Uint16Array(64);
  kinds = new Uint8Array(64);
  /** The number; of a boolean 0 or 1; of a text where to find it. */
  numbers = new Float64Array(64);
  /** Index of the cell's style. */
  styles = new Uint16Array(64);
  /** Number of the formula in the sheet's table, or `NO_FORMULA`, `UNKNOWN_FORMULA`. */
  formulas = new Int32Array(64);
  inline: Buffer = Buffer.allocUnsafe(4096);
  inlineEnds = new Uint32Array(64);
  inlines = 0;
  readonly #shared: SharedStrings;
  /** Of the whole sheet, so far. */
  readonly formulaTexts: ByteTable;

  constructor(shared: SharedStrings, formulaTexts: ByteTable) {
    this.#shared = shared;
    this.formulaTexts = formulaTexts;
  }

  clear(index: number, hidden: boolean): void {
    this.index = index;
    this.hidden = hidden;
    this.length = 0;
    this.inlines = 0;
  }

  add(column: number, kind: number, number: number, style: number, formula: number): void {
    const at = this.length++;
    if (at === this.columns.length) this.#grow();
    this.columns[at] = column;
    this.kinds[at] = kind;
    this.numbers[at] = number;
    this.styles[at] = style;
    this.formulas[at] = formula;
  }

  /** Puts a text into the row; gives where. */
  keep(from: Uint8Array, length: number): number {
    const start = this.inlines === 0 ? 0 : (this.inlineEnds[this.inlines - 1] as number);
    if (start + length > this.inline.length) {
      const wider = Buffer.allocUnsafe((start + length) * 2);
      this.inline.copy(wider, 0, 0, start);
      this.inline = wider;
    }
    const { inline } = this;
    for (let i = 0; i < length; i++) inline[start + i] = from[i] as number;
    if (this.inlines === this.inlineEnds.length) this.inlineEnds = wider(this.inlineEnds, new Uint32Array(this.inlines * 2));
    this.inlineEnds[this.inlines] = start + length;
    return this.inlines++;
  }

  inlineStart(number: number): number {
    return number === 0 ? 0 : (this.inlineEnds[number - 1] as number);
  }

  /** Text, or name of the error, of the cell that is `at`th in the row; undefined when it is neither. */
  text(at: number): string | undefined {
    const number = this.numbers[at] as number;
    const kind = this.kinds[at];
    if (kind === SHARED) return this.#shared.text(number);
    if (kind === INLINE || kind === ERROR) return this.inline.toString("utf8", this.inlineStart(number), this.inlineEnds[number]);
    return undefined;
  }

  /** In R1C1 notation, without `=`; undefined when there is none, or none that is known. */
  formula(at: number): string | undefined {
    const formula = this.formulas[at] as number;
    return formula < 0 ? undefined : this.formulaTexts.text(formula);
  }

  /** Puts the cells in order of columns; of two in one place the last stays. Gives how many were dropped. */
  order(): number {
    let sorted = true;
    for (let i = 1; i < this.length && sorted; i++) sorted = (this.columns[i] as number) > (this.columns[i - 1] as number);
    if (sorted) return 0;
    const last = new Map<number, number>();
    for (let i = 0; i < this.length; i++) last.set(this.columns[i] as number, i);
    const places = [...last].sort(([a], [b]) => a - b).map(([, at]) => at);
    const [columns, kinds, numbers] = [this.columns.slice(), this.kinds.slice(), this.numbers.slice()];
    const [styles, formulas] = [this.styles.slice(), this.formulas.slice()];
    const dropped = this.length - places.length;
    this.length = 0;
    for (const at of places) {
      this.add(columns[at] as number, kinds[at] as number, numbers[at] as number, styles[at] as number, formulas[at] as number);
    }
    return dropped;
  }

  #grow(): void {
    const size = this.columns.length * 2;
    this.columns = wider(this.columns, new Uint16Array(size));
    this.kinds = wider(this.kinds, new Uint8Array(size));
    this.numbers = wider(this.numbers, new Float64Array(size));
    this.styles = wider(this.styles, new Uint16Array(size));
    this.formulas = wider(this.formulas, new Int32Array(size));
  }
}

function wider<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Told of each row that holds something, in the file's order. */
export interface RowVisitor {
  row(cells: RowCells): void;
  /** After some thousands of rows; what it waits for holds up the reading. */
  pause?(): Promise<void>;
}
