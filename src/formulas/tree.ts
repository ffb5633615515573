import {
  isArrayNode,
  isBinaryNode,
  isCallNode,
  isErrorNode,
  isLiteralNode,
  isReferenceNode,
  isUnaryNode,
  parse,
  parseR1C1Ref,
  tokenize,
  type AstExpression,
} from "@borgar/fx/xlsx";
import type { CellRange } from "../model/index.ts";
import { MAX_COLUMNS, MAX_ROWS } from "./addresses.ts";

/** One edge of a range: 0-based where fixed, else how far from the cell the formula stands in. */
export interface Edge {
  readonly index: number;
  readonly fixed: boolean;
}

/** A range as a formula names it. */
export interface RangeReference {
  /** As the formula names another workbook: `1` in `[1]Sheet1!A1`. Undefined: this one. */
  readonly workbook: string | undefined;
  /** Undefined: the sheet the formula stands in. */
  readonly sheet: string | undefined;
  /** Last sheet of a range through sheets, `Jan:Mar!A1`. */
  readonly toSheet: string | undefined;
  /** Undefined: all rows. */
  readonly rows: readonly [Edge, Edge] | undefined;
  /** Undefined: all columns. */
  readonly columns: readonly [Edge, Edge] | undefined;
}

/** A formula's tree. */
export type FormulaNode =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "boolean"; readonly boolean: boolean }
  | { readonly kind: "error"; readonly error: string }
  | { readonly kind: "range"; readonly range: RangeReference }
  | { readonly kind: "name"; readonly name: string; readonly sheet: string | undefined; readonly workbook: string | undefined }
  /** A table's part, as written: `Jobs[[#This Row],[Price]]`. */
  | { readonly kind: "table"; readonly table: string; readonly text: string }
  /** A function in capitals, without the prefixes of newer functions. An argument left out is undefined. */
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly (FormulaNode | undefined)[] }
  | { readonly kind: "unary"; readonly operator: string; readonly argument: FormulaNode }
  | { readonly kind: "binary"; readonly operator: string; readonly left: FormulaNode; readonly right: FormulaNode }
  | { readonly kind: "array"; readonly rows: readonly (readonly FormulaNode[])[] }
  /** Grammar that is not looked into (LET, LAMBDA), with what it is made of. */
  | { readonly kind: "other"; readonly parts: readonly FormulaNode[] };

/**
 * The tree of a formula in R1C1 notation, with or without `=`.
 *
 * @returns undefined where the text is no formula
 */
export function parseFormula(formula: string): FormulaNode | undefined {
  try {
    // A reference that is lost on a sheet that is known is lost all the same.
    const text = formula.replace(/(?:'(?:[^']|'')*'|[\w.[\]]+)!#REF!/g, "#REF!");
    return nodeOf(parse(tokenize(text, { r1c1: true, negativeNumbers: false }), { permitArrayRanges: true }));
  } catch {
    return undefined;
  }
}

function nodeOf(ast: AstExpression): FormulaNode {
  if (isReferenceNode(ast)) return referenceOf(ast.value, ast.kind);
  if (isErrorNode(ast)) return { kind: "error", error: ast.value };
  if (isLiteralNode(ast)) {
    if (typeof ast.value === "number") return { kind: "number", number: ast.value };
    return typeof ast.value === "boolean" ? { kind: "boolean", boolean: ast.value } : { kind: "text", text: String(ast.value) };
  }
  const [left, right] = isUnaryNode(ast) || isBinaryNode(ast) ? ast.arguments : [];
  if (isUnaryNode(ast) && left !== undefined) return { kind: "unary", operator: ast.operator, argument: nodeOf(left) };
  if (isBinaryNode(ast) && left !== undefined && right !== undefined) {
    return { kind: "binary", operator: ast.operator, left: nodeOf(left), right: nodeOf(right) };
  }
  if (isCallNode(ast) && ast.callee.type === "Identifier") {
    return {
      kind: "call",
      name: ast.callee.name.toUpperCase().replace(/^(_XLFN\.|_XLWS\.|_XLUDF\.)+/, ""),
      arguments: ast.arguments.map((argument) => (argument === null ? undefined : nodeOf(argument))),
    };
  }
  if (isArrayNode(ast)) return { kind: "array", rows: ast.elements.map((row) => row.map((element) => nodeOf(element))) };
  return { kind: "other", parts: partsOf(ast) };
}

