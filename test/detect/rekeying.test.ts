import { afterAll, beforeAll, expect, test } from "vitest";
import { findRekeying } from "../../src/detect/rekeying/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { detailOf, findGiven, givenAutomation, handoffOf, only, type GivenEstate } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const JOBS = {
  id: "key",
  ref: "key",
  created: "timestamp",
  customer: "text",
  street: "text",
  memo: "text",
  kind: "text",
  who: "text",
} as const;
const INVOICES = {
  id: "key",
  ref: "key",
  created: "timestamp",
  name: "text",
  address: "text",
  note: "text",
  kind: "text",
  who: "text",
} as const;
const signed = { by: { created: "who", modified: undefined } } as const;
const NAMES = ["Margaret Chen", "Robert Alvarez", "Ingrid Sorensen", "Thomas Whitfield", "Yolanda Pierce", "Samuel Okafor"];
const MINUTE = 60_000;
const stamp = (time: number): string => new Date(time).toISOString().replace("T", " ").slice(0, 19);
const START = Date.UTC(2026, 7, 3, 13);

const jobs = NAMES.map((customer, index) => ({
  id: `J${index}`,
  ref: `R${index}`,
  created: stamp(START + index * 97 * MINUTE),
  customer,
  street: `${100 + index * 17} Magnolia Avenue`,
  memo: `Replaced unit number ${index}`,
  kind: "service",
  who: "dispatch",
}));
const invoiceOf = (job: (typeof jobs)[number], index: number, who = "Dana Reed", more: GivenRecord = {}): GivenRecord => ({
  id: `I${index}`,
  ref: job.ref,
  created: stamp(Date.parse(`${job.created.replace(" ", "T")}Z`) + 45 * MINUTE + index * 7 * MINUTE),
  name: job.customer.toUpperCase(),
  address: job.street,
  note: null,
  kind: "service",
  who,
  ...more,
});
const estate = (invoices: readonly GivenRecord[], more: Partial<GivenEstate> = {}): GivenEstate => ({
  handoffs: [handoffOf({ compare: [], from: { ...handoffOf().from, amount: undefined }, to: { ...handoffOf().to, amount: undefined } })],
  people: ["Dana *"],
  automations: [givenAutomation()],
  ...more,
  datasets: {
    "dispatch.jobs": { fields: JOBS, dataset: signed, records: jobs },
    "books.invoices": { fields: INVOICES, dataset: signed, records: invoices },
  },
});

test("what a person types after it stood elsewhere: records, typing differences, hours at an assumed three minutes", async () => {
  const typo = { name: "Ingrid Sorenson", address: "134 Magnloia Avenue" };
  const invoices = jobs.map((job, index) => invoiceOf(job, index, index === 5 ? "Pat Lowe" : "Dana Reed", index === 2 ? typo : {}));
  const signs = await findGiven(engine, findRekeying, estate(invoices));
  expect(only(signs, "kind", "outcome", "subject_type", "subject", "dataset", "other_dataset", "records", "actor", "from_at")).toEqual([
    [
      "spreadsheet-middleware",
      "re-keyed",
      "handoff",
      "jobs-to-invoices",
      "books.invoices",
      "dispatch.jobs",
      "6",
      "Dana Reed",
      "2026-08-03 13:45:00",
    ],
  ]);
  expect(detailOf(signs[0])).toMatchObject({
    typingDifferences: "2",
    recordsWithDifferences: "1",
    hours: "0.3",
    minutesEach: "3",
    people: "Dana Reed, Pat Lowe",
    of: "6",
    fields: "ref, customer → name, street → address",
  });
  expect(detailOf(signs[0])["example"]).toMatch(
    /name: ingrid sorensen → ingrid sorenson|address: 134 magnolia avenue → 134 magnloia avenue/,
  );
});

