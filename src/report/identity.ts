import type { FindingIdentity, Review, ReviewedIdentity } from "../model/index.ts";
import { titles } from "./figures.ts";
import { count, percent } from "./money.ts";
import { counted } from "./words.ts";

/** What identity links a finding rests on: `12 accepted links, mean confidence 99.5%; 3 links under review`. */
export function linksSentence({ confidence, accepted, review }: FindingIdentity): string {
  const kinds = [
    ...(accepted === 0 ? [] : [counted(accepted, "accepted link")]),
    ...(review === 0 ? [] : [accepted === 0 ? `${counted(review, "link")} under review` : `${count(review)} more under review`]),
  ];
  return `rests on ${kinds.join(" and ")}, mean confidence ${percent(confidence)}`;
}

/** The first sentence on an identity: how many records, how many real things, and what is open. */
export function identitySentence({ members, entities, shared, review }: ReviewedIdentity): string {
  const all = members.reduce((sum, { records }) => sum + records, 0);
  const open =
    review === 0 ? "No pair waits for a decision." : `${counted(review, "pair")} ${review === 1 ? "waits" : "wait"} for a decision.`;
  return `${counted(all, "record")} stand for ${count(entities)}, ${count(shared)} of them in more than one dataset. ${open}`;
}

/** Accepted links by what they rest on: `8,120 by evidence`. */
export function linkKinds({ links }: ReviewedIdentity): string {
  const kinds = [
    ["by key", links.key],
    ["by evidence", links.evidence],
    ["by decision", links.decision],
  ] as const;
  const told = kinds.filter(([, number]) => number > 0).map(([kind, number]) => `${count(number)} ${kind}`);
  return told.length === 0 ? "none" : told.join(", ");
}

/** What was not looked at, not used or assumed. */
export function identityRemarks(identity: ReviewedIdentity): string[] {
  const { compared, leftOut, model, unsure } = identity;
  return [
    `${counted(compared, "pair")} were compared by ${model.comparisons.join(", ") || "nothing"}; ${model.frozen ? "the model is a file's" : "the model was estimated from these records"}. Two records drawn at random are one with a probability of ${model.prior.toPrecision(2)}.`,
    ...(unsure === 0
      ? []
      : [
          `${counted(unsure, "record")} ${unsure === 1 ? "has" : "have"} no accepted link and at least one under review; tieout resolve asks about them.`,
        ]),
    ...leftOut.map(
      ({ rule, blocks, records, pairs }) =>
        `Not compared: ${counted(pairs, "pair")} that agree in ${rule} alone, in ${counted(blocks, "block")} of ${counted(records, "record")} too common to tell anything.`,
    ),
    ...unused(model.degenerate),
    ...identity.notes,
  ];
}

/** Sessions that were not used, a remark a reason: the reason first, since there may be many keys. */
function unused(degenerate: ReviewedIdentity["model"]["degenerate"]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { rule, reason } of degenerate) reasons.set(reason, [...(reasons.get(reason) ?? []), rule]);
  return [...reasons].map(([reason, rules]) => {
    const named = rules.slice(0, NAMED).join("; ");
    const more = rules.length > NAMED ? `; and ${count(rules.length - NAMED)} more` : "";
    return `Not used for the estimate, ${reason}: ${counted(rules.length, "session")} among pairs that agree in ${named}${more}.`;
  });
}

const NAMED = 3;

/** Records of each member: `HubSpot contacts 412`. */
export function memberRecords({ members }: ReviewedIdentity, review: Review): string {
  const name = titles(review);
  return members.map(({ dataset, records }) => `${name.dataset(dataset)} ${count(records)}`).join(", ");
}
