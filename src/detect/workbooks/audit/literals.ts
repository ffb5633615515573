import { nodesOf, rangeName, toA1, type FormulaNode } from "../../../formulas/index.ts";
import { apart, difference, plain, rounds, significant } from "./figures.ts";
import type { Book, Grid } from "./grid.ts";
import { columnOf, familiesOf, rowOf, type Lane } from "./lanes.ts";
import type { Logic } from "./logic.ts";
import type { Mark } from "./mark.ts";
import { place } from "./place.ts";

/** Sums and products of typed numbers alone: `=12+15+9`. A constant written as a ratio (`=1/3`, `=52/12`) is none. */
export function literalSums(grid: Grid, row: number, column: number, logic: Logic): Mark[] {
  const { tree } = logic;
  if (tree === undefined || logic.ranges.length > 0) return [];
  let numbers = 0;
  let added = false;
  for (const node of nodesOf(tree)) {
    if (node.kind === "number") numbers++;
    else if (node.kind === "binary" && (node.operator === "+" || node.operator === "-")) added = true;
    else if (node.kind !== "unary" && (node.kind !== "binary" || !/^[*/]$/.test(node.operator))) return [];
  }
  if (numbers < 2 || !added) return [];
  const value = grid.number(row, column);
  return [
    {
      kind: "hand-computed",
      grid,
      row,
      column,
      found: `=${logic.text}`,
      expected: "cells that hold the parts",
      why: `${plain(value)} is computed from ${numbers} typed numbers: where each comes from is written nowhere.`,
      confidence: 0.5,
      effect: undefined,
      along: undefined,
      peers: undefined,
    },
  ];
}

/** Amounts of three digits and more that were typed into a sum or difference with cells: `=1880000-B9`. */
export function typedAmounts(grid: Grid, row: number, column: number, logic: Logic): Mark[] {
  const { tree } = logic;
  if (tree === undefined || logic.ranges.length === 0) return [];
  const sum = tree.kind === "call" && tree.name === "SUM" && tree.arguments.length === 1 ? tree.arguments[0] : tree;
  if (sum?.kind !== "binary" || (sum.operator !== "+" && sum.operator !== "-")) return [];
  const amount = [sum.left, sum.right].find((side) => side.kind === "number" && significant(side.number) >= 3);
  if (amount?.kind !== "number") return [];
  // Filled down or across it is the fill's logic.
  if ([-1, 1].some((side) => grid.logic(row + side, column)?.id === logic.id || grid.logic(row, column + side)?.id === logic.id)) return [];
  return [
    {
      kind: "hand-computed",
      grid,
      row,
      column,
      found: `=${toA1(logic.text, row, column)}`,
      expected: "a cell that holds the amount",
      why: `${plain(amount.number)} was typed into the formula: where it comes from is written nowhere.`,
      confidence: 0.5,
      effect: undefined,
      along: undefined,
      peers: undefined,
    },
  ];
}

const PLUG = /^(.+?)([+-])(\d+(?:\.\d+)?)$/;

/** Formulas of a lane to whose end a number was typed: `=SUM(E11:E26)+1` where the others are the plain sum. */
export function plugs(lane: Lane): Mark[] {
  const families = familiesOf(lane);
  if (families.length < 2) return [];
  const byText = new Map(families.map((family) => [family.logic.text.replace(/^\+/, ""), family]));
  return families.flatMap((family) => {
    const [, base, sign, amount] = PLUG.exec(family.logic.text.replace(/^\+/, "")) ?? [];
    const plainer = base === undefined ? undefined : byText.get(base);
    // Where most have it, it is part of the logic.
    if (plainer === undefined || plainer.logic.ranges.length === 0 || family.places.length > 2 * plainer.places.length) return [];
    return family.places.map((at): Mark => {
      const row = rowOf(lane, at);
      const column = columnOf(lane, at);
      return {
        kind: "hand-computed",
        grid: lane.grid,
        row,
        column,
        found: `=${toA1(family.logic.text, row, column)}`,
        expected: `=${toA1(plainer.logic.text, row, column)}`,
        why: `${sign === "+" ? "" : "−"}${amount} was typed into a formula that is without it elsewhere in this ${lane.along}.`,
        confidence: 0.8,
        effect: difference(sign === "+" ? -Number(amount) : Number(amount), 0),
        along: lane.along,
        peers: undefined,
      };
    });
  });
}

/**
 * Averages that divide a column's sum by a typed number, where the column beside it holds each row's own ratio: each row's
 * denominator is solved, and their sum is what the typed number should be.
 */
export function denominators(grid: Grid, row: number, column: number, logic: Logic, book: Book): Mark[] {
  const { tree } = logic;
  if (tree?.kind !== "binary" || tree.operator !== "/" || tree.right.kind !== "number") return [];
  const divisor = tree.right.number;
  const range = summed(tree.left, grid, row, column, book);
  if (range === undefined || significant(divisor) < 2 || range.fromColumn !== range.toColumn || range.fromColumn === column) return [];
  let solved = 0;
  let rows = 0;
  for (let at = range.fromRow; at <= Math.min(range.toRow, grid.rows - 1); at++) {
    const part = grid.number(at, range.fromColumn);
    const ratio = grid.number(at, column);
    if (part === 0 && ratio === 0) continue;
    const whole = Math.round(part / ratio);
    // A formula's ratio is exact; one that was typed is rounded, and may fit several denominators.
    const fits = (by: number): boolean => (grid.hasFormula(at, column) ? apart(part / by, ratio) < 1e-9 : rounds(part / by, ratio));
    if (ratio === 0 || part === 0 || !fits(whole) || fits(whole + 1) || fits(whole - 1)) return [];
    solved += whole;
    rows++;
  }
  if (rows < 3 || solved === divisor) return [];
  const sum = divisor * grid.number(row, column);
  return [
    {
      kind: "hand-computed",
      grid,
      row,
      column,
      found: `=${toA1(logic.text, row, column)}`,
      expected: `divided by ${solved}`,
      why: `It divides by ${plain(divisor)}; the ratios beside ${rangeName(range)} have denominators that add up to ${solved}.`,
      confidence: 0.9,
      effect: difference(sum / solved, grid.number(row, column)),
      along: undefined,
      peers: undefined,
    },
  ];
}

function summed(node: FormulaNode, grid: Grid, row: number, column: number, book: Book) {
  const [argument] = node.kind === "call" && node.name === "SUM" && node.arguments.length === 1 ? node.arguments : [];
  const placed = argument?.kind === "range" ? place(argument.range, grid, row, column, book) : undefined;
  return placed?.grid === grid ? placed.range : undefined;
}
