import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, test } from "vitest";
import { amountDays, deadline, type Agreed } from "../../src/demo/deadlines.ts";
import { generateDemo, type DemoTruth } from "../../src/demo/index.ts";

const scratch = await mkdtemp(join(tmpdir(), "tieout-demo-states-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function demo(seed: number, options: { readonly jobs?: number; readonly clean?: boolean } = {}): Promise<[string, DemoTruth]> {
  const directory = await mkdtemp(join(scratch, "estate-"));
  return [directory, await generateDemo({ directory, jobs: options.jobs ?? 400, seed, clean: options.clean ?? false })];
}

async function rows(directory: string, file: string, fromLine = 1): Promise<Record<string, string>[]> {
  return parse(await readFile(join(directory, file), "utf8"), { columns: true, from_line: fromLine, bom: true });
}

describe("the truth about states", () => {
  test.each([1, 2, 3, 4, 5])("has faults in all six lifecycles, and a cause for each mismatch, seed %i", async (seed) => {
    const [, truth] = await demo(seed);
    const names = Object.entries(truth.lifecycles).map(([id, { faults }]) => [id, faults.length]);
    expect(Object.fromEntries(names)).toEqual({ job: 10, quote: 3, visit: 3, "acquired-job": 5, membership: 4, period: 5 });
    for (const { mismatches, faults } of Object.values(truth.lifecycles)) {
      const known = new Set([...faults, ...truth.faults].map(({ name }) => name));
      expect(mismatches.filter(({ fault }) => !known.has(fault))).toEqual([]);
      for (const { name, mismatches: count } of faults) expect(mismatches.filter(({ fault }) => fault === name)).toHaveLength(count);
    }
  });

  test("has every kind of mismatch that a review of one estate can find", async () => {
    const [, truth] = await demo(1);
    const outcomes = new Set(Object.values(truth.lifecycles).flatMap(({ mismatches }) => mismatches.map(({ outcome }) => outcome)));
    expect([...outcomes].sort()).toEqual([
      "avoided-word",
      "disagreed",
      "disagrees",
      "illegal-transition",
      "late-recorded",
      "not-carried",
      "overstayed",
      "regression",
      "rework",
      "skipped-state",
      "stuck",
      "unmapped-word",
    ]);
  });

  test("knows that broken handoffs leave systems with different states", async () => {
    const [, truth] = await demo(1);
    const missing = truth.handoffs["job-to-invoice"]?.breaks.filter(({ side, outcome }) => side === "from" && outcome === "missing") ?? [];
    const never = truth.lifecycles["job"]?.mismatches.filter(({ rule }) => rule === "completed-is-invoiced") ?? [];
    expect(never.map(({ key }) => key).sort()).toEqual(missing.map(({ key }) => key).sort());
    expect(never.map(({ amount }) => amount).sort()).toEqual(missing.map(({ amount }) => amount).sort());
    expect(never.every(({ to }) => to === null)).toBe(true);
  });

  test("prices what is over by its money and its time beyond the agreed one", async () => {
    const [, truth] = await demo(2);
    const over = Object.values(truth.lifecycles).flatMap(({ mismatches }) =>
      mismatches.filter(({ due, to }) => due !== null && to !== null),
    );
    expect(over.length).toBeGreaterThan(10);
    for (const { due, to, amount, amountDays } of over) {
      const days = (Date.parse(to ?? "") - Date.parse(due ?? "")) / 86_400_000;
      expect(days).toBeGreaterThan(0);
      expect(Math.abs(Number(amountDays) - Number(amount) * days)).toBeLessThan(0.006);
    }
  });

  test("is empty for the clean twin", async () => {
    const [, { lifecycles }] = await demo(3, { clean: true });
    expect(Object.keys(lifecycles)).toEqual(["job", "quote", "visit", "acquired-job", "membership", "period"]);
    expect(Object.values(lifecycles).flatMap(({ mismatches, faults }) => [...mismatches, ...faults])).toEqual([]);
  });
});

describe("the histories", () => {
  test.each([true, false])("end where the systems stand, clean: %s", async (clean) => {
    const [directory] = await demo(6, { clean });
    const histories: readonly [history: string, record: string, word: string, file: string, key: string, status: string, line: number][] = [
      ["dispatch/job-history.csv", "Job #", "New Status", "dispatch/jobs.csv", "Job #", "Job Status", 2],
      ["crm/deal-stages.csv", "Record ID", "Deal Stage", "crm/deals.csv", "Record ID", "Deal Stage", 1],
      ["books/period-history.csv", "Period", "Status", "books/periods.csv", "Period", "Status", 1],
    ];
    for (const [history, record, word, file, key, status, line] of histories) {
      const last = new Map((await rows(directory, history)).map((row) => [row[record], row[word]]));
      const stands = new Map((await rows(directory, file, line)).map((row) => [row[key], row[status]]));
      expect(last.size).toBeGreaterThan(30);
      expect(last).toEqual(stands);
    }
  });

  test("never run backwards, and no row is later than its export", async () => {
    const [directory] = await demo(7);
    const last = new Map<string, string>();
    for (const { "Job #": job = "", "Changed At": changed = "", "Recorded At": recorded = "" } of await rows(
      directory,
      "dispatch/job-history.csv",
    )) {
      expect(changed > (last.get(job) ?? "")).toBe(true);
      expect(recorded >= changed && recorded < "2026-10-01T09:15:00Z").toBe(true);
      last.set(job, changed);
    }
  });

  test("hold work done again, work put on hold and moved appointments in the clean twin, too", async () => {
    const [directory] = await demo(1, { clean: true });
    const words = new Map<string, string[]>();
    for (const { "Job #": job = "", "New Status": word = "" } of await rows(directory, "dispatch/job-history.csv")) {
      words.set(job, [...(words.get(job) ?? []), word]);
    }
    const ways = [...words.values()].map((way) => way.join(" "));
    for (const way of [/Completed InProgress Completed$/, /Hold InProgress Completed$/, /^Scheduled Scheduled /, /Canceled$/, /Hold$/]) {
      expect(
        ways.some((each) => way.test(each)),
        String(way),
      ).toBe(true);
    }
  });
});

describe("deadlines", () => {
  const seconds = (iso: string) => Date.parse(iso) / 1000;
  test.each<[string, Agreed, string]>([
    ["2026-05-01T14:30:00-04:00", [36, "hours"], "2026-05-03T02:30:00-04:00"],
    ["2026-05-01T14:30:00-04:00", [0, "days"], "2026-05-02T00:00:00-04:00"],
    ["2026-01-30T23:59:59-05:00", [1, "days"], "2026-02-01T00:00:00-05:00"],
    // The clock goes back on 2 November, forward on 8 March.
    ["2025-11-01T22:00:00-04:00", [1, "days"], "2025-11-03T00:00:00-05:00"],
    ["2026-03-07T22:00:00-05:00", [1, "days"], "2026-03-09T00:00:00-04:00"],
    // A Friday; Memorial Day is Monday 25 May.
    ["2026-05-22T16:00:00-04:00", [1, "business days"], "2026-05-27T00:00:00-04:00"],
    ["2026-05-23T16:00:00-04:00", [0, "business days"], "2026-05-24T00:00:00-04:00"],
    ["2025-12-30T10:00:00-05:00", [3, "business days"], "2026-01-06T00:00:00-05:00"],
  ])("what began at %s is due %j later at %s", (began, agreed, due) => {
    expect(deadline(seconds(began), agreed)).toBe(seconds(due));
  });

  test("money times days is rounded to the cent, half up, at any size", () => {
    expect(amountDays(100, 432)).toBe("0.01");
    expect(amountDays(100, 431)).toBe("0.00");
    expect(amountDays(12_345, 86_400 * 3)).toBe("370.35");
    expect(amountDays(900_000_000, 86_400 * 300 + 1)).toBe("2700000104.17");
  });
});
