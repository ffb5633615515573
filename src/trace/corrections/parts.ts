import type { FormulaNode } from "../../formulas/index.ts";
import { money, type Money } from "../../model/index.ts";
import { aggregateOf, type Aggregate } from "./aggregates.ts";
import { spotKey, spotName, type Area, type Book, type Spot } from "./book.ts";
import { Evaluation } from "./evaluation.ts";
import { amountOf, CellError, decimalOf, NotRecomputed, truthOf } from "./values.ts";

/** What a reported number is the sum of. */
export type Part =
  /** Rows of a table. */
  | { readonly kind: "rows"; readonly times: Money; readonly aggregate: Aggregate; readonly at: Spot }
  /** A number that was typed where no formula belongs, or within a formula. */
  | { readonly kind: "typed"; readonly amount: Money; readonly at: Spot; readonly inFormula: boolean }
  /** A number typed over a formula, and what the formula would give. */
  | { readonly kind: "overridden"; readonly times: Money; readonly typed: Money; readonly formula: string; readonly at: Spot }
  /** Logic that is not looked into, with the value that was saved. */
  | { readonly kind: "other"; readonly amount: Money; readonly at: Spot; readonly why: string };

export interface PartContext {
  readonly book: Book;
  /** Do rows stand there that belong to records? */
  holdsRecords(area: Area): boolean;
  /** The formula (R1C1) that belongs in a cell where a number was typed, by its like; undefined: none. */
  belongs(spot: Spot): string | undefined;
}

/** Cells of a sum that are followed one by one, at most. */
const LARGE = 2000;

