import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engines/engine.ts";
import { givenRecords, startEngine } from "../../detect/given.ts";
import { jobsOf, keyOf, plusDays, tied, weekOf, type Job, type Tied, type Week } from "./week.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const MONDAY = "2026-08-31";
const base = jobsOf(MONDAY, 12, 3);
/** Twelve jobs of a week, of which the fourth is known. */
const jobs: Job[] = base.map((job, index) => (index === 3 ? { ...job, branch: "Tampa", cents: 50_000, day: MONDAY } : job));
const key = jobs[3]!.key;

function closed({ report }: Tied): void {
  for (const { residual, outcome } of report.numbers) {
    expect(residual).toBe("0.00");
    expect(["ties", "corrected"]).toContain(outcome);
  }
}

async function corrected(edit: (week: Week) => void, more: readonly Job[] = []): Promise<Tied> {
  const week = weekOf(MONDAY, jobs);
  edit(week);
  const result = await tied(engine, [...jobs, ...more], [week]);
  closed(result);
  return result;
}

const tampa = keyOf(MONDAY, "Tampa");
const orlando = keyOf(MONDAY, "Orlando");

describe("each kind alone, with its exact effect", () => {
  it("nothing was changed: nothing is told", async () => {
    const { told, found, report } = await corrected(() => {});
    expect(told).toEqual([]);
    expect(found.definition).toBeUndefined();
    expect(found.notes).toEqual([]);
    expect(report.numbers.map(({ outcome }) => outcome)).toEqual(["ties", "ties", "ties"]);
  });

  it("value-edited, where it was pasted", async () => {
    const { told, found } = await corrected((week) => {
      week.jobs[3]!.cents = 45_000;
    });
    expect(told).toEqual([{ number: tampa, kind: "value-edited", cell: "Jobs!D6", effect: "-50.00", key }]);
    expect(found.corrections.get(tampa)![0]).toMatchObject({
      before: "500.00",
      after: "450.00",
      column: "Jobs Total",
      by: "Marcus",
      dataset: "dispatch.jobs",
    });
  });

  it("adjusted, with the comment and its author", async () => {
    const { told, found } = await corrected((week) => {
      week.lines[3]!.adjustment = -7_525;
      week.comments.push({ sheet: "Merge", cell: "D5", author: "Priya", text: "agreed" });
    });
    expect(told).toEqual([{ number: tampa, kind: "adjusted", cell: "Merge!D5", effect: "-75.25", key }]);
    expect(found.corrections.get(tampa)![0]).toMatchObject({ by: "Priya", comment: "agreed", before: undefined, after: "-75.25" });
  });

  it("overridden, in a row", async () => {
    const { told, found } = await corrected((week) => {
      week.lines[3]!.revenue = 60_000;
    });
    expect(told).toEqual([{ number: tampa, kind: "overridden", cell: "Merge!E5", effect: "100.00", key }]);
    expect(found.corrections.get(tampa)![0]).toMatchObject({ before: "500.00", after: "600.00" });
  });

  it("overridden, in the total", async () => {
    const { told } = await corrected((week) => {
      week.typed["Tampa"] = 1_000_000;
    });
    const sum = jobs.reduce((cents, job) => (job.branch === "Tampa" ? cents + job.cents : cents), 0);
    const effect = ((1_000_000 - sum) / 100).toFixed(2);
    expect(told).toEqual([{ number: tampa, kind: "overridden", cell: "Summary!B4", effect, key: undefined }]);
  });

  it("an amount typed into the total's formula", async () => {
    const { told } = await corrected((week) => {
      week.plus["Tampa"] = 12_345;
    });
    expect(told).toEqual([{ number: tampa, kind: "adjusted", cell: "Summary!B4", effect: "123.45", key: undefined }]);
  });

  it("recategorised: it goes from one number to another", async () => {
    const { told, found } = await corrected((week) => {
      week.lines[3]!.branch = "Orlando";
    });
    expect(told).toEqual([
      { number: orlando, kind: "recategorised", cell: "Merge!B5", effect: "500.00", key },
      { number: tampa, kind: "recategorised", cell: "Merge!B5", effect: "-500.00", key },
    ]);
    expect(found.corrections.get(tampa)![0]).toMatchObject({ before: "Tampa", after: "Orlando" });
  });

  it("recategorised where it was pasted", async () => {
    const { told } = await corrected((week) => {
      week.jobs[3]!.branch = "Orlando";
    });
    expect(told.map(({ kind, cell, effect }) => [kind, cell, effect])).toEqual([
      ["recategorised", "Jobs!B6", "500.00"],
      ["recategorised", "Jobs!B6", "-500.00"],
    ]);
  });

  it("row-removed", async () => {
    const { told } = await corrected((week) => {
      week.jobs.splice(3, 1);
      week.lines.splice(3, 1);
    });
    expect(told).toEqual([{ number: tampa, kind: "row-removed", cell: undefined, effect: "-500.00", key }]);
  });

  it("row-added: no system holds it", async () => {
    const { told } = await corrected((week) => {
      week.jobs.push({ key: "X1", branch: "Tampa", cents: 33_300, day: MONDAY });
      week.lines.push({ key: "X1" });
    });
    expect(told).toEqual([{ number: tampa, kind: "row-added", cell: "Merge!A14:E14", effect: "333.00", key: "X1" }]);
  });

  it("row-filtered: it stands in what was pasted and not in the merge", async () => {
    const { told } = await corrected((week) => {
      week.lines.splice(3, 1);
    });
    expect(told).toEqual([{ number: tampa, kind: "row-filtered", cell: "Jobs!A6:D6", effect: "-500.00", key }]);
  });

  it("double-counted: the row stands there twice", async () => {
    const { told } = await corrected((week) => {
      week.lines.splice(8, 0, { key });
    });
    expect(told).toEqual([{ number: tampa, kind: "double-counted", cell: "Merge!A10:E10", effect: "500.00", key }]);
  });

  it("formula-fault: the sum ends one row too early", async () => {
    const last = jobs.at(-1)!;
    const { told } = await corrected((week) => {
      week.short[last.branch] = 1;
    });
    const effect = (-last.cents / 100).toFixed(2);
    expect(told).toMatchObject([{ number: keyOf(MONDAY, last.branch), kind: "formula-fault", effect }]);
    expect(told[0]!.cell).toMatch(/^Summary!B[456]$/);
  });

  it("moved: its day was changed, and it stands in another week", async () => {
    const before: Job = { key: "J0", branch: "Tampa", cents: 20_000, day: plusDays(MONDAY, -2) };
    const { told, found } = await corrected(
      (week) => {
        week.jobs.push({ ...before, day: MONDAY });
        week.lines.push({ key: "J0" });
      },
      [before],
    );
    expect(told).toEqual([{ number: tampa, kind: "moved", cell: "Jobs!C15", effect: "200.00", key: "J0" }]);
    expect(found.corrections.get(tampa)![0]).toMatchObject({ before: "2026-08-29", after: MONDAY });
  });

  it("moved between two weeks that are told: away from one, into the other", async () => {
    const next = plusDays(MONDAY, 7);
    const others = jobsOf(next, 9, 4);
    const [first, second] = [weekOf(MONDAY, jobs), weekOf(next, others)];
    first.jobs.splice(3, 1);
    first.lines.splice(3, 1);
    second.jobs.push({ ...jobs[3]!, day: next });
    second.lines.push({ key });
    const result = await tied(engine, [...jobs, ...others], [first, second]);
    closed(result);
    expect(result.told).toEqual([
      { number: tampa, kind: "moved", cell: "Jobs!C12", effect: "-500.00", key },
      { number: keyOf(next, "Tampa"), kind: "moved", cell: "Jobs!C12", effect: "500.00", key },
    ]);
  });

  it("row-filtered: hidden, and the total takes what is seen", async () => {
    const week = weekOf(MONDAY, jobs);
    week.lines[3]!.hidden = true;
    const seen = { kind: "cells", workbook: "weekly", sheet: "Summary", value: "B9", unit: undefined, period: "B1" } as const;
    const result = await tied(engine, jobs, [week], { report: { values: seen } });
    closed(result);
    expect(result.told).toMatchObject([{ number: `${MONDAY}|`, kind: "row-filtered", effect: "-500.00", key }]);
    // Sums by branch take hidden rows, too.
    expect((await tied(engine, jobs, [week])).told).toEqual([]);
  });

  it("retyped: the dashboard tells another number than the file that feeds it", async () => {
    const week = weekOf(MONDAY, jobs);
    week.lines[3]!.adjustment = 1_000;
    const values = { kind: "dataset", dataset: "platform.weeks", value: "amount", period: "week" } as const;
    const sums = new Map<string, number>();
    for (const job of jobs) sums.set(job.branch, (sums.get(job.branch) ?? 0) + job.cents);
    const records = [...sums].map(([branch, cents]) => ({
      id: branch,
      week: MONDAY,
      unit: branch.toLowerCase(),
      amount: ((cents + (branch === "Tampa" ? 1_000 : 0) + (branch === "Orlando" ? 9_000 : 0)) / 100).toFixed(2),
    }));
    const dashboard = await givenRecords(engine, "platform.weeks", {
      fields: { id: "key", week: "text", unit: "text", amount: "money" },
      records,
    });
    const result = await tied(engine, jobs, [week], { report: { id: "board", values }, dashboard });
    closed(result);
    expect(result.told.map(({ number, kind, effect }) => [number, kind, effect])).toEqual([
      [orlando, "retyped", "90.00"],
      [tampa, "adjusted", "10.00"],
    ]);
  });
});
