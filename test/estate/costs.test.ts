import { expect, test } from "vitest";
import type { Assumption } from "../../src/model/index.ts";
import { estateOf } from "./marked.ts";
import { describeSlips, type Slip } from "./slips.ts";

const PRICED = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems: {}
costs:
  rate: 40
  rates: { billing: { low: 30, high: 41 } }
  minutes: { exception: { low: 5, likely: 6, high: 20 }, meeting: "25.5" }
  lost: { unbilled: { low: 0, high: 0.5 } }
  costOfCapital: 0.08
  effort: { configuration: 2 }
`;

const byKey = (assumptions: readonly Assumption[]): Map<string, Assumption> => new Map(assumptions.map((one) => [one.key, one]));

test("what the estate says stands in the place of a default; numbers and ranges", () => {
  const costs = byKey(estateOf(PRICED).costs);
  const value = (key: string) => costs.get(key)?.value;
  expect(value("rate")).toEqual({ low: "40", likely: "40", high: "40" });
  expect(value("rates.billing")).toEqual({ low: "30", likely: "35.5", high: "41" });
  expect(value("minutes.exception")).toEqual({ low: "5", likely: "6", high: "20" });
  expect(value("minutes.meeting")).toEqual({ low: "25.5", likely: "25.5", high: "25.5" });
  expect(value("lost.unbilled")).toEqual({ low: "0", likely: "0.25", high: "0.5" });
  expect([...costs.values()].filter(({ set }) => set).map(({ key }) => key)).toEqual([
    "rate",
    "minutes.exception",
    "minutes.meeting",
    "costOfCapital",
    "lost.unbilled",
    "effort.configuration",
    "rates.billing",
  ]);
});

test("without costs everything is assumed, and says so", () => {
  const plain = estateOf(PRICED.slice(0, PRICED.indexOf("costs:"))).costs;
  expect(plain.length).toBeGreaterThan(20);
  for (const { key, words, value, set } of plain) {
    expect(set, key).toBe(false);
    expect(words, key).not.toBe("");
    expect(Number(value.low), key).toBeLessThanOrEqual(Number(value.likely));
    expect(Number(value.likely), key).toBeLessThanOrEqual(Number(value.high));
  }
  expect(new Set(plain.map(({ key }) => key)).size).toBe(plain.length);
});

const SLIPS: readonly Slip[] = [
  ["exception: { low: 5, likely: 6, high: 20 }", "«exception: { low: 5, likely: 6, high: 4 }", "bad-range", "low ≤ likely ≤ high"],
  ["unbilled: { low: 0, high: 0.5 }", "«unbilled: { low: 0, high: 1.5 }", "bad-share", "0 to 1"],
  ["  rate: 40", "  rate: «-1", "bad-form"],
  ["  rate: 40", "  «months: { low: 0, high: 12 }", "no-months"],
  ["costOfCapital: 0.08", "«costOfCapitol: 0.08", "unknown-key", "Did you mean costOfCapital?"],
  ["configuration: 2", "configuration: «two", "bad-form"],
  ["{ unbilled:", "{ «unbild:", "unknown-key", "Did you mean unbilled?"],
];

test("every way to price is one of the defaults", () => {
  const keys = new Set(estateOf(PRICED).costs.map(({ key }) => key));
  for (const kind of ["exception", "rekey", "correction", "check", "workbook", "meeting"]) expect(keys).toContain(`minutes.${kind}`);
  for (const kind of ["unbilled", "misbilled", "duplicated", "uncollected", "against-cancelled", "unreconciled"])
    expect(keys).toContain(`lost.${kind}`);
});

describeSlips(PRICED, SLIPS);
