import { afterAll, beforeAll, expect, test } from "vitest";
import { findAutomationSigns } from "../../src/detect/automation/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { detailOf, findGiven, givenAutomation, handoffOf, only, type GivenEstate } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

test("everything that the register does not say is told with its risk; a whole entry is not", async () => {
  const whole = givenAutomation();
  const bare = givenAutomation({ id: "bare", title: "Night script", owner: undefined, rollback: " ", output: undefined });
  const signs = await findGiven(engine, findAutomationSigns, { automations: [whole, bare], datasets: {} });
  expect(only(signs, "outcome", "subject_type", "subject", "value", "records")).toEqual([
    ["register-gap", "automation", "bare", "output", "1"],
    ["register-gap", "automation", "bare", "owner", "1"],
    ["register-gap", "automation", "bare", "rollback", "1"],
  ]);
  expect(detailOf(signs[1])).toMatchObject({
    title: "Night script",
    gaps: "owner, output, rollback",
    risk: expect.stringContaining("nobody answers"),
  });
});

const FIELDS = {
  id: "key",
  ref: "key",
  amount: "money",
  created: "timestamp",
  date: "date",
  unit: "text",
  who: "text",
  changer: "text",
} as const;
const signed = { by: { created: "who", modified: "changer" } } as const;
const JUNE = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const stamp = (time: number): string => new Date(time).toISOString().replace("T", " ").slice(0, 19);
let keys = 0;
const made = (who: string, time: number, more: GivenRecord = {}): GivenRecord => {
  keys += 1;
  return { id: `K${keys}`, ref: `R${keys}`, amount: 10, created: stamp(time), date: stamp(time).slice(0, 10), unit: "tampa", who, ...more };
};
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const signsOf = async (given: GivenEstate, outcome: string) =>
  (await findGiven(engine, findAutomationSigns, given)).filter((sign) => sign["outcome"] === outcome);
const books = (records: readonly GivenRecord[], more: Partial<GivenEstate> = {}): GivenEstate => ({
  handoffs: [],
  people: ["dana*"],
  ...more,
  datasets: { "books.invoices": { fields: FIELDS, dataset: signed, records } },
});

test("actors that look or write like machines and stand in no register are told with what they wrote, and where", async () => {
  const burst = range(12).map((index) => made("Sam Burst", JUNE + (index < 6 ? 0 : DAY) + index * 1000));
  const timed = range(30).map((index) => made("Tim Early", JUNE + index * 60 * MINUTE + (index % 7) * 1000));
  const around = range(120).map((index) => made("Ali Clock", JUNE + index * 67 * MINUTE));
  const named = [made("svc-legacy", JUNE), made("dana", JUNE, { changer: "Zapier (old)" })];
  const persons = range(40).map((index) => made("Kim Hand", JUNE + index * 173 * MINUTE - (index % 3) * 40 * MINUTE));
  const registered = [made("svc-sync", JUNE), ...range(20).map((index) => made("Dana Bulk", JUNE + index))];
  const signs = await signsOf(
    books([...burst, ...timed, ...around, ...named, ...persons, ...registered], {
      automations: [givenAutomation({ output: undefined, handoff: undefined })],
    }),
    "unregistered-actor",
  );
  expect(signs.map((sign) => [sign["subject"], sign["records"], detailOf(sign)["why"]])).toEqual([
    ["Ali Clock", "120", "around the clock"],
    ["Sam Burst", "12", "five records or more in one minute, again and again"],
    ["Tim Early", "30", "always in the same minute of the hour"],
    ["Zapier (old)", "1", "by its name"],
    ["svc-legacy", "1", "by its name"],
  ]);
  expect(signs[1]).toMatchObject({ subject_type: "actor", from_at: "2026-06-01 12:00:00", to_at: "2026-06-02 12:00:11" });
  expect(detailOf(signs[1])).toMatchObject({ datasets: "books.invoices", first: "2026-06-01", last: "2026-06-02" });
});

test("persons at a person's pace, one burst among much handwork, and names that patterns cover are none", async () => {
  const hand = range(60).map((index) => made("Kim Hand", JUNE + index * 171 * MINUTE - (index % 3) * 40 * MINUTE));
  const batch = range(12).map((index) => made("Kim Hand", JUNE + (index < 6 ? 3 : 9) * DAY + index));
  const covered = range(20).map((index) => made("SVC-SYNC", JUNE + index));
  const given = books([...hand, ...batch, ...covered], { automations: [givenAutomation({ actors: ["svc-*"], output: undefined })] });
  expect(await signsOf(given, "unregistered-actor")).toEqual([]);
});

