import { functionsOf, nodesOf, parseFormula, type FormulaNode, type RangeReference } from "../../../formulas/index.ts";

/** One distinct formula of a workbook: all cells with the same text in R1C1 notation share it. */
export interface Logic {
  readonly id: number;
  /** R1C1 notation, without `=`. */
  readonly text: string;
  /** Undefined where it could not be parsed: it still takes part in comparisons. */
  readonly tree: FormulaNode | undefined;
  /** Every range it reads in this workbook. */
  readonly ranges: readonly RangeReference[];
  /** The text with its ranges replaced by what kind of range each is: equal for formulas that differ in their ranges alone. */
  readonly shape: string;
  /** Functions that it calls, in capitals. */
  readonly functions: ReadonlySet<string>;
}

const RANGE = /R(?:\[-?\d+\]|\d+)?C(?:\[-?\d+\]|\d+)?(?::R(?:\[-?\d+\]|\d+)?C(?:\[-?\d+\]|\d+)?)?/g;

/** The distinct formulas of one workbook. */
export class LogicTable {
  readonly #known = new Map<string, Logic>();
  readonly #all: Logic[] = [];

  of(text: string): Logic {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const tree = parseFormula(text);
    const ranges =
      tree === undefined
        ? []
        : [...nodesOf(tree)].flatMap((node) => (node.kind === "range" && node.range.workbook === undefined ? [node.range] : []));
    const functions = new Set(tree === undefined ? [] : functionsOf(tree));
    const logic = { id: this.#all.length, text, tree, ranges, shape: text.replace(RANGE, kindOfRange), functions };
    this.#known.set(text, logic);
    this.#all.push(logic);
    return logic;
  }

  at(id: number): Logic {
    return this.#all[id]!;
  }
}

/** `|` down a column, `-` along a row, `#` a block, `.` a cell. */
function kindOfRange(text: string): string {
  const [from, to] = text.split(":");
  if (from === undefined || to === undefined) return "{.}";
  const rows = from.replace(/C.*/, "") === to.replace(/C.*/, "");
  const columns = from.replace(/.*C/, "") === to.replace(/.*C/, "");
  return rows ? (columns ? "{.}" : "{-}") : columns ? "{|}" : "{#}";
}
