import type { Finding } from "../../model/index.ts";
import { causeDrafts } from "./cause-drafts.ts";
import { placeOf, type Draft, type PlanGrounds } from "./draft.ts";
import { recordDrafts } from "./record-drafts.ts";
import { ruleDrafts } from "./rule-drafts.ts";

/**
 * What every finding asks for; at least one thing each. A symptom goes with the finding
 * that explains it: it ends with what ends that one, and its records are worked there
 * where both speak of the same.
 */
export function draftsOf(grounds: PlanGrounds): Draft[] {
  const { review, findings } = grounds;
  const own = new Map<Finding, Own>();
  for (const finding of review.findings) own.set(finding, ownDrafts(finding, grounds));
  return review.findings.flatMap((finding) => {
    const { stops, mends } = own.get(finding) as Own;
    const root = finding.symptomOf === undefined ? undefined : findings.get(finding.symptomOf);
    const above = root === undefined || root === finding ? undefined : own.get(root);
    if (above === undefined) return [...stops, ...mends];
    const mine = above.mends.length === 0 || exact(finding, grounds) > exact(root, grounds) ? mends : [];
    return [...[...above.stops, ...above.mends].map((draft) => ({ ...draft, finding, follows: true as const })), ...mine];
  });
}

interface Own {
  readonly stops: readonly Draft[];
  readonly mends: readonly Draft[];
}

function ownDrafts(finding: Finding, grounds: PlanGrounds): Own {
  const stops = [...ruleDrafts(finding, grounds), ...causeDrafts(finding, grounds)];
  const mends = recordDrafts(finding, grounds);
  if (stops.length + mends.length > 0) return { stops, mends };
  const clause = finding.move.replace(/\.$/, "");
  return { stops: [], mends: [{ work: "decide-records", place: placeOf(finding), finding, clause, owner: finding.owner, apart: clause }] };
}

function exact(finding: Finding | undefined, { repairs }: PlanGrounds): number {
  return finding === undefined ? 0 : (repairs.get(finding.fingerprint)?.exact ?? 0);
}
