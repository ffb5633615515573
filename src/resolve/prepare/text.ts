import { id, sql, type Dialect } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { isUnspaced, mergeSteps, of, raw, singleBytes, wordSteps } from "./fold.ts";
import { isBeginning, isMissing, isSame, likeness } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

const EMPTY = sql`'unknown', 'n a', 'na', 'none', 'null', 'nil', 'tbd', 'not given', 'not available', 'undefined'`;

/** One of few values: gender, state, occupation. */
export const category: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "category").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const chains = names.map((name) => ({ name, ...wordSteps(dialect, name, raw(name)) }));
  return {
    steps: mergeSteps(chains.map(({ steps }) => steps)),
    columns: chains.map(({ name, words }) => ({ name, value: sql`CASE WHEN ${raw(words)} NOT IN (${EMPTY}) THEN ${raw(words)} END` })),
    derived: [],
    words: [],
    comparisons: names.map((name) => ({
      name,
      attributes: [name],
      missing: isMissing(name),
      measures: [],
      levels: [
        { label: "same", test: isSame(name), frequency: name },
        { label: "one short for the other", test: isBeginning(name, 1) },
      ],
    })),
    keys: [],
  };
};

/** Any other text, by its words. */
export const text: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "text").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const chains = names.map((name) => ({ name, ...wordSteps(dialect, name, raw(name)) }));
  const kept = (name: string): string => of(name, "step kept");
  return {
    steps: mergeSteps(
      chains.map(({ name, steps, words }): PreparedColumn[][] => [
        ...steps,
        [{ name: kept(name), value: sql`CASE WHEN ${raw(words)} NOT IN (${EMPTY}) THEN ${raw(words)} END` }],
      ]),
    ),
    columns: names.flatMap((name): PreparedColumn[] => [
      { name, value: raw(kept(name)) },
      {
        name: of(name, "words"),
        value: dialect.sortedWords(
          sql`CASE WHEN ${isUnspaced(dialect, raw(kept(name)))} THEN ${dialect.characterPairs(sql`replace(${raw(kept(name))}, ' ', '')`)} ELSE ${raw(kept(name))} END`,
        ),
      },
    ]),
    derived: names.map((name) => ({ name: of(name, "letters"), value: singleBytes(dialect, id("p", of(name, "words"))) })),
    words: names.map((name) => ({ from: of(name, "words"), name: of(name, "rare"), keep: 2 })),
    comparisons: names.map((name) => comparison(dialect, name)),
    keys: [],
  };
};

function comparison(dialect: Dialect, name: string): Comparison {
  const [words, rarest, second] = [of(name, "words"), of(name, "rare1"), of(name, "rare2")];
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    measures: [likeness(dialect, "jaro", of(name, "letters"), { text: words, least: 0.92 })],
    levels: [
      { label: "same text", test: isSame(name), frequency: name },
      { label: "same words", test: isSame(words), frequency: words },
      { label: "text nearly the same", test: sql`${id("jaro")} >= 0.92` },
      { label: "one begins with the other", test: isBeginning(name, 12) },
      { label: "two rare words in common", test: sql`${isSame(rarest)} AND ${isSame(second)}` },
      { label: "same rarest word", test: isSame(rarest), frequency: rarest },
    ],
  };
}
