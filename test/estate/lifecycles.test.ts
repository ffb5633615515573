import { describe, expect, test } from "vitest";
import type { Estate, Lifecycle } from "../../src/model/index.ts";
import { defineEstate, resolveEstate } from "../../src/estate/index.ts";
import { FLOW } from "./lifecycle-base.ts";
import { edit, estateOf, problemsOf } from "./marked.ts";

const of = (estate: Estate): Lifecycle => estate.lifecycles[0] as Lifecycle;
const changed = (find: string, put: string): Estate => estateOf(edit(FLOW, [find, put]).text);
const track = (estate: Estate, id: string) => of(estate).tracks.find((each) => each.id === id);
const typeOf = (estate: Estate, id: string, field: string) =>
  estate.datasets.find((each) => each.id === id)?.fields.find(({ name }) => name === field)?.type;

const estate = estateOf(FLOW);

test("states, with their limits and what they begin and end", () => {
  const state = { initial: false, final: false, once: false, limit: undefined };
  expect(of(estate).states).toEqual([
    { ...state, id: "scheduled", title: "Scheduled", initial: true, limit: { count: 60, unit: "days" } },
    { ...state, id: "working", title: "In progress", limit: { count: 36, unit: "hours" } },
    { ...state, id: "hold", title: "Hold" },
    { ...state, id: "completed", title: "Completed", final: true },
    { ...state, id: "posted", title: "Posted", limit: { count: 45, unit: "business-days" } },
    { ...state, id: "paid", title: "Paid", final: true },
    { ...state, id: "voided", title: "Voided", final: true },
    { ...state, id: "cancelled", title: "Cancelled", final: true },
  ]);
  expect(of(estate).transitions.filter(({ rework }) => rework)).toEqual([{ from: "completed", to: "working", rework: true }]);
  expect(of(estate).transitions).toHaveLength(10);
});

test("without next nothing is checked, and no state is final", () => {
  const bare = changed(
    FLOW.slice(FLOW.indexOf("      scheduled: { next"), FLOW.indexOf("    reworkLimit")),
    "      scheduled: {}\n      working: { limit: 2 days }\n      hold: { initial: true }\n      completed: {}\n      posted: {}\n      paid: {}\n      voided: {}\n      cancelled: {}\n",
  );
  expect(of(bare).transitions).toEqual([]);
  expect(
    of(bare)
      .states.filter(({ initial }) => initial)
      .map(({ id }) => id),
  ).toEqual(["hold"]);
  expect(of(bare).states.filter(({ final }) => final)).toEqual([]);
});

describe("words", () => {
  test("the track's own, then those of its dataset, then those of its history", () => {
    expect(track(estate, "dispatch")).toMatchObject({ current: true, states: ["scheduled", "working", "hold", "completed", "cancelled"] });
    expect({ ...track(estate, "dispatch")?.words }).toEqual({
      rolling: "working",
      scheduled: "scheduled",
      inprogress: "working",
      started: "working",
      completed: "completed",
      done: "completed",
      canceled: "cancelled",
      onhold: "hold",
      working: "working",
      cancelled: "cancelled",
      hold: "hold",
    });
    const own = changed("words: { working: [Rolling] }", "words: { hold: [DONE, Scheduled ] }");
    expect({ ...track(own, "dispatch")?.words }).toMatchObject({ done: "hold", scheduled: "hold", completed: "completed" });
  });

  test("derived states are words of themselves, stamps show states, and so does what is deleted", () => {
    expect(track(estate, "books")).toMatchObject({
      current: true,
      stamps: [
        { state: "posted", field: "createdAt" },
        { state: "voided", field: "sentAt" },
      ],
      states: ["posted", "paid", "voided"],
    });
    expect({ ...track(estate, "books")?.words }).toEqual({ paid: "paid", posted: "posted" });
  });

  test("what a dataset calls a state may be the track's word", () => {
    const renamed = changed("{ dataset: books.invoices, stamps", "{ dataset: books.invoices, words: { completed: posted }, stamps");
    expect({ ...track(renamed, "books")?.words }).toEqual({ paid: "paid", posted: "completed" });
  });

  test("without any word each state stands for itself", () => {
    const plain = changed(", pack: servicetitan.jobs", "");
    expect(track(plain, "site")?.states).toHaveLength(8);
    expect({ ...track(plain, "site")?.words }).toMatchObject({ hold: "hold", paid: "paid" });
  });

  test("a vendor's words reach the states that the lifecycle has", () => {
    expect({ ...track(estate, "site")?.words }).toMatchObject({ inprogress: "working", "in progress": "working", canceled: "cancelled" });
    expect(Object.keys(track(estate, "site")?.words ?? {})).not.toContain("dispatched");
  });
});

