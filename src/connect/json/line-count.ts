import type { LineFacts } from "../reading.ts";

/** Counts lines of JSON Lines, and notices what keeps the engine from reading them as they lie. */
export class LineCount {
  #count = 0;
  #longest = 0;
  #feeds = 0;
  #pairs = 0;
  #length = 0;
  #blank = false;
  #plain = true;
  #last = 0;

  push(piece: Buffer): void {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      if (end > 0) this.#last = piece[end - 1] as number;
      this.#feeds++;
      if (this.#last === 13) this.#pairs++;
      this.#endLine(this.#length + end - from);
      this.#length = 0;
      this.#last = 0;
      from = end + 1;
    }
    this.#length += piece.length - from;
    if (piece.length > from) this.#last = piece[piece.length - 1] as number;
    // A control character would be taken for a delimiter, a lone carriage return for a line end.
    if (this.#plain && (piece.includes(1) || piece.includes(0))) this.#plain = false;
  }

  /** After the last piece: may the engine read the lines as they lie? */
  end(): boolean {
    if (this.#length > 0) this.#endLine(this.#length);
    return this.#plain && (this.#pairs === 0 || this.#pairs === this.#feeds);
  }

  facts(): LineFacts {
    return { count: this.#count, longest: this.#longest, end: this.#pairs > 0 ? "crlf" : "lf" };
  }

  #endLine(bytes: number): void {
    const length = this.#last === 13 ? bytes - 1 : bytes;
    if (length <= 0) {
      this.#blank = true;
      return;
    }
    if (this.#blank) this.#plain = false;
    this.#count++;
    if (bytes > this.#longest) this.#longest = bytes;
  }
}
