import type { Finding, TriageAnswer, TriageGround, TriageGroundId } from "../../model/index.ts";

/** Yes when all are; no when one is not; else unknown (Kleene's strong logic). */
export function all(answers: readonly TriageAnswer[]): TriageAnswer {
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

/** Yes when one is; no when none can be; else unknown. */
export function any(answers: readonly TriageAnswer[]): TriageAnswer {
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

export function not(answer: TriageAnswer): TriageAnswer {
  return answer === "yes" ? "no" : answer === "no" ? "yes" : "unknown";
}

/** How many findings a ground names. */
const NAMED = 10;

export function ground(
  id: TriageGroundId,
  answer: TriageAnswer,
  because: string,
  findings: readonly Finding[] = [],
  declared?: string,
): TriageGround {
  return {
    id,
    answer,
    because,
    findings: findings.slice(0, NAMED).map(({ fingerprint }) => fingerprint),
    of: findings.length,
    declared,
  };
}

/**
 * Is there any? Findings say yes. That there is none is only said where all was
 * looked at: what was not checked never reads as clean.
 *
 * @param blind why it cannot be told that there is none; undefined: it can
 */
export function anySuch(
  id: TriageGroundId,
  found: readonly Finding[],
  words: { readonly yes: string; readonly no: string },
  blind: string | undefined,
): TriageGround {
  if (found.length > 0) return ground(id, "yes", words.yes, found);
  return blind === undefined ? ground(id, "no", words.no) : ground(id, "unknown", blind);
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${count === 1 ? one : many}`;
}