/** Every expression within grammar that is not looked into. */
function partsOf(ast: object): FormulaNode[] {
  return Object.values(ast).flatMap((value: unknown) => {
    if (Array.isArray(value)) return value.flatMap((one: unknown) => (isNode(one) ? [nodeOf(one)] : []));
    return isNode(value) ? [nodeOf(value)] : [];
  });
}

function isNode(value: unknown): value is AstExpression {
  return typeof value === "object" && value !== null && "type" in value;
}

function referenceOf(text: string, kind: string): FormulaNode {
  if (kind === "table") return { kind: "table", table: /^[^[]*/.exec(text)![0], text };
  const reference = parseR1C1Ref(text);
  if (reference === undefined) return { kind: "name", name: text, sheet: undefined, workbook: undefined };
  // `[0]` is this workbook.
  const workbook = reference.workbookName === "0" || reference.workbookName === "" ? undefined : reference.workbookName;
  const place = reference.sheetName === "" ? undefined : reference.sheetName;
  if ("name" in reference) return { kind: "name", name: reference.name, sheet: place, workbook };
  const { range } = reference;
  const sheets = place === undefined ? [] : place.split(":");
  return {
    kind: "range",
    range: {
      workbook,
      sheet: sheets[0],
      toSheet: sheets[1],
      rows: edges(range.r0, range.$r0, range.r1, range.$r1),
      columns: edges(range.c0, range.$c0, range.c1, range.$c1),
    },
  };
}

function edges(
  from: number | null | undefined,
  fixedFrom: boolean | null | undefined,
  to: number | null | undefined,
  fixedTo: boolean | null | undefined,
): readonly [Edge, Edge] | undefined {
  if (from === null || from === undefined || to === null || to === undefined) return undefined;
  return [
    { index: from, fixed: fixedFrom === true },
    { index: to, fixed: fixedTo === true },
  ];
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: FormulaNode): Generator<FormulaNode> {
  yield node;
  switch (node.kind) {
    case "call":
      for (const argument of node.arguments) if (argument !== undefined) yield* nodesOf(argument);
      return;
    case "unary":
      yield* nodesOf(node.argument);
      return;
    case "binary":
      yield* nodesOf(node.left);
      yield* nodesOf(node.right);
      return;
    case "array":
      for (const row of node.rows) for (const element of row) yield* nodesOf(element);
      return;
    case "other":
      for (const part of node.parts) yield* nodesOf(part);
      return;
    default:
  }
}

/** The functions that a tree calls, in capitals, sorted. */
export function functionsOf(node: FormulaNode): readonly string[] {
  const names = new Set<string>();
  for (const one of nodesOf(node)) if (one.kind === "call") names.add(one.name);
  return [...names].sort();
}

/** The cells of a range, as seen from a cell. All rows or columns go to the sheet's edge. */
export function rangeAt(range: RangeReference, row: number, column: number): CellRange {
  const [fromRow, toRow] = ends(range.rows, row, MAX_ROWS);
  const [fromColumn, toColumn] = ends(range.columns, column, MAX_COLUMNS);
  return { fromRow, toRow, fromColumn, toColumn };
}

function ends(edges: readonly [Edge, Edge] | undefined, here: number, size: number): readonly [number, number] {
  if (edges === undefined) return [0, size - 1];
  const [a, b] = edges.map((edge) => (edge.fixed ? edge.index : (((here + edge.index) % size) + size) % size)) as [number, number];
  return a <= b ? [a, b] : [b, a];
}
