import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineOf } from "../../../src/assess/baseline/index.ts";
import type { Finding, Review } from "../../../src/model/index.ts";
import { dataset, finding, handoff, identity } from "../../report/sample-review.ts";
import { begins, BROKEN, fact, given, holder, lifecycle, lineOf, metric, report, sign, TIED, workbook } from "./given.ts";

const CONTACTS = dataset("crm.contacts", "Contacts", "customer", 221);
const CUSTOMERS = dataset("books.customers", "Customers", "customer", 180);

describe("sources of truth", () => {
  it("declared: the estate names owners, and no record speaks against them", () => {
    const made = given({
      datasets: [CONTACTS, CUSTOMERS],
      facts: [fact("customer.email"), fact("customer.terms", { owner: "books" }), fact("customer.city")],
    });
    expect(lineOf(made, "Customers")).toEqual({
      topic: "source-of-truth",
      subject: "Customers",
      question: "Which system is its source of truth?",
      state: "declared",
      declared: "HubSpot owns email and city; QuickBooks owns terms",
      inferred: undefined,
      evidence:
        "Records of it stand in HubSpot (Contacts: 221 records) and QuickBooks (Customers: 180 records); 3 facts of it are declared; no copy was held against another; no change was seen in two systems.",
      findings: [],
    });
  });

  it("conflicting: changes begin elsewhere, or copies hold another value; both sides are told", () => {
    const elsewhere = fact("customer.email", { inferred: begins("books", 18, 20), agreement: "differs", observations: 20 });
    const line = lineOf(given({ datasets: [CONTACTS, CUSTOMERS], facts: [elsewhere] }), "Customers");
    expect(line).toMatchObject({
      state: "conflicting",
      declared: "HubSpot owns email",
      inferred: "changes of email begin in QuickBooks (18 of 20)",
    });
    expect(line.evidence).toContain("20 changes were seen in one system and then in another");
    const differs = fact("customer.email", {
      compared: 160,
      differing: 12,
      systems: [holder("crm", "owner", { compared: 160, differing: 12 }), holder("books", "reader", { compared: 160, differing: 12 })],
    });
    expect(lineOf(given({ facts: [differs] }), "Customers")).toMatchObject({
      state: "conflicting",
      inferred: "12 values of email in QuickBooks differ (of 160 values compared)",
    });
  });

  it("conflicting: a finding that a reader writes is its evidence", () => {
    const writes = sign("source-of-truth-conflict", "non-owner-writes", "fact", "customer.email");
    const other = sign("source-of-truth-conflict", "non-owner-writes", "fact", "invoice.total");
    const line = lineOf(given({ facts: [fact("customer.email")], findings: [other, writes] }), "Customers");
    expect(line).toMatchObject({
      state: "conflicting",
      inferred: "non-owner-writes of customer.email",
      findings: [writes.fingerprint],
    });
  });

  it("declared stays declared where changes begin with the owner, and says so", () => {
    const agrees = fact("customer.email", { inferred: begins("crm", 19, 20), agreement: "agrees", observations: 20, compared: 160 });
    expect(lineOf(given({ facts: [agrees] }), "Customers")).toMatchObject({
      state: "declared",
      inferred: "changes of email begin in HubSpot (19 of 20)",
    });
  });

  it("inferred: nobody says so, but changes begin in one system, or only one holds it", () => {
    const found = fact("customer.email", {
      declared: false,
      owner: undefined,
      systems: [holder("crm", "holder"), holder("books", "holder")],
      inferred: begins("crm", 19, 20),
      observations: 20,
    });
    expect(lineOf(given({ datasets: [CONTACTS, CUSTOMERS], facts: [found] }), "Customers")).toMatchObject({
      state: "inferred",
      declared: undefined,
      inferred: "changes of email begin in HubSpot (19 of 20)",
    });
    expect(lineOf(given({ datasets: [dataset("books.invoices", "Invoices", "Invoices", 9)] }), "Invoices")).toMatchObject({
      state: "inferred",
      inferred: "only QuickBooks holds records of it",
    });
  });

  it("unknown: several systems hold it and nothing tells, or none holds it; never an empty answer", () => {
    const two = lineOf(given({ datasets: [CONTACTS, CUSTOMERS] }), "Customers");
    expect(two).toMatchObject({ state: "unknown", declared: undefined, inferred: undefined });
    expect(two.evidence).toContain("nobody declares an owner, and no record tells one");
    for (const subject of ["Jobs", "Invoices", "Payments", "Service lines"])
      expect(lineOf(given({}), subject)).toMatchObject({ state: "unknown", evidence: "No dataset holds it; no fact of it is declared." });
    const units = [{ id: "a", title: "Albany" }];
    expect(lineOf(given({ units }), "Locations").evidence).toContain("the estate names 1 unit (Albany)");
  });

  it("says which systems hold records that no fact speaks of", () => {
    const made = given({ datasets: [CONTACTS, dataset("board.clients", "Clients", "client", 7)], facts: [fact("customer.email")] });
    expect(lineOf(made, "Customers").evidence).toContain("no fact speaks of the records in Dashboard");
  });
});

