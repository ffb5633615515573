import type { Range } from "./price.ts";

/** The four questions of an operator with ten minutes, and their answers. */
export interface Brief {
  /** Which decision is exposed? By interest, then money; decisions that nothing touches are left out. */
  readonly exposed: { readonly sentence: string; readonly decisions: readonly ExposedDecision[] };
  /** What does it cost a month? */
  readonly cost: { readonly sentence: string; readonly interest: Range; readonly hours: Range; readonly moneyAtRisk: string };
  /** What do we do first? Ids of the plan's first steps, in order; at most 5. */
  readonly first: { readonly sentence: string; readonly steps: readonly string[] };
  /** Who owns it? By the money at risk of the findings that stand at their name. */
  readonly owners: { readonly sentence: string; readonly owners: readonly ExposedOwner[] };
}

/** A decision that rests on records which do not tie out. */
export interface ExposedDecision {
  /** In the estate's word: `billing`. */
  readonly decision: string;
  /** Workflows and handoffs that feed it. */
  readonly workflows: readonly string[];
  readonly handoffs: readonly string[];
  /** Fingerprints of the findings that touch it, in the order of the review. */
  readonly findings: readonly string[];
  /** Records in them, symptoms left out. */
  readonly records: number;
  /** Each record's once within the decision; decisions may share records and do not add up to the estate. */
  readonly moneyAtRisk: string;
  /** A month, of the same findings. */
  readonly interest: Range;
}

/** Findings at one name. */
export interface ExposedOwner {
  /** undefined: findings that nobody owns. */
  readonly owner: string | undefined;
  readonly findings: readonly string[];
  readonly moneyAtRisk: string;
}