test("no re-keying: an automation's, a machine's pace, typed before it stood elsewhere, texts of their own, or too few", async () => {
  const none = async (invoices: readonly GivenRecord[], more: Partial<GivenEstate> = {}) =>
    expect(await findGiven(engine, findRekeying, estate(invoices, more))).toEqual([]);
  await none(jobs.map((job, index) => invoiceOf(job, index, "svc-sync")));
  await none(jobs.map((job, index) => invoiceOf(job, index, "zapier bot")));
  const bursts = (job: (typeof jobs)[number], index: number): GivenRecord =>
    invoiceOf(job, index, "Kim", { created: stamp(START + 900 * MINUTE + index) });
  const twice = [
    ...jobs.map(bursts),
    ...jobs.map((job, index) => ({
      ...bursts(job, index),
      id: `X${index}`,
      ref: `X${index}`,
      created: stamp(START + 950 * MINUTE + index),
    })),
  ];
  await none(twice);
  await none(jobs.map((job, index) => invoiceOf(job, index, "Dana Reed", { created: stamp(START - MINUTE) })));
  await none(jobs.map((job, index) => invoiceOf(job, index, "Dana Reed", { address: `${index} other words altogether` })));
  await none(jobs.slice(0, 2).map((job, index) => invoiceOf(job, index)));
  await none(jobs.map((job, index) => invoiceOf(job, index, "")));
});

test("one record by a person's hand is told where an automation makes all others; not where people make some, nor before it stood", async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    ...(jobs[index % 6] as (typeof jobs)[number]),
    id: `J${index}`,
    ref: `R${index}`,
    created: stamp(START + index * 97 * MINUTE),
    customer: `${NAMES[index % 6]} ${String.fromCodePoint(97 + (index % 26))}`,
    street: `${100 + index * 17} Magnolia Avenue`,
  }));
  const given = (who: (index: number) => string, more: (index: number) => GivenRecord = () => ({})): GivenEstate => {
    const all = estate(many.map((job, index) => invoiceOf(job, index, who(index), more(index))));
    return { ...all, datasets: { ...all.datasets, "dispatch.jobs": { fields: JOBS, dataset: signed, records: many } } };
  };
  const find = (of: GivenEstate) => findGiven(engine, findRekeying, of);
  const slip = (index: number): GivenRecord => (index === 41 ? { address: "797 Magnloia Avenue" } : {});
  const [sign, ...others] = await find(given((index) => (index === 41 ? "Dana Reed" : "svc-sync"), slip));
  expect(others).toEqual([]);
  expect(sign).toMatchObject({ records: "1", actor: "Dana Reed" });
  expect(detailOf(sign)).toMatchObject({ minutes: "3", hours: "0.1", typingDifferences: "1", recordsWithDifferences: "1" });
  // Typing differences are counted, not asked for.
  const [exact] = await find(given((index) => (index === 41 ? "Dana Reed" : "svc-sync")));
  expect([exact?.["records"], detailOf(exact)["typingDifferences"]]).toEqual(["1", "0"]);
  // People made some of the others, before they stood upstream: theirs is no exception.
  const before = (index: number): GivenRecord => (index % 20 === 2 ? { created: stamp(START - MINUTE) } : {});
  expect(await find(given((index) => (index === 41 || index % 20 === 2 ? "Dana Reed" : "svc-sync"), before))).toEqual([]);
  const early = (index: number): GivenRecord => (index === 41 ? { created: stamp(START - MINUTE) } : {});
  expect(await find(given((index) => (index === 41 ? "Dana Reed" : "svc-sync"), early))).toEqual([]);
  const own = (index: number): GivenRecord => (index === 41 ? { address: "Other words", name: "Somebody Else", note: "by hand" } : {});
  expect(await find(given((index) => (index === 41 ? "Dana Reed" : "svc-sync"), own))).toEqual([]);
});

test("signs are the same whatever the order of the rows", async () => {
  const invoices = jobs.map((job, index) => invoiceOf(job, index, index % 2 === 0 ? "Dana Reed" : "Dana Low"));
  const told = async (rows: readonly GivenRecord[]) =>
    only(await findGiven(engine, findRekeying, estate(rows)), "fingerprint", "records", "actor", "from_at", "to_at", "detail");
  expect(await told(invoices.toReversed())).toEqual(await told(invoices));
});
