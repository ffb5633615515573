/**
 * takes: formulas of spreadsheets as text. gives: the same logic in R1C1 and A1 notation, trees, references. never does:
 * look at a cell.
 */
export { cellName, columnName, MAX_COLUMNS, MAX_ROWS, rangeName, sheetPrefix } from "./addresses.ts";
export { shift, toA1, toR1C1 } from "./r1c1.ts";
export { functionsOf, nodesOf, parseFormula, rangeAt } from "./tree.ts";
export type { Edge, FormulaNode, RangeReference } from "./tree.ts";
