import { createRequire } from "node:module";
import type * as PhoneNumbers from "libphonenumber-js/min";
import { join, or, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { mergeSteps, of, raw } from "./fold.ts";
import { isMissing, isOneEditApart, isSame } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/**
 * Phone numbers in international form (E.164, without the plus), by the numbering
 * plan of the country: extension cut, placeholders left out.
 */
export const phone: MakePart = (attributes, { dialect, country }) => {
  const names = attributes.filter(({ role }) => role === "phone").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const plan = numberingPlan(country);
  return {
    steps: mergeSteps(names.map((name) => steps(dialect, name, plan))),
    columns: names.flatMap((name): PreparedColumn[] => {
      const number = raw(of(name, "step number"));
      const digits = raw(of(name, "step digits"));
      return [
        { name, value: number },
        {
          name: of(name, "local"),
          value: sql`coalesce(right(${number}, 7), CASE WHEN length(${digits}) = 7 AND NOT ${isPlaceholder(dialect, digits)} THEN ${digits} END)`,
        },
      ];
    }),
    derived: [],
    words: [],
    comparisons: names.map((name) => comparison(dialect, name)),
    keys: [],
  };
};

interface NumberingPlan {
  readonly callingCode: string;
  /** What is dialled before a call abroad: `011`. */
  readonly abroad: string | undefined;
  /** What is dialled before a call within the country: `0`. */
  readonly trunk: string | undefined;
  /** A regular expression for national numbers, without the trunk prefix. */
  readonly national: string;
}

/** The plans of all countries are loaded when one is asked for: most commands ask for none, and should not wait for them. */
const load = createRequire(import.meta.url);

function numberingPlan(country: string): NumberingPlan {
  const { isSupportedCountry, Metadata } = load("libphonenumber-js/min") as typeof PhoneNumbers;
  const metadata = new Metadata();
  metadata.selectNumberingPlan(isSupportedCountry(country) ? country : "US");
  // The library's types leave out half of what a plan can be asked.
  const plan = metadata.numberingPlan as unknown as Readonly<
    Record<"callingCode" | "nationalNumberPattern", () => string> &
      Record<"IDDPrefix" | "defaultIDDPrefix" | "nationalPrefix", () => string | undefined>
  >;
  return {
    callingCode: plan.callingCode(),
    abroad: /^\d+/.exec(plan.defaultIDDPrefix() ?? plan.IDDPrefix() ?? "")?.[0],
    trunk: plan.nationalPrefix() ?? undefined,
    // The pattern for North America admits a few numbers of seven digits; there, those lack their area code.
    national: plan.callingCode() === "1" ? "^[2-9]\\d{9}$" : `^(?:${plan.nationalNumberPattern()})$`,
  };
}

function steps(dialect: Dialect, name: string, plan: NumberingPlan): PreparedColumn[][] {
  const [text, digits, dialled, number] = ["text", "digits", "dialled", "number"].map((step) => of(name, `step ${step}`)) as [
    string,
    string,
    string,
    string,
  ];
  const rest = (length: number): Sql => sql`substr(${raw(digits)}, ${length + 1})`;
  const isNational = (value: Sql): Sql => dialect.matches(value, plan.national);
  const within = (value: Sql): Sql => sql`concat(${plan.callingCode}, ${value})`;
  const { abroad, trunk, callingCode } = plan;
  const cases = [
    sql`WHEN ${raw(text)} IS NULL OR length(${raw(digits)}) < 6 THEN NULL`,
    sql`WHEN starts_with(${raw(text)}, '+') THEN ${raw(digits)}`,
    ...(trunk === undefined
      ? []
      : [sql`WHEN starts_with(${raw(digits)}, ${trunk}) AND ${isNational(rest(trunk.length))} THEN ${within(rest(trunk.length))}`]),
    sql`WHEN ${isNational(raw(digits))} THEN ${within(raw(digits))}`,
    sql`WHEN starts_with(${raw(digits)}, ${callingCode}) AND ${isNational(rest(callingCode.length))} THEN ${raw(digits)}`,
    ...(abroad === undefined
      ? []
      : [sql`WHEN starts_with(${raw(digits)}, ${abroad}) AND length(${raw(digits)}) BETWEEN 9 AND 18 THEN ${rest(abroad.length)}`]),
  ];
  return [
    [
      {
        name: text,
        value: sql`CASE WHEN ${dialect.matches(raw(name), "^[0-9]{1,60}$")} THEN ${raw(name)} ELSE ${dialect.replaceAll(sql`trim(translate(left(${raw(name)}, 60), ${DIGITS}, ${ASCII_DIGITS}))`, CUT, "")} END`,
      },
    ],
    [
      {
        name: digits,
        value: sql`CASE WHEN ${dialect.matches(raw(text), "^[0-9]+$")} THEN ${raw(text)} ELSE ${dialect.replaceAll(raw(text), "\\D", "")} END`,
      },
    ],
    [{ name: dialled, value: sql`CASE ${join(cases, " ")} END` }],
    [
      {
        name: number,
        value: sql`CASE WHEN NOT ${isPlaceholder(dialect, raw(dialled))} AND length(${raw(dialled)}) BETWEEN 7 AND 15 THEN ${raw(dialled)} END`,
      },
    ],
  ];
}

/** The trunk prefix within an international number, `+44 (0)20`; and an extension. */
const CUT = "\\(0\\)|(?i:\\s*[,;]?\\s*(?:ext(?:ension)?|extn|x|#|int|доб)[\\s.:#]*\\d{1,6}\\s*)$";
const DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９＋";
const ASCII_DIGITS = `${"0123456789".repeat(4)}+`;

/** Numbers that are typed so that the field is filled: one digit repeated, digits counted up or down, the 555-01xx of films. */
function isPlaceholder(dialect: Dialect, digits: Sql): Sql {
  const tail = sql`right(${digits}, 7)`;
  return or([
    sql`replace(${tail}, left(${tail}, 1), '') = ''`,
    sql`right(${digits}, 10) IN ('1234567', '7654321', '1234567890', '0123456789', '9876543210')`,
    dialect.matches(digits, "^(?:1?\\d{3})?555(?:01\\d\\d|1212)$"),
  ]);
}

function comparison(dialect: Dialect, name: string): Comparison {
  const local = of(name, "local");
  return {
    name,
    attributes: [name],
    missing: isMissing(local),
    measures: [],
    levels: [
      { label: "same number", test: isSame(name), frequency: name },
      { label: "same number without the area code", test: isSame(local), frequency: local },
      { label: "one digit differs", test: isOneEditApart(dialect, name, 8) },
    ],
  };
}
