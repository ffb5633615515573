import { isToken, isTokenByte, isWideNumber, shown } from "./token.ts";
import { JsonFault, type ScanWatcher, type Target } from "./watcher.ts";

type State = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "after" | "string" | "escape" | "hex" | "token";

const QUOTE = 34;
const BACKSLASH = 92;
const OBJECT = 0x7b;
const LIST = 0x5b;
const maxDepth = 2000;
const maxText = 4096;
const replacement = Buffer.from("\\ufffd");
const quote = Buffer.from('"');

/**
 * A strict JSON reader over pieces of UTF-8. It keeps every digit: bytes of
 * records are handed on as they stand, less the blanks between them. Two things
 * are rewritten so that the engine can read them without loss: numbers with more
 * digits than a float holds become strings, half surrogate pairs become U+FFFD.
 */
export class JsonScanner {
  readonly #watcher: ScanWatcher;
  readonly #open: number[] = [];
  #state: State = "value";
  #target: Target = "nowhere";
  #recordDepth = -1;
  #isKey = false;
  #run = -1;
  #piece: Buffer = Buffer.alloc(0);
  #token: Buffer = Buffer.alloc(0);
  #text: Buffer[] = [];
  #textBytes = 0;
  #hex = "";
  #high = "";
  #line = 1;
  #seen = 0;
  #lineStart = 0;

  constructor(watcher: ScanWatcher) {
    this.#watcher = watcher;
  }