/** The synced invoices of days, so many a day, of the business days from Monday, 1 June. */
const daily = (days: number, perDay: (day: number) => number): GivenRecord[] =>
  range(days).flatMap((day) => {
    const time = JUNE + day * DAY;
    return [0, 6].includes(new Date(time).getUTCDay()) ? [] : range(perDay(day)).map((index) => made("svc-sync", time + index * MINUTE));
  });
const running = (
  records: readonly GivenRecord[],
  automation: Parameters<typeof givenAutomation>[0] = {},
  more: object = {},
): GivenEstate => ({
  ...books(records, { automations: [givenAutomation({ handoff: undefined, ...automation })] }),
  ...more,
});
const captured = (estate: GivenEstate, capturedAt: string): GivenEstate => ({
  ...estate,
  datasets: Object.fromEntries(Object.entries(estate.datasets).map(([name, set]) => [name, { ...set, capturedAt }])),
});

test("business days on which it did not run, or wrote less than it should", async () => {
  const output = { dataset: "books.invoices", every: { count: 1, unit: "business-days" }, least: 3 } as const;
  const records = daily(26, (day) => (day === 9 ? 0 : day === 10 ? 2 : 4));
  const byHand = range(5).map((index) => made("dana", JUNE + 9 * DAY + index * MINUTE));
  const given = captured(running([...records, ...byHand], { output }), "2026-06-29T16:00:00.000Z");
  const signs = await signsOf(given, "run-missing");
  expect(only(signs, "subject", "value", "date", "records", "dataset")).toEqual([
    ["invoice-sync", "2026-06-10", "2026-06-10", "1", "books.invoices"],
    ["invoice-sync", "2026-06-11", "2026-06-11", "1", "books.invoices"],
  ]);
  expect(signs.map((sign) => [detailOf(sign)["written"], detailOf(sign)["still"]])).toEqual([
    ["0", "no"],
    ["2", "no"],
  ]);
  // The same until a later capture: it has not run since.
  const late = await signsOf(captured(running([...records, ...byHand], { output }), "2026-07-01T16:00:00.000Z"), "run-missing");
  expect(late.map(({ value }) => value)).toEqual(["2026-06-10", "2026-06-11", "2026-06-29", "2026-06-30"]);
  expect(detailOf(late[0])["still"]).toBe("yes");
});

test("weekends, holidays, maintenance of a system it works with, and what is not over yet are no missing runs", async () => {
  const records = daily(26, (day) => (day === 9 || day === 10 ? 0 : 1));
  const maintenance = [{ system: "books", from: "2026-06-10", to: "2026-06-10" }];
  const given = captured(running(records, {}, { maintenance, holidays: ["2026-06-11"] }), "2026-06-29T16:00:00.000Z");
  expect(await signsOf(given, "run-missing")).toEqual([]);
  const other = captured(running(records, {}, { maintenance: [{ ...maintenance[0], system: "crm" }] }), "2026-06-29T16:00:00.000Z");
  expect((await signsOf(other, "run-missing")).map(({ value }) => value)).toEqual(["2026-06-10", "2026-06-11"]);
});

test("runs every five business days may shift by a day or two; of runs every six hours, those that lack are counted by day", async () => {
  const weekly = { dataset: "books.invoices", every: { count: 5, unit: "business-days" }, least: 1 } as const;
  const days = (...at: readonly number[]): GivenRecord[] => at.map((day) => made("svc-sync", JUNE + day * DAY));
  const until = (records: readonly GivenRecord[], output: object): GivenEstate =>
    captured(running(records, { output: output as never }), "2026-06-30T12:00:00.000Z");
  expect(await signsOf(until(days(0, 8, 14, 23), weekly), "run-missing")).toEqual([]);
  expect((await signsOf(until(days(0, 7, 22), weekly), "run-missing")).map(({ value }) => value)).toEqual(["2026-06-15"]);
  const hourly = { dataset: "books.invoices", every: { count: 6, unit: "hours" }, least: 1 } as const;
  const beats = range(116).filter((beat) => beat < 20 || beat >= 25);
  const runs = beats.map((beat) => made("svc-sync", JUNE + beat * 6 * 60 * MINUTE));
  expect(only(await signsOf(until(runs, hourly), "run-missing"), "value", "records")).toEqual([
    ["2026-06-06", "3"],
    ["2026-06-07", "2"],
  ]);
});

