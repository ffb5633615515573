import { describe, expect, it } from "vitest";
import type { DeclaredAnswer } from "../../../src/model/index.ts";
import { dataset } from "../../report/sample-review.ts";
import { answers, broken, cause, company, estate, ofWorkflow, report, SETTING, sign, TYPED, UNKNOWN } from "./given.ts";

const cannot: DeclaredAnswer = {
  question: "stack-cannot-represent",
  answer: "yes",
  why: "recurring contracts have no place in any system",
  by: "COO",
  workflow: undefined,
};

describe("the decision tree, a branch each", () => {
  it("1: modernization where the stack cannot represent the model and diagnosis is complete", () => {
    const given = company([broken("bill", { severity: "high", cause: SETTING })]);
    const triage = estate(given, [cannot]);
    expect(triage.primary).toBe("modernization");
    expect(triage.questions[0]?.grounds[0]).toMatchObject({ declared: "recurring contracts have no place in any system (COO)" });
    expect(triage.moves).toContain("stabilization-sprint");
  });

  it("1, not: a person's word does not outweigh causes that nobody knows, or values that nobody could read", () => {
    const complete: DeclaredAnswer = { ...cannot, question: "diagnosis-complete", why: "we know" };
    const unknown = company([broken("bill", { severity: "high", cause: UNKNOWN })]);
    expect(answers(estate(unknown, [cannot, complete]))).toMatchObject({ "stack-cannot-represent": "yes", "diagnosis-complete": "no" });
    expect(estate(unknown, [cannot, complete]).primary).toBe("systems-audit");
    const unread = company([broken("bill", { cause: SETTING })], {
      datasets: [dataset("books.invoices", "Invoices", "invoice", 9, { unreadable: 2 })],
    });
    expect(answers(estate(unread, [cannot, complete]))["diagnosis-complete"]).toBe("no");
    const small = company([broken("bill", { records: 1, latest: "2026-09-01" })]);
    expect(answers(estate(small, [cannot]))["diagnosis-complete"]).toBe("unknown");
    expect(estate(small, [cannot, complete]).primary).toBe("modernization");
  });

  it("2: a Stabilization Sprint where the cause is clear and billing waits", () => {
    const triage = estate(company([broken("bill", { severity: "high", cause: TYPED })]));
    expect(triage.primary).toBe("stabilization-sprint");
    expect(answers(triage)).toMatchObject({
      "cause-clear": "yes",
      "billing-delayed": "yes",
      "reports-distrusted": "no",
      "close-cleaned-up": "no",
    });
    expect(triage.questions[1]?.grounds.find(({ id }) => id === "billing-delayed")?.findings).toHaveLength(1);
  });

  it("2: also where a report is distrusted, and where the close cleans up", () => {
    const friday = sign(
      "corrected-export",
      "corrected",
      { type: "report", id: "invoiced" },
      { severity: "high", decision: "branch performance" },
    );
    const told = estate(company([friday], { reports: [report("invoiced", "billing", "corrected")] }));
    expect(told.primary).toBe("stabilization-sprint");
    expect(answers(told)).toMatchObject({
      "reports-distrusted": "yes",
      "billing-delayed": "no",
      "numbers-not-trusted": "yes",
      "people-clean-up": "yes",
    });
    expect(told.guardRails.map(({ id }) => id)).toEqual(["trace-first", "no-workaround-as-policy"]);
    const close = estate(company([broken("label", { severity: "high", cause: TYPED, decision: "close" })]));
    expect(close.primary).toBe("stabilization-sprint");
    expect(answers(close)).toMatchObject({ "close-cleaned-up": "yes", "billing-delayed": "no" });
  });

  it("3: a Systems Audit where the cause is unclear", () => {
    const triage = estate(company([broken("bill", { severity: "high", cause: UNKNOWN })]));
    expect(triage.primary).toBe("systems-audit");
    expect(answers(triage)).toMatchObject({
      "cause-clear": "no",
      "cause-unclear": "yes",
      "state-defined-differently": "no",
      "billing-delayed": "yes",
    });
    expect(triage.guardRails.map(({ id }) => id)).toContain("trace-first");
  });

  it("3: and where teams define one state differently, though nothing hurts", () => {
    const avoided = sign("status-mismatch", "definition-differs", undefined, {
      lifecycle: { id: "bin", rule: undefined, track: "stock" },
      cause: cause("definitions", "reporting-architecture", 3, 3),
      records: 3,
      decision: "stock taking",
      onset: "2026-09-01",
      latest: "2026-09-08",
    });
    const triage = estate(company([avoided]));
    expect(triage.primary).toBe("systems-audit");
    expect(answers(triage)).toMatchObject({ "state-defined-differently": "yes", "cause-unclear": "no" });
  });

  it("4: a Growth Systems Review where it recurs, or people clean up", () => {
    const recurring = estate(company([broken("label", { cause: TYPED, latest: "2026-12-01" })]));
    expect(recurring.primary).toBe("growth-systems-review");
    expect(answers(recurring)).toMatchObject({ recurs: "yes", "touches-operations": "no", "cause-unclear": "no" });
    const typed = sign("spreadsheet-middleware", "missing-backend-state", { type: "workbook", id: "bins" });
    const cleaned = estate(company([typed]));
    expect(cleaned.primary).toBe("growth-systems-review");
    expect(answers(cleaned)).toMatchObject({ "people-clean-up": "yes", recurs: "no", "touches-operations": "no" });
  });

  it("4: and where billing is touched, though nothing waits", () => {
    const triage = estate(company([broken("bill", { severity: "medium", outcome: "extra", cause: TYPED })]));
    expect(triage.primary).toBe("growth-systems-review");
    expect(answers(triage)).toMatchObject({ "touches-operations": "yes", "billing-delayed": "no", recurs: "no" });
  });

  it("5: map ownership and sync rules where it repeats around one handoff", () => {
    const triage = estate(company([broken("label", { cause: TYPED })]));
    expect(triage.primary).toBe("map-ownership");
    expect(triage.moves).toEqual(["map-ownership"]);
    expect(triage.questions[4]?.grounds[0]?.because).toBe("3 breaks at “Handoff label”, on several days");
  });

  it("6: fix the setting where it happened once and a setting explains it", () => {
    const triage = estate(company([broken("label", { cause: SETTING, latest: "2026-09-01" })]));
    expect(triage.primary).toBe("fix-setting");
    expect(answers(triage)).toMatchObject({ "happened-once": "yes", "setting-explains": "yes", "repeats-at-handoff": "no" });
    expect(estate(company([broken("label", { cause: SETTING })])).primary).toBe("map-ownership");
  });

  it("7: document and monitor what is occasional and low", () => {
    const triage = estate(company([broken("label", { cause: TYPED, records: 2 })]));
    expect(triage.primary).toBe("document-and-monitor");
    expect(triage.moves).toEqual(["document-and-monitor"]);
    expect(answers(triage)).toMatchObject({ "happened-once": "no", "setting-explains": "no", occasional: "yes", "low-impact": "yes" });
  });

  it("of an estate that ties out, nothing but to go on watching", () => {
    const triage = estate(company([]));
    expect(triage.moves).toEqual(["document-and-monitor"]);
    expect(triage.guardRails).toEqual([]);
    expect(answers(triage)["cause-clear"]).toBe("no");
  });
});

