import type { BaselineItem, FindingOutcome, ReviewedFact, ReviewedLifecycle, Undecided } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { contradicted, factEvidence, isStatus, ownersOf, shownBy, speakAgainst } from "./facts.ts";
import { entityOf, line, listed, systemOf, systemTitle } from "./lines.ts";

const QUESTION = "Which system says in which state it is?";

/** Findings by which two systems say different states of one record. */
const APART: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>([
  "disagrees",
  "disagreed",
  "not-carried",
  "definition-differs",
  "avoided-word",
]);

/** The source of truth for changes of state: a line for each lifecycle, then for each declared status that has none. */
export function statusChanges(review: Undecided): readonly BaselineItem[] {
  const told = review.lifecycles.map((lifecycle) => ({ lifecycle, facts: statusFacts(review, lifecycle) }));
  const within = new Set(told.flatMap(({ facts }) => facts.map(({ id }) => id)));
  const alone = review.facts.filter(({ id, attribute }) => isStatus(attribute) && !within.has(id));
  const items = [
    ...told.map(({ lifecycle, facts }) => ofLifecycle(review, lifecycle, facts)),
    ...alone.map((fact) => ofFact(review, fact)),
  ];
  if (items.length > 0) return items;
  return [
    line({
      topic: "source-of-truth",
      subject: "Status changes",
      question: QUESTION,
      state: "unknown",
      evidence: ["no lifecycle and no fact that is a status is declared, so no change of state was followed"],
    }),
  ];
}

/** A status is the lifecycle's own where its owner is one of the systems that are followed. */
function statusFacts({ facts }: Undecided, { entity, tracks }: ReviewedLifecycle): readonly ReviewedFact[] {
  if (entity === undefined) return [];
  const systems = new Set(tracks.map(({ dataset }) => systemOf(dataset)));
  return facts.filter(
    (fact) =>
      isStatus(fact.attribute) &&
      entityOf(fact.entity) === entityOf(entity) &&
      (fact.owner === undefined ? fact.systems.some(({ system }) => systems.has(system)) : systems.has(fact.owner)),
  );
}

function ofLifecycle(review: Undecided, lifecycle: ReviewedLifecycle, facts: readonly ReviewedFact[]): BaselineItem {
  const head = { topic: "source-of-truth", subject: `Status changes: ${lifecycle.title}`, question: QUESTION } as const;
  const systems = [...new Set(lifecycle.tracks.map(({ dataset }) => systemOf(dataset)))];
  const owned = facts.filter(({ owner }) => owner !== undefined);
  const ids = new Set(facts.map(({ id }) => id));
  const findings = review.findings.filter(
    (finding) =>
      (finding.lifecycle?.id === lifecycle.id && APART.has(finding.outcome)) ||
      (finding.subject?.type === "fact" && ids.has(finding.subject.id) && finding.kind === "source-of-truth-conflict"),
  );
  const sum = (of: (rule: ReviewedLifecycle["rules"][number]) => number): number =>
    lifecycle.rules.reduce((total, rule) => total + of(rule), 0);
  const [checked, now, before] = [
    sum((rule) => rule.checked.records),
    sum((rule) => rule.disagrees.records),
    sum((rule) => rule.disagreed.records),
  ];
  const apart = now + before > 0;
  const names = systems.map((system) => systemTitle(review, system));
  const disagreement = apart ? `${listed(names)} say states that do not fit in ${counted(now + before, "case")}` : undefined;
  const shown = [disagreement, shownBy(review, facts, findings)].filter((part) => part !== undefined).join("; ") || undefined;
  const evidence = [
    `${listed(names)} ${names.length === 1 ? "says" : "say"} it`,
    lifecycle.rules.length === 0
      ? "no rule is declared that would hold one against the other"
      : `of ${counted(checked, "state")} held against another system's by ${counted(lifecycle.rules.length, "rule")}, ${now} do not fit now and ${before} did not before`,
    ...(facts.length === 0 ? ["no status of it is declared as a fact"] : factEvidence(facts)),
  ];
  if (owned.length > 0) {
    const conflicting = apart || owned.some(contradicted) || findings.some(speakAgainst);
    return line({
      ...head,
      state: conflicting ? "conflicting" : "declared",
      declared: ownersOf(review, owned),
      inferred: shown,
      evidence,
      findings,
    });
  }
  const begins = facts.some(({ inferred }) => inferred !== undefined);
  if (begins) return line({ ...head, state: "inferred", inferred: shown, evidence, findings });
  if (systems.length === 1) return line({ ...head, state: "inferred", inferred: `only ${names[0] ?? ""} says it`, evidence, findings });
  return line({
    ...head,
    state: "unknown",
    evidence: [...evidence, "nobody declares which of them is right, and no record tells"],
    findings,
  });
}

function ofFact(review: Undecided, fact: ReviewedFact): BaselineItem {
  const findings = review.findings.filter(
    ({ kind, subject }) => kind === "source-of-truth-conflict" && subject?.type === "fact" && subject.id === fact.id,
  );
  const against = contradicted(fact) || findings.some(speakAgainst);
  const state = fact.owner !== undefined ? (against ? "conflicting" : "declared") : fact.inferred !== undefined ? "inferred" : "unknown";
  return line({
    topic: "source-of-truth",
    subject: `Status changes: ${fact.entity} ${fact.attribute}`,
    question: QUESTION,
    state,
    declared: fact.owner === undefined ? undefined : ownersOf(review, [fact]),
    inferred: state === "unknown" ? undefined : shownBy(review, [fact], findings),
    evidence: ["no lifecycle follows it", ...factEvidence([fact])],
    findings,
  });
}
