import { afterAll, beforeAll, expect, test } from "vitest";
import { findAutomationSigns } from "../../src/detect/automation/index.ts";
import { runDetector, type DetectorContext } from "../../src/detect/index.ts";
import { findSyncSigns } from "../../src/detect/sync-signs/index.ts";
import { syncSigns } from "../../src/detect/sync-signs/detector.ts";
import { unownedAutomation } from "../../src/detect/unowned-automation.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { priceInWords, type Finding, type Handoff } from "../../src/model/index.ts";
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

type AnyDetector = Parameters<typeof runDetector>[1];

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
    followed: () => 0,
    systemOf: (dataset) => SYSTEMS[dataset] ?? dataset,
    unitTitle: (unit) => unit.toUpperCase(),
    amountInWords: (amount) => priceInWords(amount, "USD"),
  };
  const relations = { breaks: "breaks", mismatches: "mismatches", signs: "kept signs" };
  const run = await runDetector(engine, detector as AnyDetector, relations, context, 10);
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
    ["high", "Jobs become invoices: 3 breaks, worth $303.00, and nobody is told"],
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
