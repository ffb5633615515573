import { nodesOf, toA1, type FormulaNode } from "../../../formulas/index.ts";
import { ERROR, type Book, type Grid } from "./grid.ts";
import type { Logic } from "./logic.ts";
import type { Mark } from "./mark.ts";

/** Names that a workbook and its tables give, and what each distinct formula reads that is not there. */
export interface KnownNames {
  has(name: string): boolean;
  readonly lost: Map<number, string | undefined>;
}

export function knownNames(book: Book): KnownNames {
  const names = new Set(
    [
      ...book.open.workbook.names.map((name) => name.name),
      ...book.open.workbook.sheets.flatMap((sheet) => sheet.tables.map((table) => table.name)),
    ].map((name) => name.toLowerCase()),
  );
  return { has: (name) => names.has(name.toLowerCase()), lost: new Map() };
}

/** References to what is not there: lost ones, sheets and names that do not exist. */
export function lostReferences(grid: Grid, row: number, column: number, logic: Logic, book: Book, names: KnownNames): Mark[] {
  let lost = names.lost.get(logic.id);
  if (lost === undefined && !names.lost.has(logic.id)) {
    const unread = logic.tree === undefined && logic.text.includes("#REF!") ? "a cell that was deleted" : undefined;
    lost = lostIn(logic.tree, book, names) ?? unread;
    names.lost.set(logic.id, lost);
  }
  const error = grid.error(row, column);
  // Its own result says so, and nothing that it reads is to blame.
  const own = lost ?? (error === "#REF!" && !readsError(logic, grid, row, column, book) ? "a cell that is not there" : undefined);
  if (own === undefined) return [];
  return [
    {
      kind: "reference-error",
      grid,
      row,
      column,
      found: `=${toA1(logic.text, row, column)}`,
      expected: "a reference to a cell that is there",
      why: `It reads ${own}${error === undefined ? "" : ` and gives ${error}`}.`,
      confidence: lost === undefined || /name|sheet/.test(lost) ? 0.9 : 1,
      effect: undefined,
      along: undefined,
      peers: undefined,
    },
  ];
}

/** An error that was typed, or pasted as a value. */
export function typedError(grid: Grid, row: number, column: number): Mark[] {
  const error = grid.error(row, column);
  if (error !== "#REF!" && error !== "#NAME?") return [];
  return [
    {
      kind: "reference-error",
      grid,
      row,
      column,
      found: error,
      expected: "a value",
      why: `${error} stands here as a value: the formula that gave it is gone.`,
      confidence: 0.9,
      effect: undefined,
      along: undefined,
      peers: undefined,
    },
  ];
}

function lostIn(tree: FormulaNode | undefined, book: Book, names: KnownNames): string | undefined {
  if (tree === undefined) return undefined;
  const all = [...nodesOf(tree)];
  // What LET and LAMBDA name is no name of the workbook.
  const local = all.some((node) => node.kind === "other");
  for (const node of all) {
    if (node.kind === "error" && node.error === "#REF!") return "a cell that was deleted";
    if (node.kind === "range" && node.range.workbook === undefined) {
      for (const sheet of [node.range.sheet, node.range.toSheet]) {
        if (sheet !== undefined && book.grid(sheet) === undefined) return `the sheet ${sheet}, which does not exist`;
      }
    }
    if (node.kind === "name" && node.workbook === undefined && !local && !names.has(node.name)) {
      return `the name ${node.name}, which does not exist`;
    }
  }
  return undefined;
}

function readsError(logic: Logic, grid: Grid, row: number, column: number, book: Book): boolean {
  return logic.ranges.some((range) => {
    const rows = range.rows?.map((edge) => (edge.fixed ? edge.index : row + edge.index)) ?? [0, 0];
    const columns = range.columns?.map((edge) => (edge.fixed ? edge.index : column + edge.index)) ?? [0, 0];
    const target = range.sheet === undefined ? grid : book.grid(range.sheet);
    if (target === undefined) return false;
    if (range.rows === undefined || range.columns === undefined) return true;
    for (let r = Math.min(rows[0]!, rows[1]!); r <= Math.min(Math.max(rows[0]!, rows[1]!), target.rows - 1); r++) {
      for (let c = Math.min(columns[0]!, columns[1]!); c <= Math.min(Math.max(columns[0]!, columns[1]!), target.columns - 1); c++) {
        if (target.kind(r, c) === ERROR) return true;
      }
    }
    return false;
  });
}
