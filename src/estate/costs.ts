import { Decimal } from "decimal.js";
import type { Assumption, Range } from "../model/index.ts";
import type { Scope } from "./fields.ts";
import { refuseCaseClashes } from "./naming.ts";
import type { Path } from "./place.ts";
import type { ParsedEstate, RangeSpec } from "./schema.ts";

type Default = readonly [key: string, words: string, low: string, likely: string, high: string];

/** What is assumed where the estate says nothing: rough orders of size, wide on purpose. */
const DEFAULTS: readonly Default[] = [
  ["rate", "cost of an hour of work", "30", "45", "65"],
  ["minutes.exception", "minutes to work one exception", "5", "12", "30"],
  ["minutes.rekey", "minutes to type one record again", "2", "3", "5"],
  ["minutes.correction", "minutes to make one correction", "5", "10", "20"],
  ["minutes.check", "minutes to check one handoff by hand", "10", "20", "45"],
  ["minutes.workbook", "minutes to make a workbook once", "45", "90", "180"],
  ["minutes.meeting", "minutes of a meeting over numbers that do not agree", "15", "30", "60"],
  ["times.check", "checks of a handoff a month, where no alert tells of failures", "1", "4.35", "21"],
  ["times.workbook", "workbooks a month, where too few files tell how often", "1", "4.35", "4.35"],
  ["people.meeting", "people in such a meeting", "2", "3", "5"],
  ["costOfCapital", "cost of capital a year, as a share", "0.06", "0.1", "0.15"],
  ["lost.unbilled", "share of unbilled money that is never billed", "0.1", "0.3", "0.6"],
  ["lost.misbilled", "share of misbilled money that is never put right", "0.2", "0.5", "1"],
  ["lost.duplicated", "share of duplicated money that is never put right", "0.02", "0.1", "0.3"],
  ["lost.uncollected", "share of uncollected money that is never collected", "0.05", "0.15", "0.4"],
  ["lost.against-cancelled", "share of money against cancelled work that is lost", "0.1", "0.3", "0.6"],
  ["lost.unreconciled", "share of unreconciled money that is lost", "0", "0.02", "0.1"],
  ["effort.configuration", "hours to remove a setting that breaks records", "1", "4", "8"],
  ["effort.workflow", "hours to change how work is done", "8", "20", "40"],
  ["effort.ownership", "hours to give something an owner and rules", "4", "8", "16"],
  ["effort.reporting-architecture", "hours to agree on a definition and carry it through", "16", "40", "80"],
  ["effort.data-entry", "hours to prevent a typing error", "4", "10", "24"],
  ["effort.vendor-limit", "hours to work around what a product does not do", "24", "60", "120"],
  ["effort.unknown", "hours to find and remove an unknown cause", "8", "24", "60"],
  ["months", "months that records span which carry no date", "12", "12", "12"],
  ["units", "units to be added", "1", "1", "1"],
];

/** What is a share of something is at most all of it. */
const isShare = (key: string): boolean => key.startsWith("lost.");

/** Every assumption, in the order of the defaults, then rates by owner; with what the estate says in its place. */
export function resolveCosts({ costs: spec }: ParsedEstate, scope: Scope): readonly Assumption[] {
  const written = new Map<string, { readonly spec: RangeSpec; readonly path: Path }>();
  for (const [part, value] of Object.entries(spec ?? {})) {
    if (isRange(value)) written.set(part, { spec: value, path: ["costs", part] });
    else
      for (const [name, one] of Object.entries(value ?? {}))
        if (one !== undefined) written.set(`${part}.${name}`, { spec: one as RangeSpec, path: ["costs", part, name] });
  }
  refuseCaseClashes(Object.keys(spec?.rates ?? {}), ["costs", "rates"], "rates", scope.problems);
  const known = DEFAULTS.map(([key, words, low, likely, high]): Assumption => {
    const own = written.get(key);
    return {
      key,
      words,
      value: own === undefined ? { low, likely, high } : rangeOf(own.spec, key, own.path, scope),
      set: own !== undefined,
    };
  });
  const rates = [...written].flatMap(([key, own]): Assumption[] =>
    key.startsWith("rates.")
      ? [{ key, words: `cost of an hour of ${key.slice("rates.".length)}`, value: rangeOf(own.spec, key, own.path, scope), set: true }]
      : [],
  );
  return [...known, ...rates];
}

function isRange(value: unknown): value is RangeSpec {
  return typeof value !== "object" || (value !== null && Object.hasOwn(value, "low") && Object.hasOwn(value, "high"));
}

function rangeOf(spec: RangeSpec, key: string, path: Path, { problems }: Scope): Range {
  const single = typeof spec !== "object";
  const low = new Decimal(single ? spec : spec.low);
  const high = new Decimal(single ? spec : spec.high);
  const likely = single ? low : spec.likely === undefined ? low.plus(high).dividedBy(2) : new Decimal(spec.likely);
  const found = single ? low.toFixed() : `${low.toFixed()}, ${likely.toFixed()}, ${high.toFixed()}`;
  if (low.greaterThan(likely) || likely.greaterThan(high))
    problems.add(path, { code: "bad-range", message: `The range \`${key}\` does not rise.`, found, expected: "low ≤ likely ≤ high" });
  else if (key === "months" && low.isZero())
    problems.add(path, { code: "no-months", message: "Records span some time.", found, expected: "more than 0 months" });
  else if (isShare(key) && high.greaterThan(1))
    problems.add(path, { code: "bad-share", message: `\`${key}\` is a share of money.`, found, expected: "0 to 1, such as 0.3" });
  return { low: low.toFixed(), likely: likely.toFixed(), high: high.toFixed() };
}
