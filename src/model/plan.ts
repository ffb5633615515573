import type { Range } from "./price.ts";
import type { TriageMove } from "./triage.ts";

/**
 * Concrete work, in the order in which it is done: what stops new breaks comes
 * before what mends old ones.
 *
 * - `name-owner`: a handoff, fact or automation gets a person; `agree-definition`: teams settle on one meaning
 * - `find-cause`: what must be diagnosed before anything is changed
 * - `change-setting`: of a vendor's product; `add-rule`: to a sync, a state or an import; `add-alert`: a failure tells somebody
 * - `document-automation`: the gaps of the register are closed
 * - `move-upstream`: a column that people keep in a sheet gets a home in a system
 * - `decide-records`: a person chooses for records of which nothing tells what is right; `repair-records`: exact values are imported
 * - `retire-workaround`: the sheet, export or field that is no longer needed goes
 */
export const PLAN_WORK = [
  "name-owner",
  "agree-definition",
  "find-cause",
  "change-setting",
  "add-rule",
  "add-alert",
  "document-automation",
  "move-upstream",
  "decide-records",
  "repair-records",
  "retire-workaround",
] as const;
export type PlanWork = (typeof PLAN_WORK)[number];

/** What is to be done, in order; made from findings alone. */
export interface Plan {
  /** The primary move of the estate, whose plan it is; undefined where the triage has none. */
  readonly move: TriageMove | undefined;
  /** What it comes to, one plain sentence. */
  readonly sentence: string;
  /** In the order in which they are done; every finding that is no symptom belongs to at least one. */
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  /** Stable: made from the work and the place. */
  readonly id: string;
  readonly work: PlanWork;
  /** One plain imperative sentence that names the place and the exact thing. */
  readonly what: string;
  /** Why, with figures. */
  readonly why: string;
  /** Ids of the handoff, lifecycle, workbook, report, fact or automation. */
  readonly place: { readonly type: PlanPlace; readonly id: string };
  /** The workflows that it serves. */
  readonly workflows: readonly string[];
  /** Who does it; undefined: nobody is named yet, which a step before settles. */
  readonly owner: string | undefined;
  /** The system that is touched; undefined: none. */
  readonly system: string | undefined;
  /** Fingerprints of the findings that it serves, in the order of the review. */
  readonly findings: readonly string[];
  /** Ids of the steps that come first. */
  readonly after: readonly string[];
  /** What ends with this step, counted once over all steps: of a finding, at the last step that removes it. */
  readonly effect: PlanEffect;
  /** Hours of work. */
  readonly effort: Range;
  /** Import files that belong to it, below the review's directory. */
  readonly files: readonly string[];
  /** What the next review must say for the step to count as done. */
  readonly proof: PlanProof;
}

export type PlanPlace = "handoff" | "lifecycle" | "fact" | "dataset" | "field" | "automation" | "actor" | "unit" | "report" | "workbook";

export interface PlanEffect {
  readonly moneyAtRisk: Range;
  /** Hours a month. */
  readonly hours: Range;
  /** Money a month. */
  readonly interest: Range;
}

export interface PlanProof {
  /** A check and a subject of the review's coverage. */
  readonly check: string;
  readonly subject: string;
  /** What it must then say, one plain sentence. */
  readonly expect: string;
}
