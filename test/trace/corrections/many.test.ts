import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../../src/engines/engine.ts";
import { startEngine } from "../../detect/given.ts";
import { BRANCHES, jobsOf, keyOf, tied, weekOf, type Week } from "./week.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const MONDAY = "2026-08-31";

it("several changes on one row have their Shapley shares, whatever the order of rows", async () => {
  const jobs = jobsOf(MONDAY, 10, 5).map((job, index) => (index === 4 ? { ...job, branch: "Tampa", cents: 50_000 } : job));
  const { key } = jobs[4]!;
  const edit = (week: Week): void => {
    const line = week.lines.find((one) => one.key === key)!;
    line.branch = "Naples";
    line.adjustment = 3_000;
    week.jobs.find((one) => one.key === key)!.cents = 54_000;
  };
  for (const turned of [false, true]) {
    const week = weekOf(MONDAY, turned ? jobs.toReversed() : jobs);
    edit(week);
    const { report, told } = await tied(engine, jobs, [week]);
    expect(report.numbers.every(({ residual }) => residual === "0.00")).toBe(true);
    // Of Tampa: 500 goes away; half of what was added meanwhile was added before that.
    const of = (branch: string): string[] =>
      told
        .filter(({ number }) => number === keyOf(MONDAY, branch))
        .map(({ kind, effect }) => `${kind} ${effect}`)
        .sort();
    expect(of("Tampa")).toEqual(["adjusted 15.00", "recategorised -535.00", "value-edited 20.00"]);
    expect(of("Naples")).toEqual(["adjusted 15.00", "recategorised 535.00", "value-edited 20.00"]);
  }
});

/** A change, and what it must do: kind, branch, cents. */
type Expected = readonly [kind: string, branch: string, cents: number];

const KINDS = ["none", "value", "adjust", "override", "branch", "remove", "add", "double", "drop"] as const;

it("random changes of random rows: all are found with their exact effects, nothing else is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.integer({ min: -9_000, max: 9_000 })), { minLength: 8, maxLength: 24 }),
      async (seed, edits) => {
        const jobs = jobsOf(MONDAY, edits.length, seed);
        const week = weekOf(MONDAY, jobs);
        const expected: Expected[] = [];
        for (const [index, [kind, cents]] of edits.entries()) {
          const { key, branch, cents: own } = jobs[index]!;
          const other = BRANCHES[(BRANCHES.indexOf(branch) + 1) % 3]!;
          const line = week.lines.find((one) => one.key === key)!;
          const job = week.jobs.find((one) => one.key === key)!;
          const without = <T extends { key: string }>(list: T[]): T[] => list.filter((one) => one.key !== key);
          if (kind === "value") job.cents = own + cents;
          if (kind === "value") expected.push(["value-edited", branch, cents]);
          if (kind === "adjust") line.adjustment = cents;
          if (kind === "adjust") expected.push(["adjusted", branch, cents]);
          if (kind === "override") line.revenue = own + cents;
          if (kind === "override") expected.push(["overridden", branch, cents]);
          if (kind === "branch") {
            line.branch = other;
            expected.push(["recategorised", branch, -own], ["recategorised", other, own]);
          }
          if (kind === "remove" || kind === "drop") {
            week.lines = without(week.lines);
            if (kind === "remove") week.jobs = without(week.jobs);
            expected.push([kind === "remove" ? "row-removed" : "row-filtered", branch, -own]);
          }
          if (kind === "add") {
            week.jobs.push({ key: `X${index}`, branch, cents: 7_700, day: MONDAY });
            week.lines.push({ key: `X${index}` });
            expected.push(["row-added", branch, 7_700]);
          }
          if (kind === "double") {
            week.lines.push({ key });
            expected.push(["double-counted", branch, own]);
          }
        }
        fc.pre(week.lines.length > 3);
        const { report, told, found } = await tied(engine, jobs, [week]);
        const list = expected
          .filter(([, , cents]) => cents !== 0)
          .map(([kind, branch, cents]) => `${keyOf(MONDAY, branch)} ${kind} ${(cents / 100).toFixed(2)}`);
        expect(told.map(({ number, kind, effect }) => `${number} ${kind} ${effect}`).sort()).toEqual(list.sort());
        expect(found.definition).toBeUndefined();
        for (const { residual } of report.numbers) expect(residual).toBe("0.00");
      },
    ),
    { numRuns: 12 },
  );
});
