import { describe, expect, test } from "vitest";
import { edit, estateOf, GOOD, problemsOf } from "./marked.ts";

/** [what is replaced, what by: « marks the place of the problem, code, a piece of hint or expected text] */
type Case = readonly [find: string, put: string, code: string, says?: string];

const FORM: Case[] = [
  ["estate: acme", "estate: «9lives", "bad-form"],
  ["tieout: 1", "tieout: «2", "unknown-word", "one of 1"],
  ["currency: USD", "currency: «usd", "bad-form", "ISO 4217"],
  ["currency: USD", "«curency: USD", "unknown-key", "currency"],
  ["entity: job\n", "«entty: job\n", "unknown-key", "entity"],
  ["    kind: dispatch\n", "    kind: «dispatcher\n", "unknown-word", "dispatch?"],
  ["source: invoices.csv", "source: { path: invoices.csv, format: «cvs }", "unknown-word", "csv?"],
  ["source: invoices.csv", "source: { path: invoices.csv, «recods: x }", "unknown-key", "records"],
  ["source: invoices.csv", "source: «7", "wrong-type", "text or a mapping"],
  ["source: invoices.csv", "«source: [a.csv]", "wrong-type", "text or a mapping"],
  ["memo: Memo", "memo: { column: Memo, type: «txt }", "unknown-word", "text?"],
  ["memo: Memo", "memo: { «colum: Memo }", "unknown-key", "column"],
  ["memo: Memo", "«9memo: Memo", "bad-name", "beginning with a letter"],
  ["memo: Memo", "«__proto__: Memo", "bad-name"],
  ["memo: Memo", '«"; drop table": Memo', "bad-name"],
  ["memo: Memo", "«memo:", "wrong-type", "text or a mapping"],
  ["grace: 2 business days", "grace: «2 fortnights", "bad-form", "business days"],
  ["grace: 2 business days", "grace: «2", "wrong-type", "business days"],
  ["match: total", "match: «totl", "wrong-type", "total?"],
  ["tolerance: 0.01 ", "tolerance: { «absolut: 0.01 } ", "unknown-key", "absolute"],
  ["tolerance: 0.01 ", "tolerance: «-0.01 ", "bad-form", "number"],
  ["tolerance: { after: 3 days }", "tolerance: { after: «3 dys }", "bad-form", "business days"],
  ["tolerance: { after: 3 days }", "tolerance: { «aftr: 3 days }", "unknown-key", "after"],
  ["filter: { state: completed }", "filter: { total: { «atLest: 5 } }", "unknown-key", "atLeast"],
  ["filter: { state: completed }", "filter: { any: [{ total: { «atLest: 5 } }] }", "unknown-key", "atLeast"],
  ["filter: { state: completed }", "filter: { «total: null }", "wrong-type", "{ present: false }"],
  ["holidays: [2026-12-25]", "holidays: [«25.12.2026]", "bad-form", "2026-12-25"],
  ["adjustments:\n      fees: { sign: minus, to: fee }", "adjustments:\n      fees: { sign: «less, to: fee }", "unknown-word", "minus"],
];

