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

const pageLimit = [{ code: "page-limit", message: "exactly 200 records" }] as const;
const hour = (hours: number): string => new Date(Date.UTC(2026, 5, 1, 12) + hours * 3_600_000).toISOString().replace("T", " ").slice(0, 19);
const at = (key: number, hours: number, more: GivenRecord = {}): GivenRecord =>
  job(`J${String(key).padStart(3, "0")}`, { created: hour(hours), date: hour(hours).slice(0, 10), ...more });
const syncSignsOf = async (given: GivenEstate, outcome: string) =>
  (await findGiven(engine, findSyncSigns, given)).filter((sign) => sign["outcome"] === outcome);
const two = (jobs: readonly GivenRecord[], invoices: readonly GivenRecord[], more: object = {}, fields: object = {}) => ({
  handoffs: [handoffOf()],
  datasets: {
    "dispatch.jobs": { fields: { ...JOBS, ...fields }, records: jobs, ...more },
    "books.invoices": { fields: { ...JOBS, ...fields }, records: invoices, ...more },
  },
});

test("a page that is full, and nothing of what came after it: cut off", async () => {
  const jobs = Array.from({ length: 30 }, (_, index) => at(index, 5 * index));
  const full = jobs.slice(0, 20);
  const given = two(jobs, full);
  const invoices = { ...given.datasets["books.invoices"], hints: pageLimit };
  const signs = await syncSignsOf({ ...given, datasets: { ...given.datasets, "books.invoices": invoices } }, "truncated");
  expect(only(signs, "subject_type", "subject", "other_dataset", "value", "records", "amount", "from_at", "to_at", "file")).toEqual([
    ["dataset", "books.invoices", "dispatch.jobs", "jobs-to-invoices", "10", "1000.0000", hour(95), hour(145), "books.invoices.csv"],
  ]);
  // Upstream cut off: its counterparts are extra.
  const up = two(full, jobs);
  const cut = { ...up, datasets: { ...up.datasets, "dispatch.jobs": { ...up.datasets["dispatch.jobs"], hints: pageLimit } } };
  expect(only(await syncSignsOf(cut, "truncated"), "subject", "other_dataset", "records")).toEqual([
    ["dispatch.jobs", "books.invoices", "10"],
  ]);
});

test("no page limit, a full page that reaches as far, records that lack in between, or newer ones that did arrive: not cut off", async () => {
  const jobs = Array.from({ length: 30 }, (_, index) => at(index, 5 * index));
  const full = (records: readonly GivenRecord[], hints: GivenEstate["datasets"][string]["hints"] = pageLimit): GivenEstate => {
    const given = two(jobs, records);
    return { ...given, datasets: { ...given.datasets, "books.invoices": { ...given.datasets["books.invoices"], hints: hints ?? [] } } };
  };
  expect(await syncSignsOf(full(jobs.slice(0, 20), []), "truncated")).toEqual([]);
  expect(await syncSignsOf(full(jobs), "truncated")).toEqual([]);
  expect(await syncSignsOf(full(jobs.filter((_, index) => index < 10 || index >= 15)), "truncated")).toEqual([]);
  const stamped = jobs.map((invoice) => ({ ...invoice, created: hour(3) }));
  expect(await syncSignsOf(full(stamped.slice(0, 27)), "truncated")).toEqual([]);
});

const BOOKED = { note: "text", modified: "timestamp", who: "text" } as const;
const booked = { dataset: { times: { created: "created", modified: "modified" }, by: { created: undefined, modified: "who" } } };

test("what was deleted or voided here and lives there is told once, by the living record", async () => {
  const jobs = [
    job("a"),
    job("b", { amount: 70 }),
    job("c", { amount: 250 }),
    job("d", { deleted: true, who: "dana" }),
    job("e", { amount: 9 }),
  ];
  const invoices = [
    job("a"),
    job("b", { deleted: true, modified: "2026-08-05 10:00:00", who: "dana" }),
    { ...job("b", { deleted: true, modified: "2026-08-04 10:00:00" }), id: "b2" },
    job("c", { amount: 0, note: "Voided by Dana", modified: "2026-08-06 10:00:00" }),
    job("d", { amount: 33 }),
    job("e", { amount: 9 }),
  ];
  const signs = await syncSignsOf(two(jobs, invoices, booked, BOOKED), "void-not-propagated");
  expect(only(signs, "dataset", "key", "other_dataset", "other_key", "value", "amount", "from_at", "actor")).toEqual([
    ["books.invoices", "d", "dispatch.jobs", "d", "deleted", "33.0000", null, "dana"],
    ["dispatch.jobs", "b", "books.invoices", "b", "deleted", "70.0000", "2026-08-05 10:00:00", "dana"],
    ["dispatch.jobs", "c", "books.invoices", "c", "zeroed", "250.0000", "2026-08-06 10:00:00", null],
  ]);
});

test("a void that is reissued, dead on both sides, a discount down to zero, or within the grace, is none", async () => {
  const jobs = [job("a"), job("b", { deleted: true }), job("c"), job("d"), job("e", { amount: 0, note: "voided" })];
  const invoices = [
    { ...job("a", { deleted: true }), id: "a0" },
    job("a"),
    job("b", { deleted: true }),
    job("c", { amount: 0, note: "Discount 100 %, avoid reminders" }),
    job("d", { deleted: true, modified: "2026-09-29 10:00:00" }),
    job("e", { amount: 0, note: "voided" }),
  ];
  const given = two(jobs, invoices, booked, BOOKED);
  const handoffs = [handoffOf({ grace: { count: 3, unit: "business-days" } })];
  expect(await syncSignsOf({ ...given, handoffs }, "void-not-propagated")).toEqual([]);
  const [late] = await syncSignsOf({ ...given, handoffs: [handoffOf({ grace: { count: 1, unit: "days" } })] }, "void-not-propagated");
  expect(late).toBeUndefined();
  const [over] = await syncSignsOf({ ...given, handoffs: [handoffOf({ grace: { count: 3, unit: "hours" } })] }, "void-not-propagated");
  expect(over).toMatchObject({ dataset: "dispatch.jobs", key: "d" });
});

