import { afterAll, beforeAll, expect, test } from "vitest";
import { findAutomationSigns } from "../../src/detect/automation/index.ts";
import { ready, runDetector, type DetectorContext } from "../../src/detect/index.ts";
import { findSyncSigns } from "../../src/detect/sync-signs/index.ts";
import { syncSigns } from "../../src/detect/sync-signs/detector.ts";
import { insertSigns } from "../../src/detect/signs.ts";
import { spreadsheetMiddleware } from "../../src/detect/spreadsheet-middleware.ts";
import { unownedAutomation } from "../../src/detect/unowned-automation.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { priceInWords, type Finding, type FindingSubject, type Handoff, type SignKind, type SignOutcome } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { startEngine } from "./given.ts";
import { findGiven, givenAutomation, handoffOf, type FindSigns, type GivenEstate } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", ref: "key", amount: "money", created: "timestamp", date: "date", unit: "text" } as const;
const SYSTEMS: Readonly<Record<string, string>> = { "dispatch.jobs": "ServiceTitan", "books.invoices": "QuickBooks" };

/** Findings of one detector over what one finder adds. */
export async function findingsOf(
  detector: typeof syncSigns,
  find: FindSigns,
  given: GivenEstate & { readonly handoffs: readonly Handoff[] },
): Promise<readonly Finding[]> {
  await findGiven(engine, find, given, { keepSigns: "kept signs" });
  const context: DetectorContext = {
    handoffs: new Map(given.handoffs.map((handoff) => [handoff.id, handoff])),
    inScope: (_, __, unit) => (unit === undefined ? 10 : 4),
    lifecycles: new Map(),
    reports: 0,
    numbers: 0,
    workbooks: 0,
    followed: () => 0,
    systemOf: (dataset) => SYSTEMS[dataset] ?? dataset,
    unitTitle: (unit) => unit.toUpperCase(),
    amountInWords: (amount) => priceInWords(amount, "USD"),
  };
  const relations = { breaks: "breaks", mismatches: "mismatches", signs: "kept signs" };
  const run = await runDetector(engine, ready(detector), relations, context, 10);
  await engine.runInline(sql`DROP TABLE ${id("kept signs")}`);
  return run.findings;
}

const job = (key: string, amount: number, unit: string) => ({
  id: key,
  ref: key,
  amount,
  created: "2026-08-03 14:00:00",
  date: "2026-08-03",
  unit,
});
const log = { dataset: "sync.log", record: "job", at: "at", result: "status", success: ["ok"], of: "dispatch.jobs" };

test("a plain sentence with number and money, the slice, the samples and the next move", async () => {
  const lost = ["L1", "L2", "L3"].map((key, index) => job(key, 100 + index, "tampa"));
  const found = await findingsOf(syncSigns, findSyncSigns, {
    handoffs: [handoffOf({ alert: undefined })],
    automations: [givenAutomation({ log })],
    datasets: {
      "dispatch.jobs": { fields: FIELDS, records: [...lost, job("A", 5, "ocala")] },
      "books.invoices": { fields: FIELDS, records: [job("A", 5, "ocala")] },
      "sync.log": {
        fields: { id: "key", job: "key", at: "timestamp", status: "text" },
        records: lost.map(({ id: key }) => ({ id: key, job: key, at: "2026-08-03 15:00:00", status: "ok" })),
      },
    },
  });
  expect(found.map(({ title, severity }) => [severity, title])).toEqual([
    ["high", "Jobs become invoices: the log of Invoice sync says success for 3 records that never arrived, worth $303.00"],
    ["medium", "Jobs become invoices: 3 breaks, worth $303.00, and nobody is told"],
  ]);
  expect(found[0]).toMatchObject({
    kind: "silent-sync-failure",
    handoff: "jobs-to-invoices",
    subject: { type: "handoff", id: "jobs-to-invoices" },
    outcome: "logged-success",
    records: 3,
    amount: "303.00",
    share: 0.75,
    onset: "2026-08-03",
    slice: { field: "unit", value: "tampa", shareOfBreaks: 1, shareOfRecords: 0.4 },
    owner: "billing",
  });
  expect(found[0]?.samples.map(({ key, amount }) => [key, amount])).toEqual([
    ["L3", "102.00"],
    ["L2", "101.00"],
    ["L1", "100.00"],
  ]);
  expect(found[0]?.move).toBe(
    "Do not trust the log: have Invoice sync look downstream for what it wrote, and enter the listed records; nobody is told when this handoff fails: add an alert.",
  );
});

test("gaps of one automation are one finding", async () => {
  const bare = givenAutomation({ owner: undefined, rollback: undefined, output: undefined });
  const found = await findingsOf(unownedAutomation, findAutomationSigns, { handoffs: [], automations: [bare], datasets: {} });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    kind: "unowned-automation",
    severity: "high",
    records: 3,
    title: "Invoice sync: the register names no owner, output or rollback",
    move: "Write into the register who owns it, what it should write and how often and how its work is undone, the owner first.",
    subject: { type: "automation", id: "invoice-sync" },
    handoff: undefined,
  });
  expect(found[0]?.samples.map(({ key }) => key).sort()).toEqual(["output", "owner", "rollback"]);
});

