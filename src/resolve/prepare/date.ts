import { id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { mergeSteps, of, raw } from "./fold.ts";
import { isMissing, isSame, left, right } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/**
 * Days that typing may have damaged, such as birth dates, in any usual form, whole
 * or in part. Nothing is refused: 31 February is a damaged date, not none.
 */
export const date: MakePart = (attributes, { dialect, country }) => {
  const names = attributes.filter(({ role }) => role === "date").map(({ name }) => name);
  if (names.length === 0) return undefined;
  return {
    steps: mergeSteps(names.map((name) => steps(dialect, name, country))),
    columns: names.flatMap((name): PreparedColumn[] => {
      const [year, month, day] = ["year", "month", "day"].map((part) => raw(of(name, `step ${part}`))) as [Sql, Sql, Sql];
      return [
        {
          name,
          value: sql`CASE WHEN ${year} IS NOT NULL AND ${month} IS NOT NULL AND ${day} IS NOT NULL THEN concat(${year}, ${month}, ${day}) END`,
        },
        { name: of(name, "year"), value: year },
        { name: of(name, "day"), value: sql`CASE WHEN ${month} IS NOT NULL AND ${day} IS NOT NULL THEN concat(${month}, ${day}) END` },
        { name: of(name, "turned"), value: sql`CASE WHEN ${month} <= '12' AND ${day} <= '12' THEN concat(${year}, ${day}, ${month}) END` },
        { name: of(name, "count"), value: sql`CAST(${year} AS INTEGER)` },
      ];
    }),
    derived: [],
    words: [],
    comparisons: names.map((name) => comparison(dialect, name)),
    keys: [],
  };
};

/** Where the month is written before the day. */
const MONTH_FIRST: ReadonlySet<string> = new Set(["US", "PH", "PR", "GU", "VI", "AS", "MP"]);

function steps(dialect: Dialect, name: string, country: string): PreparedColumn[][] {
  const step = (part: string): string => of(name, `step ${part}`);
  const text = raw(step("text"));
  const part = (iso: number, slashed: number): Sql =>
    sql`coalesce(CASE WHEN ${raw(step("iso"))} THEN substr(${text}, ${[1, 6, 9][iso - 1] ?? 1}, ${iso === 1 ? 4 : 2}) ELSE ${dialect.extract(text, YEAR_FIRST, iso)} END, ${dialect.extract(text, YEAR_LAST, slashed)})`;
  const monthFirst = MONTH_FIRST.has(country);
  const [first, second] = [part(2, 1), part(3, 2)];
  // A year first says the order; a year last leaves it to the country, unless a part is no month.
  const isTurned = sql`${raw(step("year last"))} AND ${monthFirst ? sql`${raw(step("first"))} > '12' AND ${raw(step("second"))} <= '12'` : sql`NOT (${raw(step("second"))} > '12' AND ${raw(step("first"))} <= '12')`}`;
  const known = (value: Sql): Sql => sql`nullif(${value}, '00')`;
  return [
    [{ name: step("text"), value: sql`trim(left(CAST(${raw(name)} AS VARCHAR), 40))` }],
    [{ name: step("iso"), value: dialect.matches(text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") }],
    [{ name: step("year last"), value: sql`NOT ${raw(step("iso"))} AND ${dialect.matches(text, YEAR_LAST)}` }],
    [
      { name: step("year"), value: sql`nullif(${part(1, 3)}, '0000')` },
      { name: step("first"), value: sql`lpad(${first}, 2, '0')` },
      { name: step("second"), value: sql`lpad(${second}, 2, '0')` },
    ],
    [
      { name: step("month"), value: known(sql`CASE WHEN ${isTurned} THEN ${raw(step("second"))} ELSE ${raw(step("first"))} END`) },
      { name: step("day"), value: known(sql`CASE WHEN ${isTurned} THEN ${raw(step("first"))} ELSE ${raw(step("second"))} END`) },
    ],
  ];
}

/** `1915-11-11`, `1915/11`, `19151111`, `1850`, `1915-11-11T00:00:00Z`. Years before Christ tell nothing apart that typing would damage, but must not fail. */
const YEAR_FIRST = "^-?(\\d{4})(?:[-/. ]?(\\d{1,2})(?:[-/. ]?(\\d{1,2}))?)?(?:[T ].*)?$";
const YEAR_LAST = "^(\\d{1,2})[-/. ](\\d{1,2})[-/. ]+(\\d{4})(?:[T ,].*)?$";

function comparison(dialect: Dialect, name: string): Comparison {
  const [a, b] = [left(name), right(name)];
  const distance = id("digits");
  const years = id("years");
  const year = of(name, "year");
  return {
    name,
    attributes: [name],
    missing: isMissing(year),
    measures: [
      { name: "digits", value: dialect.hamming(a, b) },
      { name: "years", value: sql`abs(${left(of(name, "count"))} - ${right(of(name, "count"))})` },
    ],
    levels: [
      { label: "same date", test: isSame(name), frequency: name },
      { label: "one digit differs", test: sql`${distance} = 1` },
      {
        label: "digits or day and month swapped",
        test: sql`((${distance} = 2 AND ${dialect.editDistance(a, b)} = 1) OR ${a} = ${right(of(name, "turned"))})`,
      },
      { label: "two digits differ", test: sql`${distance} = 2` },
      { label: "same day of another year", test: isSame(of(name, "day")), frequency: of(name, "day") },
      {
        label: "same year, 1 January on one side",
        test: sql`(${isSame(year)} AND (${left(of(name, "day"))} = '0101' OR ${right(of(name, "day"))} = '0101'))`,
        frequency: year,
      },
      { label: "same year", test: isSame(year), frequency: year },
      { label: "within a year", test: sql`${years} <= 1` },
      { label: "within ten years", test: sql`${years} <= 10` },
    ],
  };
}
