import { id, join, or, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { IdentityAttribute } from "../../model/index.ts";
import type { Comparison, ComparisonLevel } from "../comparison.ts";
import { isUnspaced, mergeSteps, of, raw, singleBytes, wordSteps } from "./fold.ts";
import { isBeginning, isCrossed, isMissing, isSame, left, likeness, right } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";
import { personNames, type PersonNames } from "./person.ts";
import { LONG_FORMS } from "./given-names.ts";
import {
  AFTER_TRADE_NAME,
  BEFORE_TRADE_NAME,
  CODES,
  FILLERS,
  LEGAL_FORM,
  NOBODY,
  TURNED,
  UNSPACED_LEGAL_FORM,
  UNTURNED,
} from "./name-words.ts";

/**
 * Whole names of persons and businesses: in any order of words, with or without
 * legal form, cut, abbreviated, sharing their rare words. Where records hold first
 * and last name apart, the whole name is made of those; two records that both do
 * are left to `person`, so that nothing counts twice.
 */
export const name: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "name").map((attribute) => attribute.name);
  if (names.length === 0) return undefined;
  const [person] = wholePerson(attributes);
  const made = names.map((own, place) => ({ own, person: place === 0 ? person : undefined }));
  return {
    steps: mergeSteps(made.map(({ own, person }) => steps(dialect, own, person))),
    columns: made.flatMap(({ own, person }) => columns(dialect, own, person)),
    derived: made.flatMap(({ own }) => derived(dialect, own)),
    words: names.map((own) => ({ from: of(own, "core"), name: of(own, "rare"), keep: SHARED_WORDS })),
    comparisons: made.map(({ own, person }) => comparison(own, person, dialect)),
    keys: [],
  };
};

type WholePerson = PersonNames & { readonly first: string; readonly last: string };

function wholePerson(attributes: readonly IdentityAttribute[]): WholePerson[] {
  return personNames(attributes).filter((names): names is WholePerson => names.first !== undefined && names.last !== undefined);
}

function steps(dialect: Dialect, own: string, person: WholePerson | undefined): PreparedColumn[][] {
  const step = (part: string): string => of(own, `step ${part}`);
  const both = person === undefined ? undefined : sql`nullif(trim(concat_ws(' ', ${raw(person.first)}, ${raw(person.last)})), '')`;
  const given = sql`nullif(trim(${raw(own)}), '')`;
  // Codes and the comma of `Last, First` are gone once punctuation is.
  const uncoded = dialect.replaceAll(sql`left(${both === undefined ? given : sql`coalesce(${given}, ${both})`}, 400)`, CODES, " ");
  const inOrder = sql`CASE WHEN ${dialect.matches(raw(step("uncoded")), UNTURNED)} THEN ${raw(step("uncoded"))} ELSE ${dialect.replaceAll(raw(step("uncoded")), TURNED, "\\2 \\1")} END`;
  const { steps: folded, words } = wordSteps(dialect, own, inOrder);
  const known = sql`CASE WHEN ${raw(words)} IN (${join(NOBODY.map((text) => sql`${text}`))}) THEN NULL ELSE ${raw(words)} END`;
  return [
    [{ name: step("uncoded"), value: uncoded }],
    ...folded,
    [
      { name: step("main"), value: dialect.replaceAll(known, AFTER_TRADE_NAME, "") },
      { name: step("trade"), value: dialect.extract(known, BEFORE_TRADE_NAME, 1) },
    ],
    [
      { name: step("core"), value: coreOf(dialect, raw(step("main"))) },
      { name: step("trade core"), value: coreOf(dialect, raw(step("trade"))) },
    ],
    [
      {
        name: step("units"),
        value: sql`CASE WHEN ${isUnspaced(dialect, raw(step("core")))} THEN ${dialect.characterPairs(sql`replace(${raw(step("core"))}, ' ', '')`)} ELSE ${raw(step("core"))} END`,
      },
      ...(person === undefined ? [] : [{ name: step("person"), value: personOf(dialect, person) }]),
    ],
    [{ name: step("sorted"), value: dialect.sortedWords(raw(step("units"))) }],
  ];
}

/** Without legal form, titles, `the`, `and`; the whole where nothing else is left. */
function coreOf(dialect: Dialect, words: Sql): Sql {
  const bare = dialect.replaceAll(dialect.replaceAll(words, LEGAL_FORM, ""), FILLERS, " ");
  const unspaced = sql`CASE WHEN strlen(${words}) > length(${words}) THEN ${dialect.replaceAll(bare, UNSPACED_LEGAL_FORM, "")} ELSE ${bare} END`;
  return sql`coalesce(nullif(trim(${unspaced}), ''), ${words})`;
}

