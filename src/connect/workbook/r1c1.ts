const QUOTE = 34;
const DOLLAR = 36;
const APOSTROPHE = 39;
const PARENTHESIS = 40;
const MINUS = 45;
const COLON = 58;
const EXCLAMATION = 33;
const C = 67;
const R = 82;
const OPEN = 91;
const CLOSE = 93;

const maxRows = 1_048_576;
const maxColumns = 16_384;

/** What a name, a number or a reference is made of: letters, digits, `$ . ? \ _` and all beyond ASCII. */
const wordByte = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  if (byte >= 128 || /[A-Za-z0-9$.?\\_]/.test(String.fromCharCode(byte))) wordByte[byte] = 1;
}

/**
 * Writes formulas in R1C1 notation, relative to the cell where they stand, from
 * A1 notation. It works on bytes of UTF-8, so that a formula that was seen
 * before need not become a string again. What is no reference stays as it is.
 */
export class R1C1Writer {
  /** The last formula, `length` bytes of it. */
  bytes: Buffer = Buffer.allocUnsafe(4096);
  length = 0;
  #row = 0;
  #column = 0;
  // What the last look at a word found; numbers are 0-based.
  #foundRow = 0;
  #foundColumn = 0;
  #rowFixed = false;
  #columnFixed = false;

  /** `row` and `column` are 0-based. */
  write(from: Uint8Array, start: number, end: number, row: number, column: number): void {
    this.#row = row;
    this.#column = column;
    this.length = 0;
    let i = start;
    while (i < end) {
      const byte = from[i] as number;
      if (wordByte[byte] === 1) {
        i = this.#word(from, i, end);
        continue;
      }
      let next = i + 1;
      if (byte === QUOTE || byte === APOSTROPHE) {
        // A doubled quote ends one text and begins another.
        while (next < end && from[next] !== byte) next++;
        next++;
      } else if (byte === OPEN) next = afterBracket(from, i, end);
      next = Math.min(next, end);
      this.#copy(from, i, next);
      i = next;
    }
  }

  #word(from: Uint8Array, start: number, end: number): number {
    const stop = wordEnd(from, start, end);
    const next = stop < end ? (from[stop] as number) : -1;
    if (next !== PARENTHESIS && next !== EXCLAMATION && next !== OPEN) {
      if (next === COLON) {
        const second = wordEnd(from, stop + 1, end);
        const after = second < end ? (from[second] as number) : -1;
        if (after === EXCLAMATION && second > stop + 1) {
          // Sheet1:Sheet3!A1
          this.#copy(from, start, second);
          return second;
        }
        if (after !== PARENTHESIS && after !== OPEN && this.#beam(from, start, stop, second)) return second;
      }
      if (this.#cell(from, start, stop)) {
        this.#room(32);
        this.#part(R, this.#foundRow, this.#row, this.#rowFixed);
        this.#part(C, this.#foundColumn, this.#column, this.#columnFixed);
        return stop;
      }
    }
    this.#copy(from, start, stop);
    return stop;
  }

