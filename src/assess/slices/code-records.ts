import type { Cell, Cells, Coded, Combination } from "./coded.ts";
import type { Attribute, LeftOut, SliceParams } from "./slice.ts";

/** Records that were read: which are broken, and of each attribute the values in the records' order. */
export interface SliceRecords {
  readonly attributes: readonly Attribute[];
  readonly broken: readonly boolean[];
  readonly values: readonly (readonly (string | null)[])[];
}

interface Value {
  readonly value: string | null;
  n: number;
  k: number;
}

interface CodedValues {
  readonly attribute: Attribute;
  /** By code; 0 is of values with too few records. */
  readonly values: readonly (Value | undefined)[];
  readonly codes: Int32Array;
}

/** What `encode` does in the engine, of few records at once. */
export function codeRecords({ attributes, broken, values }: SliceRecords, params: SliceParams): Coded {
  const records = broken.length;
  const limit = Math.min(params.mostValues, Math.max(50, Math.floor(records / 5)));
  const leftOut: LeftOut[] = [];
  const coded: CodedValues[] = [];
  for (const [place, attribute] of attributes.entries()) {
    const own = values[place] ?? [];
    const counted = countValues(own, broken);
    if (counted.size <= 1 || counted.size > limit)
      leftOut.push({ attribute: attribute.name, reason: counted.size > 1 ? "key-like" : "constant", values: counted.size });
    else coded.push(codesOf(attribute, own, counted, params.minimum));
  }
  const all = { records, broken: broken.reduce((sum, each) => sum + (each ? 1 : 0), 0) };
  return {
    ...all,
    attributes: coded.map(({ attribute }) => attribute),
    leftOut,
    singleCells: async () => singleCells(coded, all, params),
    pairCells: async () => pairCells(coded, broken, params),
    valueOf: async (attribute, code) => coded[attribute]?.values[code]?.value ?? null,
    combinations: async (candidates) => combinationsOf(coded, broken, candidates),
  };
}

/** Values with how many records, and broken records, have them. */
export function countValues(values: readonly (string | null)[], broken: readonly boolean[]): ReadonlyMap<string | null, Value> {
  const counted = new Map<string | null, Value>();
  for (const [record, value] of values.entries()) {
    let count = counted.get(value);
    if (count === undefined) counted.set(value, (count = { value, n: 0, k: 0 }));
    count.n += 1;
    if (broken[record] === true) count.k += 1;
  }
  return counted;
}

/** As the engine sorts texts: by the bytes of their UTF-8, NULL last. */
export function inBytes(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function codesOf(
  attribute: Attribute,
  values: readonly (string | null)[],
  counted: ReadonlyMap<string | null, Value>,
  minimum: number,
): CodedValues {
  const often = [...counted.values()].filter(({ n }) => n >= minimum).toSorted((a, b) => inBytes(a.value, b.value));
  const places = new Map(often.map(({ value }, place) => [value, place + 1]));
  return { attribute, values: [undefined, ...often], codes: Int32Array.from(values, (value) => places.get(value) ?? 0) };
}

function singleCells(coded: readonly CodedValues[], { records, broken }: { records: number; broken: number }, params: SliceParams): Cells {
  const cells: Cell[] = [];
  let tests = 0;
  for (const [attribute, { values }] of coded.entries()) {
    for (const [code, value] of values.entries()) {
      if (value === undefined) continue;
      tests += 1;
      const { n, k } = value;
      if (k >= params.minimum && isCrowded(n, k, broken / records, records)) cells.push({ at: [{ attribute, code }], n, k, within: [] });
    }
  }
  return { cells, tests };
}

function pairCells(coded: readonly CodedValues[], broken: readonly boolean[], params: SliceParams): Cells {
  const cells: Cell[] = [];
  let tests = 0;
  for (const [first, a] of coded.entries()) {
    for (const [offset, b] of coded.slice(first + 1).entries()) {
      const [width, second] = [b.values.length, first + 1 + offset];
      const counts = new Map<number, { n: number; k: number }>();
      for (let record = 0; record < broken.length; record += 1) {
        const [one, two] = [a.codes[record] as number, b.codes[record] as number];
        if (one === 0 || two === 0) continue;
        let count = counts.get(one * width + two);
        if (count === undefined) counts.set(one * width + two, (count = { n: 0, k: 0 }));
        count.n += 1;
        if (broken[record] === true) count.k += 1;
      }
      for (const [key, { n, k }] of counts) {
        if (n >= params.minimum) tests += 1;
        if (k < params.minimum) continue;
        const at = [
          { attribute: first, code: Math.floor(key / width) },
          { attribute: second, code: key % width },
        ];
        const within = [a.values[Math.floor(key / width)], b.values[key % width]].map((of) => ({ n: of?.n ?? 0, k: of?.k ?? 0 }));
        if (within.every((of) => isCrowded(n, k, of.k / of.n, of.n))) cells.push({ at, n, k, within });
      }
    }
  }
  return { cells, tests };
}

/** The same sieve as the engine's: more than two standard deviations above what is expected. */
function isCrowded(n: number, k: number, rate: number, of: number): boolean {
  const above = k - n * rate;
  return n < of && above > 0 && above * above > (4 * n * rate * (1 - rate) * (of - n)) / (of - 1);
}

function combinationsOf(coded: readonly CodedValues[], broken: readonly boolean[], candidates: readonly Cell[]): readonly Combination[] {
  const masks = new Map<bigint, { n: number; k: number }>();
  for (let record = 0; record < broken.length; record += 1) {
    let mask = 0n;
    for (const [bit, { at }] of candidates.entries())
      if (at.every(({ attribute, code }) => coded[attribute]?.codes[record] === code)) mask |= 1n << BigInt(bit);
    let count = masks.get(mask);
    if (count === undefined) masks.set(mask, (count = { n: 0, k: 0 }));
    count.n += 1;
    if (broken[record] === true) count.k += 1;
  }
  return [...masks].map(([mask, counts]) => ({ mask, ...counts, amount: undefined }));
}
