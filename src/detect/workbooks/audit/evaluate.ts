import type { FormulaNode } from "../../../formulas/index.ts";
import { BLANK, ERROR, NUMBER, UNKNOWN, type Book, type Grid } from "./grid.ts";
import { place, type PlacedRange } from "./place.ts";

/** What a formula gives in a cell. */
export interface Evaluated {
  readonly value: number;
  /** Do numbers stand in every cell it names, and in every range? In most: 0.5 and more; in none: 0. */
  readonly grounded: number;
}

/** Rows from which a range is added by sums that are kept for its columns. */
const TALL = 256;
/** Cells of a range that are looked at one by one; what more would give is left unknown. */
const MANY = 20_000;

/**
 * A formula's value in a cell, from the values that were saved: `+ − × ÷ ^ %`, and SUM, AVERAGE, MIN, MAX, COUNT, PRODUCT,
 * ABS and ROUND of numbers.
 *
 * @returns undefined for all else: nothing is guessed
 */
export function evaluate(node: FormulaNode, grid: Grid, row: number, column: number, book: Book): Evaluated | undefined {
  let named = 0;
  let filled = 0;
  const value = number(node);
  return value === undefined || !Number.isFinite(value) ? undefined : { value, grounded: named === 0 ? 0 : filled / named };

  function number(node: FormulaNode): number | undefined {
    switch (node.kind) {
      case "number":
        return node.number;
      case "range":
        return single(place(node.range, grid, row, column, book));
      case "unary": {
        const argument = number(node.argument);
        if (argument === undefined) return undefined;
        return node.operator === "-" ? -argument : node.operator === "%" ? argument / 100 : node.operator === "+" ? argument : undefined;
      }
      case "binary": {
        const left = number(node.left);
        const right = number(node.right);
        return left === undefined || right === undefined ? undefined : operate(node.operator, left, right);
      }
      case "call":
        return call(node.name, node.arguments);
      default:
        return undefined;
    }
  }

  function single(placed: PlacedRange | undefined): number | undefined {
    if (placed === undefined) return undefined;
    const { fromRow, toRow, fromColumn, toColumn } = placed.range;
    if (fromRow !== toRow || fromColumn !== toColumn) return undefined;
    const kind = placed.grid.kind(fromRow, fromColumn);
    named++;
    if (kind === NUMBER) {
      filled++;
      return placed.grid.number(fromRow, fromColumn);
    }
    return kind === BLANK ? 0 : undefined;
  }

  function call(name: string, list: readonly (FormulaNode | undefined)[]): number | undefined {
    if (name === "ABS" || name === "ROUND") {
      const [first, second] = list.map((argument) => (argument === undefined ? undefined : number(argument)));
      if (first === undefined) return undefined;
      if (name === "ABS") return Math.abs(first);
      if (second === undefined) return undefined;
      const unit = 10 ** Math.trunc(second);
      return (Math.sign(first) * Math.round(Math.abs(first) * unit + 1e-9)) / unit;
    }
    if (!AGGREGATES.has(name)) return undefined;
    const whole: Totals = { sum: 0, count: 0, least: Infinity, most: -Infinity, product: 1 };
    for (const argument of list) {
      if (argument === undefined) return undefined;
      if (argument.kind === "range") {
        const placed = place(argument.range, grid, row, column, book);
        if (placed === undefined || !gather(placed, whole, name)) return undefined;
      } else {
        const one = number(argument);
        if (one === undefined) return undefined;
        take(whole, one);
      }
    }
    return result(name, whole);
  }

  function gather({ grid, range }: PlacedRange, whole: Totals, name: string): boolean {
    const before = whole.count;
    const toRow = Math.min(range.toRow, grid.rows - 1);
    const toColumn = Math.min(range.toColumn, grid.columns - 1);
    const added = toRow - range.fromRow > TALL && (name === "SUM" || name === "AVERAGE" || name === "COUNT");
    if (!added && (toRow - range.fromRow + 1) * (toColumn - range.fromColumn + 1) > MANY) return false;
    for (let at = range.fromColumn; at <= toColumn; at++) {
      if (added) {
        const { sum, count, unknown } = grid.totals(at);
        if (unknown[toRow + 1]! > unknown[range.fromRow]!) return false;
        whole.sum += sum[toRow + 1]! - sum[range.fromRow]!;
        whole.count += count[toRow + 1]! - count[range.fromRow]!;
        continue;
      }
      for (let down = range.fromRow; down <= toRow; down++) {
        const kind = grid.kind(down, at);
        if (kind === NUMBER) take(whole, grid.number(down, at));
        // What an error or an unknown result would add is not known.
        else if (kind === ERROR || kind === UNKNOWN) return false;
      }
    }
    named++;
    if (whole.count > before) filled++;
    return true;
  }
}

interface Totals {
  sum: number;
  count: number;
  least: number;
  most: number;
  product: number;
}

const AGGREGATES = new Set(["SUM", "AVERAGE", "MIN", "MAX", "COUNT", "PRODUCT"]);

function take(whole: Totals, value: number): void {
  whole.sum += value;
  whole.count++;
  whole.least = Math.min(whole.least, value);
  whole.most = Math.max(whole.most, value);
  whole.product *= value;
}

function result(name: string, { sum, count, least, most, product }: Totals): number | undefined {
  switch (name) {
    case "SUM":
      return sum;
    case "COUNT":
      return count;
    case "AVERAGE":
      return count === 0 ? undefined : sum / count;
    case "MIN":
      return count === 0 ? 0 : least;
    case "MAX":
      return count === 0 ? 0 : most;
    default:
      return count === 0 ? 0 : product;
  }
}

function operate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : left / right;
    case "^":
      return left ** right;
    default:
      return undefined;
  }
}
