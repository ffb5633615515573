import type { CellRange } from "../../model/index.ts";
import { ByteTable } from "./byte-table.ts";
import { R1C1Writer } from "./r1c1.ts";
import { NO_FORMULA, UNKNOWN_FORMULA } from "./row-cells.ts";
import type { TextScratch } from "./text-scratch.ts";

interface ArrayFormula {
  readonly range: CellRange;
  /** In A1 notation. */
  readonly text: Buffer;
}

/**
 * The formulas of one sheet in R1C1, each text once. In that notation all cells
 * of a shared formula have the very text of its first cell; an array formula's
 * cells all show the same A1 text, so that each has its own.
 */
export class FormulaReader {
  readonly table = new ByteTable();
  /** Cells of shared formulas whose first cell was not seen. */
  orphans = 0;
  readonly #writer = new R1C1Writer();
  readonly #shared = new Map<number, number>();
  /** By column: the array formula that reaches into rows to come. */
  #arrays: (ArrayFormula | undefined)[] = [];

  /** One that stands alone. */
  plain(text: TextScratch, row: number, column: number): number {
    this.#writer.write(text.bytes, 0, text.length, row, column);
    return this.table.intern(this.#writer.bytes, 0, this.#writer.length);
  }

  /** `text` is empty but in the first cell. */
  shared(group: number, text: TextScratch, row: number, column: number): number {
    if (text.length > 0) {
      const formula = this.plain(text, row, column);
      this.#shared.set(group, formula);
      return formula;
    }
    const formula = this.#shared.get(group);
    if (formula === undefined) this.orphans++;
    return formula ?? UNKNOWN_FORMULA;
  }

  array(range: CellRange | undefined, text: TextScratch, row: number, column: number): number {
    if (range !== undefined && (range.toRow > range.fromRow || range.toColumn > range.fromColumn)) {
      const array = { range, text: Buffer.from(text.bytes.subarray(0, text.length)) };
      for (let each = range.fromColumn; each <= range.toColumn; each++) this.#arrays[each] = array;
    }
    return this.plain(text, row, column);
  }

  /** The array formula that covers a cell that has none of its own. */
  covering(row: number, column: number): number {
    if (this.#arrays.length === 0) return NO_FORMULA;
    const array = this.#arrays[column];
    if (array === undefined || row < array.range.fromRow || row > array.range.toRow) return NO_FORMULA;
    this.#writer.write(array.text, 0, array.text.length, row, column);
    return this.table.intern(this.#writer.bytes, 0, this.#writer.length);
  }
}
