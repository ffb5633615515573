import { afterAll, beforeAll, expect, test } from "vitest";
import { findSyncSigns } from "../../src/detect/sync-signs/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { detailOf, findGiven, givenAutomation, handoffOf, only, type GivenEstate } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

export const JOBS = {
  id: "key",
  ref: "key",
  amount: "money",
  created: "timestamp",
  date: "date",
  unit: "text",
  deleted: "boolean",
} as const;
const LOG = { id: "key", job: "key", at: "timestamp", status: "text" } as const;
const log = { dataset: "sync.log", record: "job", at: "at", result: "status", success: ["Success", "ok"], of: "dispatch.jobs" };

const job = (key: string, more: GivenRecord = {}): GivenRecord => ({
  id: key,
  ref: key,
  amount: 100,
  created: "2026-08-03 14:00:00",
  date: "2026-08-03",
  unit: "tampa",
  ...more,
});
const line = (number: number, key: string, status: string, at = "2026-08-03 15:00:00"): GivenRecord => ({
  id: `L${number}`,
  job: key,
  at,
  status,
});

function logged(jobs: readonly GivenRecord[], invoices: readonly GivenRecord[], lines: readonly GivenRecord[]): GivenEstate {
  return {
    handoffs: [handoffOf()],
    automations: [givenAutomation({ log })],
    datasets: {
      "dispatch.jobs": { fields: JOBS, records: jobs },
      "books.invoices": { fields: JOBS, records: invoices },
      "sync.log": { fields: LOG, records: lines },
    },
  };
}

test("a record that the log calls a success and that is not there is told once, with its money and the line of the log", async () => {
  const jobs = [job("arrived"), job("lost", { amount: 250.5 }), job("failed"), job("unsaid"), job("late")];
  const lines = [
    line(1, "arrived", "ok"),
    line(2, "lost", "SUCCESS", "2026-08-03 15:00:00"),
    line(3, "lost", "ok", "2026-08-04 15:00:00"),
    line(4, "failed", "error"),
    line(5, "late", "ok", "2026-10-01 00:00:01"),
  ];
  const signs = await findGiven(engine, findSyncSigns, logged(jobs, [job("arrived")], lines));
  expect(only(signs, "outcome", "subject", "dataset", "key", "amount", "from_at", "to_at", "value", "file", "line")).toEqual([
    [
      "logged-success",
      "jobs-to-invoices",
      "dispatch.jobs",
      "lost",
      "250.5000",
      "2026-08-03 15:00:00",
      "2026-08-04 15:00:00",
      "ok",
      "dispatch.jobs.csv",
      "3",
    ],
  ]);
  expect(detailOf(signs[0])).toMatchObject({ automation: "Invoice sync", lines: "2", log: "sync.log.csv:4", of: "5", side: "from" });
});

test("what arrived, or was voided later, makes no liar of the log; a log may name downstream keys, too", async () => {
  const clean = logged([job("a"), job("b")], [job("a"), job("b", { deleted: true })], [line(1, "a", "ok"), line(2, "b", "ok")]);
  expect((await findGiven(engine, findSyncSigns, clean)).filter(({ outcome }) => outcome === "logged-success")).toEqual([]);
  const named = logged([job("a")], [job("a")], [line(1, "a", "ok"), line(2, "ghost", "ok")]);
  const below = { ...named, automations: [givenAutomation({ log: { ...log, of: "books.invoices" } })] };
  const signs = await findGiven(engine, findSyncSigns, below);
  expect(only(signs, "outcome", "dataset", "key", "file", "line")).toEqual([
    ["logged-success", "books.invoices", "ghost", "sync.log.csv", "3"],
  ]);
});

test("a handoff that breaks without an alert or an owner is told once; one that does not break, or has both, is not", async () => {
  const datasets = {
    "dispatch.jobs": { fields: JOBS, records: [job("a"), job("b", { amount: 30 }), job("c", { amount: 12.25, date: "2026-08-05" })] },
    "books.invoices": { fields: JOBS, records: [job("a")] },
  };
  const of = async (alert: string | undefined, owner: string | undefined, more = datasets) =>
    only(
      await findGiven(engine, findSyncSigns, { handoffs: [handoffOf({ alert, owner })], datasets: more }),
      "outcome",
      "subject",
      "value",
      "records",
      "amount",
      "from_at",
      "to_at",
    );
  const first = ["2", "42.2500", "2026-08-03 00:00:00", "2026-08-05 00:00:00"];
  expect(await of(undefined, "billing")).toEqual([["no-alert", "jobs-to-invoices", "alert", ...first]]);
  expect(await of(undefined, undefined)).toEqual([["no-alert", "jobs-to-invoices", "owner and alert", ...first]]);
  expect(await of("a mail", undefined)).toEqual([["no-alert", "jobs-to-invoices", "owner", ...first]]);
  expect(await of("a mail", "billing")).toEqual([]);
  expect(await of(undefined, undefined, { ...datasets, "dispatch.jobs": datasets["books.invoices"] })).toEqual([]);
});
