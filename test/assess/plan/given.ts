import * as fc from "fast-check";
import { planReview } from "../../../src/assess/plan/index.ts";
import { triageReview } from "../../../src/assess/triage/index.ts";
import {
  formatMoney,
  MISMATCH_OUTCOMES,
  money,
  SIGN_OUTCOMES,
  type Finding,
  type FindingOutcome,
  type FindingRepair,
  type Plan,
  type PlanStep,
  type Review,
  type SignKind,
} from "../../../src/model/index.ts";
import { dataset, finding, handoff, review, system } from "../../report/sample-review.ts";
import { cause, SETTING, TYPED, UNKNOWN } from "../triage/given.ts";

/** The plan of a review with its own triage. */
export function planOf(given: Review): Plan {
  return planReview(given, triageReview(given, []));
}

export function stepOf({ steps }: Plan, work: PlanStep["work"], place?: string): PlanStep {
  const found = steps.find((step) => step.work === work && (place === undefined || step.place.id === place));
  if (found === undefined) throw new Error(`no step ${work} ${place ?? ""} among ${steps.map(({ id }) => id).join(", ")}`);
  return found;
}

/** Deals → jobs → invoices → payments; who owns each. */
export function chain(findings: readonly Finding[], more: Partial<Review> = {}): Review {
  const made = (id: string, from: string, to: string) =>
    handoff(id, `Handoff ${id}`, { from, to }, [["from", "matched", "none", 10]], { owner: "billing", decision: "billing" });
  const run = (check: string, subject: string) =>
    ({ check, subject, status: "found", records: 10, findings: 1, reason: undefined }) as const;
  return review({
    systems: [system("crm", "CRM", "crm"), system("dispatch", "Dispatch", "dispatch"), system("books", "Books", "books")],
    datasets: [
      dataset("crm.deals", "Deals", "quote", 10),
      dataset("dispatch.jobs", "Jobs", "job", 10),
      dataset("books.invoices", "Invoices", "invoice", 10),
    ],
    handoffs: [
      made("pay", "books.invoices", "books.payments"),
      made("bill", "dispatch.jobs", "books.invoices"),
      made("book", "crm.deals", "dispatch.jobs"),
    ],
    findings,
    coverage: [
      ...["pay", "bill", "book"].map((id) => run("tie-out", id)),
      run("lifecycle", "job"),
      run("silent-sync-failure", "all records"),
    ],
    ...more,
  });
}

export function at(place: string, outcome: FindingOutcome, more: Partial<Finding> = {}): Finding {
  const made = finding(place, "missing", `${place} ${outcome}: found`, { owner: "billing", records: 3, ...more });
  return { ...made, outcome };
}

export function repair(of: Finding, exact: number, decide = 0, more: Partial<FindingRepair> = {}): FindingRepair {
  const files = exact > 0 ? ["repairs/books.invoices.create.csv"] : [];
  const open = of.records - exact - decide;
  return {
    finding: of.fingerprint,
    exact,
    decide,
    open,
    basis: exact > 0 ? "as dispatch says" : undefined,
    reason: undefined,
    files,
    ...more,
  };
}

export function total(amounts: readonly string[]): string {
  return formatMoney(amounts.reduce((sum, amount) => sum.plus(amount), money(0)));
}

const PLACES = ["pay", "bill", "book", "none"];
const OUTCOMES: readonly FindingOutcome[] = ["missing", "extra", "duplicate", "different", "ambiguous"];
const OWNERS = ["billing", "sales", undefined];
const CAUSES = [
  undefined,
  UNKNOWN,
  SETTING,
  TYPED,
  cause("no-owner", "ownership", 3, 3),
  cause("definitions", "reporting-architecture", 3, 3),
];
const SUBJECTS = ["fact", "dataset", "field", "automation", "actor", "unit", "report", "workbook"] as const;

const drawn = fc.record({
  place: fc.constantFrom(...PLACES),
  what: fc.oneof(
    fc.constantFrom(...OUTCOMES).map((outcome) => ({ kind: "silent-sync-failure", outcome }) as const),
    fc.constantFrom(...MISMATCH_OUTCOMES).map((outcome) => ({ kind: "status-mismatch", outcome }) as const),
    fc
      .constantFrom(...(Object.keys(SIGN_OUTCOMES) as SignKind[]))
      .chain((kind) => fc.constantFrom(...SIGN_OUTCOMES[kind]).map((outcome) => ({ kind, outcome }) as const)),
    fc.constant({ kind: "vendor-setting", outcome: "setting" } as const),
  ),
  subject: fc.constantFrom(...SUBJECTS),
  owner: fc.constantFrom(...OWNERS),
  cause: fc.constantFrom(...CAUSES),
  records: fc.integer({ min: 1, max: 400 }),
  cents: fc.option(fc.integer({ min: 0, max: 9_000_000 }), { nil: undefined }),
  exact: fc.integer({ min: 0, max: 3 }),
  known: fc.boolean(),
  /** Of which finding before it is it a symptom? */
  symptomOf: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
});

/** Reviews of any findings, at handoffs in a row or in a circle. */
export const reviews: fc.Arbitrary<Review> = fc
  .record({ drawn: fc.array(drawn, { maxLength: 14 }), circle: fc.boolean() })
  .map(({ drawn: all, circle }) => {
    const findings: Finding[] = [];
    const repairs: FindingRepair[] = [];
    for (const [index, { place, what, subject, owner, cause: why, records, cents, exact, known, symptomOf }] of all.entries()) {
      const root = symptomOf === undefined ? undefined : findings.filter((one) => one.symptomOf === undefined)[symptomOf];
      const states = what.kind === "status-mismatch";
      const broken = OUTCOMES.includes(what.outcome as FindingOutcome);
      const made: Finding = {
        ...finding(place, "missing", `finding ${index}: found`, {
          owner,
          records,
          cause:
            why === undefined
              ? undefined
              : { ...why, statement: `why ${index}.`, setting: why === SETTING ? `branch ${index % 2}` : undefined },
        }),
        ...what,
        amount: cents === undefined ? undefined : formatMoney(money(cents).dividedBy(100)),
        handoff: states || !broken ? undefined : place,
        lifecycle: states ? { id: "job", rule: undefined, track: "field" } : undefined,
        subject: states || broken ? undefined : { type: subject, id: `${subject}.${place}` },
        ...(root === undefined ? {} : { symptomOf: root.fingerprint }),
      };
      findings.push(made);
      if (known) repairs.push(repair(made, Math.min(exact, records)));
    }
    const more = { repairs: { files: [], findings: repairs } };
    if (!circle) return chain(findings, more);
    const back = handoff("none", "Handoff none", { from: "books.payments", to: "crm.deals" }, []);
    return chain(findings, { ...more, handoffs: [...chain([]).handoffs, back] });
  });
