import { MAX_COLUMNS, MAX_ROWS } from "./addresses.ts";

/** A reference to a cell, to whole columns or to whole rows, as it stands in a formula in A1 notation. */
export interface A1Spot {
  /** 0-based; -1: a whole column. */
  row: number;
  /** 0-based; -1: a whole row. */
  column: number;
  rowFixed: boolean;
  columnFixed: boolean;
}

const WORD = 1;
const STRING = 2;
const QUOTED = 3;
const BRACKET = 4;
const HASH = 5;
const DOT = 6;

const CLASS = new Uint8Array(128);
for (let code = 0; code < 128; code++) if (/[A-Za-z0-9_$\\?]/.test(String.fromCharCode(code))) CLASS[code] = WORD;
CLASS[34] = STRING;
CLASS[39] = QUOTED;
CLASS[91] = BRACKET;
CLASS[35] = HASH;
CLASS[46] = DOT;

/** What a character begins. */
function classOf(code: number): number {
  return code < 128 ? CLASS[code]! : WORD;
}

/** End of the word that begins at `from`: names, numbers, references, functions. */
export function wordEnd(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at++) {
    const kind = classOf(text.charCodeAt(at));
    if (kind !== WORD && kind !== DOT) break;
  }
  // `A1.:.B2` trims a range; the dot belongs to the colon.
  while (at > from + 1 && text.charCodeAt(at - 1) === 46 && text.charCodeAt(at) === 58) at--;
  return at;
}

/** One past the closing sign; two in a row stand for one. */
function closed(text: string, from: number, sign: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text.charCodeAt(at) !== sign) continue;
    if (text.charCodeAt(at + 1) !== sign) return at + 1;
    at++;
  }
  return text.length;
}

function bracketsEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 39) at++;
    else if (code === 91) depth++;
    else if (code === 93 && --depth === 0) return at + 1;
  }
  return text.length;
}

/**
 * Where the piece that begins at `from` ends, when no reference can stand in it: a string, a quoted sheet, brackets, an
 * error. `from` itself when a word begins there.
 */
export function skip(text: string, from: number): number {
  switch (classOf(text.charCodeAt(from))) {
    case WORD:
      return from;
    case STRING:
      return closed(text, from, 34);
    case QUOTED:
      return closed(text, from, 39);
    case BRACKET:
      return bracketsEnd(text, from);
    case HASH:
      return errorEnd(text, from);
    default:
      return from + 1;
  }
}

/** `#REF!`, `#N/A`, `#DIV/0!`; a lone `#` follows a spilled reference. */
function errorEnd(text: string, from: number): number {
  const found = /^#(?:[A-Z_]+[!?]|N\/A|DIV\/0!|GETTING_DATA)/i.exec(text.slice(from, from + 16));
  return from + (found?.[0].length ?? 1);
}

/**
 * The reference in `text` from `from` to `end`, read into `spot`. Whole rows and columns need a colon and their like
 * behind them, or before.
 */
export function readSpot(text: string, from: number, end: number, spot: A1Spot): boolean {
  let at = from;
  const columnFixed = text.charCodeAt(at) === 36;
  if (columnFixed) at++;
  const letters = at;
  let column = 0;
  for (; at < end && at - letters < 4; at++) {
    const upper = text.charCodeAt(at) & 0xdf;
    if (upper < 65 || upper > 90 || text.charCodeAt(at) < 65) break;
    column = column * 26 + upper - 64;
  }
  const lettered = at > letters;
  if (column > MAX_COLUMNS) return false;
  let rowFixed = false;
  if (lettered && text.charCodeAt(at) === 36) {
    rowFixed = true;
    at++;
  }
  const digits = at;
  let row = 0;
  for (; at < end && at - digits < 8; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57 || (at === digits && code === 48)) break;
    row = row * 10 + code - 48;
  }
  if (at !== end || row > MAX_ROWS || (at === digits && (rowFixed || !lettered))) return false;
  spot.row = row - 1;
  spot.column = column - 1;
  spot.columnFixed = lettered && columnFixed;
  spot.rowFixed = lettered ? rowFixed : columnFixed;
  return true;
}