const REFERENCES: Case[] = [
  ["timeZone: America/New_York", "timeZone: «America/NewYork", "unknown-time-zone", "America/New_York?"],
  ["timeZone: America/New_York", "timeZone: «-04:00", "unknown-time-zone"],
  ["asOf: 2026-10-01T06:00:00-04:00", "asOf: «2026-10-01", "bad-instant"],
  ["asOf: 2026-10-01T06:00:00-04:00", "asOf: «2026-02-30T06:00:00Z", "bad-instant"],
  ["holidays: [2026-12-25]", "holidays: [«2026-02-30]", "bad-day"],
  ["  orlando: Orlando", "  orlando: { aliases: [«tpa] }", "alias-of-two-units", "one unit"],
  ["  orlando: Orlando", "  orlando: «TAMPA", "alias-of-two-units"],
  ["  orlando: Orlando", "  «Tampa: Tampa 2", "names-differ-by-case"],
  ["memo: Memo", "«Total: Total2", "names-differ-by-case"],
  ["source: invoices.csv", "source: «/etc/passwd", "path-escapes"],
  ["source: invoices.csv", "source: { path: «a/../../b.csv }", "path-escapes"],
  ["source: invoices.csv", 'source: «"C:\\\\exports\\\\a.csv"', "path-escapes"],
  ["source: invoices.csv", 'source: «"{a,..}/b.csv"', "path-escapes"],
  ["source: invoices.csv", "source: invoices.csv\n        «captures: [old.csv]", "source-and-captures"],
  ["      invoices:\n        entity: invoice\n        source: invoices.csv\n", "      «invoices:\n        entity: invoice\n", "no-source"],
  ["source: invoices.csv", "source: { path: invoices.csv, capturedAt: «yesterday }", "bad-instant"],
  [
    "source: invoices.csv",
    "captures: [{ path: a.csv, capturedAt: 2026-09-01T00:00:00Z }]\n        use: «2026-09-02T00:00:00Z",
    "unknown-capture",
    "2026-09-01",
  ],
  ["source: invoices.csv", "source: invoices.csv\n        use: «newest", "bad-instant", "latest"],
  ["key: [id, line]", "key: [id, «lin]", "unknown-field", "line?"],
  ["amount: total\n        times: { created: createdOn", "amount: «totals\n        times: { created: createdOn", "unknown-field", "total?"],
  [
    "amount: total\n        times: { created: createdOn",
    "amount: «branch2\n        times: { created: createdOn",
    "unknown-field",
    "branch?",
  ],
  ["times: { created: createdAt, issued: issued }", "times: { created: createdAt, issued: «isued }", "unknown-field", "issued?"],
  ["times: { created: createdAt, issued: issued }", "times: { created: createdAt, issued: «id }", "wrong-field-type", "date"],
  ["time: completed\n", "time: «complete\n", "unknown-time", "completed?"],
  ["field: status", "field: «statu", "unknown-field", "status?"],
  ["unit: branch", "unit: «brunch", "unknown-field", "branch?"],
  ["deleted: { status: Deleted }", "deleted: { «stat: Deleted }", "unknown-field", "status?"],
  ["deleted: { status: Deleted }", "«deleted: {}", "empty-condition"],
  [
    "words: { completed: [Completed, Done], cancelled: Canceled }",
    "words: { completed: [Completed, Done], cancelled: [Canceled, «DONE] }",
    "word-of-two-states",
  ],
  ["words: { completed: [Completed, Done], cancelled: Canceled }", "words: { completed: Done, cancelled: «done }", "word-of-two-states"],
  ["unit: branch", "unit: branch\n        currency: «Currency", "unknown-currency"],
  ["unit: branch", "unit: branch\n        currency: «usd", "unknown-currency", "USD?"],
  ["net: { sum: [total, -tax] }", "net: { sum: [total, «-taxes] }", "unknown-field", "tax?"],
  ["net: { sum: [total, -tax] }", "net: { sum: [total, «-urgent] }", "wrong-field-type", "money"],
  ["net: { sum: [total, -tax] }", "net: { sum: [total, -tax], type: «text }", "wrong-field-type", "money"],
  ["net: { sum: [total, -tax] }", "net: { «sum: [total, -net] }", "circular-sum"],
  ["memo: Memo", "«memo: { column: Memo, value: x }", "field-origin"],
  ["memo: Memo", "«memo: { type: text }", "field-origin"],
  ["memo: Memo", "memo: { column: Memo, timeZone: «Mars/Olympus }", "unknown-time-zone"],
  ["customer.email: { owner: dispatch,", "customer.email: { owner: «dispach,", "unknown-system", "dispatch?"],
  ["readers: [books]", "readers: [books, «book]", "unknown-system", "books?"],
  ["customer.email:", "«email:", "bad-name", "entity.attribute"],
  ["    to: books.invoices", "    to: «books.invoice", "unknown-dataset", "books.invoices?"],
  ["    to: books.invoices", "    to: «invoices", "unknown-dataset", "books.invoices?"],
  ["match: { number: job }", "match: { «numbr: job }", "unknown-field", "number?"],
  ["match: { number: job }", "match: { number: «jb }", "unknown-field", "job?"],
  ["match: { number: job }", "match: { number: «issued }", "incompatible-types", "texts or keys"],
  ["match: { number: job }", "«match: {}", "empty-match"],
  ["filter: { state: completed }", "filter: { state: «complete }", "unknown-state", "completed?"],
  ["filter: { state: completed }", "filter: { «statuss: Done }", "unknown-field", "status?"],
  ["filter: { state: completed }", "filter: { status: { «above: 3 } }", "wrong-field-type", "money"],
  ["filter: { state: completed }", "filter: { total: { above: «lots } }", "bad-value", "plain number"],
  ["filter: { state: completed }", "filter: { total: [1, «x] }", "bad-value", "plain number"],
  ["filter: { state: completed }", "filter: { total: { in: [1, «x] } }", "bad-value", "plain number"],
  ["filter: { state: completed }", "filter: { completedOn: { atLeast: «1.10.2026 } }", "bad-value", "2026-10-01"],
  ["filter: { state: completed }", "filter: { urgent: «maybe }", "bad-value", "true or false"],
  ["filter: { state: completed }", "filter: { total: { «contains: 5x } }", "wrong-field-type", "text"],
  ["filter: { state: completed }", "filter: { «status: {} }", "empty-condition"],
  [
    "from: books.invoices\n    to: books.payments",
    "from: { dataset: books.invoices, filter: { «state: open } }\n    to: books.payments",
    "no-state",
    "words",
  ],
  [
    "from: books.invoices\n    to: books.payments",
    "from: { dataset: books.invoices, amount: «job }\n    to: books.payments",
    "wrong-field-type",
    "money",
  ],
  [
    "from: books.invoices\n    to: books.payments",
    "from: { dataset: books.invoices, clock: «creatd }\n    to: books.payments",
    "unknown-time",
    "created?",
  ],
  [
    "from: books.invoices\n    to: books.payments",
    "from: { dataset: books.invoices, clock: «total }\n    to: books.payments",
    "wrong-field-type",
    "date",
  ],
  ["compare:\n", "compare:\n      - «memo\n", "unknown-field"],
  ["{ from: total, to: total, tolerance: 0.01 }", "{ from: «totl, to: total, tolerance: 0.01 }", "unknown-field", "total?"],
  ["{ from: total, to: total, tolerance: 0.01 }", "{ from: total, to: «memo }", "incompatible-types"],
  ["tolerance: { after: 3 days }", "tolerance: «0.01", "wrong-tolerance", "{ before: 0 days, after: 3 days }"],
  ["tolerance: 0.01 ", "«tolerance: { after: 3 days } ", "wrong-tolerance", "0.01"],
  ["tolerance: 0.01 ", "«tolerance: {} ", "empty-tolerance"],
  ["tolerance: 0.01 ", "«ignoreCase: true ", "wrong-tolerance", "ignoreCase"],
  ["fees: { sign: minus, to: fee }", "fees: { sign: minus, to: «feee }", "unknown-field", "fee?"],
  ["fees: { sign: minus, to: fee }", "«fees: { sign: minus }", "adjustment-origin", "one of from, to, dataset"],
  ["fees: { sign: minus, to: fee }", "«fees: { sign: minus, to: fee, from: total }", "adjustment-origin"],
  ["fees: { sign: minus, to: fee }", "fees: { sign: minus, to: fee, «filter: { line: 1 } }", "only-with-dataset"],
  ["fees: { sign: minus, to: fee }", "«fees: { sign: minus, dataset: dispatch.jobs }", "empty-match"],
  ["fees: { sign: minus, to: fee }", "fees: { sign: minus, dataset: dispatch.jobs, match: { «numbr: job } }", "unknown-field", "number?"],
  ["fees: { sign: minus, to: fee }", "fees: { sign: minus, dataset: dispatch.jobs, match: { number: «jobs } }", "unknown-field", "job?"],
  [
    "fees: { sign: minus, to: fee }",
    "fees: { sign: minus, dataset: «dispatch.job, match: { number: job } }",
    "unknown-dataset",
    "dispatch.jobs?",
  ],
  ["    to: dispatch.jobs\n    match: total", "    to: «books.invoices\n    match: total", "same-dataset"],
  ["match: total\n", "match: total\n    «grace: 1 day\n", "not-with-total"],
  ["match: total\n", "match: total\n    «compare: [total]\n", "not-with-total"],
  ["amount: amount\n", "repeatedKey: report\n", "no-amount"],
];

