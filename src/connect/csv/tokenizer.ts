/** One record of a delimited text. */
export interface CsvRecord {
  /** 1-based physical line where it begins. */
  readonly line: number;
  /** An empty cell is NULL, a quoted empty cell is ''. */
  readonly cells: (string | null)[];
  /** Did a quote stand inside a quoted cell without being doubled? */
  readonly strayQuote: boolean;
}

/** `cr`: lines end in a lone carriage return, as on old Macs. Else a line feed ends them, with or without a carriage return. */
export type LineEnd = "lf" | "cr";

type State = "start" | "bare" | "quoted" | "quote-seen" | "quote-cr";

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** Takes text in pieces, gives records. Quotes are as RFC 4180 has them; a stray quote is kept as text. */
export class CsvTokenizer {
  readonly #delimiter: number;
  readonly #newline: number;
  readonly #take: (record: CsvRecord) => void;
  #state: State = "start";
  #cells: (string | null)[] = [];
  #text = "";
  #stray = false;
  #line = 1;
  #recordLine = 1;
  #openLine = 1;

  constructor(delimiter: string, lineEnd: LineEnd, take: (record: CsvRecord) => void) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#newline = lineEnd === "cr" ? CR : LF;
    this.#take = take;
  }

  /** Line of the quote that is open now, and how much text has followed it. */
  get open(): { readonly line: number; readonly length: number } | undefined {
    return this.#state === "quoted" ? { line: this.#openLine, length: this.#text.length } : undefined;
  }

  push(text: string): void {
    const length = text.length;
    let i = 0;
    while (i < length) {
      switch (this.#state) {
        case "start":
          if (text.charCodeAt(i) === QUOTE) {
            this.#state = "quoted";
            this.#openLine = this.#line;
            i++;
          } else this.#state = "bare";
          break;
        case "bare":
          i = this.#bare(text, i);
          break;
        case "quoted":
          i = this.#quoted(text, i);
          break;
        case "quote-seen":
          i = this.#afterQuote(text.charCodeAt(i), i);
          break;
        case "quote-cr":
          if (text.charCodeAt(i) === LF) {
            this.#endCell(true);
            this.#endRecord();
            i++;
          } else this.#backIntoQuotes('"\r');
          break;
      }
    }
  }

  /** After the last piece. False: a quote was never closed; `open` tells which. */
  end(): boolean {
    if (this.#state === "quoted") return false;
    const nothing = this.#state === "start" && this.#cells.length === 0;
    if (nothing) return true;
    this.#endCell(this.#state === "quote-seen" || this.#state === "quote-cr");
    this.#endRecord();
    return true;
  }

  #bare(text: string, from: number): number {
    const delimiter = this.#delimiter;
    const newline = this.#newline;
    const length = text.length;
    let i = from;
    let c = -1;
    for (; i < length; i++) {
      c = text.charCodeAt(i);
      if (c === delimiter || c === newline) break;
    }
    this.#text = this.#text === "" ? text.slice(from, i) : this.#text + text.slice(from, i);
    if (i === length) return i;
    if (c === delimiter) this.#endCell(false);
    else {
      if (newline === LF && this.#text.endsWith("\r")) this.#text = this.#text.slice(0, -1);
      this.#endCell(false);
      this.#endRecord();
    }
    return i + 1;
  }

  #quoted(text: string, from: number): number {
    const found = text.indexOf('"', from);
    const end = found < 0 ? text.length : found;
    const part = text.slice(from, end);
    for (
      let at = part.indexOf(this.#newline === LF ? "\n" : "\r");
      at >= 0;
      at = part.indexOf(this.#newline === LF ? "\n" : "\r", at + 1)
    ) {
      this.#line++;
    }
    this.#text += part;
    if (found < 0) return end;
    this.#state = "quote-seen";
    return end + 1;
  }

  #afterQuote(c: number, i: number): number {
    if (c === QUOTE) {
      this.#text += '"';
      this.#state = "quoted";
    } else if (c === this.#delimiter) this.#endCell(true);
    else if (c === this.#newline) {
      this.#endCell(true);
      this.#endRecord();
    } else if (c === CR) this.#state = "quote-cr";
    else {
      this.#backIntoQuotes('"');
      return i;
    }
    return i + 1;
  }

  #backIntoQuotes(text: string): void {
    this.#text += text;
    this.#stray = true;
    this.#state = "quoted";
  }

  #endCell(quoted: boolean): void {
    this.#cells.push(this.#text === "" && !quoted ? null : this.#text);
    this.#text = "";
    this.#state = "start";
  }

  #endRecord(): void {
    const record = { line: this.#recordLine, cells: this.#cells, strayQuote: this.#stray };
    this.#line++;
    this.#recordLine = this.#line;
    this.#cells = [];
    this.#stray = false;
    this.#state = "start";
    this.#take(record);
  }
}

/** A line without anything in it: no cell, or only empty ones. */
export function isBlank(cells: readonly (string | null)[]): boolean {
  return cells.every((cell) => cell === null);
}