test("a volume that fell by more than half and stays low, though as much comes in", async () => {
  const weeks = 30;
  const [jobs, invoices] = [[], []] as [GivenRecord[], GivenRecord[]];
  for (const job of daily(weeks * 7, () => 6)) {
    jobs.push({ ...job, who: "dana" });
    const fell = Date.parse(`${String(job["date"])}T00:00:00Z`) >= JUNE + 20 * 7 * DAY - DAY / 2;
    if (!fell || jobs.length % 3 === 0) invoices.push({ ...job, id: `I${String(job["id"])}` });
  }
  const end = new Date(JUNE + weeks * 7 * DAY).toISOString();
  const given = captured(
    {
      automations: [givenAutomation()],
      handoffs: [handoffOf()],
      datasets: {
        "dispatch.jobs": { fields: FIELDS, dataset: signed, records: jobs },
        "books.invoices": { fields: FIELDS, dataset: signed, records: invoices },
      },
    },
    end,
  );
  const [sign, ...others] = await signsOf(given, "volume-fell");
  expect(others).toEqual([]);
  expect(sign).toMatchObject({ subject: "invoice-sync", dataset: "books.invoices", date: "2026-10-19", records: "100" });
  expect(detailOf(sign)).toMatchObject({ before: "30.0", after: "10.0", reference: "went from 30.0 to 30.0" });
  // As little comes in: a lull.
  const lull = {
    ...given.datasets,
    "dispatch.jobs": { ...(given.datasets["dispatch.jobs"] as object), records: invoices, fields: FIELDS },
  };
  expect(await signsOf({ ...given, datasets: lull }, "volume-fell")).toEqual([]);
});

test("what it works on is told by the keys that its output holds: a lull of it is no fall, and what it follows at random is not it", async () => {
  const weeks = 34;
  // A lull of six weeks that ends, and one that lasts.
  const jobs: GivenRecord[] = daily(weeks * 7, (day) => ((day >= 56 && day < 98) || day >= 168 ? 3 : 6)).map((job) => ({
    ...job,
    who: "dana",
  }));
  const later = (time: unknown): number => Date.parse(`${String(time).replace(" ", "T")}Z`) + 3 * DAY;
  const messages = (isSent: (index: number, day: number) => boolean): GivenRecord[] =>
    jobs.flatMap((job, index) =>
      isSent(index, (later(job["created"]) - JUNE) / DAY)
        ? [{ ...made("svc-reviews", later(job["created"])), ref: job["id"] ?? null }]
        : [],
    );
  // Made long before, and named as well.
  const customers = range(40).map((index) => made("dana", JUNE - (200 + index) * DAY, { id: `C${index}` }));
  const given = (records: readonly GivenRecord[]): GivenEstate =>
    captured(
      {
        automations: [
          givenAutomation({
            id: "reviews",
            title: "Review requests",
            actors: ["svc-reviews"],
            handoff: undefined,
            output: { dataset: "reviews.messages", every: { count: 5, unit: "business-days" }, least: 1 },
          }),
        ],
        handoffs: [],
        datasets: {
          "dispatch.jobs": { fields: FIELDS, dataset: signed, records: jobs },
          "crm.customers": { fields: FIELDS, dataset: signed, records: customers },
          "reviews.messages": {
            fields: FIELDS,
            dataset: signed,
            records: records.map((record, index) => ({ ...record, changer: `C${index % 40}` })),
          },
        },
      },
      new Date(JUNE + weeks * 7 * DAY).toISOString(),
    );
  expect(await signsOf(given(messages((index) => index % 4 !== 0)), "volume-fell")).toEqual([]);
  const fell = messages((index, day) => (day < 168 ? index % 4 !== 0 : index % 10 < 3));
  const [sign, ...others] = await signsOf(given(fell), "volume-fell");
  expect(others).toEqual([]);
  expect(sign).toMatchObject({ subject: "reviews", dataset: "reviews.messages", from_at: "2026-11-16 00:00:00" });
  expect(detailOf(sign)).toMatchObject({ works: "dispatch.jobs", left: expect.stringMatching(/^0\.(39|40|41)$/) });
});

