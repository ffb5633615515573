import { id, or, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { IdentityAttribute } from "../../model/index.ts";
import type { Comparison } from "../comparison.ts";
import { sizeOf, spacedOf, startOf } from "../link/once.ts";
import { mergeSteps, of, raw, singleBytes, wordSteps } from "./fold.ts";
import { isBeginning, isMissing, isSame, left, likeness, right } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/** A person's first and last name, as pairs of attributes; either may be absent. */
export interface PersonNames {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

export function personNames(attributes: readonly IdentityAttribute[]): PersonNames[] {
  const firsts = attributes.filter(({ role }) => role === "first-name").map(({ name }) => name);
  const lasts = attributes.filter(({ role }) => role === "last-name").map(({ name }) => name);
  return Array.from({ length: Math.max(firsts.length, lasts.length) }, (_, place) => ({ first: firsts[place], last: lasts[place] }));
}

/**
 * First and last names: the same, nearly the same (Jaro–Winkler), short for the
 * other, an initial, and the two in each other's place.
 */
export const person: MakePart = (attributes, { dialect }) => {
  const people = personNames(attributes);
  if (people.length === 0) return undefined;
  const names = people.flatMap(({ first, last }) => [first, last]).filter((name) => name !== undefined);
  const wholeName = attributes.find(({ role }) => role === "name")?.name;
  const whole = people.find(({ first, last }) => first !== undefined && last !== undefined);
  const chains = names.map((name) => ({ name, ...wordSteps(dialect, name, raw(name)) }));
  return {
    steps: mergeSteps(chains.map(({ steps }) => steps)),
    columns: chains.flatMap(({ name, words }) => {
      const value = sql`CASE WHEN ${raw(words)} IN (${PLACEHOLDERS}) THEN NULL ELSE ${raw(words)} END`;
      return [{ name, value }];
    }),
    derived: names.flatMap((name): PreparedColumn[] => [{ name: of(name, "letters"), value: singleBytes(dialect, id("p", name)) }]),
    words: [],
    comparisons: people.flatMap((names) => comparisons(dialect, names, names === whole ? wholeName : undefined)),
    keys: [],
  };
};

/** What is typed when the name is not known. Only what nobody is called. */
const PLACEHOLDERS = sql`'unknown', 'n a', 'none', 'null', 'nil', 'test', 'xxx', 'xx', 'fnu', 'lnu', 'tbd', 'no name', 'not given', 'not available', 'anonymous', 'no first name', 'no last name'`;

/** How alike names are by Jaro–Winkler, after Winkler: typing errors above the first, hardly a chance likeness above the second. */
const ALIKE = 0.92;
const SOMEWHAT_ALIKE = 0.88;

/** @param wholeName the attribute with the whole name beside these two, which then says what records say that lack one of them */
function comparisons(dialect: Dialect, { first, last }: PersonNames, wholeName: string | undefined): Comparison[] {
  const swapped =
    first !== undefined && last !== undefined ? sql`(${left(first)} = ${right(last)} AND ${left(last)} = ${right(first)})` : undefined;
  const jaro = id("jaro");
  // Records that share a whole name mostly share these too: their blocks say nothing of how often matches do.
  const attributesOf = (own: readonly string[]): string[] => [...own, ...(wholeName === undefined ? [] : [wholeName])];
  const shared = (name: string): Pick<Comparison, "name" | "attributes" | "measures"> => ({
    name,
    attributes: attributesOf([name]),
    measures: [likeness(dialect, "jaro", of(name, "letters"), { text: name, least: SOMEWHAT_ALIKE, longest: 32 })],
  });
  const elsewhere = wholeName === undefined ? [] : [isToldByName(wholeName)];
  const made: Comparison[] = [];
  if (first !== undefined) {
    made.push({
      ...shared(first),
      attributes: attributesOf(swapped === undefined || last === undefined ? [first] : [first, last]),
      missing: or([isMissing(first), ...elsewhere]),
      levels: [
        { label: "same first name", test: isSame(first), frequency: first },
        ...(swapped === undefined ? [] : [{ label: "first and last name swapped", test: swapped }]),
        { label: "first name nearly the same", test: sql`${jaro} >= ${ALIKE}` },
        { label: "one first name short for the other", test: isBeginning(first, 3) },
        { label: "first name alike", test: sql`${jaro} >= ${SOMEWHAT_ALIKE}` },
        { label: "an initial of the first name", test: isInitial(first) },
      ],
    });
  }
  if (last !== undefined) {
    made.push({
      ...shared(last),
      // What the swapped names say is said once, with the first name.
      missing: or([
        isMissing(last),
        ...(swapped === undefined ? [] : [sql`coalesce(${swapped} AND NOT ${isSame(last)}, FALSE)`]),
        ...elsewhere,
      ]),
      levels: [
        { label: "same last name", test: isSame(last), frequency: last },
        { label: "last name nearly the same", test: sql`${jaro} >= ${ALIKE}` },
        { label: "one last name part of the other", test: isPart(last) },
        { label: "last name alike", test: sql`${jaro} >= ${SOMEWHAT_ALIKE}` },
      ],
    });
  }
  return made;
}

/** Where both hold a whole name and one lacks its first or last, whole names are compared, and that says all. */
function isToldByName(wholeName: string): Sql {
  const both = of(wholeName, "person");
  return sql`(NOT ${isMissing(wholeName)} AND ${isMissing(both)})`;
}

/** One name is the other's first letter. */
function isInitial(name: string): Sql {
  const size = sizeOf(name);
  return sql`((${left(size)} = 1 OR ${right(size)} = 1) AND ${isSame(startOf(name, 1))})`;
}

/** `Smith` and `Smith Jones`, `Garcia` and `de la Garcia`. */
function isPart(name: string): Sql {
  const [a, b] = [left(name), right(name)];
  const within = (long: Sql, short: Sql): Sql =>
    sql`(length(${short}) >= 3 AND length(${long}) > length(${short}) AND (starts_with(${long}, concat(${short}, ' ')) OR right(${long}, length(${short}) + 1) = concat(' ', ${short})))`;
  return sql`(CASE WHEN ${left(spacedOf(name))} OR ${right(spacedOf(name))} THEN (${within(a, b)} OR ${within(b, a)}) ELSE FALSE END)`;
}
