import type { Engine } from "../../engines/engine.ts";
import { codeRecords, type SliceRecords } from "./code-records.ts";
import type { Cell, Coded } from "./coded.ts";
import { dropCoded, encode } from "./count.ts";
import { discoveries } from "./discoveries.ts";
import { explain, type Candidate, type Explanation } from "./explain.ts";
import { MOST_CANDIDATES, Overlaps } from "./overlaps.ts";
import { SLICE_DEFAULTS, type Slice, type SliceCounts, type SliceInput, type SliceParams, type SliceSearch } from "./slice.ts";
import { logUpperTail } from "./tails.ts";

/** Smaller p values are written as this. */
const LEAST_P = 1e-300;
const MOST_FINER = 5;

/**
 * Single values and pairs of values of attributes that hold unusually many of the
 * broken records and that no other slice explains. Time grows linearly with
 * records: one aggregation per attribute and per pair of attributes.
 *
 * The p values take records as independent. Records that broke together, as in one
 * import, are not: name the import as an attribute.
 *
 * @param prefix of the relations it makes and drops
 */
export async function findSlices(engine: Engine, input: SliceInput, params: Partial<SliceParams>, prefix: string): Promise<SliceSearch> {
  const all: SliceParams = { ...SLICE_DEFAULTS, ...params };
  try {
    return await search(await encode(engine, input, all, prefix), all, input.amount !== undefined);
  } finally {
    await dropCoded(engine, input, prefix);
  }
}

/** The same of records that were read, which have no amounts here. */
export async function findSlicesAmong(records: SliceRecords, params: Partial<SliceParams>): Promise<SliceSearch> {
  const all: SliceParams = { ...SLICE_DEFAULTS, ...params };
  return await search(codeRecords(records, all), all, false);
}

async function search(coded: Coded, params: SliceParams, hasAmount: boolean): Promise<SliceSearch> {
  const searchable = coded.broken >= params.minimum && coded.broken < coded.records && coded.attributes.length > 0;
  const nothing = { cells: [], tests: 0 };
  const singles = searchable ? await coded.singleCells() : nothing;
  const pairs = searchable ? await coded.pairCells() : nothing;
  const tests = singles.tests + pairs.tests;
  const cells = [...singles.cells, ...pairs.cells].sort(inOrder);
  const logP = cells.map((cell) => test(coded, cell));
  const { logQ, threshold } = discoveries(logP, Math.max(1, tests), params.level);
  const found = cells.flatMap((cell, index): Candidate[] => {
    const candidate = { ...cell, logP: logP[index] ?? 0, logQ: logQ[index] ?? 0 };
    return candidate.logP <= threshold ? [candidate] : [];
  });
  const worth = found.filter((cell) => isWorthy(coded, cell, params));
  const strongest = worth
    .map((candidate) => ({ candidate, whole: wholeTest(coded, candidate) }))
    .sort((a, b) => a.whole - b.whole || inOrder(a.candidate, b.candidate))
    .slice(0, MOST_CANDIDATES)
    .map(({ candidate }) => candidate)
    .sort(inOrder);
  const result = {
    records: coded.records,
    broken: coded.broken,
    searched: coded.attributes.map(({ name }) => name),
    leftOut: coded.leftOut,
    tests,
    discoveries: found.length,
    notCompared: worth.length - strongest.length,
  };
  if (strongest.length === 0) {
    const share = coded.broken === 0 ? 0 : 1;
    return { ...result, slices: [], unexplained: { broken: coded.broken, share } };
  }
  const overlaps = new Overlaps(await coded.combinations(strongest), strongest.length);
  const chosen = explain(overlaps, strongest, coded, threshold, params);
  const slices = await describe(coded, overlaps, strongest, chosen, hasAmount);
  const rest = overlaps.brokenOf(
    undefined,
    chosen.map(({ candidate }) => candidate),
  );
  return { ...result, slices, unexplained: { broken: rest.broken, share: rest.broken / coded.broken } };
}