/** What the number in a cell is made of: its formula is followed through references, sums and differences down to rows. */
export function partsOf(spot: Spot, context: PartContext): readonly Part[] {
  const parts: Part[] = [];
  const evaluation = new Evaluation(context.book);
  const running = new Set<string>();
  follow(spot, money("1"));
  return parts;

  function follow(spot: Spot, times: Money): void {
    const key = spotKey(spot);
    const cell = context.book.at(spot);
    const area = { sheet: spot.sheet, range: { fromRow: spot.row, toRow: spot.row, fromColumn: spot.column, toColumn: spot.column } };
    if (context.holdsRecords(area)) {
      const aggregate: Aggregate = { area, factors: [area], tests: [], counts: undefined, hidden: "counts" };
      parts.push({ kind: "rows", times, aggregate, at: spot });
      return;
    }
    const saved = cell?.value;
    if (running.has(key)) return other(spot, times, "it reads itself");
    if (cell?.formula === undefined) {
      if (saved === undefined || saved.kind !== "number") return;
      const formula = context.belongs(spot);
      const typed = decimalOf(saved.number);
      if (formula === undefined) parts.push({ kind: "typed", amount: typed.times(times), at: spot, inFormula: false });
      else {
        parts.push({ kind: "overridden", times, typed, formula, at: spot });
        within(key, () => expand(formula, spot, times));
      }
      return;
    }
    const { formula } = cell;
    within(key, () => expand(formula, spot, times));
  }

  function within(key: string, work: () => void): void {
    running.add(key);
    work();
    running.delete(key);
  }

  function expand(formula: string, spot: Spot, times: Money): void {
    const tree = context.book.tree(formula);
    if (tree === undefined) return other(spot, times, "its formula cannot be read");
    const before = parts.length;
    try {
      sum(tree, spot, times);
    } catch (cause) {
      if (!(cause instanceof NotRecomputed) && !(cause instanceof CellError)) throw cause;
      parts.length = before;
      other(spot, times, cause instanceof CellError ? `it gives ${cause.error}` : "its formula is no sum of rows");
    }
  }

  function other(spot: Spot, times: Money, why: string): void {
    parts.push({ kind: "other", amount: amountOf(context.book.at(spot)?.value).times(times), at: spot, why: `${spotName(spot)}: ${why}` });
  }

  /** @throws NotRecomputed, CellError */
  function sum(node: FormulaNode, spot: Spot, times: Money): void {
    switch (node.kind) {
      case "number":
        parts.push({ kind: "typed", amount: decimalOf(node.number).times(times), at: spot, inFormula: true });
        return;
      case "range":
      case "name":
      case "table":
        return cellsOf(node, spot, times);
      case "unary":
        if (node.operator === "+" || node.operator === "-") return sum(node.argument, spot, times.times(node.operator === "-" ? -1 : 1));
        throw new NotRecomputed();
      case "binary":
        return infix(node, spot, times);
      case "call":
        return call(node, spot, times);
      default:
        throw new NotRecomputed();
    }
  }

  function infix({ operator, left, right }: FormulaNode & { kind: "binary" }, spot: Spot, times: Money): void {
    if (operator === "+" || operator === "-") {
      sum(left, spot, times);
      return sum(right, spot, operator === "-" ? times.negated() : times);
    }
    if (operator !== "*" && operator !== "/") throw new NotRecomputed();
    const factor = plain(right);
    if (factor !== undefined) return sum(left, spot, operator === "*" ? times.times(factor) : times.div(factor));
    const first = operator === "*" ? plain(left) : undefined;
    if (first === undefined) throw new NotRecomputed();
    return sum(right, spot, times.times(first));
  }

  function plain(node: FormulaNode): number | undefined {
    if (node.kind === "number") return node.number === 0 ? undefined : node.number;
    if (node.kind === "unary") {
      const inner = plain(node.argument);
      return inner === undefined ? undefined : node.operator === "-" ? -inner : node.operator === "%" ? inner / 100 : inner;
    }
    return undefined;
  }

  function call(node: FormulaNode & { kind: "call" }, spot: Spot, times: Money): void {
    const [first, second, third] = node.arguments;
    if ((node.name === "ROUND" || node.name === "IFERROR" || node.name === "IFNA" || node.name === "N") && first !== undefined)
      return sum(first, spot, times);
    if (node.name === "IF" && first !== undefined) {
      const branch = truthOf(evaluation.scalar(first, spot)) ? second : third;
      if (branch !== undefined && branch.kind !== "text") sum(branch, spot, times);
      return;
    }
    if (node.name === "SUM") {
      for (const argument of node.arguments) if (argument !== undefined) sum(argument, spot, times);
      return;
    }
    if (node.name === "SUMPRODUCT" && first !== undefined && node.arguments.length === 1) {
      const area = context.book.area(first, spot);
      if (area !== undefined) return sum(first, spot, times);
    }
    const aggregate = aggregateOf(node, spot, evaluation);
    if (aggregate === undefined) throw new NotRecomputed();
    if (context.holdsRecords(aggregate.area)) {
      parts.push({ kind: "rows", times, aggregate, at: spot });
      return;
    }
    // A subtotal of a summary's own cells.
    if (aggregate.tests.length > 0 || aggregate.counts !== undefined || aggregate.factors.length !== 1) throw new NotRecomputed();
    return areaCells(aggregate.area, times);
  }

  function cellsOf(node: FormulaNode, spot: Spot, times: Money): void {
    const area = context.book.area(node, spot);
    if (area === undefined) throw new NotRecomputed();
    if (!context.holdsRecords(area)) return areaCells(area, times);
    const { range, sheet } = area;
    for (let column = range.fromColumn; column <= range.toColumn; column++) {
      const own = { sheet, range: { ...range, fromColumn: column, toColumn: column } };
      parts.push({
        kind: "rows",
        times,
        aggregate: { area: own, factors: [own], tests: [], counts: undefined, hidden: "counts" },
        at: spot,
      });
    }
  }

  function areaCells({ sheet, range }: Area, times: Money): void {
    const { fromRow, toRow, fromColumn, toColumn } = range;
    if ((toRow - fromRow + 1) * (toColumn - fromColumn + 1) > LARGE) throw new NotRecomputed();
    for (let row = fromRow; row <= toRow; row++) {
      for (let column = fromColumn; column <= toColumn; column++) follow({ sheet, row, column }, times);
    }
  }
}
