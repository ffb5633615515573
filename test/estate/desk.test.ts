import { expect, test } from "vitest";
import { estateOf } from "./marked.ts";
import { describeSlips, type Slip } from "./slips.ts";

const DECLARED = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
units:
  tampa: { title: Tampa, owner: anna }
  orlando: Orlando
systems:
  dispatch:
    datasets:
      jobs: { entity: job, source: jobs.csv, key: id, fields: { id: Id } }
desk:
  due: { high: 1, low: 20 }
`;

test("who works a unit's exceptions, and in how many days", () => {
  const { due, units } = estateOf(DECLARED);
  expect(due).toEqual({ high: 1, low: 20 });
  expect(units.map(({ owner }) => owner)).toEqual(["anna", undefined]);
  expect(estateOf(DECLARED.slice(0, DECLARED.indexOf("desk:"))).due).toBeUndefined();
});

const SLIPS: readonly Slip[] = [
  ["high: 1", "high: «-1", "bad-form"],
  ["high: 1", "high: «1.5", "wrong-type"],
  ["low: 20", "low: «soon", "wrong-type"],
  ["low: 20", "«urgent: 20", "unknown-key"],
  ["  due:", "  «dew:", "unknown-key", "due"],
  ["owner: anna", "«owner: [anna]", "wrong-type"],
];

describeSlips(DECLARED, SLIPS);
