import type { Plan, PlanStep, PlanWork, ReviewedTriage, Undecided } from "../../model/index.ts";
import { groundsOf, workflowsOf } from "./draft.ts";
import { hundredths, shareOut } from "./effects.ts";
import { draftsOf } from "./find-drafts.ts";
import { befores, endings, servedBy } from "./order.ts";
import { planSentence } from "./plan-sentence.ts";
import { proofOf } from "./proof.ts";
import { sequence } from "./sequence.ts";
import { whatOf, whyOf } from "./say.ts";
import { mergeDrafts, type Raw } from "./steps.ts";

const NOTHING = { low: "0.00", likely: "0.00", high: "0.00" };

/**
 * The work that a review's findings ask for, in the order in which it is done. A pure
 * function: the same findings, in whatever order, give the same steps in the same order.
 */
export function planReview(review: Undecided, triage: ReviewedTriage): Plan {
  const grounds = groundsOf(review);
  const raw = mergeDrafts(draftsOf(grounds));
  const ends = endings(raw, review.handoffs);
  const { effects, efforts } = shareOut(review.prices, raw, servedBy(raw), ends);
  const ended = new Map<string, number>();
  for (const id of ends.values()) ended.set(id, (ended.get(id) ?? 0) + 1);
  const before = befores(raw, review.handoffs);
  const weights = new Map(
    raw.map(({ id }) => [
      id,
      { interest: hundredths(effects.get(id)?.interest.likely ?? "0"), effort: hundredths(efforts.get(id)?.likely ?? "0") },
    ]),
  );
  const byId = new Map(raw.map((step) => [step.id, step]));
  const worth = sequence([...byId.keys()], before, weights).flatMap((id) => byId.get(id) ?? []);
  const ordered = triage.estate.primary === "systems-audit" ? settledFirst(worth) : worth;
  const steps = ordered.map((step): PlanStep => {
    const effect = effects.get(step.id) ?? { moneyAtRisk: NOTHING, hours: NOTHING, interest: NOTHING };
    return {
      id: step.id,
      work: step.work,
      what: whatOf(step, grounds),
      why: whyOf(step, effect, ended.get(step.id) ?? 0, grounds),
      place: step.place,
      workflows: workflowsOf(step.place, review),
      owner: step.owner,
      system: step.system,
      findings: review.findings.map(({ fingerprint }) => fingerprint).filter((one) => step.serves.has(one)),
      after: before.get(step.id) ?? [],
      effect,
      effort: efforts.get(step.id) ?? NOTHING,
      files: filesOf(step),
      proof: proofOf(step, review),
    };
  });
  return { move: triage.estate.primary, sentence: planSentence(steps, review, triage.estate), steps };
}

/** An audit settles who, what and why before anything is changed. Nothing of it waits for other work, so the order still holds. */
function settledFirst(steps: readonly Raw[]): readonly Raw[] {
  return [...steps.filter(({ work }) => SETTLES.has(work)), ...steps.filter(({ work }) => !SETTLES.has(work))];
}

const SETTLES: ReadonlySet<PlanWork> = new Set(["name-owner", "agree-definition", "find-cause"]);

function filesOf({ drafts }: Raw): readonly string[] {
  return [...new Set(drafts.flatMap(({ files }) => files ?? []))].sort();
}
