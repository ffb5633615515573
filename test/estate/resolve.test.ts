import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defineEstate, resolveEstate } from "../../src/estate/index.ts";
import type { Condition, Estate } from "../../src/model/index.ts";
import { edit, estateOf, GOOD } from "./marked.ts";

const ZONE = "America/New_York";
const field = (name: string, type: string, column: string, line: number) => ({
  name,
  type,
  from: { column },
  decimal: undefined,
  dateOrder: undefined,
  timeZone: ZONE,
  line,
});

test("the whole of a written estate", async () => {
  const estate = estateOf(await readFile(join(import.meta.dirname, "fixtures/summit.yaml"), "utf8"));
  expect({ ...estate, datasets: [], handoffs: [], costs: [] }).toEqual({
    name: "summit-mechanical",
    title: "Summit Mechanical",
    file: "/estate/tieout.yaml",
    directory: "/estate",
    timeZone: ZONE,
    currency: "USD",
    dateOrder: "mdy",
    asOf: "2026-10-01T10:00:00.000Z",
    businessDays: [1, 2, 3, 4, 5],
    holidays: [],
    units: [
      { id: "tampa", title: "Tampa", aliases: ["tampa", "TPA", "Tampa Bay"] },
      { id: "st-pete", title: "St. Petersburg", aliases: ["st-pete", "St. Petersburg", "St. Pete", "STP"] },
    ],
    systems: [
      { id: "dispatch", title: "ServiceTitan", vendor: "servicetitan", kind: "dispatch", owner: "dispatch" },
      { id: "books", title: "Books", vendor: undefined, kind: "books", owner: undefined },
    ],
    datasets: [],
    facts: [],
    people: [],
    automations: [],
    maintenance: [],
    workbooks: [],
    metrics: [],
    reports: [],
    costs: [],
    triage: [],
    identities: [],
    handoffs: [],
    lifecycles: [],
    workflows: [{ id: "job-to-cash", title: "Job to cash", decision: "billing", handoffs: ["job-to-invoice"], joins: [], line: 56 }],
  });
  expect(estate.datasets[0]).toEqual({
    id: "dispatch.jobs",
    system: "dispatch",
    entity: "job",
    title: "Dispatch jobs",
    captures: [
      {
        path: "dispatch/jobs.csv",
        format: undefined,
        encoding: undefined,
        delimiter: undefined,
        headerRow: undefined,
        sheet: undefined,
        records: undefined,
        capturedAt: "2026-10-01T09:30:00.000Z",
        line: 19,
      },
    ],
    use: "latest",
    key: ["id"],
    repeatedKey: "refuse",
    fields: [
      field("id", "key", "Id", 22),
      field("number", "key", "JobNumber", 23),
      field("status", "text", "Status", 24),
      field("total", "money", "Total", 25),
      field("createdOn", "timestamp", "CreatedOn", 26),
      field("completedOn", "timestamp", "CompletedOn", 27),
      field("branch", "text", "BusinessUnit", 28),
    ],
    amount: "total",
    currency: { code: "USD" },
    times: { created: "createdOn", completed: "completedOn" },
    time: "completedOn",
    created: "createdOn",
    state: { field: "status", words: { scheduled: "scheduled", completed: "completed", canceled: "cancelled" }, derived: [] },
    deleted: undefined,
    unit: "branch",
    by: { created: undefined, modified: undefined },
    line: 17,
  });
  expect(estate.datasets[1]?.fields.find(({ name }) => name === "paid")?.from).toEqual({
    sum: [
      { field: "total", sign: 1 },
      { field: "balance", sign: -1 },
    ],
  });
  expect(estate.handoffs).toEqual([
    {
      id: "job-to-invoice",
      title: "Completed jobs become invoices",
      from: {
        dataset: "dispatch.jobs",
        filter: {
          all: [
            { field: "_state", test: { op: "in", values: ["completed"] } },
            { field: "total", test: { op: "above", value: "0" } },
          ],
        },
        amount: "total",
        clock: "completedOn",
      },
      to: { dataset: "books.invoices", filter: undefined, amount: "total", clock: "createdAt" },
      match: { kind: "key", on: [{ from: "number", to: "jobNumber" }], ignoreCase: false },
      cardinality: "one-to-one",
      compare: [
        { from: "total", to: "total", tolerance: { kind: "amount", absolute: "0.01", relative: "0" } },
        {
          from: "completedOn",
          to: "txnDate",
          tolerance: { kind: "time", before: { count: 0, unit: "days" }, after: { count: 5, unit: "days" } },
        },
      ],
      adjustments: [],
      grace: { count: 3, unit: "business-days" },
      owner: "billing",
      alert: undefined,
      workflows: ["job-to-cash"],
      decision: "billing",
      line: 56,
    },
  ]);
});

function changed(find: string, put: string): Estate {
  return estateOf(edit(GOOD, [find, put]).text);
}