describe("status changes", () => {
  const both = ["dispatch.jobs", "books.invoices"];
  const owned = fact("job.status", { owner: "dispatch", systems: [holder("dispatch", "owner"), holder("books", "reader")] });

  it("declared where states fit, conflicting where they do not", () => {
    const fits = given({ lifecycles: [lifecycle("job", { now: 0, before: 0 }, both)], facts: [owned] });
    expect(lineOf(fits, "Status changes: Life of job")).toMatchObject({
      state: "declared",
      declared: "ServiceTitan owns status",
      inferred: undefined,
    });
    const apart = lineOf(
      given({ lifecycles: [lifecycle("job", { now: 7, before: 2 }, both)], facts: [owned] }),
      "Status changes: Life of job",
    );
    expect(apart).toMatchObject({ state: "conflicting", inferred: "ServiceTitan and QuickBooks say states that do not fit in 9 cases" });
    expect(apart.evidence).toContain("of 90 states held against another system's by 1 rule, 7 do not fit now and 2 did not before");
  });

  it("unknown where two systems say it and nobody owns it; inferred where one does", () => {
    const two = lineOf(given({ lifecycles: [lifecycle("job", { now: 1, before: 0 }, both)] }), "Status changes: Life of job");
    expect(two).toMatchObject({ state: "unknown", declared: undefined, inferred: undefined });
    const one = given({ lifecycles: [lifecycle("job", { now: 0, before: 0 }, ["dispatch.jobs"])] });
    expect(lineOf(one, "Status changes: Life of job")).toMatchObject({ state: "inferred", inferred: "only ServiceTitan says it" });
  });

  it("an owner who is not followed owns another status", () => {
    const elsewhere = given({ lifecycles: [lifecycle("job", { now: 0, before: 0 }, ["board.jobs", "crm.jobs"])], facts: [owned] });
    expect(lineOf(elsewhere, "Status changes: Life of job").state).toBe("unknown");
    expect(lineOf(elsewhere, "Status changes: job status")).toMatchObject({ state: "declared", declared: "ServiceTitan owns status" });
  });

  it("unknown where no change of state was followed", () => {
    expect(lineOf(given({}), "Status changes").state).toBe("unknown");
  });
});

