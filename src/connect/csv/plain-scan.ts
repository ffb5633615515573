const QUOTE = 34;
const LF = 10;
const CR = 13;

/** What the scan compares a file with. */
export interface PlainTable {
  readonly delimiter: string;
  readonly lineEnd: "lf" | "cr";
  readonly headerLine: number;
  readonly width: number;
  readonly bomBytes: number;
}

/**
 * Looks through the bytes of a delimited text for anything that keeps the engine
 * from reading it as it lies: ragged or blank lines, line ends in quotes, stray
 * quotes, the header once more, mixed line ends, NUL.
 */
export class PlainScan {
  plain = true;
  /** In bytes, line end not counted. */
  longestLine = 0;
  readonly #special = new Uint8Array(256);
  readonly #delimiter: number;
  readonly #newline: number;
  readonly #width: number;
  readonly #headerLine: number;
  #skip: number;
  #bom: number;
  #header: Buffer = Buffer.alloc(0);
  #carry: Buffer = Buffer.alloc(0);
  #lines = 0;
  #quoted = false;
  #cells = 1;
  #blank = false;
  #returns = 0;
  #pairs = 0;
  // Places in the piece at hand; negative: in an earlier piece.
  #lineStart = 0;
  #cellStart = 0;
  #closed = -2;
  #returned = -2;

  constructor(table: PlainTable) {
    this.#delimiter = table.delimiter.charCodeAt(0);
    if (this.#delimiter > 127) this.plain = false;
    this.#newline = table.lineEnd === "cr" ? CR : LF;
    this.#width = table.width;
    this.#headerLine = table.headerLine;
    this.#skip = table.headerLine;
    this.#bom = table.bomBytes;
    for (const c of [0, QUOTE, LF, CR, this.#delimiter]) this.#special[c & 255] = 1;
  }

  /** Do lines end in a carriage return and a line feed? */
  get crlf(): boolean {
    return this.#pairs > 0;
  }

  push(piece: Buffer): void {
    if (!this.plain) return;
    let start = 0;
    if (this.#bom > 0) {
      start = Math.min(this.#bom, piece.length);
      this.#bom -= start;
    }
    if (this.#skip > 0) start = this.#skipLines(piece, start);
    if (start < 0) return;
    this.#scan(piece, start);
    this.#keepLine(piece);
    const length = piece.length;
    this.#lineStart -= length;
    this.#cellStart -= length;
    this.#closed -= length;
    this.#returned -= length;
  }

  /** After the last piece. */
  end(): boolean {
    if (!this.plain) return false;
    if (this.#skip > 0) return (this.plain = this.#skip === 1 && quotesIn(this.#carry) % 2 === 0);
    if (this.#quoted) return (this.plain = false);
    if (this.#lineStart < 0) {
      if (this.#closed >= this.#cellStart && this.#closed !== -1) this.plain = false;
      this.#endLine(Buffer.alloc(0), 0, this.#cells);
    }
    if (this.#newline === LF && this.#pairs !== this.#returns) this.plain = false;
    if (this.#pairs > 0 && this.#pairs !== this.#lines) this.plain = false;
    return this.plain;
  }

  /** Preamble and header. Gives the place after them, or -1 if they go on. */
  #skipLines(piece: Buffer, from: number): number {
    let at = from;
    while (this.#skip > 0) {
      const end = piece.indexOf(this.#newline, at);
      const line = Buffer.concat([this.#carry, piece.subarray(at, end < 0 ? piece.length : end)]);
      if (end < 0) {
        this.#carry = line;
        return -1;
      }
      // The engine may see a quote in a line that it skips as the opening of a longer one.
      if (this.#skip > 1 && line.includes(QUOTE)) this.plain = false;
      const crlf = this.#newline === LF && line[line.length - 1] === CR;
      if (crlf) this.#pairs++;
      if (crlf) this.#returns++;
      this.#lines++;
      this.#header = crlf ? line.subarray(0, -1) : line;
      this.#carry = Buffer.alloc(0);
      this.#skip--;
      at = end + 1;
    }
    this.#lineStart = at;
    this.#cellStart = at;
    this.#closed = at - 2;
    this.#returned = at - 2;
    // A header over several lines.
    if (this.#headerLine > 0 && quotesIn(this.#header) % 2 === 1) this.plain = false;
    return at;
  }

  #scan(piece: Buffer, start: number): void {
    // Locals, because the loop runs for every byte.
    const special = this.#special;
    const delimiter = this.#delimiter;
    const newline = this.#newline;
    const length = piece.length;
    let quoted = this.#quoted;
    let cellStart = this.#cellStart;
    let closed = this.#closed;
    let cells = this.#cells;
    let plain = true;
    for (let i = start; i < length; i++) {
      const c = piece[i] as number;
      if (special[c] === 0) continue;
      if (quoted) {
        if (c === QUOTE) {
          quoted = false;
          closed = i;
        } else if (c !== delimiter) plain = false;
      } else if (c === delimiter) {
        if (closed >= cellStart && closed !== i - 1) plain = false;
        cells++;
        cellStart = i + 1;
      } else if (c === QUOTE) {
        if (i === cellStart || closed === i - 1) quoted = true;
        else plain = false;
      } else if (c === newline) {
        const pair = newline === LF && this.#returned === i - 1;
        if (pair) this.#pairs++;
        const end = pair ? i - 1 : i;
        if (closed >= cellStart && closed !== end - 1) plain = false;
        this.#endLine(piece, end, cells);
        this.#lines++;
        cells = 1;
        cellStart = i + 1;
        this.#lineStart = cellStart;
      } else if (c === CR) {
        this.#returns++;
        this.#returned = i;
      } else plain = false;
      if (!plain) break;
    }
    if (!plain) this.plain = false;
    this.#quoted = quoted;
    this.#cellStart = cellStart;
    this.#closed = closed;
    this.#cells = cells;
  }

  #endLine(piece: Buffer, end: number, cells: number): void {
    const length = end - this.#lineStart;
    if (length === 0 && this.#width > 1) this.#blank = true;
    else {
      if (cells !== this.#width || length === cells - 1 || this.#blank) this.plain = false;
      if (length === this.#header.length && this.#lineIs(this.#header, piece, end)) this.plain = false;
    }
    if (length > this.longestLine) this.longestLine = length;
    if (this.#carry.length > 0) this.#carry = Buffer.alloc(0);
  }

  #lineIs(text: Buffer, piece: Buffer, end: number): boolean {
    if (this.#lineStart >= 0) return piece.compare(text, 0, text.length, this.#lineStart, end) === 0;
    const before = this.#carry.subarray(0, text.length);
    return Buffer.concat([before, piece.subarray(0, Math.max(0, end))])
      .subarray(0, text.length)
      .equals(text);
  }

  /** A line that goes on in the next piece is kept, as far as it could be the header again. */
  #keepLine(piece: Buffer): void {
    if (this.#lineStart >= piece.length) return;
    const rest = piece.subarray(Math.max(0, this.#lineStart));
    if (this.#carry.length + rest.length > this.#header.length + 2) return;
    this.#carry = Buffer.concat([this.#carry, rest]);
  }
}

function quotesIn(bytes: Buffer): number {
  let count = 0;
  for (const c of bytes) if (c === QUOTE) count++;
  return count;
}