test("a history without a dataset is the track", () => {
  expect(track(estate, "log")).toMatchObject({
    dataset: "dispatch.changes",
    current: false,
    filter: undefined,
    history: { dataset: "dispatch.changes", record: "jobId", at: "changedAt", recorded: undefined },
  });
});

test("fields take their types from what lifecycles and workflows say of them", () => {
  expect(["jobId", "changedAt", "recordedAt", "changedBy"].map((name) => typeOf(estate, "dispatch.changes", name))).toEqual([
    "key",
    "timestamp",
    "timestamp",
    "text",
  ]);
  expect(["createdAt", "sentAt", "late", "job"].map((name) => typeOf(estate, "books.invoices", name))).toEqual([
    "timestamp",
    "timestamp",
    "money",
    "key",
  ]);
  expect([typeOf(estate, "dispatch.jobs", "updatedAt"), typeOf(estate, "field.visits", "job")]).toEqual(["timestamp", "key"]);
  expect(typeOf(estate, "books.lines", "payment")).toBe("key");
});

test("a link takes a handoff's match, whichever way round", () => {
  expect(of(estate).links).toEqual([
    { from: "books", to: "dispatch", match: { kind: "key", on: [{ from: "job", to: "number" }], ignoreCase: false } },
    { from: "dispatch", to: "site", match: { kind: "key", on: [{ from: "number", to: "job" }], ignoreCase: true } },
    { from: "dispatch", to: "log", match: { kind: "record" } },
  ]);
  const along = changed("{ from: books, to: dispatch, handoff", "{ from: dispatch, to: books, handoff");
  expect(of(along).links[0]?.match).toEqual({ kind: "key", on: [{ from: "number", to: "job" }], ignoreCase: false });
});

test("rules with their defaults", () => {
  const [first, second] = of(estate).rules;
  expect(first).toMatchObject({
    id: "completed-is-invoiced",
    title: "A completed job is invoiced",
    when: { track: "dispatch", states: ["completed"], filter: { field: "total", test: { op: "above", value: "0" } } },
    then: { track: "books", states: ["posted", "paid"], absent: false },
    of: "some",
    within: { count: 5, unit: "business-days" },
    worth: { side: "then", field: "late" },
    owner: "billing",
    decision: "billing",
  });
  expect(second).toMatchObject({
    title: "Cancelled is not worked",
    then: { states: ["cancelled"], absent: true },
    of: "each",
    within: { count: 0, unit: "hours" },
    worth: { side: "when", field: "total" },
    owner: "operations",
  });
  expect(of(estate).carries).toMatchObject([
    {
      id: "plan-reaches-site",
      from: { track: "dispatch", field: "plannedFor" },
      to: { track: "site", field: "scheduledFor" },
      states: ["scheduled"],
      within: { count: 1, unit: "days" },
    },
  ]);
});

describe("workflows", () => {
  test("declared ones, their joins turned along the chain, and those that handoffs name", () => {
    expect(estate.workflows).toMatchObject([
      {
        id: "job-to-cash",
        title: "Cash",
        decision: "billing",
        handoffs: ["job-to-invoice", "invoice-to-lines", "payment-to-deposit"],
        joins: [{ from: "books.lines", to: "books.payments", on: [{ from: "payment", to: "id" }] }],
      },
      { id: "collections", title: "Collections", decision: "cash", handoffs: ["invoice-to-lines", "payment-to-deposit"], joins: [] },
    ]);
  });

  test("a decision is taken from handoffs that agree", () => {
    const { text } = edit(FLOW, [
      "match: { id: payment }\n    workflows: [collections]\n    decision: cash",
      "match: { id: payment }\n    workflows: [collections]",
    ]);
    expect(estateOf(text).workflows[1]).toMatchObject({ id: "collections", decision: undefined });
  });
});

