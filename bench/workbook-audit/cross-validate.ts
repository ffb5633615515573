import { auditWorkbook, THRESHOLDS, type Thresholds } from "../../src/detect/workbooks/audit/index.ts";
import type { LabelledWorkbook } from "./labels.ts";
import { cellsOf, count, macro, type Counts } from "./score.ts";

/** What each threshold may be. */
const CHOICES: Readonly<Record<keyof Thresholds, readonly number[]>> = {
  near: [0.001, 0.01, 0.02, 0.05],
  majorityShare: [0.5, 0.6, 0.75, 0.9],
  majorityCount: [2, 3, 5, 8],
  digitsAlone: [1, 2, 3],
  alikeLines: [2, 3, 4, 6],
  minorityShare: [0.25, 0.34, 0.5],
  least: [0, 0.36, 0.46, 0.55, 0.7],
};

/** What cross-validation gives: each workbook with thresholds that were chosen without it. */
export interface CrossValidated {
  readonly counts: readonly Counts[];
  readonly chosen: readonly Thresholds[];
  /** Chosen from all. */
  readonly best: Thresholds;
}

/**
 * Leaves out one workbook at a time and chooses each threshold in turn, twice around, by the mean F1 of the others: cells
 * found and what they disagree with, against all labels.
 */
export function crossValidate(workbooks: readonly LabelledWorkbook[], say: (text: string) => void): CrossValidated {
  const known = new Map<string, readonly Counts[]>();
  const countsWith = (thresholds: Thresholds): readonly Counts[] => {
    const key = JSON.stringify(thresholds);
    let counts = known.get(key);
    if (counts === undefined) {
      counts = workbooks.map(({ open, labels }) => count(cellsOf(auditWorkbook(open, thresholds), true), new Set(labels.keys())));
      known.set(key, counts);
    }
    return counts;
  };
  const choose = (without: number | undefined): Thresholds => {
    let best = START;
    const score = (thresholds: Thresholds): number => macro(countsWith(thresholds).filter((_, index) => index !== without)).f1;
    for (let round = 0; round < 2; round++) {
      for (const key of Object.keys(CHOICES) as (keyof Thresholds)[]) {
        for (const value of CHOICES[key]) {
          const other = { ...best, [key]: value };
          if (score(other) > score(best) + 1e-9) best = other;
        }
      }
    }
    return best;
  };
  const chosen = workbooks.map((workbook, index) => {
    const thresholds = choose(index);
    say(`without ${workbook.name}: ${JSON.stringify(thresholds)} (${known.size} settings tried)`);
    return thresholds;
  });
  return { counts: chosen.map((thresholds, index) => countsWith(thresholds)[index]!), chosen, best: choose(undefined) };
}

/** Not what is shipped, which was chosen by these workbooks: the first of each list. */
const START = Object.fromEntries(Object.entries(CHOICES).map(([key, values]) => [key, values[0]])) as unknown as Thresholds;

/** Are these the thresholds that are shipped? */
export function isShipped(thresholds: Thresholds): boolean {
  return (Object.keys(CHOICES) as (keyof Thresholds)[]).every((key) => thresholds[key] === THRESHOLDS[key]);
}