describe("defaults", () => {
  const estate = estateOf(GOOD);
  const [jobs, invoices, payments] = estate.datasets;
  const [first, second, third] = estate.handoffs;
  const typeOf = (dataset: typeof jobs, name: string) => dataset?.fields.find((each) => each.name === name)?.type;

  test("titles come from ids", () => {
    expect([estate.title, jobs?.title, first?.title, second?.adjustments[0]?.title]).toEqual([
      "Acme",
      "Dispatch jobs",
      "Job to invoice",
      "Fees",
    ]);
  });

  test("types come from use", () => {
    expect(["id", "number", "total", "net", "createdOn", "branch"].map((name) => typeOf(jobs, name))).toEqual([
      "key",
      "key",
      "money",
      "money",
      "timestamp",
      "text",
    ]);
    expect(["id", "line", "invoice", "amount", "paidOn"].map((name) => typeOf(payments, name))).toEqual([
      "key",
      "key",
      "key",
      "money",
      "timestamp",
    ]);
    expect([typeOf(invoices, "issued"), typeOf(invoices, "memo")]).toEqual(["date", "text"]);
  });

  test("the first time puts a record into its month, and clocks follow", () => {
    expect([payments?.time, payments?.created]).toEqual(["paidOn", "paidOn"]);
    expect([first?.from.clock, first?.to.clock]).toEqual(["completedOn", "createdAt"]);
  });

  test("grace is nothing, and a total has no comparisons", () => {
    expect(third).toMatchObject({ match: { kind: "total" }, grace: { count: 0, unit: "days" }, compare: [], workflows: [] });
  });

  test("amounts are compared exactly where nobody says how, one to one", () => {
    const exact = { from: "total", to: "total", tolerance: { kind: "exact", ignoreCase: false } };
    expect(changed("      - { from: total, to: total, tolerance: 0.01 }\n", "").handoffs[0]?.compare.at(-1)).toEqual(exact);
    expect(changed("{ from: total, to: total, tolerance: 0.01 }", "total").handoffs[0]?.compare).toHaveLength(2);
    expect(second?.compare).toEqual([]);
  });
});

describe("conditions", () => {
  const equals = (name: string, ...values: string[]): Condition => ({ field: name, test: { op: "in", values } });
  const conditionOf = (written: string) => changed("filter: { state: completed }", `filter: ${written}`).handoffs[0]?.from.filter;

  test.each<[string, Condition]>([
    ["{ status: 007 }", equals("status", "007")],
    ["{ total: 1.50 }", equals("total", "1.50")],
    ["{ urgent: true }", equals("urgent", "true")],
    ["{ state: [Completed, cancelled] }", equals("_state", "Completed", "cancelled")],
    ["{ status: { not: Void } }", { not: equals("status", "Void") }],
    ["{ status: { notIn: [Void, Hold] } }", { not: equals("status", "Void", "Hold") }],
    ["{ status: { present: false } }", { not: { field: "status", test: { op: "present" } } }],
    [
      "{ total: { atLeast: 1, below: 5 }, status: { startsWith: C } }",
      {
        all: [
          { field: "total", test: { op: "at-least", value: "1" } },
          { field: "total", test: { op: "below", value: "5" } },
          { field: "status", test: { op: "starts-with", value: "C" } },
        ],
      },
    ],
    [
      "{ any: [{ status: A }, { completedOn: { present: true }, total: { atMost: 3 } }] }",
      {
        any: [
          equals("status", "A"),
          {
            all: [
              { field: "completedOn", test: { op: "present" } },
              { field: "total", test: { op: "at-most", value: "3" } },
            ],
          },
        ],
      },
    ],
  ])("%s", (written, condition) => {
    expect(conditionOf(written)).toEqual(condition);
  });

  test("a field called state counts where no state is mapped", () => {
    const { text } = edit(GOOD, ["memo: Memo", "state: State"]);
    const filtered = edit(text, ["    to: books.invoices", "    to: { dataset: books.invoices, filter: { state: open } }"]).text;
    expect(estateOf(filtered).handoffs[0]?.to.filter).toEqual(equals("state", "open"));
  });
});

test("adjustments of fields and of a third dataset", () => {
  const { adjustments } = changed(
    "fees: { sign: minus, to: fee }",
    "fees: { sign: minus, to: fee }\n      tips: { title: Tips, sign: plus, dataset: dispatch.jobs, amount: tax, filter: { status: Done }, match: { number: job } }",
  ).handoffs[1] ?? { adjustments: [] };
  expect(adjustments).toEqual([
    { id: "fees", title: "Fees", sign: -1, of: { kind: "field", side: "to", field: "fee" } },
    {
      id: "tips",
      title: "Tips",
      sign: 1,
      of: {
        kind: "dataset",
        dataset: "dispatch.jobs",
        amount: "tax",
        filter: { field: "status", test: { op: "in", values: ["Done"] } },
        on: [{ field: "number", matches: "job" }],
      },
    },
  ]);
});

test("captures, their times, and the one that is used", () => {
  const estate = changed(
    "source: invoices.csv",
    "captures: [{ path: a.csv, capturedAt: 2026-09-01T00:00:00Z }, { path: b.csv, capturedAt: 2026-10-01T00:00:00+02:00 }]\n        use: 2026-09-30T22:00:00Z",
  );
  expect(estate.datasets[1]).toMatchObject({
    captures: [
      { path: "a.csv", capturedAt: "2026-09-01T00:00:00.000Z" },
      { path: "b.csv", capturedAt: "2026-09-30T22:00:00.000Z" },
    ],
    use: "2026-09-30T22:00:00.000Z",
  });
});

test("a currency is a field or a code", () => {
  expect(changed("unit: branch", "unit: branch\n        currency: status").datasets[0]?.currency).toEqual({ field: "status" });
  expect(changed("unit: branch", "unit: branch\n        currency: EUR").datasets[0]?.currency).toEqual({ code: "EUR" });
});

test("defineEstate gives back what it was given", () => {
  const spec = defineEstate({
    tieout: 1,
    estate: "acme",
    timeZone: "UTC",
    currency: "USD",
    systems: { a: { datasets: { jobs: { entity: "job", source: "jobs.csv", key: "id", fields: { id: "Id" } } } } },
  });
  expect(resolveEstate(spec, { file: "/e/x.mjs", directory: "/e", locate: () => ({ file: "x.mjs" }) }).datasets[0]?.id).toBe("a.jobs");
});