/** log p of a value against all others; of a pair the greater of both, so that it stands only where each value adds something to the other. */
function test(coded: Coded, cell: Cell): number {
  if (cell.within.length === 0) return wholeTest(coded, cell);
  return Math.max(...cell.within.map(({ n, k }) => logUpperTail({ records: n, broken: k, drawn: cell.n, found: cell.k })));
}

/** log p of a cell against all records beyond it. */
function wholeTest(coded: Coded, { n, k }: Cell): number {
  return logUpperTail({ records: coded.records, broken: coded.broken, drawn: n, found: k });
}

function isWorthy(coded: Coded, { n, k }: Cell, params: SliceParams): boolean {
  return k >= params.support * coded.broken && k * (coded.records - n) >= params.lift * (coded.broken - k) * n;
}

function inOrder(a: Cell, b: Cell): number {
  if (a.at.length !== b.at.length) return a.at.length - b.at.length;
  for (const [place, { attribute, code }] of a.at.entries()) {
    const other = b.at[place];
    if (other === undefined) return 1;
    if (attribute !== other.attribute) return attribute - other.attribute;
    if (code !== other.code) return code - other.code;
  }
  return 0;
}

async function describe(
  coded: Coded,
  overlaps: Overlaps,
  candidates: readonly Candidate[],
  chosen: readonly Explanation[],
  hasAmount: boolean,
): Promise<readonly Slice[]> {
  const slices: Slice[] = [];
  for (const [place, { candidate, logBesides, rivals }] of chosen.entries()) {
    const cell = candidates[candidate] as Candidate;
    const adds = overlaps.brokenOf(
      candidate,
      chosen.slice(0, place).map((before) => before.candidate),
    );
    const whole = overlaps.brokenOf(candidate, []);
    const counts = async (of: readonly Cell[]): Promise<SliceCounts[]> => {
      const each: SliceCounts[] = [];
      for (const one of of) each.push(await countsOf(coded, one));
      return each;
    };
    const finer =
      cell.at.length > 1
        ? []
        : candidates.filter((other) => isFiner(other, cell)).sort((a, b) => b.k / b.n - a.k / a.n || b.k - a.k || inOrder(a, b));
    const rivalCells = rivals.map((index) => candidates[index] as Candidate).filter((other) => !finer.includes(other));
    slices.push({
      ...(await countsOf(coded, cell)),
      amount: amountOf(whole.amount, hasAmount),
      p: fromLog(cell.logP),
      q: fromLog(cell.logQ),
      pBesides: fromLog(chosen.length === 1 ? cell.logP : logBesides),
      adds: { broken: adds.broken, amount: amountOf(adds.amount, hasAmount) },
      rivals: await counts(rivalCells),
      finer: await counts(finer.slice(0, MOST_FINER)),
    });
  }
  return slices;
}

function amountOf(sum: string | undefined, hasAmount: boolean): string | undefined {
  return hasAmount ? (sum ?? "0.0000") : undefined;
}

/** A pair that holds fewer records than its one value does. */
function isFiner(other: Cell, cell: Cell): boolean {
  const [only] = cell.at;
  return (
    other.at.length === 2 && other.n < cell.n && other.at.some(({ attribute, code }) => attribute === only?.attribute && code === only.code)
  );
}

async function countsOf(coded: Coded, { at, n, k }: Cell): Promise<SliceCounts> {
  const terms: SliceCounts["terms"][number][] = [];
  for (const { attribute, code } of at) {
    const { name } = coded.attributes[attribute] as Coded["attributes"][number];
    terms.push({ attribute: name, value: await coded.valueOf(attribute, code) });
  }
  const [rate, rateOutside] = [k / n, (coded.broken - k) / (coded.records - n)];
  return {
    terms,
    records: n,
    broken: k,
    support: k / coded.broken,
    rate,
    rateOutside,
    lift: rateOutside === 0 ? undefined : rate / rateOutside,
    deterministic: k === n,
  };
}

function fromLog(log: number): number {
  return Math.max(LEAST_P, Math.exp(log));
}
