import { id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { PreparedColumn } from "./part.ts";

/*
 * Text made plain: what two people might write differently for the same words is
 * written one way.
 */

/** A column of the raw relation or of a step before. */
export const raw = (name: string): Sql => id("s", name);

/** The name of a value that an attribute adds; attributes hold no spaces, so it cannot be another attribute's. */
export const of = (attribute: string, part: string): string => `${attribute} ${part}`;

/**
 * Steps from a text to its words: lower case, accents off, `P.C.` and `O'Brien`
 * joined, every other run of what is no letter or digit one space.
 *
 * @param text over the alias `s`
 * @returns the steps, and the last one's column: NULL where no letter or digit is left
 */
export function wordSteps(dialect: Dialect, attribute: string, text: Sql): { readonly steps: PreparedColumn[][]; readonly words: string } {
  const [lower, plain, apart, joined, words] = ["lower", "plain", "apart", "joined", "words"].map((step) =>
    of(attribute, `step ${step}`),
  ) as [string, string, string, string, string];
  return {
    words,
    steps: [
      // What is longer than any name is a mistake, and long texts are dear.
      [{ name: lower, value: sql`lower(left(${text}, 400))` }],
      [{ name: plain, value: dialect.unaccent(raw(lower)) }],
      // Most texts are words already, which is told at a fraction of what replacing costs.
      [{ name: apart, value: dialect.matches(raw(plain), UNPLAIN) }],
      [{ name: joined, value: sql`CASE WHEN ${raw(apart)} THEN ${dialect.replaceAll(raw(plain), JOINED, "\\1")} END` }],
      [
        {
          name: words,
          value: sql`nullif(trim(CASE WHEN ${raw(apart)} THEN ${dialect.replaceAll(raw(joined), SEPARATORS, " ")} ELSE ${raw(plain)} END), '')`,
        },
      ],
    ],
  };
}

/** The dot after a single letter; apostrophes; marks that steer the direction of writing or the joining of letters. */
const JOINED = "\\b([a-z])\\.|['`´‘’ʼ״׳\\p{Cf}ـ]";
const UNPLAIN = "[^a-z0-9 ]|  ";
const SEPARATORS = "[^\\p{L}\\p{N}\\p{M}]+";

/** Is the text in a script that writes no spaces between words, or hardly any? */
export function isUnspaced(dialect: Dialect, text: Sql): Sql {
  return sql`(strlen(${text}) > length(${text}) AND ${dialect.matches(text, UNSPACED)})`;
}

const UNSPACED = "[\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Hangul}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]";

/**
 * The text in single bytes, for measures that count bytes: letters of Cyrillic,
 * Greek, Hebrew and Arabic each become one Latin letter. NULL where others stand.
 */
export function singleBytes(dialect: Dialect, text: Sql): Sql {
  const translated = sql`translate(${text}, ${LETTERS}, ${LATIN})`;
  return sql`CASE WHEN strlen(${text}) = length(${text}) THEN ${text} WHEN NOT ${dialect.matches(translated, "[^ -~]")} THEN ${translated} END`;
}

const SCRIPTS: readonly (readonly [string, string])[] = [
  ["абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў", "abvgdejziyklmnoprstufhcqwxyyyeuaiiegu"],
  ["αβγδεζηθικλμνξοπρστυφχψωςι", "abgdezitiklmnxoprstyfhpwsi"],
  ["אבגדהוזחטיכלמנסעפצקרשתךםןףץ", "abgdhvzhtyklmnsapckrwtkmnpc"],
  ["ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءپچژگکی", "abtqjhkdzrzswsdtzagfqklmnhvyyhapcjgky"],
];
const LETTERS = SCRIPTS.map(([letters]) => letters).join("");
const LATIN = SCRIPTS.map(([, latin]) => latin).join("");

/** Steps of several values side by side. */
export function mergeSteps(chains: readonly (readonly (readonly PreparedColumn[])[])[]): PreparedColumn[][] {
  const count = Math.max(0, ...chains.map((steps) => steps.length));
  return Array.from({ length: count }, (_, step) => chains.flatMap((steps) => steps[step] ?? []));
}