describe("corrections", () => {
  it("who works exceptions is declared where every handoff names somebody", () => {
    const at = (id: string, owner: string | undefined) => handoff(id, `Handoff ${id}`, { from: "crm.a", to: "books.b" }, BROKEN, { owner });
    const all = given({ handoffs: [at("a", "billing"), at("b", "billing")] });
    expect(lineOf(all, "Exceptions at handoffs")).toMatchObject({
      state: "declared",
      declared: "Exceptions are worked by billing (2 handoffs)",
    });
    const here = finding("b", "missing", "b breaks");
    const some = lineOf(given({ handoffs: [at("a", "billing"), at("b", undefined)], findings: [here] }), "Exceptions at handoffs");
    expect(some).toMatchObject({
      state: "unknown",
      declared: "Exceptions are worked by billing (1 handoff)",
      findings: [here.fingerprint],
    });
    expect(some.evidence).toContain("nobody is named at Handoff b, where 4 breaks stand");
  });

  it("who keeps a workbook is declared, else shown by its people, else unknown", () => {
    const seen = workbook("weekly", { typed: "Reason", over: 6 }, { owner: "operations", people: ["Dana", "Marcus"] });
    const through = report("friday", { corrected: 2, ties: 1 }, { through: "weekly" });
    expect(lineOf(given({ workbooks: [seen], reports: [through] }), "Workbook weekly")).toMatchObject({
      state: "declared",
      declared: "Operations keeps it, in weekly.xlsx",
      inferred:
        "Dana and Marcus made, saved, commented or changed it; 5 cells were typed over or edited; people type Merge.Reason; corrections reach Report friday (4)",
    });
    expect(lineOf(given({ workbooks: [workbook("weekly", { over: 2 })] }), "Workbook weekly")).toMatchObject({
      state: "inferred",
      declared: undefined,
      inferred: "1 cell was typed over or edited",
    });
    const silent = lineOf(given({ workbooks: [workbook("weekly", { over: 1 })] }), "Workbook weekly");
    expect(silent).toMatchObject({ state: "unknown", inferred: undefined });
    expect(silent.evidence).toContain("no correction was found in it");
  });

  it("corrections before a report that names no workbook are told; another definition is none", () => {
    const made = given({ reports: [report("board", { corrected: 3 })] });
    expect(lineOf(made, "Corrections before Report board")).toMatchObject({
      state: "inferred",
      inferred: "Marcus corrects in weekly.xlsx",
    });
    const otherwise = given({ reports: [report("board", { "defined-otherwise": 3 })] });
    expect(() => lineOf(otherwise, "Corrections before Report board")).toThrow("0 lines");
  });

  it("records typed again are told at their handoff", () => {
    const at = handoff("a", "Jobs to invoices", { from: "crm.a", to: "books.b" }, TIED);
    const typed = sign("spreadsheet-middleware", "re-keyed", "handoff", "a", { records: 9 });
    expect(lineOf(given({ handoffs: [at], findings: [typed] }), "Typed again: Jobs to invoices")).toMatchObject({
      state: "inferred",
      findings: [typed.fingerprint],
    });
  });

  it("unknown where no workbook is declared", () => {
    expect(lineOf(given({}), "Spreadsheets").state).toBe("unknown");
  });
});

describe("reports", () => {
  const metrics = [metric("revenue", "Revenue", "dispatch.jobs")];
  const of = (made: Parameters<typeof report>[1], more: Parameters<typeof report>[2] = {}) =>
    lineOf(given({ metrics, reports: [report("r", made, more)], workbooks: [workbook("weekly")] }), "Report r");

  it("raw data where every number ties", () => {
    expect(of({ ties: 4 })).toMatchObject({
      state: "declared",
      declared: "Raw data: Revenue from dispatch.jobs, and no workbook on the way",
      inferred: "raw data: every number ties to the records",
      evidence: "4 of 4 reported numbers tie to raw records.",
    });
  });

  it("conflicting where raw data is declared and records show an edited export, another definition, or nothing", () => {
    expect(of({ ties: 1, corrected: 3 })).toMatchObject({
      state: "conflicting",
      inferred: "an edited export: people's corrections explain 3 numbers to the cent",
    });
    const reading = { words: "without tax", changes: [], explains: 2, of: 2 };
    expect(of({ "defined-otherwise": 2 }, { readings: [reading] })).toMatchObject({
      state: "conflicting",
      inferred: "raw data by another definition (without tax) in 2 numbers",
    });
    expect(of({ unexplained: 1, ties: 2 })).toMatchObject({
      state: "conflicting",
      inferred: "1 number that neither raw records nor corrections explain",
    });
  });

  it("an edited export where it goes through a workbook, changed or not; conflicting where the workbook does not explain it", () => {
    const through = { through: "weekly" };
    expect(of({ corrected: 2, ties: 1 }, through)).toMatchObject({
      state: "declared",
      declared: "An edited export: Revenue from dispatch.jobs through the workbook Workbook weekly",
    });
    expect(of({ ties: 3 }, through)).toMatchObject({ state: "declared", inferred: "no number was changed on the way" });
    expect(of({ unexplained: 1 }, through).state).toBe("conflicting");
  });

  it("says where no number could be held against records, and where periods are not told", () => {
    expect(of({})).toMatchObject({ inferred: undefined, evidence: "No number of it could be held against raw records." });
    expect(of({ "not-reported": 2, ties: 1 }).evidence).toContain("2 periods of raw records are not reported");
  });

  it("unknown where no report is declared", () => {
    expect(lineOf(given({}), "Reports").state).toBe("unknown");
  });
});

