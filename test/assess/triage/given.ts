import { triageReview, type Untriaged } from "../../../src/assess/triage/index.ts";
import type {
  Cause,
  CauseClass,
  CauseCode,
  DeclaredAnswer,
  Finding,
  FindingOutcome,
  Review,
  ReviewedReport,
  ReviewedWorkflow,
  Triage,
  TriageAnswer,
  TriageGroundId,
} from "../../../src/model/index.ts";
import { dataset, finding, handoff, review, system } from "../../report/sample-review.ts";

/** The triage of the whole estate. */
export function estate(given: Review, declared: readonly DeclaredAnswer[] = []): Triage {
  return triageReview(untriaged(given), declared).estate;
}

export function ofWorkflow(given: Review, id: string, declared: readonly DeclaredAnswer[] = []): Triage {
  const found = triageReview(untriaged(given), declared).workflows.find(({ workflow }) => workflow === id);
  if (found === undefined) throw new Error(`no triage of ${id}`);
  return found;
}

function untriaged(given: Review): Untriaged {
  const { triage: _, ...rest } = given;
  return rest;
}

/** Answers by ground. */
export function answers({ questions }: Triage): Readonly<Record<TriageGroundId, TriageAnswer>> {
  return Object.fromEntries(questions.flatMap(({ grounds }) => grounds.map(({ id, answer }) => [id, answer]))) as Record<
    TriageGroundId,
    TriageAnswer
  >;
}

/** Jobs → invoices → ledger, and warehouse bins → shelf labels, which touch no part of the tree's operation. */
export function company(findings: readonly Finding[], more: Partial<Review> = {}): Review {
  const broken = (id: string) => findings.some((one) => one.handoff === id);
  const made = (id: string, from: string, to: string, workflow: string, decision: string | undefined) =>
    handoff(
      id,
      `Handoff ${id}`,
      { from, to },
      [["from", "matched", "none", 500], ...(broken(id) ? [["from", "missing", "none", 3] as const] : [])],
      {
        workflows: [workflow],
        decision,
      },
    );
  return review({
    systems: [system("dispatch", "Dispatch", "dispatch"), system("books", "Books", "books"), system("stock", "Stock", "other")],
    datasets: [
      dataset("dispatch.jobs", "Jobs", "job", 500),
      dataset("books.invoices", "Invoices", "invoice", 500),
      dataset("stock.bins", "Bins", "bin", 500),
      dataset("stock.labels", "Labels", "label", 500),
    ],
    handoffs: [
      made("bill", "dispatch.jobs", "books.invoices", "job-to-cash", "billing"),
      made("label", "stock.bins", "stock.labels", "shelf", "stock taking"),
    ],
    lifecycles: [lifecycle("job", "job-to-cash"), lifecycle("bin", "shelf")],
    workflows: [workflow("job-to-cash", "billing", "bill"), workflow("shelf", "stock taking", "label")],
    reports: [report("stocktake", "stock taking"), report("invoiced", "billing")],
    findings,
    ...more,
  });
}

function lifecycle(id: string, workflow: string): Review["lifecycles"][number] {
  return { id, title: id, entity: id, workflows: [workflow], states: [], tracks: [], rules: [], definitions: [] };
}

function workflow(id: string, decision: string | undefined, handoffId: string): ReviewedWorkflow {
  const none = { records: 0, amount: undefined };
  const step = { handoff: handoffId, title: handoffId, from: "", to: "", cardinality: "one-to-one", medianHours: undefined } as const;
  return {
    id,
    title: id,
    decision,
    sentence: "",
    dataset: "",
    entered: none,
    passed: none,
    share: undefined,
    steps: [{ ...step, arrived: none, passed: none, left: none, mismatched: none, waiting: none, ended: none, extra: none }],
    broken: undefined,
  };
}

export function report(id: string, decision: string, outcome: ReviewedReport["numbers"][number]["outcome"] = "ties"): ReviewedReport {
  const number = { period: "2026-09-01", unit: undefined, outcome, raw: "10.00", reported: "10.00", difference: "0.00", at: undefined };
  return {
    id,
    title: id,
    metric: id,
    through: undefined,
    owner: undefined,
    decision,
    numbers: [{ ...number, steps: [], residual: "0.00" }],
    readings: [],
    notes: [],
  };
}

/** Breaks at a handoff; three of them over one week, and low, unless said otherwise. */
export function broken(at: "bill" | "label", more: Partial<Finding> = {}): Finding {
  return finding(at, "missing", `breaks at ${at}`, {
    severity: "low",
    records: 3,
    onset: "2026-09-01",
    latest: "2026-09-08",
    decision: at === "bill" ? "billing" : "stock taking",
    ...more,
  });
}

/** A sign of something else than a handoff. */
export function sign(kind: Finding["kind"], outcome: FindingOutcome, subject: Finding["subject"], more: Partial<Finding> = {}): Finding {
  const made = finding("none", "missing", `${kind} ${outcome} ${subject?.id}`, { kind, severity: "low", ...more });
  return { ...made, handoff: undefined, outcome, subject };
}

/** A cause that explains so many of the breaks. */
export function cause(code: CauseCode, of: CauseClass, explained: number, all: number): Cause {
  return {
    code,
    class: of,
    confidence: code === "unknown" ? 0 : 0.9,
    statement: "",
    explained: { records: explained, amount: undefined, share: explained / all },
    slices: [],
    signature: undefined,
    onset: undefined,
    rivals: [],
    refutedBy: undefined,
    setting: undefined,
    recreated: undefined,
    proven: false,
    unexplained: { records: all - explained, amount: undefined },
    besides: [],
  };
}

export const UNKNOWN = cause("unknown", "unknown", 0, 3);
export const SETTING = cause("setting", "configuration", 3, 3);
export const TYPED = cause("person", "data-entry", 3, 3);
