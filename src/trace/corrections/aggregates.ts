import type { FormulaNode } from "../../formulas/index.ts";
import type { Area, Spot } from "./book.ts";
import { criterionOf, meets, type Criterion } from "./criteria.ts";
import type { Evaluation } from "./evaluation.ts";
import { NotRecomputed, numberOf, type Scalar } from "./values.ts";

/** A sum or count over rows: which cells each row adds, and when. */
export interface Aggregate {
  /** One column of cells; its rows are those that are looked at. */
  readonly area: Area;
  /** What is added is the product of these cells, each beside the area's row for row; of a count undefined means nothing. */
  readonly factors: readonly Area[];
  readonly tests: readonly RowTest[];
  /** Counts numbers, all that is not empty, or rows; undefined: it sums. */
  readonly counts: "numbers" | "filled" | "rows" | undefined;
  /** Hidden rows count; are left out; are left out where a filter hides them. */
  readonly hidden: "counts" | "left-out" | "filtered-out";
}

/** Cells beside the area's that must meet something. */
export interface RowTest {
  readonly area: Area;
  readonly criterion: Criterion;
  /** `=` of a formula is stricter than that of SUMIFS: no patterns, no texts that are numbers. */
  readonly strict: boolean;
}

export function passes(value: Scalar, { criterion, strict }: RowTest): boolean {
  const { operator, operand } = criterion;
  if (!strict || operator !== "=" || operand?.kind !== "text") return meets(value, criterion);
  return value?.kind === "text" && value.text.toLowerCase() === operand.text.toLowerCase();
}

/**
 * What SUMIF(S), COUNT…, SUBTOTAL, AGGREGATE or SUMPRODUCT adds up.
 *
 * @returns undefined for other functions
 * @throws NotRecomputed, CellError
 */
export function aggregateOf(node: FormulaNode & { kind: "call" }, from: Spot, evaluation: Evaluation): Aggregate | undefined {
  const parts = node.arguments;
  const area = (part: FormulaNode | undefined): Area => {
    const found = part === undefined ? undefined : evaluation.book.area(part, from);
    if (found === undefined || found.range.fromColumn !== found.range.toColumn) throw new NotRecomputed();
    return found;
  };
  const value = (part: FormulaNode | undefined): Scalar => (part === undefined ? undefined : evaluation.scalar(part, from));
  const tests = (pairs: readonly (FormulaNode | undefined)[]): RowTest[] =>
    pairs.flatMap((part, index) =>
      index % 2 === 0 ? [{ area: area(part), criterion: criterionOf(value(pairs[index + 1])), strict: false }] : [],
    );
  const plain = (of: Area): Pick<Aggregate, "area" | "factors" | "tests" | "hidden"> => ({
    area: of,
    factors: [of],
    tests: [],
    hidden: "counts",
  });
  switch (node.name) {
    case "SUMIFS":
      return { ...plain(area(parts[0])), tests: tests(parts.slice(1)), counts: undefined };
    case "SUMIF": {
      // The summed range takes its length from the tested one.
      const tested = area(parts[0]);
      const summed = area(parts[2] ?? parts[0]);
      const toRow = summed.range.fromRow + tested.range.toRow - tested.range.fromRow;
      const own = { ...summed, range: { ...summed.range, toRow } };
      return { ...plain(own), tests: tests(parts.slice(0, 2)), counts: undefined };
    }
    case "COUNTIF":
    case "COUNTIFS":
      return { ...plain(area(parts[0])), tests: tests(parts), counts: "rows" };
    case "COUNT":
    case "COUNTA":
      if (parts.length !== 1) throw new NotRecomputed();
      return { ...plain(area(parts[0])), counts: node.name === "COUNT" ? "numbers" : "filled" };
    case "SUBTOTAL": {
      if (parts.length !== 2) throw new NotRecomputed();
      const code = numberOf(value(parts[0]));
      return { ...plain(area(parts[1])), counts: countOf(code % 100), hidden: code > 100 ? "left-out" : "filtered-out" };
    }
    case "AGGREGATE": {
      if (parts.length !== 3) throw new NotRecomputed();
      const option = numberOf(value(parts[1]));
      const hidden = [1, 3, 5, 7].includes(option) ? "left-out" : "counts";
      return { ...plain(area(parts[2])), counts: countOf(numberOf(value(parts[0]))), hidden };
    }
    case "SUMPRODUCT":
      return product(parts, area, value);
    default:
      return undefined;
  }
}

/** Of the codes of SUBTOTAL and AGGREGATE: 9 sums, 2 and 3 count. */
function countOf(code: number): Aggregate["counts"] {
  if (code === 9) return undefined;
  if (code === 2) return "numbers";
  if (code === 3) return "filled";
  throw new NotRecomputed();
}

/** `(B2:B9="Tampa")*(C2:C9>=D1)*E2:E9`, also with commas and `--`. */
function product(
  parts: readonly (FormulaNode | undefined)[],
  area: (part: FormulaNode) => Area,
  value: (part: FormulaNode) => Scalar,
): Aggregate {
  const factors: Area[] = [];
  const tests: RowTest[] = [];
  const take = (node: FormulaNode | undefined): void => {
    if (node === undefined) throw new NotRecomputed();
    if (node.kind === "binary" && node.operator === "*") {
      take(node.left);
      take(node.right);
    } else if (node.kind === "unary" && node.operator === "-" && node.argument.kind === "unary" && node.argument.operator === "-") {
      take(node.argument.argument);
    } else if (node.kind === "binary" && ["=", "<>", "<", "<=", ">", ">="].includes(node.operator)) {
      const operand = value(node.right);
      tests.push({ area: area(node.left), criterion: { operator: node.operator as Criterion["operator"], operand }, strict: true });
    } else factors.push(area(node));
  };
  for (const part of parts) take(part);
  const first = factors[0] ?? tests[0]?.area;
  if (first === undefined) throw new NotRecomputed();
  return { area: first, factors, tests, counts: factors.length === 0 ? "rows" : undefined, hidden: "counts" };
}