test("the base of all cases is right", () => {
  expect(problemsOf(GOOD)).toEqual([]);
});

describe.each([{ cases: FORM }, { cases: REFERENCES }])("each slip is said at its place", ({ cases }) => {
  test.each(cases.map(([find, put, code, says]) => ({ find, put, code, says })))("$code: $put", ({ find, put, code, says }) => {
    const { text, places } = edit(GOOD, [find, put]);
    const problems = problemsOf(text);
    const problem = problems.find((each) => each.code === code);
    expect(problems.map((each) => each.code)).toContain(code);
    if (places[0]) expect(problem?.at).toEqual({ file: "/estate/tieout.yaml", ...places[0] });
    if (says !== undefined) expect(`${problem?.expected} ${problem?.hint}`).toContain(says);
    // A slip is reported once, and beside it only what follows from a name that has gone.
    const consequences = new Set(["missing-key", "unknown-field"]);
    expect(problems.filter((each) => each !== problem && !consequences.has(each.code))).toEqual([]);
  });
});

test("many problems are said at once, in the order of the file", () => {
  const edits: readonly (readonly [string, string])[] = [
    ["currency: USD", "currency: dollars"],
    ["memo: Memo", "memo: { column: Memo, tpe: text }"],
    ["readers: [books]", "readers: [boks]"],
    ["grace: 2 business days", "grace: soon"],
    ["match: { number: job }", "match: { nmber: job }"],
    ["    to: dispatch.jobs\n    match: total", "    to: dispatch.jbs\n    match: total"],
  ];
  const text = edits.reduce((before, each) => edit(before, each).text, GOOD);
  const problems = problemsOf(text);
  expect(problems.map((each) => each.code)).toEqual([
    "bad-form",
    "unknown-key",
    "unknown-system",
    "unknown-field",
    "bad-form",
    "unknown-dataset",
  ]);
  expect(problems.map((each) => each.hint)).toEqual([
    "ISO 4217 code of the reporting currency: USD.",
    "Did you mean type?",
    "Did you mean books?",
    "Did you mean number?",
    "How long: 36 hours, 3 days, 2 business days.",
    "Did you mean dispatch.jobs?",
  ]);
});

