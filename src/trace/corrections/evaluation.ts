import type { FormulaNode } from "../../formulas/index.ts";
import { spotKey, type Area, type Book, type Spot } from "./book.ts";
import { holds, type Criterion } from "./criteria.ts";
import { callFunction } from "./functions.ts";
import { CellError, compare, given, NotRecomputed, numberOf, numberValue, textOf, type Scalar } from "./values.ts";

/** A workbook with some cells as they would be without a change. */
export interface Undone {
  /** By `spotKey`: a value, or the formula (R1C1) that belongs there. */
  readonly cells: ReadonlyMap<string, { readonly value: Scalar } | { readonly formula: string }>;
  /** Rows that are taken as shown, `sheet!row` in lower case. */
  readonly shown: ReadonlySet<string>;
}

const AS_IT_STANDS: Undone = { cells: new Map(), shown: new Set() };

/** Formulas that read one another, at most so deep. */
const DEPTH = 64;

/**
 * Values of cells with some changes undone. Formulas are computed as the program does, in binary numbers; what is beyond
 * the functions known here keeps the value it was saved with.
 */
export class Evaluation {
  readonly book: Book;
  readonly undone: Undone;
  /** Cells that were read, by `spotKey`. */
  readonly read = new Set<string>();
  readonly #known = new Map<string, Scalar>();
  readonly #running = new Set<string>();

  constructor(book: Book, undone: Undone = AS_IT_STANDS) {
    this.book = book;
    this.undone = undone;
  }

  /** Never throws: what runs in a circle gives an error, as the program shows one. */
  cell(spot: Spot): Scalar {
    const key = spotKey(spot);
    if (this.#known.has(key)) return this.#known.get(key);
    const cell = this.book.at(spot);
    const undone = this.undone.cells.get(key);
    const formula = undone === undefined ? cell?.formula : "formula" in undone ? undone.formula : undefined;
    this.read.add(key);
    if (formula === undefined) {
      const value = undone !== undefined && "value" in undone ? undone.value : cell?.value;
      this.#known.set(key, value);
      return value;
    }
    if (this.#running.has(key) || this.#running.size > DEPTH) return { kind: "error", error: "#REF!" };
    this.#running.add(key);
    const value = this.#computed(formula, spot, cell?.value);
    this.#running.delete(key);
    this.#known.set(key, value);
    return value;
  }

  #computed(formula: string, spot: Spot, saved: Scalar): Scalar {
    const tree = this.book.tree(formula);
    if (tree === undefined) return saved;
    try {
      return this.scalar(tree, spot) ?? { kind: "number", number: 0 };
    } catch (cause) {
      if (cause instanceof CellError) return { kind: "error", error: cause.error };
      if (cause instanceof NotRecomputed) return saved;
      throw cause;
    }
  }

  hidden(sheet: string, row: number): boolean {
    return this.book.hidden(sheet, row) && !this.undone.shown.has(`${sheet.toLowerCase()}!${row}`);
  }

  filtered(sheet: string, row: number): boolean {
    return this.book.filtered(sheet, row) && !this.undone.shown.has(`${sheet.toLowerCase()}!${row}`);
  }

  /** The cells that a node names. */
  area(node: FormulaNode, from: Spot): Area | undefined {
    return this.book.area(node, from);
  }

  /**
   * One value of a formula's part, as seen from a cell.
   *
   * @throws CellError, NotRecomputed
   */
  scalar(node: FormulaNode, from: Spot): Scalar {
    switch (node.kind) {
      case "number":
      case "text":
      case "boolean":
        return node;
      case "error":
        throw new CellError(node.error);
      case "range":
      case "name":
      case "table":
        return this.#single(node, from);
      case "unary":
        return this.#unary(node.operator, this.scalar(node.argument, from));
      case "binary":
        return binary(node.operator, this.scalar(node.left, from), this.scalar(node.right, from));
      case "call":
        return callFunction(node.name, node.arguments, { evaluation: this, from });
      default:
        throw new NotRecomputed();
    }
  }

  #single(node: FormulaNode, from: Spot): Scalar {
    const area = this.area(node, from);
    if (area === undefined) throw new NotRecomputed();
    const { fromRow, toRow, fromColumn, toColumn } = area.range;
    // A whole column in the place of one value means the cell of the same row.
    const row = fromRow === toRow ? fromRow : from.row >= fromRow && from.row <= toRow ? from.row : undefined;
    if (row === undefined || fromColumn !== toColumn) throw new NotRecomputed();
    return given(this.cell({ sheet: area.sheet, row, column: fromColumn }));
  }

  #unary(operator: string, value: Scalar): Scalar {
    if (operator === "+") return value;
    if (operator === "-") return numberValue(-numberOf(value));
    if (operator === "%") return numberValue(numberOf(value) / 100);
    throw new NotRecomputed();
  }
}

function binary(operator: string, left: Scalar, right: Scalar): Scalar {
  switch (operator) {
    case "+":
      return numberValue(numberOf(left) + numberOf(right));
    case "-":
      return numberValue(numberOf(left) - numberOf(right));
    case "*":
      return numberValue(numberOf(left) * numberOf(right));
    case "/":
      if (numberOf(right) === 0) throw new CellError("#DIV/0!");
      return numberValue(numberOf(left) / numberOf(right));
    case "^":
      return numberValue(numberOf(left) ** numberOf(right));
    case "&":
      return { kind: "text", text: textOf(left) + textOf(right) };
    case "=":
    case "<>":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { kind: "boolean", boolean: holds(operator as Criterion["operator"], compare(left, right)) };
    default:
      throw new NotRecomputed();
  }
}
