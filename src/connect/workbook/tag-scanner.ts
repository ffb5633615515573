import { damagedWorkbook, unsafeWorkbook } from "./refusals.ts";

const LESS = 60;
const GREATER = 62;
const SLASH = 47;
const COLON = 58;
const EXCLAMATION = 33;
const QUESTION = 63;
const QUOTE = 34;
const APOSTROPHE = 39;

/** One tag, or one text between two tags, may not be longer: the program's own limit is 32,767 characters a cell. */
const maxTokenBytes = 8 * 1024 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Takes UTF-8 XML in pieces and finds its tags and texts, as places in the
 * bytes: nothing becomes a string here, which is what makes it fast. It does not
 * check that tags are closed in their order. Document types are refused, and so
 * entities of one's own with them.
 */
export abstract class TagScanner {
  protected readonly file: string;
  #carry: Buffer = nothing;

  constructor(file: string) {
    this.file = file;
  }

  /**
   * `name` is made of the last four bytes of the local name, see `nameKey`; its attributes stand from `start` to `end`.
   */
  protected abstract onOpen(bytes: Buffer, name: number, start: number, end: number, empty: boolean): void;
  /** The tag begins at `at`. */
  protected abstract onClose(bytes: Buffer, name: number, at: number): void;
  /** `literal`: from CDATA, where `&` is itself. */
  protected abstract onText(bytes: Buffer, start: number, end: number, literal: boolean): void;
  /** All before `upTo` was given; what comes next may lie in other bytes. */
  protected onSettled(_bytes: Buffer, _upTo: number): void {}

  push(piece: Buffer): void {
    const bytes = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    const used = this.#scan(bytes);
    this.onSettled(bytes, used);
    this.#carry = used === bytes.length ? nothing : bytes.subarray(used);
    if (this.#carry.length > maxTokenBytes) throw unsafeWorkbook(this.file, `a tag or text of more than ${maxTokenBytes} bytes`);
  }

  /** After the last piece. @throws InputError when it ends within a tag */
  finish(): void {
    if (this.#carry.some((byte) => byte > 32)) throw damagedWorkbook(this.file, "its XML ends too early");
  }

  #scan(bytes: Buffer): number {
    const length = bytes.length;
    let i = 0;
    for (;;) {
      const start = i;
      while (i < length && bytes[i] !== LESS) i++;
      if (i === length) return start;
      if (i > start) this.onText(bytes, start, i, false);
      const tag = i;
      if (tag + 1 === length) return tag;
      let byte = bytes[tag + 1] as number;
      if (byte === EXCLAMATION || byte === QUESTION) {
        i = this.#special(bytes, tag);
        if (i < 0) return tag;
        continue;
      }
      const closing = byte === SLASH;
      let p = closing ? tag + 2 : tag + 1;
      let name = 0;
      for (; p < length; p++) {
        byte = bytes[p] as number;
        if (byte <= 32 || byte === SLASH || byte === GREATER) break;
        name = byte === COLON ? 0 : (name << 8) | byte;
      }
      const attributes = p;
      let quote = 0;
      for (; p < length; p++) {
        byte = bytes[p] as number;
        if (quote === 0) {
          if (byte === GREATER) break;
          if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
        } else if (byte === quote) quote = 0;
      }
      if (p === length) return tag;
      i = p + 1;
      if (closing) this.onClose(bytes, name, tag);
      else {
        const empty = bytes[p - 1] === SLASH;
        this.onOpen(bytes, name, attributes, empty ? p - 1 : p, empty);
      }
    }
  }

  /** After a comment, an instruction or CDATA; −1 when more bytes are needed. */
  #special(bytes: Buffer, tag: number): number {
    if (bytes[tag + 1] === QUESTION) return after(bytes, "?>", tag + 2);
    if (bytes.length < tag + 9) return -1;
    if (bytes.toString("latin1", tag, tag + 4) === "<!--") return after(bytes, "-->", tag + 4);
    if (bytes.toString("latin1", tag, tag + 9) !== "<![CDATA[") throw unsafeWorkbook(this.file, "a document type in its XML");
    const end = after(bytes, "]]>", tag + 9);
    if (end > 0 && end - 3 > tag + 9) this.onText(bytes, tag + 9, end - 3, true);
    return end;
  }
}

/** As `TagScanner` names elements: the last four bytes of a local name. */
export function nameKey(name: string): number {
  let key = 0;
  for (const byte of Buffer.from(name)) key = (key << 8) | byte;
  return key;
}

function after(bytes: Buffer, text: string, from: number): number {
  const found = bytes.indexOf(text, from, "latin1");
  return found < 0 ? -1 : found + text.length;
}