/** First and last name as sorted words, which `person` has folded by then. */
function personOf(dialect: Dialect, { first, last }: WholePerson): Sql {
  const [a, b] = [raw(of(first, "step words")), raw(of(last, "step words"))];
  return sql`CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN ${dialect.sortedWords(sql`concat(${a}, ' ', ${b})`)} END`;
}

function columns(dialect: Dialect, own: string, person: WholePerson | undefined): PreparedColumn[] {
  const step = (part: string): Sql => raw(of(own, `step ${part}`));
  const spaceless = sql`replace(${step("core")}, ' ', '')`;
  return [
    {
      name: own,
      value: sql`CASE WHEN ${step("main")} = ${step("core")} THEN ${step("sorted")} ELSE ${dialect.sortedWords(step("main"))} END`,
    },
    { name: of(own, "core"), value: step("sorted") },
    { name: of(own, "plain"), value: step("main") },
    { name: of(own, "joined"), value: sql`CASE WHEN length(${spaceless}) >= 3 THEN ${spaceless} END` },
    {
      name: of(own, "acronym"),
      value: sql`CASE WHEN ${dialect.matches(step("core"), "^[a-z0-9]+(?: [a-z0-9]+){2,}$")} THEN ${dialect.initials(step("core"))} END`,
    },
    // Of persons the first and the last name, more often than not.
    { name: of(own, "first"), value: dialect.extract(step("core"), "^(\\S{2,})(?: |$)", 1) },
    { name: of(own, "last"), value: dialect.extract(step("core"), "(?:^| )(\\S{2,})$", 1) },
    { name: of(own, "ends"), value: ends(dialect, step("core")) },
    { name: of(own, "given"), value: dialect.extract(step("core"), "^(\\S+) ", 1) },
    { name: of(own, "family"), value: dialect.extract(step("core"), " (\\S+)$", 1) },
    { name: of(own, "trade"), value: sql`CASE WHEN ${step("trade core")} IS NOT NULL THEN ${dialect.sortedWords(step("trade core"))} END` },
    ...(person === undefined
      ? []
      : [
          { name: of(own, "person"), value: step("person") },
          { name: of(own, "is own"), value: isOwn(dialect, own, person) },
        ]),
  ];
}

/** Does the name say something else than the first and last name beside it: a business, say? Not when it holds both, nor when it is nearly the two. */
function isOwn(dialect: Dialect, own: string, { first, last }: WholePerson): Sql {
  const [core, sorted, person] = ["core", "sorted", "person"].map((step) => raw(of(own, `step ${step}`))) as [Sql, Sql, Sql];
  const holds = (name: string): Sql => sql`strpos(concat(' ', ${core}, ' '), concat(' ', ${raw(of(name, "step words"))}, ' ')) > 0`;
  return sql`coalesce(trim(${raw(own)}) <> '' AND NOT (${holds(first)} AND ${holds(last)}) AND ${dialect.jaroWinkler(sorted, person)} < 0.9, FALSE)`;
}

/** First and last of three words or more, in the order of the alphabet: what is left when middle names come and go. */
function ends(dialect: Dialect, words: Sql): Sql {
  const [first, last] = [dialect.extract(words, "^(\\S{2,}) ", 1), dialect.extract(words, " (\\S{2,})$", 1)];
  return sql`CASE WHEN ${first} IS NULL OR ${last} IS NULL THEN NULL WHEN ${first} < ${last} THEN concat(${first}, ' ', ${last}) ELSE concat(${last}, ' ' , ${first}) END`;
}

function derived(dialect: Dialect, own: string): PreparedColumn[] {
  const core = id("p", of(own, "core"));
  const given = id("p", of(own, "given"));
  const longs = (place: number): Sql =>
    sql`CASE ${given} ${join(
      LONG_FORMS.flatMap(([short, long]) => (long[place] === undefined ? [] : [sql`WHEN ${short} THEN ${long[place] as string}`])),
      " ",
    )} END`;
  return [
    { name: of(own, "long"), value: longs(0) },
    { name: of(own, "long2"), value: longs(1) },
    { name: of(own, "letters"), value: singleBytes(dialect, core) },
    { name: of(own, "count"), value: sql`least(length(${core}) - length(replace(${core}, ' ', '')) + 1, ${SHARED_WORDS})` },
  ];
}

/** Names cut by a system are at least so long: 21 is the shortest usual limit, less what was stripped. */
const CUT = 18;

