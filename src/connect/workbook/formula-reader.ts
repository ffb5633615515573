import type { CellRange } from "../../model/index.ts";
import { toR1C1 } from "../../formulas/index.ts";
import { AttributeCursor } from "./attributes.ts";
import { ByteTable } from "./byte-table.ts";
import { NO_FORMULA, UNKNOWN_FORMULA } from "./row-cells.ts";
import { rangeOf } from "./spans.ts";
import { TextScratch } from "./text-scratch.ts";

const LOWER_A = 97;
const LOWER_R = 114;
const LOWER_S = 115;
const LOWER_T = 116;

interface ArrayFormula {
  readonly range: CellRange;
  /** In A1 notation. */
  readonly text: string;
}

/**
 * The formulas of one sheet in R1C1, each text once. In that notation all cells
 * of a shared formula have the very text of its first cell; an array formula's
 * cells all show the same A1 text, so that each has its own.
 */
export class FormulaReader {
  readonly table = new ByteTable();
  /** What stands between the tags, in A1 notation. */
  readonly text: TextScratch;
  /** Cells of shared formulas whose first cell was not seen. */
  orphans = 0;
  readonly #attributes: AttributeCursor;
  #scratch: Buffer = Buffer.allocUnsafe(64 * 1024);
  readonly #groups = new Map<number, number>();
  /** By column: the array formula that reaches into rows to come. */
  readonly #arrays: (ArrayFormula | undefined)[] = [];
  #kind: "plain" | "shared" | "array" = "plain";
  #group = -1;
  #range: CellRange | undefined;

  constructor(file: string) {
    this.text = new TextScratch(file);
    this.#attributes = new AttributeCursor(file);
  }

  open(bytes: Buffer, start: number, end: number): void {
    const found = this.#attributes;
    this.text.clear();
    this.#kind = "plain";
    this.#group = -1;
    this.#range = undefined;
    let refStart = 0;
    let refEnd = 0;
    for (let p = found.next(bytes, start, end); p >= 0; p = found.next(bytes, p, end)) {
      const length = found.nameEnd - found.nameStart;
      const name = bytes[found.nameStart];
      if (length === 1 && name === LOWER_T) {
        const said = bytes[found.valueStart];
        if (said === LOWER_S) this.#kind = "shared";
        else if (said === LOWER_A) this.#kind = "array";
      } else if (length === 2 && name === LOWER_S) this.#group = found.number(bytes);
      else if (length === 3 && name === LOWER_R) {
        refStart = found.valueStart;
        refEnd = found.valueEnd;
      }
    }
    // A shared formula's range is not needed: each of its cells names the group.
    if (this.#kind === "array") this.#range = rangeOf(bytes.toString("latin1", refStart, refEnd));
  }

  /** Number of the formula in the table; `NO_FORMULA` when nothing stands between the tags. */
  end(row: number, column: number): number {
    this.text.unescape();
    if (this.#kind === "shared") return this.#shared(row, column);
    if (this.text.length === 0) return NO_FORMULA;
    return this.#kind === "plain" ? this.#plain(row, column) : this.#array(row, column);
  }

  #plain(row: number, column: number): number {
    return this.#intern(toR1C1(this.text.toString(), row, column));
  }

  /** The text stands in the first cell alone. */
  #shared(row: number, column: number): number {
    if (this.text.length > 0) {
      const formula = this.#plain(row, column);
      this.#groups.set(this.#group, formula);
      return formula;
    }
    const formula = this.#groups.get(this.#group);
    if (formula === undefined) this.orphans++;
    return formula ?? UNKNOWN_FORMULA;
  }

  #array(row: number, column: number): number {
    const range = this.#range;
    if (range !== undefined && (range.toRow > range.fromRow || range.toColumn > range.fromColumn)) {
      const array = { range, text: this.text.toString() };
      for (let each = range.fromColumn; each <= range.toColumn; each++) this.#arrays[each] = array;
    }
    return this.#plain(row, column);
  }

  /** The array formula that covers a cell that has none of its own. */
  covering(row: number, column: number): number {
    if (this.#arrays.length === 0) return NO_FORMULA;
    const array = this.#arrays[column];
    if (array === undefined || row < array.range.fromRow || row > array.range.toRow) return NO_FORMULA;
    return this.#intern(toR1C1(array.text, row, column));
  }

  #intern(formula: string): number {
    // In UTF-8 a UTF-16 unit takes at most three bytes.
    if (formula.length * 3 > this.#scratch.length) this.#scratch = Buffer.allocUnsafe(formula.length * 6);
    return this.table.intern(this.#scratch, 0, this.#scratch.write(formula));
  }
}