describe("unknowns and ties", () => {
  it("says unknown, not no, where a handoff could not be checked", () => {
    const given = company([]);
    const unseen = { ...given, handoffs: given.handoffs.map((one) => (one.id === "bill" ? { ...one, clean: false } : one)) };
    const triage = estate(unseen);
    expect(triage.primary).toBeUndefined();
    expect(triage.moves).toEqual([]);
    expect(answers(triage)).toMatchObject({ "billing-delayed": "unknown", "low-impact": "unknown", "cause-clear": "unknown" });
    expect(ofWorkflow(unseen, "shelf").primary).toBe("document-and-monitor");
    expect(ofWorkflow(unseen, "job-to-cash").primary).toBeUndefined();
  });

  it("says unknown where no report is declared, and where groups were too small to be searched", () => {
    const triage = estate(company([broken("bill", { severity: "high", records: 2 })], { reports: [] }));
    expect(answers(triage)).toMatchObject({
      "numbers-not-trusted": "unknown",
      "people-clean-up": "unknown",
      "cause-clear": "unknown",
      "billing-delayed": "yes",
    });
    expect(triage.questions.map(({ answer }) => answer).slice(1, 4)).toEqual(["unknown", "unknown", "yes"]);
    expect(triage.primary).toBe("growth-systems-review");
  });

  it("says unknown where breaks have no day", () => {
    const triage = estate(company([{ ...broken("label", { cause: TYPED }), onset: undefined, latest: undefined }]));
    expect(answers(triage)).toMatchObject({
      recurs: "unknown",
      "repeats-at-handoff": "unknown",
      "happened-once": "unknown",
      occasional: "unknown",
    });
    expect(triage.primary).toBeUndefined();
  });

  it("half of the breaks explained is clear, less is not", () => {
    const of = (explained: number) =>
      broken("bill", { severity: "high", records: 10, cause: cause("setting", "configuration", explained, 10) });
    expect(answers(estate(company([of(5)])))["cause-clear"]).toBe("yes");
    expect(answers(estate(company([of(4)])))["cause-clear"]).toBe("no");
  });

  it("odd records too few to be searched leave a clear cause clear, and an unclear one unclear", () => {
    const odd = (records: number, amount?: string) =>
      broken("bill", {
        severity: "high",
        records,
        latest: "2026-09-02",
        outcome: "ambiguous",
        ...(amount === undefined ? {} : { amount }),
      });
    const clear = broken("bill", { severity: "high", records: 10, amount: "5000.00", cause: cause("setting", "configuration", 9, 10) });
    expect(answers(estate(company([clear, odd(2), odd(1)])))).toMatchObject({ "cause-clear": "yes", "cause-unclear": "no" });
    expect(answers(estate(company([{ ...clear, cause: cause("setting", "configuration", 4, 10) }, odd(2)])))).toMatchObject({
      "cause-clear": "no",
      "cause-unclear": "yes",
    });
    // More odd records than searched ones, of little money: what weighs is clear.
    const crumbs = Array.from({ length: 6 }, () => odd(2, "10.00"));
    expect(answers(estate(company([clear, ...crumbs])))["cause-clear"]).toBe("yes");
    // Of more money too: nobody knows what most of it comes of.
    const lumps = Array.from({ length: 6 }, () => odd(2, "1000.00"));
    expect(answers(estate(company([clear, ...lumps])))).toMatchObject({ "cause-clear": "unknown", "cause-unclear": "unknown" });
  });

  it("asks for the cause of what hurts now: trifles without a cause do not make it unclear", () => {
    const hurts = broken("bill", { severity: "high", records: 10, cause: cause("setting", "configuration", 10, 10) });
    const trifles = broken("label", { records: 40, cause: cause("unknown", "unknown", 0, 40) });
    expect(answers(estate(company([hurts, trifles])))["cause-clear"]).toBe("yes");
    expect(ofWorkflow(company([hurts, trifles]), "shelf").primary).toBe("systems-audit");
    const other = { ...hurts, cause: cause("unknown", "unknown", 0, 10) };
    const known = { ...trifles, cause: cause("person", "data-entry", 40, 40) };
    expect(answers(estate(company([other, known])))["cause-clear"]).toBe("no");
  });

  it("a setting hurts by what it breaks: its symptoms are its own doing, and it is their cause", () => {
    const missing = broken("bill", { severity: "high", cause: SETTING });
    const setting = broken("bill", {
      severity: "high",
      kind: "vendor-setting",
      outcome: "setting",
      title: "a setting",
      cause: SETTING,
      symptoms: [{ fingerprint: missing.fingerprint, title: missing.title }],
    });
    const triage = estate(company([setting, { ...missing, symptomOf: setting.fingerprint }]));
    expect(answers(triage)).toMatchObject({ "billing-delayed": "yes", "cause-clear": "yes" });
    expect(triage.primary).toBe("stabilization-sprint");
    // Beside a few breaks that were searched in vain it stays the cause of most.
    const vain = broken("bill", { severity: "high", outcome: "ambiguous", records: 3, cause: UNKNOWN });
    expect(answers(estate(company([setting, { ...missing, symptomOf: setting.fingerprint }, vain])))["cause-clear"]).toBe("yes");
  });

  it("a setting that explains a group only in part does not explain all of it", () => {
    const part = { ...cause("setting", "configuration", 2, 3), setting: "the printer of one branch" };
    const missing = broken("label", { latest: "2026-09-01", cause: part });
    const setting = broken("label", {
      kind: "vendor-setting",
      outcome: "setting",
      title: "a setting",
      records: 2,
      latest: "2026-09-01",
      cause: SETTING,
      symptoms: [{ fingerprint: missing.fingerprint, title: missing.title }],
    });
    const triage = estate(company([setting, { ...missing, symptomOf: setting.fingerprint }]));
    expect(answers(triage)).toMatchObject({ "happened-once": "yes", "setting-explains": "no", "cause-clear": "yes" });
    const whole = { ...missing, symptomOf: setting.fingerprint, cause: { ...part, unexplained: { records: 0, amount: undefined } } };
    expect(answers(estate(company([setting, whole])))["setting-explains"]).toBe("yes");
  });

  it("words that one unit avoids are no breaks without a cause", () => {
    const avoided = sign("status-mismatch", "avoided-word", undefined, {
      lifecycle: { id: "job", rule: undefined, track: "dispatch" },
      severity: "high",
      records: 150,
      decision: "billing",
    });
    const clear = broken("bill", { severity: "high", records: 10, cause: cause("setting", "configuration", 10, 10) });
    expect(answers(estate(company([clear, avoided])))).toMatchObject({ "cause-clear": "yes", "state-defined-differently": "yes" });
  });

  it("several moves may hold: the first in order is the primary one", () => {
    const given = company([broken("bill", { severity: "high", cause: SETTING, latest: "2026-12-01" })]);
    expect(estate(given).moves).toEqual(["stabilization-sprint", "growth-systems-review", "map-ownership"]);
  });

  it("gives each workflow its own: what breaks in one is no other's trouble", () => {
    const given = company([broken("bill", { severity: "high", cause: UNKNOWN })]);
    expect(ofWorkflow(given, "job-to-cash")).toMatchObject({ primary: "systems-audit", decision: "billing" });
    expect(ofWorkflow(given, "shelf").primary).toBe("document-and-monitor");
    const own: DeclaredAnswer = { ...cannot, workflow: "shelf", answer: "no" };
    expect(answers(ofWorkflow(given, "shelf", [cannot, own]))["stack-cannot-represent"]).toBe("no");
    expect(answers(ofWorkflow(given, "job-to-cash", [own, cannot]))["stack-cannot-represent"]).toBe("yes");
  });

  it("counts no symptom beside its cause", () => {
    const root = broken("label", { cause: TYPED });
    const symptom = {
      ...broken("label", { severity: "high", decision: "billing", cause: TYPED }),
      fingerprint: "00000000000000aa",
      symptomOf: root.fingerprint,
    };
    expect(estate(company([root, symptom])).primary).toBe("map-ownership");
    // Of another scope's cause it counts: billing waits, and its cause is clear.
    expect(estate(company([root, { ...symptom, symptomOf: "00000000000000ab" }])).primary).toBe("stabilization-sprint");
  });
});
