/** So many records of two copies have these words; null: the copy is empty. */
export interface Cell {
  readonly a: string | null;
  readonly b: string | null;
  readonly records: number;
}

/**
 * - `one-to-one`: each word stands for the other, and nearly always: a mapping is proposed
 * - `shared`: the other system has one word for this and for others
 * - `several`: the other system has several words for it
 * - `none`: the other system leaves it empty
 */
export type Mapping = "one-to-one" | "shared" | "several" | "none";

/** Words of two systems that are not the same for one thing. */
export interface WordConflict {
  /** The likeliest first. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly mapping: Mapping;
  readonly records: number;
  /** Records that have both first words, and of how many that have the one, and the other. */
  readonly both: number;
  readonly of: readonly [number, number];
  /** What it tells of: these differences need not be told record by record. */
  readonly cells: readonly Cell[];
}

/** A vocabulary has at most so many words, each borne by more than so many records on average. */
const MOST_WORDS = 200;
const LEAST_EACH = 5;
/** A word of fewer records may be a slip. */
const LEAST_RECORDS = 5;
/** From this share on, one word maps to another; below the rest, it does not at all. */
const MAPS = 0.95;
const SLIPS = 0.05;

/**
 * Words that the two copies do not share, from how often each word of the one stands beside each of the other. A word
 * that the other copy has too, and mostly where this one does, is none, however many records differ.
 *
 * @param records how many records of each side stand in the cells; one that is joined with several is one
 * @param emptyCounts whether it is a difference when `b` is empty
 */
export function wordConflicts(
  cells: readonly Cell[],
  records: { readonly a: number; readonly b: number },
  emptyCounts: boolean,
): readonly WordConflict[] {
  const both = cells.filter(({ a, b }) => a !== null && b !== null);
  if (!isVocabulary(wordsOf(cells, "a"), records.a) || !isVocabulary(wordsOf(both, "b"), records.b)) return [];
  const conflicts: WordConflict[] = [];
  for (const word of wordsOf(cells, "a")) {
    const found = conflictOf(word, cells, both, emptyCounts);
    if (found !== undefined) conflicts.push(found);
  }
  const told = new Set(conflicts.flatMap((conflict) => conflict.cells));
  for (const word of wordsOf(both, "b")) {
    const own = both.filter(({ b }) => b === word);
    const open = own.filter((cell) => !told.has(cell) && cell.a !== word);
    if (sum(own) < LEAST_RECORDS || isShared(word, own) || sum(open) < sum(own) / 2) continue;
    const words = ranked(open.filter(({ records }) => records >= SLIPS * sum(own)));
    const first = words[0]?.a ?? "";
    conflicts.push({
      a: words.map(({ a }) => a ?? ""),
      b: [word],
      mapping: words.length > 1 ? "shared" : "several",
      records: sum(open),
      both: words[0]?.records ?? 0,
      of: [sum(both.filter(({ a }) => a === first)), sum(own)],
      cells: open,
    });
  }
  return conflicts;
}

function conflictOf(word: string, cells: readonly Cell[], both: readonly Cell[], emptyCounts: boolean): WordConflict | undefined {
  const all = cells.filter(({ a }) => a === word);
  const own = all.filter(({ b }) => b !== null);
  const total = emptyCounts ? sum(all) : sum(own);
  if (total < LEAST_RECORDS || isShared(word, own)) return undefined;
  if (sum(own) < SLIPS * total) {
    const empty = all.filter(({ b }) => b === null);
    return { a: [word], b: [], mapping: "none", records: sum(empty), both: sum(empty), of: [total, 0], cells: empty };
  }
  const words = ranked(own.filter(({ records }) => records >= SLIPS * sum(own)));
  const [first] = words;
  if (first === undefined) return { a: [word], b: [], mapping: "several", records: sum(own), both: 0, of: [sum(own), 0], cells: own };
  const of = [sum(own), sum(both.filter(({ b }) => b === first.b))] as const;
  const counts = { both: first.records, of };
  if (first.records < MAPS * of[0])
    return { a: [word], b: words.map(({ b }) => b ?? ""), mapping: "several", records: sum(own), ...counts, cells: own };
  if (first.records < LEAST_RECORDS) return undefined;
  const mapping = first.records >= MAPS * of[1] ? "one-to-one" : "shared";
  return { a: [word], b: [first.b ?? ""], mapping, records: first.records, ...counts, cells: [first] };
}

/** Is it a word of both? */
function isShared(word: string, own: readonly Cell[]): boolean {
  return sum(own.filter(({ a, b }) => a === word && b === word)) >= SLIPS * sum(own) && own.some(({ a, b }) => a === word && b === word);
}

function isVocabulary(words: readonly string[], records: number): boolean {
  return words.length <= MOST_WORDS && records > LEAST_EACH * words.length;
}

function wordsOf(cells: readonly Cell[], end: "a" | "b"): readonly string[] {
  return [...new Set(cells.flatMap((cell) => cell[end] ?? []))].toSorted();
}

function ranked(cells: readonly Cell[]): readonly Cell[] {
  const text = ({ a, b }: Cell): string => JSON.stringify([a, b]);
  return cells.toSorted((one, other) => other.records - one.records || (text(one) < text(other) ? -1 : 1));
}

function sum(cells: readonly Cell[]): number {
  return cells.reduce((total, { records }) => total + records, 0);
}