test("a dataset that lost its fields is no unknown dataset", () => {
  const { text } = edit(GOOD, ["      payments:\n        entity: payment", "      payments:\n        entty: payment"]);
  expect(problemsOf(text).map((each) => each.code)).toEqual(["missing-key", "unknown-key"]);
});

test("a file that is no mapping", () => {
  expect(problemsOf("- a\n- b\n")).toMatchObject([{ code: "wrong-type", found: "a list", at: { line: 1, column: 1 } }]);
  expect(problemsOf("")).toMatchObject([{ code: "wrong-type", found: "nothing" }]);
});

test("field names that mean something to JavaScript are names like others", () => {
  const { text } = edit(GOOD, ["memo: Memo", "constructor: '\"; drop table'\n          toString: Memo\n          hasOwnProperty: Memo"]);
  expect(problemsOf(text)).toEqual([]);
  const missing = edit(GOOD, ["unit: branch", "unit: «constructor"]);
  expect(problemsOf(missing.text)).toMatchObject([{ code: "unknown-field", at: missing.places[0] }]);
  const key = edit(GOOD, ["entity: invoice\n", "entity: invoice\n        «constructor: 1\n"]);
  expect(problemsOf(key.text)).toMatchObject([{ code: "unknown-key", at: key.places[0] }]);
  const words = edit(GOOD, ["cancelled: Canceled", "cancelled: [Canceled, __proto__, constructor]"]);
  const mapped = estateOf(words.text).datasets[0]?.state?.words ?? {};
  expect([mapped["constructor"], mapped["__proto__"], mapped["toString"]]).toEqual(["cancelled", "cancelled", undefined]);
});

test("a circle of sums is said once", () => {
  const { text, places } = edit(GOOD, [
    "net: { sum: [total, -tax] }",
    "net: { «sum: [total, -gross] }\n          gross: { sum: [net, tax] }",
  ]);
  expect(problemsOf(text)).toMatchObject([
    { code: "circular-sum", message: "The sum `net` contains itself: net → gross → net.", at: places[0] },
  ]);
});

describe("hostile files are answered soon", () => {
  test("nothing but mistakes", () => {
    const names = Array.from({ length: 3000 }, (_, index) => `field${index}x`);
    const fields = names.map((name) => `          ${name}: A`).join("\n");
    const { text } = edit(GOOD, ["          memo: Memo", fields]);
    const wrong = edit(text, ["    match: { number: job }", `    match: { ${names.map((name) => `${name}: ${name}y`).join(", ")} }`]).text;
    expect(problemsOf(wrong)).toHaveLength(6000);
  }, 10_000);

  test("a long chain of sums", () => {
    const chain = Array.from({ length: 4000 }, (_, index) => `          f${index}: { sum: [total, f${index + 1}] }`).join("\n");
    const { text } = edit(GOOD, ["          memo: Memo", `${chain}\n          f4000: Memo`]);
    expect(problemsOf(text)).toEqual([]);
  }, 10_000);

  test("few aliases of much", () => {
    expect(problemsOf(`x: &a [${"a, ".repeat(50_000)}]\ny: [${"*a, ".repeat(95)}]`)).toMatchObject([{ code: "too-many-values" }]);
  }, 10_000);
});
