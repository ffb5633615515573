import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { causeOfSign, pageLimitCause, zeroedCause } from "../../src/assess/causes/index.ts";
import { createBreaks, createSigns, findSyncSigns, tieOut } from "../../src/detect/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Finding, FindingOutcome, FindingSubject, Side } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenHandoff, givenRecords, startEngine, type GivenRecord } from "../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", ref: "key", amount: "money", created: "timestamp", date: "date", note: "text" } as const;
const hint = [{ code: "page-limit", message: "invoices.csv holds exactly 200 records" }] as const;

/** Records an hour apart, each worth ten more than the last. */
function records(from: number, to: number): GivenRecord[] {
  return Array.from({ length: to - from }, (_, place) => {
    const index = from + place;
    const created = new Date(Date.UTC(2026, 7, 3, index)).toISOString().slice(0, 19).replace("T", " ");
    return { id: `J-${1000 + index}`, ref: `J-${1000 + index}`, amount: 10 * (index + 1), created, date: created.slice(0, 10) };
  });
}

let runs = 0;

/** The cause of one side's breaks, when all has been tied out and looked at. */
async function causeOf(
  given: { readonly jobs: readonly GivenRecord[]; readonly invoices: readonly GivenRecord[]; readonly full: Side },
  side: Side,
  outcome: "missing" | "extra" | "different",
) {
  runs += 1;
  const [breaks, signs, calendar] = [`breaks ${runs}`, `signs ${runs}`, `calendar ${runs}`];
  const estate = {
    timeZone: "America/New_York",
    businessDays: [1, 2, 3, 4, 5],
    holidays: [],
    systems: [],
    handoffs: [givenHandoff({ alert: "a mail" })],
    people: [],
    automations: [],
    maintenance: [],
  } as const;
  await engine.runInline(createCalendar(calendar, estate, engine.dialect));
  await engine.runInline(createBreaks(breaks));
  await engine.runInline(createSigns(signs));
  const opened = async (name: string, own: Side, all: readonly GivenRecord[]) => {
    const set = await givenRecords(engine, name, { fields: FIELDS, records: all });
    return own === given.full ? { ...set, capture: { ...set.capture, hints: hint } } : set;
  };
  const from = await opened("dispatch.jobs", "from", given.jobs);
  const to = await opened("books.invoices", "to", given.invoices);
  const kept = { pairs: `kept pairs of ${runs}`, outcomes: `kept outcomes of ${runs}` };
  const [handoff] = estate.handoffs;
  if (handoff === undefined) throw new Error("no handoff");
  const ties = { prefix: "h", calendar, breaks, keep: kept };
  await tieOut(engine, { timeZone: estate.timeZone, currency: "USD" }, handoff, { from, to, adjustments: new Map() }, ties);
  const sets = new Map([from, to].map((set) => [set.dataset.id, set]));
  await findSyncSigns(
    engine,
    estate,
    { sets, kept: new Map([[handoff.id, kept]]), breaks, crosswalks: undefined },
    { prefix: "p", calendar, signs },
  );
  const [own, other] = side === "from" ? [from, to] : [to, from];
  const group = { handoff, from, to, kept, breaks, signs, side, outcome, own, other };
  const cause = (await pageLimitCause(engine, group)) ?? (await zeroedCause(engine, group));
  for (const { relation } of [from, to]) await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  return cause;
}