function comparison(own: string, person: WholePerson | undefined, dialect: Dialect): Comparison {
  const part = (suffix: string): string => of(own, suffix);
  const jaro = id("jaro");
  const contact = person === undefined ? [] : [{ label: "same as the other's person", test: isCrossed(part("core"), part("person")) }];
  return {
    name: own,
    attributes: person === undefined ? [own] : [own, person.first, person.last],
    missing: person === undefined ? isMissing(own) : isToldByPerson(own),
    measures: [
      likeness(dialect, "jaro", part("letters"), { text: part("core"), least: 0.86, longest: 48 }),
      sharedBits(own),
      sharedWords(own),
    ],
    levels: [
      { label: "same words", test: isSame(own), frequency: own },
      { label: "same name but for legal form or title", test: isSame(part("core")), frequency: part("core") },
      {
        label: "same trade name, or written as one word",
        test: sql`(${isSame(part("joined"))} OR ${isSame(part("trade"))} OR ${isCrossed(part("trade"), part("core"))})`,
      },
      ...contact,
      { label: "one name is the other cut off", test: or([isBeginning(part("plain"), CUT), isBeginning(part("joined"), CUT)]) },
      { label: "same last name, one given name short for the other", test: isShortGiven(part) },
      { label: "same last name, an initial of the given name", test: isInitialGiven(part) },
      ...sharing(own, [24, 18, 14]),
      { label: "same first and last word", test: isSame(part("ends")), frequency: part("ends") },
      { label: "name nearly the same", test: sql`${jaro} >= 0.92` },
      ...sharing(own, [10]),
      {
        label: "one name is short for the other",
        test: sql`(${isCrossed(part("acronym"), part("joined"))} OR ${isBeginning(part("plain"), 5)})`,
      },
      ...sharing(own, [6]),
      { label: "name alike", test: sql`${jaro} >= 0.86` },
      ...sharing(own, [3]),
    ],
  };
}

type Part = (suffix: string) => string;

/** `Peggy Reynolds` and `Margaret Reynolds`, `Ed Morris` and `Edward Morris`. */
function isShortGiven(part: Part): Sql {
  const [a, b] = [left(part("given")), right(part("given"))];
  const beginning = (short: Sql, long: Sql): Sql =>
    sql`(length(${short}) BETWEEN 2 AND length(${long}) - 1 AND starts_with(${long}, ${short}))`;
  const fits = or([
    isCrossed(part("given"), part("long")),
    isCrossed(part("given"), part("long2")),
    isSame(part("long")),
    beginning(a, b),
    beginning(b, a),
  ]);
  return sql`(${isSame(part("family"))} AND ${a} <> ${b} AND ${fits})`;
}

function isInitialGiven(part: Part): Sql {
  const [a, b] = [left(part("given")), right(part("given"))];
  return sql`(${isSame(part("family"))} AND (length(${a}) = 1 OR length(${b}) = 1) AND left(${a}, 1) = left(${b}, 1) AND ${a} <> ${b})`;
}

/** As many of the rarest words as are held against each other: enough for nearly every name, and few enough to do without lists. */
const SHARED_WORDS = 5;

/** How much the words that both names hold say together, in tenths of a bit: a word that one of a thousand records holds says ten bits. */
function sharedBits(own: string): { readonly name: string; readonly value: Sql } {
  const places = Array.from({ length: SHARED_WORDS }, (_, place) => of(own, `rare${place + 1}`));
  const others = join(places.map((column) => right(column)));
  const terms = places.map((column) => sql`CASE WHEN ${left(column)} IN (${others}) THEN ${left(`${column} bits`)} ELSE 0 END`);
  return { name: "bits", value: sql`(${join(terms, " + ")})` };
}

/** How many of the words held against each other both names hold. */
function sharedWords(own: string): { readonly name: string; readonly value: Sql } {
  const places = Array.from({ length: SHARED_WORDS }, (_, place) => of(own, `rare${place + 1}`));
  const others = join(places.map((column) => right(column)));
  return {
    name: "shared",
    value: join(
      places.map((column) => sql`CASE WHEN ${left(column)} IN (${others}) THEN 1 ELSE 0 END`),
      " + ",
    ),
  };
}

/** Words in common; where each name holds a word that the other does not, they may be of one family. */
function sharing(own: string, bits: readonly number[]): ComparisonLevel[] {
  const isWhole = sql`${id("shared")} >= least(${left(of(own, "count"))}, ${right(of(own, "count"))})`;
  return bits.flatMap((least) => [
    { label: `one name's words in the other's, worth ${least} bits`, test: sql`(${id("bits")} >= ${least * 10} AND ${isWhole})` },
    { label: `words in common worth ${least} bits, others differ`, test: sql`${id("bits")} >= ${least * 10}` },
  ]);
}

/** Where both records hold first and last name, and not both a name that says more, the evidence is the person's. */
function isToldByPerson(own: string): Sql {
  const [person, isOwn] = [of(own, "person"), of(own, "is own")];
  return sql`(${isMissing(own)} OR (${left(person)} IS NOT NULL AND ${right(person)} IS NOT NULL AND NOT (${left(isOwn)} AND ${right(isOwn)})))`;
}