  /** `A:C`, `$1:3` */
  #beam(from: Uint8Array, start: number, stop: number, second: number): boolean {
    this.#room(64);
    const before = this.length;
    if (columnIn(from, start, stop) >= 0 && columnIn(from, stop + 1, second) >= 0) {
      this.#part(C, columnIn(from, start, stop), this.#column, from[start] === DOLLAR);
      const one = this.length;
      this.bytes[this.length++] = COLON;
      this.#part(C, columnIn(from, stop + 1, second), this.#column, from[stop + 1] === DOLLAR);
      this.#dropTwin(before, one);
      return true;
    }
    if (rowIn(from, start, stop) >= 0 && rowIn(from, stop + 1, second) >= 0) {
      this.#part(R, rowIn(from, start, stop), this.#row, from[start] === DOLLAR);
      const one = this.length;
      this.bytes[this.length++] = COLON;
      this.#part(R, rowIn(from, stop + 1, second), this.#row, from[stop + 1] === DOLLAR);
      this.#dropTwin(before, one);
      return true;
    }
    return false;
  }

  /** One column is `C[-2]`, not `C[-2]:C[-2]`. */
  #dropTwin(before: number, one: number): void {
    const size = one - before;
    if (this.length - one - 1 === size && this.bytes.compare(this.bytes, before, one, one + 1, this.length) === 0) this.length = one;
  }

  #cell(from: Uint8Array, start: number, stop: number): boolean {
    let i = start;
    this.#columnFixed = from[i] === DOLLAR;
    if (this.#columnFixed) i++;
    let column = 0;
    const letters = i;
    for (; i < stop; i++) {
      const letter = letterAt(from, i);
      if (letter === 0) break;
      column = column * 26 + letter;
    }
    if (i === letters || i - letters > 3 || column > maxColumns) return false;
    this.#rowFixed = from[i] === DOLLAR;
    const row = rowIn(from, i, stop);
    if (row < 0) return false;
    this.#foundColumn = column - 1;
    this.#foundRow = row;
    return true;
  }

  #part(letter: number, found: number, here: number, fixed: boolean): void {
    const { bytes } = this;
    bytes[this.length++] = letter;
    if (fixed) this.#digits(found + 1);
    else if (found !== here) {
      bytes[this.length++] = OPEN;
      if (found < here) bytes[this.length++] = MINUS;
      this.#digits(Math.abs(found - here));
      bytes[this.length++] = CLOSE;
    }
  }

  #digits(value: number): void {
    let size = 1;
    for (let limit = 10; value >= limit; limit *= 10) size++;
    let rest = value;
    for (let at = this.length + size - 1; at >= this.length; at--) {
      this.bytes[at] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length += size;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    const { bytes } = this;
    let { length } = this;
    for (let i = start; i < end; i++) bytes[length++] = from[i] as number;
    this.length = length;
  }

  #room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe((this.length + more) * 2);
    this.bytes.copy(wider, 0, 0, this.length);
    this.bytes = wider;
  }
}

const writer = new R1C1Writer();

/** A formula in A1 notation, without `=`, as R1C1 relative to a cell; 0-based. */
export function r1c1Of(formula: string, row: number, column: number): string {
  const bytes = Buffer.from(formula);
  writer.write(bytes, 0, bytes.length, row, column);
  return writer.bytes.toString("utf8", 0, writer.length);
}

function wordEnd(from: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && wordByte[from[i] as number] === 1) i++;
  return i;
}

/** `[Book.xlsx]`, `[[#This Row],[a]]`; an apostrophe there takes the next character as it is. */
function afterBracket(from: Uint8Array, start: number, end: number): number {
  let depth = 0;
  let i = start;
  for (; i < end; i++) {
    const byte = from[i];
    if (byte === APOSTROPHE) i++;
    else if (byte === OPEN) depth++;
    else if (byte === CLOSE && --depth === 0) return i + 1;
  }
  return i;
}

/** 1 to 26; 0 where no letter stands. */
function letterAt(from: Uint8Array, i: number): number {
  const lower = (from[i] as number) | 32;
  return lower >= 97 && lower <= 122 ? lower - 96 : 0;
}

/** `$B` → 1; −1 when it is no column. */
function columnIn(from: Uint8Array, start: number, stop: number): number {
  let i = from[start] === DOLLAR ? start + 1 : start;
  if (i >= stop || stop - i > 3) return -1;
  let column = 0;
  for (; i < stop; i++) {
    const letter = letterAt(from, i);
    if (letter === 0) return -1;
    column = column * 26 + letter;
  }
  return column <= maxColumns ? column - 1 : -1;
}

/** `$3` → 2; −1 when it is no row. */
function rowIn(from: Uint8Array, start: number, stop: number): number {
  let i = from[start] === DOLLAR ? start + 1 : start;
  if (i >= stop || stop - i > 7 || from[i] === 48) return -1;
  let row = 0;
  for (; i < stop; i++) {
    const digit = (from[i] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    row = row * 10 + digit;
  }
  return row <= maxRows ? row - 1 : -1;
}
