import { constants } from "node:buffer";
import { unsafeWorkbook } from "./refusals.ts";
import { nameKey, TagScanner } from "./tag-scanner.ts";
import { TextScratch } from "./text-scratch.ts";

const SI = nameKey("si");
const T = nameKey("t");
/** How a word is pronounced; it is no part of the text. */
const PHONETIC = nameKey("rPh");

/** Strings that cells share, as UTF-8; one becomes a string when it is asked for. */
export interface SharedStrings {
  readonly count: number;
  text(id: number): string;
}

export const noSharedStrings: SharedStrings = { count: 0, text: () => "" };

/** Reads `sharedStrings.xml`. */
export class SharedStringScanner extends TagScanner implements SharedStrings {
  count = 0;
  readonly #bytes: Buffer;
  readonly #ends: Uint32Array;
  readonly #scratch: TextScratch;
  #used = 0;
  #collects = false;
  #phonetic = false;

  /** @param size bytes of the part: memory is laid out for it and taken only as it fills, so nothing is ever copied */
  constructor(file: string, size: number) {
    super(file);
    if (size * 1.5 > constants.MAX_LENGTH) throw unsafeWorkbook(file, `shared strings of ${size} bytes`);
    this.#scratch = new TextScratch(file);
    // In UTF-16 two bytes may hold what takes three in UTF-8.
    this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(size * 1.5));
    this.#ends = new Uint32Array(Math.ceil(size / 5) + 1);
  }

  text(id: number): string {
    return this.#bytes.toString("utf8", id === 0 ? 0 : this.#ends[id - 1], this.#ends[id]);
  }

  protected onOpen(_bytes: Buffer, name: number, _start: number, _end: number, empty: boolean): void {
    if (name === T) this.#collects = !empty && !this.#phonetic;
    else if (name === PHONETIC) this.#phonetic = !empty;
    else if (name === SI) {
      this.#scratch.clear();
      if (empty) this.#add();
    }
  }

  protected onClose(_bytes: Buffer, name: number): void {
    if (name === T) this.#collects = false;
    else if (name === PHONETIC) this.#phonetic = false;
    else if (name === SI) this.#add();
  }

  protected onText(bytes: Buffer, start: number, end: number, literal: boolean): void {
    if (this.#collects) this.#scratch.add(bytes, start, end, literal);
  }

  #add(): void {
    this.#scratch.unescape();
    this.#scratch.bytes.copy(this.#bytes, this.#used, 0, this.#scratch.length);
    this.#used += this.#scratch.length;
    this.#ends[this.count++] = this.#used;
  }
}
