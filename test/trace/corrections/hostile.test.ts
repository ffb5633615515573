import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../../src/engines/engine.ts";
import { startEngine } from "../../detect/given.ts";
import { jobsOf, keyOf, tied, weekOf, type Job, type Week } from "./week.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const MONDAY = "2026-08-31";
const jobs: Job[] = jobsOf(MONDAY, 10, 9).map((job, index) => (index === 3 ? { ...job, branch: "Tampa", cents: 50_000 } : job));
const { key } = jobs[3]!;
const tampa = keyOf(MONDAY, "Tampa");
const run = async (edit: (week: Week) => void) => {
  const week = weekOf(MONDAY, jobs);
  edit(week);
  return await tied(engine, jobs, [week]);
};

it("an amount that became a text adds nothing to a sum, though it looks the same", async () => {
  const { told, found, report } = await run((week) => {
    week.lines[3]!.revenue = 0;
    week.raw["Merge!E5"] = { t: "s", v: "500.00" };
  });
  expect(report.numbers.find(({ unit }) => unit === "tampa")!.residual).toBe("0.00");
  expect(told).toEqual([{ number: tampa, kind: "overridden", cell: "Merge!E5", effect: "-500.00", key }]);
  expect(found.corrections.get(tampa)![0]).toMatchObject({ before: "500.00", after: "500.00" });
});

it("a pasted amount that became a text, which the program's arithmetic takes for the number, changes nothing", async () => {
  const { told, report } = await run((week) => {
    week.jobs[3]!.cents = "500.00";
    week.lines[3]!.revenue = 50_000;
    week.raw["Merge!E5"] = { t: "n", v: 500, f: "C5+D5" };
  });
  expect(report.numbers.every(({ outcome }) => outcome === "ties")).toBe(true);
  expect(told).toEqual([]);
});

it("days from 1904 are the days that they are", async () => {
  const { told, report } = await run((week) => {
    week.date1904 = true;
    week.lines[3]!.adjustment = 100;
  });
  expect(report.numbers.map(({ period }) => period)).toEqual([MONDAY, MONDAY, MONDAY]);
  expect(told).toEqual([{ number: tampa, kind: "adjusted", cell: "Merge!D5", effect: "1.00", key }]);
});

it("an error where a total should stand tells no number, and says so", async () => {
  const { found, report } = await run((week) => {
    week.raw["Summary!B4"] = { t: "e", v: 23, f: "SUMIFS(Merge!#REF!,Merge!$B$2:$B$11,$A4)" };
  });
  expect(report.numbers.find(({ unit }) => unit === "tampa")!.outcome).toBe("not-reported");
  expect(found.notes.join()).toContain("#REF!");
});

it("a total that reads itself ends, and stays unexplained", async () => {
  const { found, report } = await run((week) => {
    week.raw["Summary!B4"] = { t: "n", v: 1, f: "B7+1" };
    week.raw["Summary!B7"] = { t: "n", v: 1, f: "SUM(B4:B6)" };
  });
  expect(report.numbers.find(({ unit }) => unit === "tampa")!.outcome).toBe("unexplained");
  expect(found.notes.join()).toContain("it reads itself");
});

it("a row that reads itself ends", async () => {
  const { report } = await run((week) => {
    week.raw["Merge!E5"] = { t: "n", v: 500, f: "C5+D5+E5*0" };
  });
  expect(report.numbers.every(({ residual }) => residual === "0.00")).toBe(true);
});

it("two files of one week: the one saved last counts, the other is named", async () => {
  const [first, second] = [weekOf(MONDAY, jobs), weekOf(MONDAY, jobs)];
  first.lines[3]!.adjustment = 999;
  second.lines[3]!.adjustment = 100;
  second.savedAt = "2026-09-08T10:00:00Z";
  const { told, found } = await tied(engine, jobs, [first, second]);
  expect(told.map(({ effect }) => effect)).toEqual(["1.00"]);
  expect(found.notes).toEqual([`weekly-${MONDAY}0.xlsx also tells ${MONDAY}; weekly-${MONDAY}1.xlsx, saved later, is what counts`]);
});

it("a workbook that sums another amount in every row is another definition, and no one's change", async () => {
  const { told, found, report } = await run((week) => {
    week.jobs.forEach((job) => {
      if (typeof job.cents === "number") job.cents -= 1_000;
    });
  });
  expect(told).toEqual([]);
  expect(found.definition).toBeDefined();
  expect(report.numbers.every(({ residual, outcome }) => residual === "0.00" && outcome === "defined-otherwise")).toBe(true);
});
