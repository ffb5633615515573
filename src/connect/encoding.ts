import { isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { InputError, type TextEncoding } from "../model/index.ts";

/** Does the text begin with a byte order mark, and which? */
export function byteOrderMark(head: Uint8Array): { readonly encoding: TextEncoding; readonly bytes: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bytes: 2 };
  return undefined;
}

/** UTF-16 without a mark: every other byte of Western text is NUL. */
export function utf16ByPattern(head: Uint8Array): TextEncoding | undefined {
  const nul = [0, 0];
  const length = Math.min(head.length, 65_536);
  for (let i = 0; i < length; i++) if (head[i] === 0) nul[i & 1] = (nul[i & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = nul;
  if (even + odd < length * 0.2) return undefined;
  if (odd > even * 20) return "utf-16le";
  if (even > odd * 20) return "utf-16be";
  return undefined;
}

/** What Windows-1252 has at 0x80 to 0x9F; five places are empty. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Takes pieces of a text, undefined at its end, and gives characters. The byte order mark is left out. */
export function decoderOf(encoding: TextEncoding): (piece: Buffer | undefined) => string {
  if (encoding === "windows-1252") {
    // Node's own decoder takes it for Latin-1 (nodejs/node#56542).
    return (piece) => (piece?.toString("latin1") ?? "").replace(/[\u0080-\u009f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] as string);
  }
  const decoder = new TextDecoder(encoding);
  return (piece) => (piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true }));
}

/** The same text in UTF-8, without its byte order mark. */
export async function* utf8Pieces(pieces: AsyncIterable<Buffer>, encoding: TextEncoding, bom: boolean): AsyncGenerator<Buffer> {
  if (encoding === "utf-8" && !bom) {
    yield* pieces;
    return;
  }
  const decode = decoderOf(encoding);
  for await (const piece of pieces) yield Buffer.from(decode(piece));
  yield Buffer.from(decode(undefined));
}

/**
 * Watches bytes go by and tells at the end whether they are UTF-8, or
 * Windows-1252, or neither.
 */
export class EncodingCheck {
  /** Offset of the first byte that is not UTF-8. */
  firstBad: number | undefined;
  #offset = 0;
  #tail: Uint8Array = new Uint8Array(0);
  #sawMultibyte = false;
  #valid = 0;
  #bad = 0;
  #undefined1252 = 0;
  #controls = 0;
  #inspected = 0;

  push(piece: Uint8Array): void {
    if (this.#tail.length === 0 && isAscii(piece)) {
      if (this.firstBad !== undefined) this.#inspect(piece);
      this.#offset += piece.length;
      return;
    }
    const whole = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
    const cut = this.firstBad === undefined ? incompleteTail(whole) : 0;
    const body = whole.subarray(0, whole.length - cut);
    if (this.firstBad === undefined && isUtf8(body)) this.#sawMultibyte = true;
    else this.#inspect(body);
    this.#offset += body.length;
    this.#tail = whole.slice(whole.length - cut);
  }

  /**
   * @throws InputError `unreadable-encoding` without a line; the caller knows how to find it
   */
  end(): "utf-8" | "windows-1252" | "neither" {
    if (this.#tail.length > 0) this.#inspect(this.#tail);
    if (this.firstBad === undefined) return "utf-8";
    // Mostly proper UTF-8: taking it for Windows-1252 would spoil every other accent.
    if (this.#sawMultibyte || this.#valid > this.#bad) return "neither";
    if (this.#controls > 2 + this.#inspected / 1000) return "neither";
    return this.#undefined1252 > this.#bad / 50 ? "neither" : "windows-1252";
  }

  #inspect(bytes: Uint8Array): void {
    this.#inspected += bytes.length;
    for (let i = 0; i < bytes.length; i++) {
      const c = bytes[i] as number;
      if (c < 0x80) {
        if (c < 0x20 && c !== 9 && c !== 10 && c !== 13 && c !== 12) this.#controls++;
        continue;
      }
      const length = sequenceLength(bytes, i);
      if (length > 0) {
        this.#valid++;
        i += length - 1;
        continue;
      }
      this.#bad++;
      this.firstBad ??= this.#offset + i;
      if (c === 0x81 || c === 0x8d || c === 0x8f || c === 0x90 || c === 0x9d) this.#undefined1252++;
    }
  }
}

/** Length of the UTF-8 sequence that begins here; 0: none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const c = bytes[at] as number;
  const length = c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** How many bytes at the end begin a sequence that goes on in the next piece. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const c = bytes[bytes.length - back] as number;
    if (c < 0x80) return 0;
    if (c >= 0xc0) {
      const length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/** Where a byte stands, in lines and columns (bytes) from 1. */
export async function locate(pieces: AsyncIterable<Uint8Array>, offset: number): Promise<{ line: number; column: number; byte: number }> {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  for await (const piece of pieces) {
    const end = Math.min(piece.length, offset - seen);
    for (let i = piece.indexOf(10); i >= 0 && i < end; i = piece.indexOf(10, i + 1)) {
      line++;
      lineStart = seen + i + 1;
    }
    if (offset < seen + piece.length) return { line, column: offset - lineStart + 1, byte: piece[offset - seen] as number };
    seen += piece.length;
  }
  return { line, column: offset - lineStart + 1, byte: 0 };
}

/** The error for a byte that stands in no encoding that is known. */
export function encodingError(
  file: string,
  at: { line: number; column: number; byte: number },
  declared: TextEncoding | undefined,
): InputError {
  const byte = `byte 0x${at.byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return new InputError([
    {
      code: "unreadable-encoding",
      message:
        declared === undefined
          ? "This text is in no encoding that is known here."
          : `This text is not ${declared}, as the source declares.`,
      at: { file, line: at.line, column: at.column },
      found: byte,
      expected: declared ?? "utf-8, utf-16le, utf-16be or windows-1252",
      hint:
        declared === undefined
          ? "Export it again as UTF-8; if it is an old Windows export, write encoding: windows-1252 beside its path."
          : "Leave `encoding` out, and it is found.",
    },
  ]);
}
