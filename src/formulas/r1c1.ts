import { columnName, MAX_COLUMNS, MAX_ROWS } from "./addresses.ts";
import { readSpot, skip, wordEnd, type A1Spot } from "./scan.ts";

const PAREN = 40;
const BANG = 33;
const BRACKET = 91;
const COLON = 58;

/** Writes one reference; a whole column or row is written as one side of `A:B`. */
type Write = (spot: A1Spot) => string;

/** Every reference of a formula in A1 notation, written anew; all else is kept as it stands. */
function rewrite(formula: string, write: Write, double: boolean): string {
  const spot: A1Spot = { row: 0, column: 0, rowFixed: false, columnFixed: false };
  const length = formula.length;
  let out = "";
  let kept = 0;
  let at = 0;
  while (at < length) {
    const past = skip(formula, at);
    if (past !== at) {
      at = past;
      continue;
    }
    const end = wordEnd(formula, at);
    const next = formula.charCodeAt(end);
    if (next === PAREN || next === BANG || next === BRACKET || !readSpot(formula, at, end, spot)) {
      at = end;
      continue;
    }
    if (spot.row >= 0 && spot.column >= 0) {
      out += formula.slice(kept, at) + write(spot);
      kept = at = end;
      continue;
    }
    // A name or a number, unless its like follows behind a colon.
    const whole = next === COLON && end + 1 < length ? wordEnd(formula, end + 1) : end;
    const first = whole > end ? write(spot) : "";
    const column = spot.column >= 0;
    const after = formula.charCodeAt(whole);
    const like = whole > end && after !== PAREN && after !== BANG && after !== BRACKET && readSpot(formula, end + 1, whole, spot);
    if (!like || spot.row >= 0 === column || spot.column >= 0 !== column) {
      at = end;
      continue;
    }
    const second = write(spot);
    out += formula.slice(kept, at) + (first === second && !double ? first : `${first}:${second}`);
    kept = at = whole;
  }
  return kept === 0 ? formula : out + formula.slice(kept);
}

/**
 * A formula in R1C1 notation, as seen from the cell it stands in: cells with the same logic have the same text.
 *
 * @param formula in A1 notation, with or without `=`
 * @param row 0-based
 * @param column 0-based
 * @example toR1C1("A1*$B$2", 0, 2) // RC[-2]*R2C2
 */
export function toR1C1(formula: string, row: number, column: number): string {
  return rewrite(
    formula,
    (spot) => {
      const down = spot.row < 0 ? "" : spot.rowFixed ? `R${spot.row + 1}` : spot.row === row ? "R" : `R[${spot.row - row}]`;
      if (spot.column < 0) return down;
      return spot.columnFixed ? `${down}C${spot.column + 1}` : spot.column === column ? `${down}C` : `${down}C[${spot.column - column}]`;
    },
    false,
  );
}

/**
 * A formula copied to another cell, in A1 notation: what is not fixed by `$` moves along. Beyond the sheet's edge it goes
 * on at the other, as programs do.
 */
export function shift(formula: string, rows: number, columns: number): string {
  return rewrite(
    formula,
    ({ row, column, rowFixed, columnFixed }) => {
      const down = row < 0 ? "" : `${rowFixed ? "$" : ""}${(rowFixed ? row : wrap(row + rows, MAX_ROWS)) + 1}`;
      return column < 0
        ? down
        : `${columnFixed ? "$" : ""}${columnName(columnFixed ? column : wrap(column + columns, MAX_COLUMNS))}${down}`;
    },
    true,
  );
}

function wrap(index: number, size: number): number {
  return ((index % size) + size) % size;
}

const REFERENCE = /(?:R(\[-?\d+\]|\d+)?)?(?:C(\[-?\d+\]|\d+)?)?(?!\.(?!:)|[\w\\?$(![\u0080-\uffff])/y;

/**
 * A formula in A1 notation as people read it.
 *
 * @param formula in R1C1 notation, with or without `=`
 * @param row 0-based, of the cell it stands in
 * @param column 0-based
 */
export function toA1(formula: string, row: number, column: number): string {
  let out = "";
  let at = 0;
  while (at < formula.length) {
    const first = readR1C1(formula, at, row, column);
    if (first !== undefined) {
      if (!first.whole) out += first.text;
      else {
        const second = formula.charCodeAt(first.end) === COLON ? readR1C1(formula, first.end + 1, row, column) : undefined;
        out += `${first.text}:${second?.whole === true ? second.text : first.text}`;
        if (second?.whole === true) {
          at = second.end;
          continue;
        }
      }
      at = first.end;
      continue;
    }
    const past = skip(formula, at);
    const end = past === at ? wordEnd(formula, at) : past;
    out += formula.slice(at, end);
    at = end;
  }
  return out;
}

function readR1C1(formula: string, at: number, row: number, column: number): { text: string; end: number; whole: boolean } | undefined {
  const initial = formula.charCodeAt(at);
  if (initial !== 82 && initial !== 67) return undefined;
  REFERENCE.lastIndex = at;
  const found = REFERENCE.exec(formula);
  if (found === null || found[0] === "") return undefined;
  const columnPart = /C/.test(found[0]) ? side(found[2], column, MAX_COLUMNS) : undefined;
  const rowPart = found[0].startsWith("R") ? side(found[1], row, MAX_ROWS) : undefined;
  const text =
    (columnPart === undefined ? "" : `${columnPart.fixed}${columnName(columnPart.index)}`) +
    (rowPart === undefined ? "" : `${rowPart.fixed}${rowPart.index + 1}`);
  return { text, end: at + found[0].length, whole: columnPart === undefined || rowPart === undefined };
}

function side(text: string | undefined, here: number, size: number): { readonly fixed: string; readonly index: number } {
  if (text === undefined) return { fixed: "", index: here };
  return text.startsWith("[")
    ? { fixed: "", index: wrap(here + Number(text.slice(1, -1)), size) }
    : { fixed: "$", index: Number(text) - 1 };
}
