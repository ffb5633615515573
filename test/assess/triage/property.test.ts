import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEVERITIES, TRIAGE_GROUNDS, TRIAGE_MOVES, type Finding, type Triage } from "../../../src/model/index.ts";
import { answers, broken, company, estate, ofWorkflow, SETTING, sign, TYPED, UNKNOWN } from "./given.ts";

const causes = fc.constantFrom(undefined, UNKNOWN, SETTING, TYPED);
const dates = fc.constantFrom(
  [undefined, undefined],
  ["2026-09-01", "2026-09-01"],
  ["2026-09-01", "2026-09-09"],
  ["2026-01-01", "2026-09-09"],
);
const weights = fc.record({ severity: fc.constantFrom(...SEVERITIES), records: fc.integer({ min: 1, max: 9 }), cause: causes, dates });
const findings: fc.Arbitrary<Finding> = fc
  .tuple(
    weights,
    fc.constantFrom("missing", "extra", "different", "ambiguous"),
    fc.constantFrom("bill", "label", "report", "workbook", "fact"),
    fc.constantFrom(undefined, "billing", "close", "stock taking"),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  )
  .map(([{ severity, records, cause, dates: days }, outcome, at, decision, number]) => {
    const [onset, latest] = days;
    const more = { severity, records, cause, onset, latest, decision, fingerprint: number.toString(16).padStart(16, "0") };
    if (at === "bill" || at === "label") return broken(at, { ...more, outcome });
    if (at === "report") return sign("corrected-export", "unexplained-number", { type: "report", id: "invoiced" }, more);
    if (at === "workbook") return sign("spreadsheet-middleware", "typed-over", { type: "workbook", id: "bins" }, more);
    return sign("source-of-truth-conflict", "values-differ", { type: "field", id: "books.invoices.total" }, more);
  });
const companies = fc
  .record({ findings: fc.array(findings, { maxLength: 6 }), reported: fc.boolean(), checked: fc.boolean() })
  .map((given) => {
    const made = company(given.findings, given.reported ? {} : { reports: [] });
    return given.checked ? made : { ...made, handoffs: made.handoffs.map((one) => ({ ...one, clean: false })) };
  });

function lawful(triage: Triage): void {
  expect(triage.questions.map(({ move }) => move)).toEqual([...TRIAGE_MOVES]);
  expect(new Set(triage.questions.flatMap(({ grounds }) => grounds.map(({ id }) => id)))).toEqual(new Set(TRIAGE_GROUNDS));
  expect(triage.moves).toEqual(triage.questions.filter(({ answer }) => answer === "yes").map(({ move }) => move));
  expect(triage.primary).toBe(triage.moves[0]);
  if (triage.primary === undefined) expect(triage.questions.map(({ answer }) => answer)).toContain("unknown");
  const said = answers(triage);
  expect([said["cause-clear"], said["cause-unclear"]]).not.toEqual(["yes", "yes"]);
  if (said["happened-once"] === "yes") expect(said["repeats-at-handoff"]).not.toBe("yes");
  for (const { because, findings: named, of } of triage.questions.flatMap(({ grounds }) => grounds)) {
    expect(because).not.toBe("");
    expect(named.length).toBe(Math.min(of, 10));
  }
}

describe("whatever is found", () => {
  it("every question has one answer, and the primary move is the first that holds; without an unknown there is one", () => {
    fc.assert(
      fc.property(companies, (given) => {
        lawful(estate(given));
        lawful(ofWorkflow(given, "job-to-cash"));
        lawful(ofWorkflow(given, "shelf"));
      }),
      { numRuns: 120 },
    );
  });

  it("no ground says no of what was not checked", () => {
    fc.assert(
      fc.property(companies, (given) => {
        const unseen = { ...given, handoffs: given.handoffs.map((one) => ({ ...one, clean: false, breaks: 0 })) };
        const said = answers(estate(unseen));
        for (const id of [
          "billing-delayed",
          "reports-distrusted",
          "close-cleaned-up",
          "state-defined-differently",
          "recurs",
          "repeats-at-handoff",
        ] as const)
          expect(said[id]).not.toBe("no");
        expect([said.occasional, said["low-impact"], said["diagnosis-complete"]]).not.toContain("yes");
      }),
      { numRuns: 200 },
    );
  });

  it("the order of the findings is no matter of the answers", () => {
    fc.assert(
      fc.property(companies, (given) => {
        const other = estate({ ...given, findings: given.findings.toReversed() });
        expect(answers(other)).toEqual(answers(estate(given)));
      }),
      { numRuns: 100 },
    );
  });
});