describe("the page limit as a cause", () => {
  test("what lies beyond a full page is explained by it, with its money", async () => {
    const jobs = records(0, 210);
    const cause = await causeOf({ jobs, invoices: records(0, 200), full: "to" }, "from", "missing");
    expect(cause).toMatchObject({ code: "page-limit", class: "vendor-limit", proven: false, confidence: 0.9091 });
    expect(cause?.explained).toEqual({ records: 10, amount: "20550.00", share: 1 });
    expect(cause?.unexplained).toEqual({ records: 0, amount: "0.00" });
    expect(cause?.statement).toContain("holds exactly 200 records");
    expect(cause?.refutedBy).toContain("all pages");
  });

  test("an upstream export that is cut off explains records without an origin", async () => {
    const cause = await causeOf({ jobs: records(0, 200), invoices: records(0, 203), full: "from" }, "to", "extra");
    expect(cause).toMatchObject({ code: "page-limit", class: "vendor-limit", explained: { records: 3, share: 1 } });
  });

  test("what lacks in between is left unexplained; too much of it, and the limit is not the cause", async () => {
    const some = records(0, 210).filter((_, index) => index !== 50 && index !== 90);
    const few = await causeOf({ jobs: records(0, 210), invoices: some.slice(0, -10), full: "to" }, "from", "missing");
    expect(few).toMatchObject({ code: "page-limit", explained: { records: 10 }, unexplained: { records: 2 } });
    const most = records(0, 200).filter((_, index) => index % 20 !== 7);
    expect(await causeOf({ jobs: records(0, 210), invoices: most, full: "to" }, "from", "missing")).toBeUndefined();
  });

  test("no full page, or nothing beyond it, is no page limit; nor are other breaks explained by one", async () => {
    const holes = records(0, 210).filter((_, index) => index < 100 || index >= 110);
    expect(await causeOf({ jobs: records(0, 210), invoices: holes, full: "to" }, "from", "missing")).toBeUndefined();
    const short = records(0, 197);
    expect(await causeOf({ jobs: records(0, 207), invoices: short, full: "from" }, "from", "missing")).toBeUndefined();
    expect(await causeOf({ jobs: records(0, 210), invoices: records(0, 200), full: "to" }, "from", "different")).toBeUndefined();
  });
});

describe("voids as zeros", () => {
  const noted = (amount: number, note: string, indices: readonly number[]) =>
    records(0, 60).map((record, index) => (indices.includes(index) ? { ...record, amount, note } : record));
  const different = (invoices: readonly GivenRecord[]) => causeOf({ jobs: records(0, 60), invoices, full: "to" }, "from", "different");

  test("what a note calls void and is zero is a practice, for the records whose note says so", async () => {
    const five = noted(0, "Voided: wrong customer", [3, 10, 20, 30, 44]);
    expect(await different(five)).toMatchObject({
      code: "practice",
      class: "workflow",
      explained: { records: 5, amount: "1120.00", share: 1 },
      unexplained: { records: 0, amount: "0.00" },
    });
    const mixed = five.map((record, index) => (index === 50 ? { ...record, amount: 1 } : record));
    expect(await different(mixed)).toMatchObject({
      explained: { records: 5, share: 0.8333 },
      unexplained: { records: 1, amount: "509.00" },
    });
  });

  test("zeros of which no note speaks, notes on what is not zero, or mostly other differences, are none", async () => {
    expect(await different(noted(0, "free of charge", [3, 10, 20]))).toBeUndefined();
    expect(await different(noted(5, "voided", [3, 10, 20]))).toBeUndefined();
    const few = noted(0, "voided", [3]).map((record, index) => (index > 55 ? { ...record, amount: 1 } : record));
    expect(await different(few)).toBeUndefined();
  });
});

describe("what a sign says of its own cause", () => {
  const finding = (outcome: FindingOutcome, subject: FindingSubject | undefined, amount: string | undefined = "120.00") =>
    ({ outcome, subject, records: 3, amount }) as Finding;
  const dataset = { type: "dataset", id: "crm.deals" } as const;

  test("a dataset that is cut off: the vendor's limit, for all its records", () => {
    expect(causeOfSign(finding("truncated", dataset))).toMatchObject({
      code: "page-limit",
      class: "vendor-limit",
      proven: false,
      explained: { records: 3, amount: "120.00", share: 1 },
      unexplained: { records: 0, amount: "0.00" },
    });
    const unpriced = causeOfSign({ ...finding("truncated", dataset), amount: undefined });
    expect(unpriced?.explained.amount).toBeUndefined();
    expect(unpriced?.unexplained.amount).toBeUndefined();
  });

  test.each(["retried-twice", "void-not-propagated", "late-under-watermark", "logged-success", "no-alert"] as const)(
    "%s tells what happened, and not why",
    (outcome) => {
      expect(causeOfSign(finding(outcome, { type: "handoff", id: "job-to-invoice" }))).toBeUndefined();
    },
  );

  test("what is about no subject is no sign", () => {
    expect(causeOfSign(finding("truncated", undefined))).toBeUndefined();
  });
});