/** Signs as a finder would add them, told by a detector. */
async function titled(detector: typeof syncSigns, kind: SignKind, signs: readonly Told[], handoffs: readonly Handoff[] = [handoffOf()]) {
  const add: FindSigns = async (own, _, __, names) => {
    for (const { outcome, subject, detail, value, records, amount } of signs) {
      const columns = {
        value: sql`${value ?? null}`,
        records: sql`${records ?? 1}`,
        amount: sql`${amount ?? null}`,
        date: sql`DATE '2026-08-03'`,
        detail: sql`${JSON.stringify(detail)}`,
      };
      await own.runInline(insertSigns(names.signs, { kind, outcome, subject }, columns, sql`(SELECT 1) AS one`, own.dialect));
    }
  };
  return (await findingsOf(detector, add, { handoffs, datasets: {} })).map(({ severity, title, move }) => [severity, title, move]);
}

interface Told {
  readonly outcome: SignOutcome;
  readonly subject: FindingSubject;
  readonly detail: Readonly<Record<string, string>>;
  readonly value?: string;
  readonly records?: number;
  readonly amount?: number;
}

const HANDOFF = { type: "handoff", id: "jobs-to-invoices" } as const;
const ACTOR = { type: "actor", id: "svc-legacy" } as const;
const AUTOMATION = { type: "automation", id: "invoice-sync" } as const;

test("every outcome of a silent sync has its sentence and its move", async () => {
  const of = { of: "1000" };
  const told = await titled(syncSigns, "silent-sync-failure", [
    {
      outcome: "truncated",
      subject: { type: "dataset", id: "books.invoices" },
      detail: { ...of, limit: "1,000", other: "dispatch.jobs" },
      records: 12,
      amount: 1200,
    },
    { outcome: "void-not-propagated", subject: HANDOFF, detail: { ...of, side: "to" }, amount: 80 },
    { outcome: "late-under-watermark", subject: HANDOFF, detail: { ...of, field: "date" }, records: 4, amount: 90 },
    { outcome: "retried-twice", subject: HANDOFF, detail: of, records: 30 },
  ]);
  expect(told).toEqual([
    [
      "medium",
      "Jobs become invoices: 4 records worth $90.00 were entered later than the sync had read up to, and never taken",
      "Let the sync read by when a record was entered or changed, not by date, and run it over the listed records again.",
    ],
    [
      "high",
      "Jobs become invoices: 30 records were written again within the hour, word for word",
      "Give each write a reference of its own so that a retry cannot write twice, and void the listed copies.",
    ],
    [
      "high",
      "QuickBooks, books.invoices: cut off at 1,000 records; 12 newer records worth $1,200.00 of ServiceTitan have no counterpart",
      "Fetch all pages and review again: what is beyond the limit is not missing before that is known.",
    ],
    [
      "medium",
      "Jobs become invoices: 1 record is deleted or voided in one system and lives on in the other, worth $80.00",
      "Say of the listed records whether they are void, do in the other system what was done in the one, and have deletes and voids carried on.",
    ],
  ]);
});

test("every outcome of an unowned automation has its sentence and its move", async () => {
  const told = await titled(unownedAutomation, "unowned-automation", [
    {
      outcome: "unregistered-actor",
      subject: ACTOR,
      detail: { why: "by its name", datasets: "books.invoices", last: "2026-09-18", of: "9000" },
      records: 31,
    },
    { outcome: "run-missing", subject: AUTOMATION, detail: { title: "Invoice sync", least: "5", still: "yes" }, value: "2026-06-10" },
    { outcome: "run-missing", subject: AUTOMATION, detail: { title: "Invoice sync", least: "5", still: "yes" }, value: "2026-06-11" },
    {
      outcome: "volume-fell",
      subject: AUTOMATION,
      detail: {
        title: "Invoice sync",
        before: "30.0",
        after: "10.0",
        left: "0.32",
        since: "2026-10-19",
        reference: "went from 30.0 to 31.0",
      },
    },
    {
      outcome: "breaks-of-one-actor",
      subject: ACTOR,
      detail: { title: "Jobs become invoices", outcome: "missing", breaks: "24", shareOfRecords: "10.0%" },
      records: 20,
      amount: 200,
    },
  ]);
  expect(told.map(([severity, title]) => [severity, title])).toEqual([
    ["medium", "Jobs become invoices: 20 breaks of 24 (missing) are in records that svc-legacy made, who made 10.0% of all, worth $200.00"],
    ["high", "Invoice sync: 2 expected runs did not happen or wrote fewer than 5 records; it has not run since"],
    ["medium", "svc-legacy writes like a machine (by its name) and is in no register: 31 records in books.invoices, last on 2026-09-18"],
    [
      "high",
      "Invoice sync: writes 10.0 records a week since 2026-10-19, after 30.0 before, though what it works on went from 30.0 to 31.0",
    ],
  ]);
});

test("re-keying is told with its hours, and that its minutes are assumed", async () => {
  const detail = {
    from: "dispatch.jobs",
    to: "books.invoices",
    of: "343",
    hours: "6.0",
    minutesEach: "3",
    typingDifferences: "7",
    people: "Dana Reed",
  };
  expect(
    await titled(spreadsheetMiddleware, "spreadsheet-middleware", [{ outcome: "re-keyed", subject: HANDOFF, detail, records: 120 }]),
  ).toEqual([
    [
      "high",
      "Jobs become invoices: 120 records were typed by hand after ServiceTitan had them, about 6.0 hours at 3 minutes each (assumed), with 7 typing differences",
      "Ask Dana Reed why these records are typed, and let the connection between ServiceTitan and QuickBooks carry them.",
    ],
  ]);
});
