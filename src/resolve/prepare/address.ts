import { id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { mergeSteps, of, raw, singleBytes, wordSteps } from "./fold.ts";
import { isMissing, isSame, likeness } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/** Street lines: abbreviations written one way; house number, street and unit told apart. */
export const address: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "address").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const chains = names.map((name) => ({ name, steps: steps(dialect, name) }));
  return {
    steps: mergeSteps(chains.map((chain) => chain.steps)),
    columns: names.flatMap((name): PreparedColumn[] => {
      const [spot, number, street] = ["spot", "number", "street"].map((step) => raw(of(name, `step ${step}`))) as [Sql, Sql, Sql];
      return [
        { name, value: raw(of(name, "step short")) },
        { name: of(name, "spot"), value: spot },
        { name: of(name, "number"), value: number },
        { name: of(name, "street"), value: sql`nullif(trim(${street}), '')` },
      ];
    }),
    derived: names.map((name) => ({ name: of(name, "letters"), value: singleBytes(dialect, id("p", of(name, "street"))) })),
    words: [],
    comparisons: names.map((name) => comparison(dialect, name)),
    keys: [],
  };
};

function steps(dialect: Dialect, name: string): PreparedColumn[][] {
  const { steps: folded, words } = wordSteps(dialect, name, raw(name));
  const [types, short, spot, number, street] = ["types", "short", "spot", "number", "street"].map((step) => of(name, `step ${step}`)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const known = sql`CASE WHEN ${raw(words)} NOT IN ('unknown', 'n a', 'none', 'null', 'na', 'test', 'tbd', 'general delivery', 'no fixed address', 'same', 'same as above', 'no address') THEN ${raw(words)} END`;
  return [
    ...folded,
    [{ name: types, value: dialect.replaceAll(known, STREET_TYPES, "\\1\\2\\3\\4\\5\\6\\7\\8\\9") }],
    [{ name: short, value: dialect.replaceAll(raw(types), DIRECTIONS, "\\1\\2\\3\\4\\5\\6\\7\\8\\9") }],
    // The unit says which door, not which building; in an empty rest it is all there is.
    [{ name: spot, value: sql`coalesce(nullif(trim(${dialect.replaceAll(raw(short), UNIT, " ")}), ''), ${raw(short)})` }],
    [{ name: number, value: dialect.extract(raw(spot), HOUSE_NUMBER, 1) }],
    [{ name: street, value: dialect.replaceAll(raw(spot), NUMBERS, " ") }],
  ];
}

/*
 * A word is cut to the letters in its group. A pattern has nine groups at most,
 * for that is how many a replacement can name.
 */
const STREET_TYPES =
  "\\b(?:(st)(?:reet|r|rasse)|(av)(?:e|enue|enida)|(r)(?:oad|d)|(dr)(?:ive|v)|(bl)(?:vd|v|oulevard)|(l)(?:ane|n)|(c)(?:ourt|t|rt)|(pl)(?:ace|aza|z)|(h)(?:ighway|wy))\\b";
const DIRECTIONS =
  "\\b(?:(n)orth|(s)outh|(e)ast|(w)est|(c)(?:ircle|ir|rescent|res|r|lose)|(p)(?:arkway|kwy|ky)|(t)(?:errace|er|err|rail|rl)|(sq)uare|(w)ay)\\b";
const UNIT =
  "(?:^| )(?:apt|apartment|unit|ste|suite|flat|fl|floor|rm|room|bldg|building|lot|trlr|spc|space|dept|no) [a-z]?\\d*[a-z]?(?: |$)";
/** The second of two leading numbers: `3/12 Hill Street` is door 3 of house 12. Else the first number. */
const HOUSE_NUMBER = "(?:^\\d+ |^|[^\\d ] )(\\d+[a-z]?)(?: |$)";
const NUMBERS = "(?:^| )(?:\\d+[a-z]? )*\\d+[a-z]?(?: |$)";

function comparison(dialect: Dialect, name: string): Comparison {
  const [spot, number, street] = [of(name, "spot"), of(name, "number"), of(name, "street")];
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    measures: [likeness(dialect, "jaro", of(name, "letters"), { text: street, least: 0.88 })],
    levels: [
      { label: "same address", test: isSame(name), frequency: name },
      { label: "same address but for the unit", test: isSame(spot), frequency: spot },
      { label: "same house number, street nearly the same", test: sql`${isSame(number)} AND ${id("jaro")} >= 0.88` },
      { label: "same street", test: isSame(street), frequency: street },
      { label: "street nearly the same", test: sql`${id("jaro")} >= 0.9` },
      { label: "same house number", test: isSame(number) },
    ],
  };
}
