import { damagedWorkbook } from "./refusals.ts";

const AMPERSAND = 38;
const SEMICOLON = 59;
const CR = 13;
const LF = 10;
const UNDERSCORE = 95;

const named: Readonly<Record<string, number>> = { amp: 38, lt: 60, gt: 62, quot: 34, apos: 39 };

/** Collects one text as UTF-8 from the pieces of an XML element, with entities resolved. */
export class TextScratch {
  bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  length = 0;
  #underscore = false;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  clear(): void {
    this.length = 0;
    this.#underscore = false;
  }

  add(from: Uint8Array, start: number, end: number, literal: boolean): void {
    if (this.length + end - start > this.bytes.length) this.#grow(end - start);
    const { bytes } = this;
    let { length } = this;
    for (let i = start; i < end; i++) {
      const byte = from[i] as number;
      if (byte === AMPERSAND && !literal) {
        let stop = i + 1;
        while (stop < end && stop < i + 12 && from[stop] !== SEMICOLON) stop++;
        length += bytes.write(this.#entity(from, i + 1, stop), length);
        i = stop;
      } else if (byte === CR) {
        // Line ends of any kind are one line feed in XML.
        bytes[length++] = LF;
        if (from[i + 1] === LF) i++;
      } else {
        if (byte === UNDERSCORE) this.#underscore = true;
        bytes[length++] = byte;
      }
    }
    this.length = length;
  }

  /** Resolves what the program writes for characters that XML cannot hold: `_x000D_`. */
  unescape(): void {
    if (!this.#underscore || !this.bytes.subarray(0, this.length).includes("_x")) return;
    const text = unescapeXstring(this.toString());
    this.length = this.bytes.write(text, 0);
  }

  toString(): string {
    return this.bytes.toString("utf8", 0, this.length);
  }

  #entity(from: Uint8Array, start: number, stop: number): string {
    const name = Buffer.from(from.subarray(start, stop)).toString("latin1");
    const code = /^#x[0-9a-f]+$/i.test(name)
      ? Number.parseInt(name.slice(2), 16)
      : /^#\d+$/.test(name)
        ? Number(name.slice(1))
        : named[name];
    if (code === undefined || code > 0x10ffff) throw damagedWorkbook(this.#file, `&${name}; in its XML`);
    return String.fromCodePoint(code);
  }

  #grow(more: number): void {
    const wider = Buffer.allocUnsafe((this.length + more) * 2);
    this.bytes.copy(wider, 0, 0, this.length);
    this.bytes = wider;
  }
}

/** `_x000D_` → a carriage return, `_x005F_` → `_`. */
export function unescapeXstring(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
