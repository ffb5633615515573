import { id, sql, type Dialect } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { mergeSteps, of, raw, singleBytes, wordSteps } from "./fold.ts";
import { isBeginning, isMissing, isOneEditApart, isSame, likeness } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/** Towns, suburbs, places of birth. */
export const place: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "place").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const chains = names.map((name) => ({ name, ...wordSteps(dialect, name, raw(name)) }));
  return {
    steps: mergeSteps(chains.map(({ steps }) => steps)),
    columns: chains.map(({ name, words }) => ({
      name,
      value: sql`CASE WHEN ${raw(words)} NOT IN ('unknown', 'n a', 'na', 'none', 'null', 'test', 'tbd', 'other') THEN ${raw(words)} END`,
    })),
    derived: names.map((name) => ({ name: of(name, "letters"), value: singleBytes(dialect, id("p", name)) })),
    words: [],
    comparisons: names.map((name) => placeComparison(dialect, name)),
    keys: [],
  };
};

function placeComparison(dialect: Dialect, name: string): Comparison {
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    measures: [likeness(dialect, "jaro", of(name, "letters"), { text: name, least: 0.85 })],
    levels: [
      { label: "same place", test: isSame(name), frequency: name },
      { label: "place nearly the same", test: sql`${id("jaro")} >= 0.92` },
      { label: "one place begins with the other", test: isBeginning(name, 4) },
      { label: "place alike", test: sql`${id("jaro")} >= 0.85` },
    ],
  };
}

/** Postcodes, and the area that their beginning names. */
export const postcode: MakePart = (attributes, { dialect, country }) => {
  const names = attributes.filter(({ role }) => role === "postcode").map(({ name }) => name);
  if (names.length === 0) return undefined;
  return {
    steps: mergeSteps(names.map((name) => postcodeSteps(dialect, name, country))),
    columns: names.flatMap((name): PreparedColumn[] => {
      const code = raw(of(name, "step code"));
      const area = sql`CASE WHEN ${dialect.matches(code, OUTWARD)} THEN left(${code}, length(${code}) - 3) ELSE left(${code}, greatest(2, length(${code}) - 2)) END`;
      return [
        { name, value: code },
        { name: of(name, "area"), value: area },
        { name: of(name, "sector"), value: sql`CASE WHEN ${dialect.matches(code, OUTWARD)} THEN left(${code}, length(${code}) - 2) END` },
      ];
    }),
    derived: [],
    words: [],
    comparisons: names.map((name) => postcodeComparison(dialect, name)),
    keys: [],
  };
};

/** British, Irish-like and Canadian codes: the last three say the street. */
const OUTWARD = "^[a-z]{1,2}\\d[a-z\\d]?\\d[a-z]{2}$|^[a-z]\\d[a-z]\\d[a-z]\\d$";

function postcodeSteps(dialect: Dialect, name: string, country: string): PreparedColumn[][] {
  const [plain, code] = [of(name, "step plain"), of(name, "step code")];
  // ZIP codes lose their +4 here and there, and their leading zero in spreadsheets.
  const written =
    country === "US"
      ? sql`CASE WHEN ${dialect.matches(raw(plain), "^\\d{5}(?:\\d{4})?$")} THEN left(${raw(plain)}, 5) WHEN ${dialect.matches(raw(plain), "^\\d{3,4}$")} THEN lpad(${raw(plain)}, 5, '0') ELSE ${raw(plain)} END`
      : raw(plain);
  return [
    // What follows a decimal point was put there by a spreadsheet.
    [{ name: plain, value: dialect.replaceAll(dialect.unaccent(sql`lower(left(${raw(name)}, 20))`), "\\.0$|[^a-z0-9]", "") }],
    [
      {
        name: code,
        value: sql`CASE WHEN length(${raw(plain)}) >= 3 AND replace(${raw(plain)}, left(${raw(plain)}, 1), '') <> '' AND ${raw(plain)} NOT IN ('12345', 'none', 'null', 'unknown') THEN ${written} END`,
      },
    ],
  ];
}

function postcodeComparison(dialect: Dialect, name: string): Comparison {
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    measures: [],
    levels: [
      { label: "same postcode", test: isSame(name), frequency: name },
      { label: "one character differs", test: isOneEditApart(dialect, name, 4) },
      { label: "same sector", test: isSame(of(name, "sector")) },
      { label: "same area", test: isSame(of(name, "area")), frequency: of(name, "area") },
    ],
  };
}