describe("handoffs", () => {
  const at = (entries: Parameters<typeof handoff>[3], more: Parameters<typeof handoff>[4] = {}) =>
    handoff("a", "Jobs to invoices", { from: "dispatch.jobs", to: "books.invoices" }, entries, more);
  const of = (made: Parameters<typeof given>[0]) => lineOf(given(made), "Jobs to invoices");

  it("declared where an alert is named; inferred as silent where it breaks and nobody is told", () => {
    expect(of({ handoffs: [at(BROKEN, { owner: "billing", alert: "#billing" })] })).toMatchObject({
      state: "declared",
      declared: "Billing works its exceptions; failures are told to #billing",
      inferred: undefined,
    });
    const silent = of({ handoffs: [at(BROKEN, { owner: "billing" })] });
    expect(silent).toMatchObject({
      state: "inferred",
      declared: "Billing works its exceptions; no alert is named",
      inferred: "it fails silently: 4 breaks and nobody is told",
    });
    expect(silent.evidence).toContain("4 breaks among 100 upstream and 96 downstream records");
  });

  it("unknown where nothing failed or nothing was checked, and nobody says who would be told", () => {
    expect(of({ handoffs: [at(TIED)] })).toMatchObject({ state: "unknown", declared: undefined, inferred: undefined });
    const empty = of({ handoffs: [at([], { clean: false })] });
    expect(empty.state).toBe("unknown");
    expect(empty.evidence).toContain("Neither side holds a record in scope");
  });

  it("conflicting where an alert is declared and the log says success of what did not arrive", () => {
    const success = sign("silent-sync-failure", "logged-success", "handoff", "a", { records: 5 });
    expect(of({ handoffs: [at(BROKEN, { alert: "#billing" })], findings: [success] })).toMatchObject({
      state: "conflicting",
      inferred: "the connector's log says success for 5 records that did not arrive",
      findings: [success.fingerprint],
    });
  });

  it("a human check shows in workbooks over both sides, in records typed again, in what only a person can tell apart", () => {
    const merge = workbook("merge", {}, { from: ["dispatch.jobs", "books.invoices"] });
    expect(of({ handoffs: [at(TIED, { alert: "#billing" })], workbooks: [merge] })).toMatchObject({
      state: "declared",
      inferred: "it needs a human check: people hold both sides against each other in Workbook merge",
    });
    const one = workbook("one", {}, { from: ["dispatch.jobs"] });
    expect(of({ handoffs: [at(TIED)], workbooks: [one] }).inferred).toBeUndefined();
    const unsure = of({
      handoffs: [at([...TIED, ["from", "ambiguous", "identity-unsure", 2]], { identity: "customer" })],
      identities: [identity("customer", "Customers", [], { review: 3 })],
      findings: [sign("spreadsheet-middleware", "re-keyed", "handoff", "a", { records: 7 })],
    });
    expect(unsure.inferred).toContain("people typed 7 records again");
    expect(unsure.inferred).toContain("2 records can only be told apart by a person");
    expect(unsure.inferred).toContain("3 pairs of records wait for a person's word");
  });
});

