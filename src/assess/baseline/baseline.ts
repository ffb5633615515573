import { BASELINE_STATES, type Baseline, type BaselineItem, type BaselineState, type Undecided } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { correctionLines } from "./corrections.ts";
import { handoffLines } from "./handoffs.ts";
import { listed } from "./lines.ts";
import { reportLines } from "./reports.ts";
import { sourcesOfTruth } from "./source-of-truth.ts";
import { statusChanges } from "./status-changes.ts";

/**
 * What is known before tools are changed, from what was declared and what the
 * records show. A pure function; the order of findings decides nothing but the
 * order in which a line names them.
 */
export function baselineOf(review: Undecided): Baseline {
  const items = [
    ...sourcesOfTruth(review),
    ...statusChanges(review),
    ...correctionLines(review),
    ...reportLines(review),
    ...handoffLines(review),
  ];
  return { sentence: sentenceOf(items), items };
}

const WORDS: Readonly<Record<BaselineState, string>> = {
  declared: "declared",
  conflicting: "declared and contradicted by records",
  inferred: "inferred from records",
  unknown: "unknown",
};

function sentenceOf(items: readonly BaselineItem[]): string {
  const parts = BASELINE_STATES.flatMap((state) => {
    const count = items.filter((item) => item.state === state).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? "is" : "are"} ${WORDS[state]}`];
  });
  return `Of ${counted(items.length, "thing")} to know before tools are changed, ${listed(parts, 5)}.`;
}
