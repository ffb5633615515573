import { afterAll, beforeAll, expect, test } from "vitest";
import { DETECTORS, runDetector, type DetectorContext } from "../../src/detect/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { priceInWords, type Finding, type Lifecycle } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { startEngine } from "./given.ts";
import { givenLifecycle, givenRule, givenTrack, judge, type GivenThing, type GivenTimeline } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const SYSTEMS: Readonly<Record<string, string>> = { "dispatch.records": "ServiceTitan", "books.records": "QuickBooks" };

async function findings(
  lifecycle: Lifecycle,
  given: Readonly<Record<string, GivenTimeline>>,
  options: Parameters<typeof judge>[3] = {},
): Promise<readonly Finding[]> {
  const followed = (_: string, track: string, unit?: string): number =>
    (given[track]?.things ?? []).filter((thing) => unit === undefined || thing.unit === unit).length;
  await judge(engine, lifecycle, given, { ...options, mismatches: "mismatches" });
  const context: DetectorContext = {
    handoffs: new Map(),
    inScope: () => 0,
    lifecycles: new Map([[lifecycle.id, lifecycle]]),
    followed,
    reports: 0,
    numbers: 0,
    workbooks: 0,
    systemOf: (dataset) => SYSTEMS[dataset] ?? dataset,
    unitTitle: (unit) => unit.toUpperCase(),
    amountInWords: (amount) => priceInWords(amount, "USD"),
  };
  const statusMismatch = DETECTORS.find(({ kind }) => kind === "status-mismatch") as (typeof DETECTORS)[0];
  const run = await runDetector(engine, statusMismatch, { breaks: "breaks", mismatches: "mismatches", signs: "signs" }, context, 10);
  await engine.runInline(sql`DROP TABLE ${id("mismatches")}`);
  return run.findings;
}

const STATES = {
  scheduled: { next: ["working"] },
  working: { next: ["completed"], limit: { count: 3, unit: "days" as const } },
  completed: { next: ["posted"], final: true },
  posted: { next: ["paid"] },
  paid: { final: true },
};
const TRACKS = [givenTrack("dispatch", ["scheduled", "working", "completed"]), givenTrack("books", ["posted", "paid"])];
const RULE = givenRule({ dispatch: ["completed"] }, { books: ["posted", "paid"] }, { within: { count: 5, unit: "business-days" } });

const job = (key: string, amount: number, unit: string, ...changes: string[]): GivenThing => ({
  key,
  amount,
  unit,
  events: changes.map((change) => {
    const [day = "", state = ""] = change.split(" ");
    return { state, at: `2026-${day} 12:00:00` };
  }),
});

test("a plain sentence with number, money and time; the unit in which they crowd; samples with what each system said", async () => {
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [RULE] });
  const course = ["01-02 scheduled", "01-03 working", "01-05 completed"];
  const lost = Array.from({ length: 4 }, (_, index) => job(`L${index}`, 100 + index, index === 3 ? "ocala" : "tampa", ...course));
  const sound = Array.from({ length: 8 }, (_, index) => job(`S${index}`, 50, "orlando", ...course));
  const invoices = sound.map(({ key }) => ({ key: `I${key}`, job: key, events: [{ state: "posted", at: "2026-01-06 12:00:00" }] }));
  const [finding, ...others] = await findings(lifecycle, { dispatch: { things: [...lost, ...sound] }, books: { things: invoices } });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    kind: "status-mismatch",
    severity: "high",
    handoff: undefined,
    lifecycle: { id: "job", rule: "rule", track: "dispatch" },
    outcome: "disagrees",
    title:
      "A completed job is invoiced: 4 jobs worth $406.00 are completed in ServiceTitan and have no record in QuickBooks, up to 260 days beyond the agreed 5 business days",
    records: 4,
    amount: "406.00",
    share: 0.333333,
    onset: "2026-01-05",
    latest: "2026-01-05",
    slice: { field: "unit", value: "tampa", shareOfBreaks: 0.75, shareOfRecords: 0.25 },
    delay: { days: "1043.17", longest: "260.79", amountDays: "105881.42", open: 4 },
    owner: "billing",
    decision: "billing",
    move: "Settle the listed records: say which of ServiceTitan and QuickBooks is right, correct the other, and find the step that did not run, beginning with TAMPA.",
  });
  expect(finding?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(finding?.samples.map(({ key }) => key)).toEqual(["L3", "L2", "L1", "L0"]);
  expect(finding?.samples[0]).toMatchObject({
    handoff: undefined,
    outcome: "disagrees",
    dataset: "dispatch.records",
    amount: "103.00",
    unit: "ocala",
    date: "2026-01-05",
    counterparts: [],
    states: {
      lifecycle: "job",
      rule: "rule",
      track: "dispatch",
      state: "completed",
      other: { dataset: "books.records", key: undefined, state: "absent" },
      from: "2026-01-05T12:00:00.000Z",
      due: "2026-01-13T05:00:00.000Z",
      to: undefined,
      days: "260.79",
      amountDays: "26861.54",
      atMost: undefined,
      actor: undefined,
    },
  });
});

test("sentences of what is over, of tracks and of words", async () => {
  const lifecycle = givenLifecycle({ states: STATES, rework: [["completed", "working"]], tracks: TRACKS, rules: [RULE] });
  const dispatch = [
    job("late", 10, "tampa", "01-02 scheduled", "01-03 working", "01-05 completed"),
    job("skipped", 20, "tampa", "09-29 scheduled", "09-30 completed"),
    job("stuck", 30, "tampa", "09-01 scheduled", "09-02 working"),
    job("word", 40, "tampa", "09-29 scheduled", "09-30 Parked"),
  ];
  const books = [{ key: "I1", job: "late", events: [{ state: "posted", at: "2026-01-20 12:00:00" }] }];
  const found = await findings(lifecycle, { dispatch: { things: dispatch }, books: { things: books } });
  expect(found.map(({ title }) => title)).toEqual([
    "Jobs in ServiceTitan: 1 job worth $20.00 skipped a state on the way from scheduled to completed",
    "Jobs in ServiceTitan: 1 job worth $30.00 is still working, 24 days beyond the agreed 3 days",
    "Jobs in ServiceTitan: 1 record has a word that stands for no state (“Parked”)",
    "A completed job is invoiced: 1 job worth $10.00 was completed in ServiceTitan and had no record in QuickBooks, 7.2 days beyond the agreed 5 business days; that is over",
  ]);
});

test("fingerprints outlive the order of rows and the day on which it ends", async () => {
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [RULE] });
  const things = [1, 2, 3].map((index) => job(`J${index}`, index, "tampa", "01-02 scheduled", "01-03 working", "01-05 completed"));
  const [first] = await findings(lifecycle, { dispatch: { things }, books: { things: [] } });
  const [again] = await findings(lifecycle, { dispatch: { things: things.toReversed() }, books: { things: [] } });
  expect(again).toEqual(first);
  const invoices = things.map(({ key }) => ({ key: `I${key}`, job: key, events: [{ state: "posted", at: "2026-03-01 12:00:00" }] }));
  const [over] = await findings(lifecycle, { dispatch: { things }, books: { things: invoices } });
  expect(over?.outcome).toBe("disagreed");
  expect(over?.samples.map(({ fingerprint }) => fingerprint)).toEqual(first?.samples.map(({ fingerprint }) => fingerprint));
});