/** One of each, with findings about them in any number and order. */
function whole(findings: readonly Finding[]): Review {
  const at = (id: string, entries: typeof TIED) => handoff(id, `Handoff ${id}`, { from: "crm.contacts", to: "books.customers" }, entries);
  return given({
    datasets: [CONTACTS, CUSTOMERS],
    facts: [fact("customer.email"), fact("job.status", { owner: "dispatch" })],
    lifecycles: [lifecycle("job", { now: 1, before: 0 }, ["dispatch.jobs", "books.invoices"])],
    handoffs: [at("a", TIED), at("b", BROKEN), at("c", BROKEN)],
    reports: [report("r", { corrected: 1 }), report("s", { ties: 1 }, { through: "weekly" })],
    workbooks: [workbook("weekly", { over: 2 })],
    findings,
  });
}

const findings = fc.uniqueArray(
  fc.constantFrom(
    sign("source-of-truth-conflict", "two-origins", "fact", "customer.email"),
    sign("source-of-truth-conflict", "non-owner-writes", "fact", "customer.email"),
    sign("source-of-truth-conflict", "values-differ", "fact", "job.status"),
    sign("spreadsheet-middleware", "re-keyed", "handoff", "a", { records: 3 }),
    sign("spreadsheet-middleware", "re-keyed", "handoff", "b", { records: 5 }),
    sign("silent-sync-failure", "logged-success", "handoff", "b", { records: 2 }),
    sign("silent-sync-failure", "no-alert", "handoff", "c"),
    sign("corrected-export", "corrected", "report", "r"),
    sign("spreadsheet-middleware", "typed-over", "workbook", "weekly"),
    finding("a", "missing", "a misses"),
    finding("c", "extra", "c has more"),
  ),
  { selector: ({ fingerprint }) => fingerprint, maxLength: 11 },
);

describe("the document", () => {
  it("every handoff, report and workbook stands in it once; a sentence counts the lines", () => {
    fc.assert(
      fc.property(findings, (found) => {
        const { items, sentence } = baselineOf(whole(found));
        const of = (topic: string) => items.filter((item) => item.topic === topic).map(({ subject }) => subject);
        expect(of("handoffs")).toEqual(["Handoff a", "Handoff b", "Handoff c"]);
        expect(of("reports")).toEqual(["Report r", "Report s"]);
        expect(of("corrections").filter((subject) => subject === "Workbook weekly")).toHaveLength(1);
        expect(sentence).toContain(`Of ${items.length} things to know before tools are changed`);
        for (const item of items) {
          expect(item.evidence).toMatch(/^[A-Z0-9].*\.$/);
          if (item.state === "declared" || item.state === "conflicting") expect(item.declared, item.subject).toBeDefined();
          if (item.state === "conflicting" || item.state === "inferred") expect(item.inferred, item.subject).toBeDefined();
        }
      }),
      { numRuns: 60 },
    );
  });

  it("the order of findings is no matter, but for the order in which a line names them", () => {
    const sorted = (made: Review) => baselineOf(made).items.map((item) => ({ ...item, findings: item.findings.toSorted() }));
    fc.assert(
      fc.property(findings, (found) => {
        expect(sorted(whole(found.toReversed()))).toEqual(sorted(whole(found)));
      }),
      { numRuns: 60 },
    );
  });

  it("names at most ten findings a line", () => {
    const many = Array.from({ length: 14 }, (_, at) => finding("b", "missing", `number ${at}`));
    expect(lineOf(whole(many), "Handoff b").findings).toEqual(many.slice(0, 10).map(({ fingerprint }) => fingerprint));
  });

  it("of nothing declared, all is unknown", () => {
    const { items, sentence } = baselineOf(given({}));
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(["unknown"]));
    expect(sentence).toBe("Of 11 things to know before tools are changed, 11 are unknown.");
  });
});
