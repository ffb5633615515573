import { damagedWorkbook } from "./refusals.ts";

const QUOTE = 34;
const APOSTROPHE = 39;
const EQUALS = 61;

/** Goes through the attributes of a tag, as places in its bytes. */
export class AttributeCursor {
  nameStart = 0;
  nameEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Finds the next attribute; gives where to go on, or −1 when there is none. */
  next(bytes: Buffer, from: number, end: number): number {
    let p = from;
    while (p < end && (bytes[p] as number) <= 32) p++;
    if (p >= end) return -1;
    this.nameStart = p;
    while (p < end && bytes[p] !== EQUALS) p++;
    let stop = p;
    while (stop > this.nameStart && (bytes[stop - 1] as number) <= 32) stop--;
    this.nameEnd = stop;
    p++;
    while (p < end && (bytes[p] as number) <= 32) p++;
    const quote = bytes[p];
    if (p >= end || (quote !== QUOTE && quote !== APOSTROPHE)) throw damagedWorkbook(this.#file, "an attribute without a value in its XML");
    p++;
    this.valueStart = p;
    while (p < end && bytes[p] !== quote) p++;
    this.valueEnd = p;
    return p + 1;
  }

  value(bytes: Buffer): string {
    return bytes.toString("latin1", this.valueStart, this.valueEnd);
  }

  /** A whole number; −1 when nothing stands there, and NaN when it is something else. */
  number(bytes: Buffer): number {
    return digitsIn(bytes, this.valueStart, this.valueEnd);
  }
}

/** A whole number; −1 when nothing stands there, and NaN when it is something else. */
export function digitsIn(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let p = start; p < end; p++) {
    const digit = (bytes[p] as number) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return start === end ? -1 : value;
}
