import type { DeclaredAnswer, GuardRail, ReviewedTriage, Triage, TriageGround, TriageMove, TriageQuestion } from "../../model/index.ts";
import { all, any, ground, not } from "./answers.ts";
import { causeGrounds, diagnosisGround, settingGround, stackGround } from "./causes.ts";
import { definitionsGround, harmOf, touchesGround, trustGrounds } from "./harm.ts";
import { occasionalGround, onceGround, recursGround, repeatsGround } from "./patterns.ts";
import { estateScope, workflowScope, type Scope, type Untriaged } from "./scope.ts";

/**
 * Goes through the decision tree for the estate and for each workflow. A pure
 * function: the same review and declarations give the same triage.
 *
 * @param declared what people say of what no record can tell
 */
export function triageReview(review: Untriaged, declared: readonly DeclaredAnswer[]): ReviewedTriage {
  return {
    estate: triageOf(estateScope(review), declared),
    workflows: review.workflows.map(({ id }) => triageOf(workflowScope(review, id), declared)),
  };
}

function triageOf(scope: Scope, declared: readonly DeclaredAnswer[]): Triage {
  const { grounds: harm, findings: hurting } = harmOf(scope);
  const cause = causeGrounds(scope, hurting);
  const touches = touchesGround(scope);
  const [recurs, repeats] = [recursGround(scope), repeatsGround(scope)];
  const trust = trustGrounds(scope);
  const stack = stackGround(scope, declared);
  const complete = diagnosisGround(scope, cause.clear, declared);
  const definitions = definitionsGround(scope);
  const questions: readonly TriageQuestion[] = [
    question("modernization", all([stack.answer, complete.answer]), [stack, complete]),
    question("stabilization-sprint", all([cause.clear.answer, any(harm.map(({ answer }) => answer))]), [cause.clear, ...harm]),
    either("systems-audit", [definitions, cause.unclear]),
    either("growth-systems-review", [touches, recurs, ...trust]),
    either("map-ownership", [repeats]),
    both("fix-setting", [onceGround(scope), settingGround(scope)]),
    both("document-and-monitor", [occasionalGround(scope, recurs, repeats), lowImpact([touches, ...harm])]),
  ];
  const moves = questions.filter(({ answer }) => answer === "yes").map(({ move }) => move);
  const guardRails = guardRailsOf(scope, cause.unclear, harm, trust);
  return { workflow: scope.workflow, decision: scope.decision, questions, moves, primary: moves[0], guardRails };
}

function question(move: TriageMove, answer: TriageQuestion["answer"], grounds: readonly TriageGround[]): TriageQuestion {
  return { move, answer, grounds };
}

function either(move: TriageMove, grounds: readonly TriageGround[]): TriageQuestion {
  return question(move, any(grounds.map(({ answer }) => answer)), grounds);
}

function both(move: TriageMove, grounds: readonly TriageGround[]): TriageQuestion {
  return question(move, all(grounds.map(({ answer }) => answer)), grounds);
}

/** Low: it reaches no part of the operation, and hurts nowhere. */
function lowImpact(felt: readonly TriageGround[]): TriageGround {
  const answer = not(any(felt.map((one) => one.answer)));
  const weight = felt.find((one) => not(one.answer) === answer);
  const words = answer === "yes" ? "it reaches no part of the operation and hurts nowhere" : (weight?.because ?? "");
  const low = ground("low-impact", answer, words);
  return answer === "yes" || weight === undefined ? low : { ...low, findings: weight.findings, of: weight.of };
}

/** What must not be done here, as long as what is said of it holds. */
function guardRailsOf(
  { findings, handoffs }: Scope,
  unclear: TriageGround,
  harm: readonly TriageGround[],
  trust: readonly TriageGround[],
): GuardRail[] {
  const reported = harm.find(({ id }) => id === "reports-distrusted");
  const cleaned = trust.find(({ id }) => id === "people-clean-up");
  const broken = handoffs.filter(({ clean }) => !clean).length;
  const untraced = findings.length > 0 && unclear.answer !== "no";
  return [
    ...(untraced
      ? [{ id: "trace-first", because: unclear.because } as const]
      : reported?.answer === "yes"
        ? [{ id: "trace-first", because: reported.because } as const]
        : []),
    ...(cleaned?.answer === "yes" ? [{ id: "no-workaround-as-policy", because: cleaned.because } as const] : []),
    ...(broken > 0
      ? [
          {
            id: "no-new-tools",
            because: `${broken} of ${handoffs.length} ${handoffs.length === 1 ? "handoff is" : "handoffs are"} not proven to tie out`,
          } as const,
        ]
      : []),
  ];
}