test("breaks that lie in one actor's records, and not by chance", async () => {
  const jobs = range(200).map((index) =>
    made(index % 10 === 0 ? "svc-import" : index % 2 === 0 ? "kim" : "dana", JUNE + index * 100 * MINUTE),
  );
  const estate = (isLost: (index: number) => boolean): GivenEstate => ({
    handoffs: [handoffOf()],
    datasets: {
      "dispatch.jobs": { fields: FIELDS, dataset: signed, records: jobs },
      "books.invoices": {
        fields: FIELDS,
        dataset: signed,
        records: jobs.filter((_, index) => !isLost(index)).map((job) => ({ ...job, who: "svc-sync" })),
      },
    },
  });
  const signs = await signsOf(
    estate((index) => index % 10 === 0 || index % 50 === 1),
    "breaks-of-one-actor",
  );
  expect(only(signs, "subject_type", "subject", "value", "dataset", "records", "amount")).toEqual([
    ["actor", "svc-import", "jobs-to-invoices: missing", "dispatch.jobs", "20", "200.0000"],
  ]);
  expect(detailOf(signs[0])).toMatchObject({ breaks: "24", shareOfBreaks: "83.3%", shareOfRecords: "10.0%" });
  // Spread over all, too few, or hardly more than its share.
  const none = [
    (index: number) => index % 7 === 0,
    (index: number) => index === 0 || index === 10,
    (index: number) => index % 10 > 0 && index % 10 < 6,
  ];
  for (const isLost of none) expect(await signsOf(estate(isLost), "breaks-of-one-actor")).toEqual([]);
});

test("what one actor breaks does not hide what another does, and two do not stand for all", async () => {
  const actors = ["sync-1", "sync-2", "sync-3"];
  const jobs = range(600).map((index) =>
    made(index % 50 === 0 ? "pat" : (actors[index % 3] as string), JUNE + index * 100 * MINUTE, { changer: "nobody" }),
  );
  const estate = (isLost: (index: number, who: unknown) => boolean): GivenEstate => ({
    handoffs: [handoffOf()],
    datasets: {
      "dispatch.jobs": { fields: FIELDS, dataset: signed, records: jobs },
      "books.invoices": { fields: FIELDS, dataset: signed, records: jobs.filter((job, index) => !isLost(index, job["who"])) },
    },
  });
  // Twelve of pat's, and thirteen of one of three workers: neither made most of them.
  const signs = await signsOf(
    estate((index, who) => who === "pat" || (who === "sync-2" && index % 16 === 1)),
    "breaks-of-one-actor",
  );
  expect(only(signs, "subject", "records")).toEqual([
    ["pat", "12"],
    ["sync-2", "13"],
  ]);
  expect(signs.map((sign) => [detailOf(sign)["shareOfBreaks"], detailOf(sign)["besides"]])).toEqual([
    ["48.0%", undefined],
    ["52.0%", "pat"],
  ]);
  // Without what pat breaks, the workers are alike.
  const alike = await signsOf(
    estate((index, who) => who === "pat" || index % 17 === 1),
    "breaks-of-one-actor",
  );
  expect(only(alike, "subject")).toEqual([["pat"]]);
});

test("where nobody breaks more than others, chance tells of nobody", async () => {
  // Thirty actors with 20 records each, of which one in ten breaks.
  let state = 5;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const jobs = range(600).map((index) => made(`actor ${index % 30}`, JUNE + index * 10 * MINUTE));
  const given: GivenEstate = {
    handoffs: [handoffOf()],
    datasets: {
      "dispatch.jobs": { fields: FIELDS, dataset: signed, records: jobs },
      "books.invoices": { fields: FIELDS, dataset: signed, records: jobs.filter(() => next() >= 0.1).map((job) => ({ ...job, who: "" })) },
    },
  };
  expect(await signsOf(given, "breaks-of-one-actor")).toEqual([]);
});

test("signs are the same whatever the order of the rows", async () => {
  const records = [...daily(40, (day) => (day % 6 === 0 ? 0 : 2)), made("svc-legacy", JUNE), made("svc-legacy", JUNE + DAY)];
  const told = async (rows: readonly GivenRecord[]) =>
    only(await findGiven(engine, findAutomationSigns, running(rows)), "fingerprint", "outcome", "records", "from_at", "detail");
  expect(await told(records.toReversed())).toEqual(await told(records));
});
