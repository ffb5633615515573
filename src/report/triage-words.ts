import type { GuardRailId, Triage, TriageGround, TriageGroundId, TriageMove } from "../model/index.ts";

export const MOVE_WORDS: Readonly<Record<TriageMove, string>> = {
  modernization: "Modernization",
  "stabilization-sprint": "Stabilization Sprint",
  "systems-audit": "Systems Audit",
  "growth-systems-review": "Growth Systems Review",
  "map-ownership": "Map ownership and sync rules",
  "fix-setting": "Fix the setting",
  "document-and-monitor": "Document and monitor",
};

/** What each move asks for, as a sentence of its own. */
export const MOVE_SENTENCES: Readonly<Record<TriageMove, string>> = {
  modernization: "The systems have no place for how the company works, and diagnosis is complete: plan their replacement.",
  "stabilization-sprint": "Stabilise the path before changing vendors.",
  "systems-audit": "Agree on what each state means, and find the cause, before anything is changed.",
  "growth-systems-review": "Diagnose how far it reaches, and which decisions it exposes.",
  "map-ownership": "Name who owns each side of the handoff, and write down its sync rules.",
  "fix-setting": "Set it right, and repair the records that it broke.",
  "document-and-monitor": "Write down how it works today, and keep watching.",
};

export const GROUND_WORDS: Readonly<Record<TriageGroundId, string>> = {
  "stack-cannot-represent": "The stack cannot represent the operating model",
  "diagnosis-complete": "Diagnosis is complete",
  "cause-clear": "The cause is clear",
  "billing-delayed": "Billing is delayed",
  "reports-distrusted": "Reporting is distrusted",
  "close-cleaned-up": "The close cleans up",
  "state-defined-differently": "One state is defined differently",
  "cause-unclear": "The cause is unclear",
  "touches-operations": "It affects the operation",
  recurs: "It recurs",
  "numbers-not-trusted": "Numbers are not trusted",
  "people-clean-up": "People clean up before deciding",
  "repeats-at-handoff": "It repeats around one handoff",
  "happened-once": "It happened once",
  "setting-explains": "A vendor setting explains it",
  occasional: "It is occasional",
  "low-impact": "Its impact is low",
};

export const GUARD_WORDS: Readonly<Record<GuardRailId, string>> = {
  "trace-first": "Do not redesign the dashboard, blame one vendor or patch before tracing",
  "no-workaround-as-policy": "Do not turn a workaround into policy",
  "no-new-tools": "Do not add tools before the critical integrations are stable",
};

/** `Systems Audit, because the cause is unclear: causes explain 4 of 9 breaks.` Text from data stays as it is. */
export function decisionSentence(triage: Triage): string {
  const { primary } = triage;
  const grounds = triage.questions.find(({ move }) => move === primary)?.grounds.filter(({ answer }) => answer === "yes") ?? [];
  if (primary === undefined)
    return `Not decided: no question can be answered yes, and ${openGrounds(triage).length} cannot be answered at all.`;
  const reasons = grounds.slice(0, 3).map((ground) => `${lower(GROUND_WORDS[ground.id])} (${ground.because})`);
  return `${MOVE_WORDS[primary]}, because ${list(reasons)}.`;
}

/** Moves that hold beside the primary one; undefined where none does. */
export function alsoSentence({ moves }: Triage): string | undefined {
  const others = moves.slice(1).map((move) => MOVE_WORDS[move]);
  return others.length === 0 ? undefined : `Also: ${others.join(", ")}.`;
}

/** Moves that would go before, if someone answered: `Still open, and would go before: …`. Undefined where none is. */
export function openSentence({ questions, primary }: Triage): string | undefined {
  const at = questions.findIndex(({ move }) => move === primary);
  const before = (at < 0 ? questions : questions.slice(0, at)).filter(({ answer }) => answer === "unknown");
  if (before.length === 0) return undefined;
  const parts = before.map(
    ({ move, grounds }) =>
      `${MOVE_WORDS[move]} (${grounds
        .filter(({ answer }) => answer === "unknown")
        .map(({ id }) => lower(GROUND_WORDS[id]))
        .join("; ")}?)`,
  );
  return `${primary === undefined ? "Open" : "Open, and would go before"}: ${parts.join(", ")}.`;
}

/** What nothing tells. */
function openGrounds({ questions }: Triage): readonly TriageGround[] {
  return questions.flatMap(({ grounds }) => grounds.filter(({ answer }) => answer === "unknown"));
}

function lower(words: string): string {
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}

function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
