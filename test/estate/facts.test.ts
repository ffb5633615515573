import { describe, expect, test } from "vitest";
import type { Fact } from "../../src/model/index.ts";
import { edit, estateOf, problemsOf } from "./marked.ts";
import { REGISTER } from "./register-base.ts";
import { describeSlips, type Slip } from "./slips.ts";

function factOf(id: string, ...edits: readonly (readonly [string, string])[]): Fact | undefined {
  const text = edits.reduce((before, each) => edit(before, each).text, REGISTER);
  return estateOf(text).facts.find((fact) => fact.id === id);
}

test("the whole of a fact", () => {
  expect(factOf("customer.email")).toEqual({
    id: "customer.email",
    owner: "crm",
    readers: ["dispatch", "books"],
    held: [
      { dataset: "crm.contacts", field: "email" },
      { dataset: "books.customers", field: "billingEmail" },
    ],
    via: { kind: "identity", id: "customer" },
    tolerance: { kind: "exact", ignoreCase: true },
    grace: { count: 2, unit: "days" },
    line: REGISTER.split("\n").indexOf("  customer.email:") + 1,
  });
});

test("a fact that is held nowhere is declared all the same", () => {
  expect(factOf("customer.name")).toMatchObject({ owner: "crm", readers: ["books"], held: [], via: undefined, grace: { count: 0 } });
});

test("tolerances are those of comparisons", () => {
  expect(factOf("job.total")?.tolerance).toEqual({ kind: "amount", absolute: "0.01", relative: "0" });
  expect(factOf("job.booked")?.tolerance).toEqual({
    kind: "time",
    before: { count: 0, unit: "days" },
    after: { count: 3, unit: "days" },
  });
});

test("held fields keep their types", () => {
  const [contacts] = estateOf(REGISTER).datasets;
  expect(contacts?.fields.find(({ name }) => name === "email")?.type).toBe("text");
});

