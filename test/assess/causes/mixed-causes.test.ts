import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engines/engine.ts";
import type { FieldType } from "../../../src/model/index.ts";
import { startEngine, type GivenRecord } from "../../detect/given.ts";
import { day } from "../causes-given.ts";
import { between, dollars, random, times } from "../signatures-given.ts";
import { causeOfDifferences, told, type GivenTie } from "./tied-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = {
  id: "key",
  ref: "key",
  unit: "text",
  tax: "text",
  item: "text",
  date: "date",
  created: "timestamp",
  amount: "money",
} as const satisfies Record<string, FieldType>;

interface Job {
  readonly unit: string;
  readonly tax: string;
  readonly day: string;
  readonly cents: number;
}

/** A year of jobs, and what the second system holds of each. */
function tied(seed: number, made: (job: Job, next: () => number) => number, records = 600): GivenTie & { readonly jobs: readonly Job[] } {
  const next = random(seed);
  const pick = (words: readonly string[]): string => words[between(next, 0, words.length - 1)] ?? "";
  const jobs = times(records, (place): Job => ({
    unit: pick(["north", "south", "west"]),
    tax: pick(["FL7", "FL65", "NY8", "EXEMPT"]),
    day: day(Math.floor((place * 270) / records)),
    cents: between(next, 2_000, 400_000),
  }));
  const record = ({ unit, tax, day: date }: Job, place: number, cents: number): GivenRecord => ({
    id: `${place}`,
    ref: `${place}`,
    unit,
    tax,
    item: ["repair", "visit", "install"][place % 3] ?? "",
    date,
    created: "2026-01-01 12:00:00",
    amount: dollars(cents),
  });
  return {
    jobs,
    fields: FIELDS,
    compare: ["amount"],
    from: jobs.map((job, place) => record(job, place, job.cents)),
    to: jobs.map((job, place) => record(job, place, made(job, next))),
  };
}

const taxed = ({ tax, day: date }: Job): boolean => tax === "FL65" && date >= "2026-06-01";
const rounded = ({ unit, day: date }: Job): boolean => unit === "west" && date >= "2026-03-15";

describe("a tax code and the rounding of a branch, at one handoff", () => {
  test.each([1, 2])("with noise, each is found with its place, its day and its records (%s)", async (seed) => {
    const noisy = new Set<string>();
    const given = tied(seed, (job, next) => {
      // No record has both here; the other test does.
      if (taxed(job) && !rounded(job)) return Math.round(job.cents * 1.07);
      if (rounded(job) && !taxed(job)) return Math.round(job.cents / 100) * 100;
      if (taxed(job) || next() > 0.03) return job.cents;
      noisy.add(`${job.cents}`);
      return job.cents + between(next, 7, 20_000) * (next() < 0.5 ? 1 : -1);
    });
    const cause = await causeOfDifferences(engine, given);
    const [taxes, whole] = [
      given.jobs.filter((job) => taxed(job) && !rounded(job)).length,
      given.jobs.filter((job) => rounded(job) && !taxed(job) && job.cents % 100 !== 0).length,
    ];
    expect(cause.class).toBe("configuration");
    const parts = [cause, ...cause.besides];
    const tax = parts.find(({ signature }) => signature?.code === "constant-factor");
    const branch = parts.find(({ signature }) => signature?.code === "rounded");
    expect(tax).toMatchObject({ signature: { parameters: { factor: "1.07" } }, explained: { records: taxes } });
    expect(branch).toMatchObject({ signature: { parameters: { step: "1" } }, explained: { records: whole } });
    expect(tax?.slices[0]?.terms.map(({ value }) => value)).toContain("FL65");
    expect(branch?.slices[0]?.terms.map(({ value }) => value)).toContain("west");
    expect(tax?.onset?.from?.slice(0, 7)).toBe("2026-06");
    expect(branch?.onset?.from?.slice(0, 7)).toBe("2026-03");
    expect(parts.filter(({ signature }) => signature === undefined)).toEqual([]);
    expect(cause.unexplained.records).toBe(noisy.size);
  });

  test("where both befell a record, it is left to neither", async () => {
    const given = tied(4, (job) => {
      const cents = taxed(job) ? Math.round(job.cents * 1.07) : job.cents;
      return rounded(job) ? Math.round(cents / 100) * 100 : cents;
    });
    const cause = await causeOfDifferences(engine, given);
    const codes = told(cause).map(([code]) => code);
    expect(codes).toContain("constant-factor");
    expect(codes).toContain("rounded");
    const alone = given.jobs.filter((job) => taxed(job) && !rounded(job)).length;
    expect(told(cause).find(([code]) => code === "constant-factor")?.[2]).toBe(alone);
  });
});

describe("noise", () => {
  test.each(times(10, (place) => place + 20))("amounts that differ at random tell no story (%s)", async (seed) => {
    const given = tied(
      seed,
      (job, next) =>
        next() > ([0.02, 0.05, 0.15][seed % 3] ?? 0) ? job.cents : job.cents + between(next, 7, 20_000) * (next() < 0.5 ? 1 : -1),
      300,
    );
    const cause = await causeOfDifferences(engine, given);
    expect(cause).toMatchObject({ code: "unknown", class: "unknown", confidence: 0, besides: [], setting: undefined });
    expect(cause.statement).toMatch(/^Not told by the records/);
  });
});
