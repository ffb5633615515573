import { id, sql } from "../../sql/index.ts";
import type { BlockingKey, Comparison, ComparisonLevel } from "../comparison.ts";
import { mergeSteps, of, raw, wordSteps } from "./fold.ts";
import { bands } from "./money-and-time.ts";
import { isMissing, isSame, left, right } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/**
 * Words of a statement line. Systems cut them at some length, and add or drop words
 * at the end (`payment`, a reference, a channel); what stays is the beginning. So two
 * memos are held against each other by how far they begin alike, and how rare that
 * beginning is; memos that begin differently, by their rarest word.
 */
export const memo: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "memo").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const amounts = attributes.filter(({ role }) => role === "amount").map(({ name }) => name);
  const chains = names.map((name) => ({ name, ...wordSteps(dialect, name, raw(name)) }));
  return {
    steps: mergeSteps(chains.map(({ steps }) => steps)),
    columns: chains.flatMap(({ name, words }): PreparedColumn[] => [
      { name, value: raw(words) },
      // A memo that is shorter stands whole in all of these: its rarity is that of the whole.
      ...STARTS.map((length) => ({ name: start(name, length), value: sql`left(${raw(words)}, ${length})` })),
    ]),
    derived: names.map((name) => ({
      name: of(name, "rare word"),
      value: sql`CASE WHEN length(${id("p", `${of(name, "rare")}1`)}) >= ${RARE_LENGTH} THEN ${id("p", `${of(name, "rare")}1`)} END`,
    })),
    words: names.map((name) => ({ from: name, name: of(name, "rare"), keep: 1 })),
    comparisons: names.map(comparison),
    keys: names.flatMap((name) => memoKeys(name, amounts)),
  };
};

/** Lengths of beginnings, in characters. Statement lines are cut at 15, 18, 22 or more. */
const STARTS = [24, 15, 12, 10, 8, 7, 6, 5, 4, 3];
/** From this length on, a shared beginning says more than a shared rare word. */
const LONG_START = 6;
/** Shorter words are initials and abbreviations. */
const RARE_LENGTH = 4;

const start = (name: string, length: number): string => of(name, `start ${length}`);

function comparison(name: string): Comparison {
  const starts = (lengths: readonly number[]): ComparisonLevel[] =>
    lengths.map((length) => ({
      label: `first ${length} characters alike`,
      test: isSame(start(name, length)),
      frequency: start(name, length),
    }));
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    measures: [],
    levels: [
      { label: "same words", test: isSame(name), frequency: name },
      ...starts(STARTS.filter((length) => length >= LONG_START)),
      { label: "same rarest word", test: isSame(of(name, "rare word")), frequency: of(name, "rare word") },
      ...starts(STARTS.filter((length) => length < LONG_START)),
      { label: "same first letter", test: sql`left(${left(name)}, 1) = left(${right(name)}, 1)` },
    ],
  };
}

function memoKeys(name: string, amounts: readonly string[]): BlockingKey[] {
  const key = (attributes: readonly string[], columns: readonly string[]): BlockingKey => ({
    name: columns.join(" + "),
    attributes,
    columns,
  });
  return [
    key([name], [name]),
    ...amounts.flatMap((amount) =>
      bands(amount).flatMap((band) => [key([name, amount], [of(name, "rare word"), band]), key([name, amount], [start(name, 3), band])]),
    ),
  ];
}