  /** @throws JsonFault */
  push(piece: Buffer): void {
    this.#piece = piece;
    this.#run = this.#target === "nowhere" || this.#state === "token" || this.#state === "escape" || this.#state === "hex" ? -1 : 0;
    let i = 0;
    while (i < piece.length) {
      if (this.#state === "string") i = this.#string(i);
      else if (this.#state === "escape") i = this.#escape(i);
      else if (this.#state === "hex") i = this.#hexDigit(i);
      else if (this.#state === "token") i = this.#restOfToken(i);
      else i = this.#structure(i);
    }
    this.#flush(piece.length);
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) {
      this.#line++;
      this.#lineStart = this.#seen + at + 1;
    }
    this.#seen += piece.length;
    this.#piece = Buffer.alloc(0);
  }

  /** @throws JsonFault when the text ends too early */
  end(): void {
    if (this.#state === "token") this.#endToken(this.#token, 0);
    if (this.#state !== "after" || this.#open.length > 0) this.#fault("The text ends before its last value does.", 0);
  }

  #structure(at: number): number {
    const c = this.#piece[at] as number;
    if (c === 32 || c === 10 || c === 13 || c === 9) {
      this.#flush(at);
      let i = at + 1;
      for (let d = this.#piece[i]; d === 32 || d === 10 || d === 13 || d === 9; d = this.#piece[i]) i++;
      this.#run = this.#target === "nowhere" ? -1 : i;
      return i;
    }
    switch (this.#state) {
      case "value-or-end":
        if (c === 0x5d) return this.#close(at);
        return this.#value(c, at);
      case "value":
        return this.#value(c, at);
      case "key-or-end":
      case "key":
        if (c === 0x7d && this.#state === "key-or-end") return this.#close(at);
        if (c !== QUOTE) return this.#fault(`Expected a name in quotes, found ${shown(c)}.`, at);
        this.#isKey = true;
        this.#state = "string";
        if (this.#target === "nowhere") {
          this.#target = "text";
          this.#run = at + 1;
        }
        return at + 1;
      case "colon":
        if (c !== 0x3a) return this.#fault(`Expected a colon, found ${shown(c)}.`, at);
        this.#state = "value";
        return at + 1;
      default:
        return this.#afterValue(c, at);
    }
  }

  #value(c: number, at: number): number {
    const depth = this.#open.length;
    if (this.#target === "nowhere") {
      this.#target = this.#watcher.begin(c, depth);
      if (this.#target === "record") this.#recordDepth = depth;
      if (this.#target !== "nowhere") this.#run = this.#target === "text" && c === QUOTE ? at + 1 : at;
    }
    if (c === OBJECT || c === LIST) {
      if (depth >= maxDepth) this.#fault("Lists and objects are nested too deeply.", at);
      this.#open.push(c);
      this.#state = c === OBJECT ? "key-or-end" : "value-or-end";
      return at + 1;
    }
    if (c === QUOTE) {
      this.#isKey = false;
      this.#state = "string";
      return at + 1;
    }
    if (!isTokenByte(c)) return this.#fault(`Expected a value, found ${shown(c)}.`, at);
    let end = at + 1;
    while (end < this.#piece.length && isTokenByte(this.#piece[end] as number)) end++;
    if (end === this.#piece.length) {
      this.#flush(at);
      this.#run = -1;
      this.#token = Buffer.from(this.#piece.subarray(at, end));
      this.#state = "token";
      return end;
    }
    const token = this.#piece.subarray(at, end);
    if (!isToken(token)) return this.#fault(`${token.toString("latin1").slice(0, 40)} is no JSON value.`, at);
    if (this.#target === "record" && isWideNumber(token)) {
      this.#flush(at);
      this.#writeWide(token);
      this.#run = end;
    }
    return this.#endValue(end);
  }

  #restOfToken(at: number): number {
    let end = at;
    while (end < this.#piece.length && isTokenByte(this.#piece[end] as number)) end++;
    this.#token = Buffer.concat([this.#token, this.#piece.subarray(at, end)]);
    return end === this.#piece.length ? end : this.#endToken(this.#token, end);
  }

  #endToken(token: Buffer, end: number): number {
    if (!isToken(token)) return this.#fault(`${token.toString("latin1").slice(0, 40)} is no JSON value.`, end - token.length);
    if (this.#target === "record" && isWideNumber(token)) this.#writeWide(token);
    else this.#write(token);
    this.#run = this.#target === "nowhere" ? -1 : end;
    return this.#endValue(end);
  }

  #writeWide(token: Buffer): void {
    this.#write(quote);
    this.#write(token);
    this.#write(quote);
  }

  #string(at: number): number {
    const piece = this.#piece;
    if (this.#high !== "" && piece[at] !== BACKSLASH) this.#loneSurrogate();
    let i = at;
    let c = -1;
    for (; i < piece.length; i++) {
      c = piece[i] as number;
      if (c === QUOTE || c === BACKSLASH || c < 32) break;
    }
    if (i === piece.length) return i;
    if (c === QUOTE) {
      if (!this.#isKey) return this.#endValue(i + 1, i);
      this.#state = "colon";
      if (this.#target === "text") this.#watcher.key(this.#takeText(i), this.#open.length);
      return i + 1;
    }
    if (c !== BACKSLASH) return this.#fault("A line break or control character stands within a text.", i);
    this.#flush(i);
    this.#run = -1;
    this.#state = "escape";
    return i + 1;
  }

  #escape(at: number): number {
    const c = this.#piece[at] as number;
    if (c === 0x75) {
      this.#hex = "";
      this.#state = "hex";
      return at + 1;
    }
    if (this.#high !== "") this.#loneSurrogate();
    if (!'"\\/bfnrt'.includes(String.fromCharCode(c))) return this.#fault(`A backslash before ${shown(c)} means nothing in JSON.`, at);
    this.#write(Buffer.from([BACKSLASH, c]));
    return this.#backToString(at + 1);
  }

  #hexDigit(at: number): number {
    const c = String.fromCharCode(this.#piece[at] as number);
    if (!/[0-9a-fA-F]/.test(c)) return this.#fault("\\u needs four hexadecimal digits.", at);
    this.#hex += c;
    if (this.#hex.length < 4) return at + 1;
    const code = Number.parseInt(this.#hex, 16);
    const low = code >= 0xdc00 && code <= 0xdfff;
    if (this.#high !== "" && low) {
      this.#write(Buffer.from(`\\u${this.#high}\\u${this.#hex}`));
      this.#high = "";
    } else {
      if (this.#high !== "") this.#loneSurrogate();
      if (code >= 0xd800 && code <= 0xdbff) this.#high = this.#hex;
      else this.#write(low ? replacement : Buffer.from(`\\u${this.#hex}`));
    }
    return this.#backToString(at + 1);
  }

  #backToString(at: number): number {
    this.#state = "string";
    this.#run = this.#target === "nowhere" ? -1 : at;
    return at;
  }

  #loneSurrogate(): void {
    this.#write(replacement);
    this.#high = "";
  }

  #afterValue(c: number, at: number): number {
    const inside = this.#open[this.#open.length - 1];
    if (inside === undefined) {
      const hint = c === OBJECT || c === LIST ? " (one record a line? then: format: jsonl)" : "";
      return this.#fault(`The document ended, but ${shown(c)} follows${hint}.`, at);
    }
    if (c === 0x2c) {
      this.#state = inside === OBJECT ? "key" : "value";
      return at + 1;
    }
    if (c === (inside === OBJECT ? 0x7d : 0x5d)) return this.#close(at);
    return this.#fault(`Expected a comma or ${inside === OBJECT ? "}" : "]"}, found ${shown(c)}.`, at);
  }

  #close(at: number): number {
    this.#open.pop();
    if (this.#target === "nowhere") this.#watcher.close(this.#open.length + 1);
    return this.#endValue(at + 1);
  }

  /** `textEnd`: where a string's text ends, before its quote. */
  #endValue(end: number, textEnd = end): number {
    this.#state = "after";
    if (this.#target === "text") this.#watcher.text(this.#takeText(textEnd), this.#open.length);
    else if (this.#target === "record" && this.#open.length === this.#recordDepth) {
      this.#flush(end);
      this.#target = "nowhere";
      this.#run = -1;
      this.#watcher.recordEnd();
    }
    return end;
  }

  #takeText(end: number): string {
    this.#flush(end);
    this.#target = "nowhere";
    this.#run = -1;
    const raw = Buffer.concat(this.#text).toString();
    this.#text = [];
    this.#textBytes = 0;
    if (!raw.includes("\\")) return raw;
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      return raw;
    }
  }

  #flush(end: number): void {
    if (this.#run >= 0 && end > this.#run) this.#write(this.#piece.subarray(this.#run, end));
    if (this.#run >= 0) this.#run = end;
  }

  #write(bytes: Uint8Array): void {
    if (this.#target === "record") this.#watcher.write(bytes);
    else if (this.#target === "text" && this.#textBytes < maxText) {
      this.#text.push(Buffer.from(bytes));
      this.#textBytes += bytes.length;
    }
  }

  #fault(message: string, at: number): never {
    let line = this.#line;
    let lineStart = this.#lineStart;
    for (let feed = this.#piece.indexOf(10); feed >= 0 && feed < at; feed = this.#piece.indexOf(10, feed + 1)) {
      line++;
      lineStart = this.#seen + feed + 1;
    }
    throw new JsonFault(message, line, this.#seen + at - lineStart + 1);
  }
}