describe("by what its records are the same", () => {
  const LINK = "      - { from: books, to: dispatch, match: { job: number } }";

  test("an identity connects members over others as well", () => {
    const held = "held: { books.customers: phone, crm.contacts: phone, crm.leads: phone }";
    expect(factOf("customer.phone")?.via).toEqual({ kind: "identity", id: "customer" });
    expect(factOf("customer.phone", [held, "held: { books.customers: phone, crm.leads: phone }"])?.via?.kind).toBe("identity");
  });

  test("a handoff that matches by the identity is no other way", () => {
    expect(factOf("customer.email", ["    via: customer\n", ""])?.via).toEqual({ kind: "identity", id: "customer" });
    expect(factOf("customer.email", ["via: customer", "via: contact-to-customer"])?.via).toEqual({
      kind: "handoff",
      id: "contact-to-customer",
    });
  });

  test("a lifecycle's link with the fields of a handoff is no other way; what joins all goes first", () => {
    expect(factOf("job.booked", [", filter: { state: done } }", " }"])?.via).toEqual({ kind: "handoff", id: "job-to-invoice" });
    expect(factOf("job.total")?.via).toEqual({ kind: "lifecycle", id: "job" });
  });

  test("of two that are alike, the one that leaves no record out", () => {
    expect(factOf("job.booked")?.via).toEqual({ kind: "lifecycle", id: "job" });
    expect(
      factOf("job.booked", ["books: { dataset: books.invoices }", "books: { dataset: books.invoices, filter: { state: open } }"])?.via,
    ).toEqual({
      kind: "handoff",
      id: "job-to-invoice",
    });
  });

  test("several ways, each for some, are left to be found", () => {
    const noLink = ["      - { from: site, to: books, match: { job: job } }\n", ""] as const;
    expect(factOf("job.total", noLink)?.via).toEqual({ kind: "lifecycle", id: "job" });
    expect(factOf("job.total", noLink, [`${LINK}\n`, ""])?.via).toBeUndefined();
  });

  test("the kind tells, where several bear the name", () => {
    const renamed = [
      ["  job-to-invoice:\n", "  job:\n"],
      ["handoff: job-to-invoice", "handoff: job"],
      ["tolerance: { after: 3 days }", "via: { lifecycle: job }\n    tolerance: { after: 3 days }"],
    ] as const;
    expect(factOf("job.booked", ...renamed)?.via).toEqual({ kind: "lifecycle", id: "job" });
    // Both pair the same records: the name alone is enough.
    expect(factOf("job.booked", renamed[0], renamed[1], ["tolerance: { after", "via: job\n    tolerance: { after"])?.via).toEqual({
      kind: "handoff",
      id: "job",
    });
    const other = edit(edit(REGISTER, renamed[0]).text, renamed[1]).text.replace("match: { job: number }", "match: { status: status }");
    const told = edit(other, ["    tolerance: 0.01", "    via: { lifecycle: job }\n    tolerance: 0.01"]).text;
    const { text, places } = edit(told, ["tolerance: { after", "via: «job\n    tolerance: { after"]);
    expect(problemsOf(text)).toMatchObject([{ code: "several-joins", at: places[0], hint: "Write via: { handoff: job }." }]);
  });

  test("which of several ways is meant must be written", () => {
    const { text } = edit(REGISTER, [
      "match: { job: number } }\n      - { from: dispatch",
      "match: { status: status } }\n      - { from: dispatch",
    ]);
    const at = (find: string) => ({ line: text.split("\n").findIndex((line) => line.includes(find)) + 1, column: 5 });
    expect(problemsOf(text)).toMatchObject([
      {
        code: "several-joins",
        at: at("held: { books.invoices: total"),
        found: "lifecycle job, handoff job-to-invoice",
        hint: "Write via: job.",
      },
      { code: "several-joins", at: at("held: { dispatch.jobs: bookedOn"), hint: "Write via: job." },
    ]);
    const { facts } = estateOf(
      text
        .replace("    tolerance: 0.01", "    via: job\n    tolerance: 0.01")
        .replace("    tolerance: { after", "    via: job-to-invoice\n    tolerance: { after"),
    );
    expect(facts.map(({ via }) => via?.kind)).toEqual(["identity", "identity", "lifecycle", "handoff", undefined]);
  });

  test("the things of an event log hold nothing", () => {
    const edits = [
      ["        source: log.csv\n", "        source: log.csv\n        state: { field: result, words: { done: ok } }\n"],
      ["      site: {", "      log: { history: { dataset: sync.log, record: job, at: loggedAt } }\n      site: {"],
      ["    links:\n      - { from: books", "    links:\n      - { from: dispatch, to: log }\n      - { from: books"],
      ["  customer.name: {", "  job.result: { «held: { dispatch.jobs: status, sync.log: result } }\n  customer.name: {"],
    ] as const;
    const text = edits.reduce((before, each) => edit(before, each).text, REGISTER);
    const line = text.split("\n").findIndex((each) => each.startsWith("  job.result:")) + 1;
    expect(problemsOf(text)).toMatchObject([{ code: "not-joined", at: { line, column: 17 } }]);
  });
});

const HELD = "held: { crm.contacts: email, books.customers: billingEmail }";