/** Jobs an hour apart, each taken an hour after it was entered; some are entered two days after their day. */
function watermarked(late: (index: number) => boolean, lost: (index: number) => boolean): GivenEstate {
  const numbers = Array.from({ length: 120 }, (_, index) => index);
  const jobs = numbers.map((index) => at(index, index, { date: hour(index - (late(index) ? 48 : 0)).slice(0, 10) }));
  const invoices = numbers.filter((index) => !lost(index)).map((index) => at(index, index + 1));
  return two(jobs, invoices);
}

test("what is entered behind the watermark and never taken", async () => {
  const late = (index: number): boolean => index > 60 && index % 10 === 5;
  const signs = await syncSignsOf(watermarked(late, late), "late-under-watermark");
  expect(only(signs, "key", "field", "value", "other_value", "from_at", "amount")).toEqual(
    [65, 75, 85, 95, 105, 115].map((index) => [
      `J${String(index).padStart(3, "0")}`,
      "date",
      `${hour(index - 48).slice(0, 10)} 04:00:00`,
      `${hour(index - 2).slice(0, 10)} 04:00:00`,
      hour(index),
      "100.0000",
    ]),
  );
  expect(detailOf(signs[0])).toMatchObject({ late: "6", lost: "6", otherwise: "0" });
});

test("late ones that are taken, or missing ones that are not late, or as many of both, tell of no watermark", async () => {
  const late = (index: number): boolean => index > 60 && index % 10 === 5;
  const other = (index: number): boolean => index > 60 && index % 10 === 7;
  expect(
    await syncSignsOf(
      watermarked(late, () => false),
      "late-under-watermark",
    ),
  ).toEqual([]);
  expect(await syncSignsOf(watermarked(late, other), "late-under-watermark")).toEqual([]);
  expect(
    await syncSignsOf(
      watermarked(late, (index) => index % 2 === 1),
      "late-under-watermark",
    ),
  ).toEqual([]);
  expect(
    await syncSignsOf(
      watermarked(() => false, other),
      "late-under-watermark",
    ),
  ).toEqual([]);
});

const WRITTEN = { number: "text", memo: "text", who: "text" } as const;
const written = { dataset: { by: { created: "who", modified: undefined } } };
const invoice = (id_: string, ref: string, time: string, more: GivenRecord = {}): GivenRecord =>
  job(id_, { ref, created: `2026-08-03 ${time}:00`, number: `N-${id_}`, memo: "repair", who: "svc-sync", ...more });

test("one content twice within the hour by one actor is a retry, whatever key and number it was given", async () => {
  const jobs = ["a", "b", "c", "d"].map((key) => job(key, { number: `J-${key}`, memo: "job", who: "dana" }));
  const invoices = [
    invoice("1", "a", "14:00"),
    invoice("2", "a", "14:05"),
    invoice("3", "b", "14:00", { amount: 80 }),
    invoice("4", "b", "14:01", { amount: 80 }),
    invoice("5", "b", "15:01", { amount: 80 }),
    invoice("6", "c", "14:00"),
    invoice("7", "d", "14:00"),
  ];
  const signs = await syncSignsOf(two(jobs, invoices, written, WRITTEN), "retried-twice");
  expect(only(signs, "dataset", "key", "other_key", "amount", "from_at", "to_at", "actor")).toEqual([
    ["books.invoices", "2", "1", "100.0000", "2026-08-03 14:00:00", "2026-08-03 14:05:00", "svc-sync"],
    ["books.invoices", "4", "3", "80.0000", "2026-08-03 14:00:00", "2026-08-03 14:01:00", "svc-sync"],
    ["books.invoices", "5", "4", "80.0000", "2026-08-03 14:01:00", "2026-08-03 15:01:00", "svc-sync"],
  ]);
});

test("another content, another actor, hours apart, or many lawful invoices of one job are no retries", async () => {
  const jobs = ["a", "b", "c"].map((key) => job(key, { number: `J-${key}`, memo: "job", who: "dana" }));
  const invoices = [
    invoice("1", "a", "14:00"),
    invoice("2", "a", "14:05", { memo: "parts" }),
    invoice("3", "b", "14:00"),
    invoice("4", "b", "14:05", { who: "dana" }),
    invoice("5", "c", "14:00"),
    invoice("6", "c", "15:00", { created: "2026-08-03 15:00:01" }),
  ];
  expect(await syncSignsOf(two(jobs, invoices, written, WRITTEN), "retried-twice")).toEqual([]);
  const halves = [invoice("1", "a", "14:00", { amount: 50 }), invoice("2", "a", "14:00", { amount: 50 })];
  const many = { ...two(jobs, halves, written, WRITTEN), handoffs: [handoffOf({ cardinality: "one-to-many", compare: [] })] };
  expect(await syncSignsOf(many, "retried-twice")).toEqual([]);
});

test("signs are the same whatever the order of the rows", async () => {
  const late = (index: number): boolean => index > 60 && index % 10 === 5;
  const given = watermarked(late, late);
  const turned = Object.fromEntries(
    Object.entries(given.datasets).map(([name, set]) => [name, { ...set, records: set.records.toReversed() }]),
  );
  const told = async (estate: GivenEstate) =>
    only(await findGiven(engine, findSyncSigns, estate), "fingerprint", "key", "amount", "detail");
  expect(await told({ ...given, datasets: turned })).toEqual(await told(given));
});