test("states that the values tell, before the words", () => {
  const invoices = estate.datasets.find(({ id }) => id === "books.invoices");
  expect(invoices?.state).toEqual({
    field: undefined,
    words: {},
    derived: [
      {
        state: "paid",
        when: {
          all: [
            { field: "balance", test: { op: "in", values: ["0"] } },
            { field: "total", test: { op: "above", value: "0" } },
          ],
        },
      },
      { state: "posted", when: { field: "total", test: { op: "above", value: "0" } } },
    ],
  });
});

test("what is wrong in its form is no reason to doubt the rest", () => {
  const { text } = edit(FLOW, ["limit: 36 hours }", "limit: soon }"]);
  const { text: two } = edit(text, ["hold: { next: [working] }", "hold: { limit: soon }"]);
  expect(problemsOf(two).map(({ code }) => code)).toEqual(["bad-form", "bad-form"]);
  const workflow = edit(FLOW, ["handoffs: [job-to-invoice, invoice-to-lines, payment-to-deposit]", "handoffs: 7"]).text;
  expect(problemsOf(workflow).map(({ code }) => code)).toEqual(["wrong-type"]);
});

test("many states are refused, and hostile lifecycles answered soon", () => {
  const states = Array.from({ length: 201 }, (_, index) => `      s${index}: {}`).join("\n");
  const { text } = edit(FLOW, ["      paid: {}\n", `      paid: {}\n${states}\n`]);
  expect(problemsOf(text)).toMatchObject([{ code: "too-many-states", found: "209 states" }]);
  const names = Array.from({ length: 2000 }, (_, index) => `x${index}y`);
  const wrong = edit(FLOW, ["hold: { next: [working] }", `hold: { next: [${names.join(", ")}] }`]).text;
  expect(problemsOf(wrong)).toHaveLength(2000);
}, 10_000);

test("names that mean something to JavaScript are names like others", () => {
  const { text } = edit(FLOW, ["words: { working: [Rolling] }", "words: { constructor: [toString] }"]);
  expect(problemsOf(text)).toMatchObject([{ code: "unknown-state", found: "constructor" }]);
  const drop = edit(FLOW, ["      cancelled-is-not-worked:\n", "      toString: false\n      cancelled-is-not-worked:\n"]).text;
  expect(problemsOf(drop)).toMatchObject([{ code: "nothing-to-drop", found: "toString" }]);
  const spoken = changed("words: { working: [Rolling] }", "words: { working: [constructor, __proto__] }");
  expect(Object.keys(track(spoken, "dispatch")?.words ?? {})).toEqual(expect.arrayContaining(["constructor", "__proto__"]));
});

test("an estate in TypeScript goes through the same door", () => {
  const dataset = { entity: "job", source: "jobs.csv", key: "id", fields: { id: "Id", status: "Status" }, state: "status" };
  const spec = defineEstate({
    tieout: 1,
    estate: "acme",
    timeZone: "UTC",
    currency: "USD",
    systems: { a: { datasets: { jobs: dataset } }, b: { datasets: { jobs: dataset } } },
    lifecycles: {
      job: {
        template: "job-to-cash",
        tracks: { dispatch: { dataset: "a.jobs" }, books: { dataset: "b.jobs" } },
        links: [{ from: "dispatch", to: "books" }],
        agree: { "completed-is-invoiced": false },
      },
    },
  });
  const resolved = resolveEstate(spec, { file: "/e/x.mjs", directory: "/e", locate: () => ({ file: "x.mjs" }) });
  expect(of(resolved).rules.map(({ id }) => id)).toEqual(["invoiced-is-completed", "cancelled-is-not-invoiced"]);
});