const SLIPS: readonly Slip[] = [
  ["customer.email:\n", "«email:\n", "bad-name", "entity.attribute"],
  ["  customer.phone:\n", "  «Customer.email: { owner: crm }\n  customer.phone:\n", "names-differ-by-case"],
  [HELD, "«hold: { crm.contacts: email, books.customers: billingEmail }", "unknown-key", "held?"],
  [HELD, "held: { «crm.contact: email, books.customers: billingEmail }", "unknown-dataset", "crm.contacts?"],
  [HELD, "held: { «contacts: email, books.customers: billingEmail }", "unknown-dataset", "crm.contacts?"],
  [HELD, "held: { crm.contacts: «emial, books.customers: billingEmail }", "unknown-field", "email?"],
  [HELD, "held: { crm.contacts: email, books.customers: «constructor }", "unknown-field"],
  [HELD, "held: { «crm.contacts: [email], books.customers: billingEmail }", "wrong-type", "text"],
  [HELD, "held: { crm.contacts: email, books.customers: «limit }", "incompatible-types", "two texts"],
  [HELD, "held: { books.customers: «limit, crm.contacts: email }", "incompatible-types", "two texts"],
  ["    held: { books.customers: phone, crm.contacts: phone, crm.leads: phone }\n", "    «held: {}\n", "held-nowhere", "system.dataset"],
  ["owner: crm\n    readers: [dispatch]", "owner: «dispatch\n    readers: [dispatch]", "owner-holds-nothing", "crm or books"],
  ["owner: crm\n    readers: [dispatch]", "owner: «crmm\n    readers: [dispatch]", "unknown-system", "crm?"],
  ["readers: [dispatch]", "readers: [dispatch, «dispath]", "unknown-system", "dispatch?"],
  ["via: customer\n", "via: «custmer\n", "unknown-join", "customer?"],
  ["via: customer\n", "via: { identity: «job }\n", "unknown-identity", "customer"],
  ["via: customer\n", "via: { handoff: «contact-to-custmer }\n", "unknown-handoff", "contact-to-customer?"],
  ["via: customer\n", "via: { lifecycle: «jobs }\n", "unknown-lifecycle", "job?"],
  ["via: customer\n", "«via: {}\n", "one-way", "one of identity"],
  ["via: customer\n", "«via: { identity: customer, handoff: job-to-invoice }\n", "one-way", "one of identity"],
  ["via: customer\n", "via: { «identty: customer }\n", "unknown-key", "identity?"],
  ["via: customer\n", "via: «job-to-invoice\n", "not-joined", "customer"],
  ["via: customer\n", "via: { lifecycle: «job }\n", "not-joined", "customer"],
  ["tolerance: { after: 3 days }", "via: «invoice-total\n    tolerance: { after: 3 days }", "not-joined", "job, job-to-invoice"],
  ["    tolerance: 0.01\n", "    via: job-to-invoice\n    tolerance: 0.01\n", "not-joined", "Leave the dataset out"],
  ["dispatch.visits: total }", "dispatch.visits: total, «books.customers: limit }", "not-joined", "Declare it"],
  [
    "    owner: crm\n    readers: [dispatch]\n    held: { crm.contacts: email, books.customers: billingEmail }\n    via: customer\n",
    "    owner: sync\n    «held: { sync.log: id, legacy.notes: id }\n",
    "not-joined",
    "Declare it",
  ],
  ["    ignoreCase: true\n", "    «tolerance: { before: 1 days }\n", "wrong-tolerance", "type date"],
  ["    ignoreCase: true\n", "    tolerance: «0.01\n", "wrong-tolerance", "type money"],
  ["tolerance: { after: 3 days }", "tolerance: «1", "wrong-tolerance", "before"],
  ["tolerance: { after: 3 days }", "«ignoreCase: true", "wrong-tolerance", "Leave ignoreCase out"],
  ["    tolerance: 0.01\n", "    «tolerance: {}\n", "empty-tolerance", "absolute"],
  ["grace: 2 days", "grace: «2 dys", "bad-form", "business days"],
  ["customer.name: { owner: crm,", "customer.name: { «via: customer, owner: crm,", "only-with-two", "other.dataset"],
  ["customer.name: { owner: crm,", "customer.name: { «grace: 1 days, owner: crm,", "only-with-two", "nothing says"],
  [
    "customer.name: { owner: crm,",
    "customer.name: { held: { crm.leads: email }, «tolerance: 1, owner: crm,",
    "only-with-two",
    "one dataset alone",
  ],
];

describeSlips(REGISTER, SLIPS);

test("nothing is concluded from what is wrong elsewhere", () => {
  const without = (find: string, put: string) => problemsOf(edit(REGISTER, [find, put]).text).map(({ code }) => code);
  expect(without("crm.contacts: { fields: { email: email, phone: phone } }", "crm.contacts: { feilds: { email: email } }")).toEqual([
    "missing-key",
    "unknown-key",
  ]);
  expect(without("      - { from: crm.contacts, to: crm.leads }", "      - { from: crm.contcts, to: crm.leads }")).toEqual([
    "not-a-member",
  ]);
  expect(without("identities:\n  customer:\n", "identities:\n  9customer:\n")).toEqual(["bad-name"]);
});

test("a fact that everything holds is answered soon", () => {
  const datasets = Array.from(
    { length: 2000 },
    (_, index) => `      d${index}: { entity: x, source: x.csv, key: id, fields: { id: Id } }\n`,
  );
  const held = datasets.map((_, index) => `crm.d${index}: id`).join(", ");
  const text = edit(edit(REGISTER, ["      leads:\n", `${datasets.join("")}      leads:\n`]).text, [
    "  customer.name: {",
    `  customer.all: { «held: { ${held} } }\n  customer.name: {`,
  ]);
  expect(problemsOf(text.text)).toMatchObject([{ code: "held-too-often", expected: "at most 40" }]);
}, 5000);
