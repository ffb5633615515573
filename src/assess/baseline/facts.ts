import type { Finding, ReviewedFact, Undecided } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { listed, systemTitle } from "./lines.ts";

/** Is the attribute the state of the thing? */
export function isStatus(attribute: string): boolean {
  return /^(status|state|stage|.*[_ -]?(status|state|stage))$/i.test(attribute);
}

/** Findings that speak against a declared owner: another value elsewhere, or a change that began elsewhere. */
export function speakAgainst({ kind, outcome }: Finding): boolean {
  return (
    kind === "source-of-truth-conflict" && (outcome === "values-differ" || outcome === "two-origins" || outcome === "non-owner-writes")
  );
}

/** Records against the declaration: changes begin elsewhere, or copies hold another value. */
export function contradicted({ agreement, differing }: ReviewedFact): boolean {
  return agreement === "differs" || differing > 0;
}

/** `HubSpot owns city and email; QuickBooks owns terms`. */
export function ownersOf(review: Undecided, facts: readonly ReviewedFact[]): string {
  const owners = [...new Set(facts.flatMap(({ owner }) => owner ?? []))];
  return owners
    .map((owner) => {
      const attributes = facts.filter((fact) => fact.owner === owner).map(({ attribute }) => attribute);
      return `${systemTitle(review, owner)} owns ${listed(attributes)}`;
    })
    .join("; ");
}

/** Where changes begin, and which copies hold another value; undefined: no record tells. */
export function shownBy(review: Undecided, facts: readonly ReviewedFact[], findings: readonly Finding[] = []): string | undefined {
  const begin = facts.flatMap(({ attribute, inferred }) =>
    inferred === undefined
      ? []
      : [
          `changes of ${attribute} begin in ${systemTitle(review, inferred.system)} (${Math.round(inferred.share * inferred.observations)} of ${inferred.observations})`,
        ],
  );
  const differ = facts.flatMap(({ attribute, owner, systems }) =>
    systems
      .filter(({ system, differing }) => system !== owner && differing > 0)
      .map(
        ({ system, compared, differing }) =>
          `${counted(differing, "value")} of ${attribute} in ${systemTitle(review, system)} ${differing === 1 ? "differs" : "differ"} (of ${counted(compared, "value")} compared)`,
      ),
  );
  // What differs is told above, with the systems.
  const told = findings.filter((finding) => speakAgainst(finding) && (finding.outcome !== "values-differ" || differ.length === 0));
  const parts = [...begin, ...differ, ...told.map(({ title }) => title).toSorted()];
  return parts.length === 0 ? undefined : listed(parts);
}

/** How many facts are declared, and how far records could speak to them. */
export function factEvidence(facts: readonly ReviewedFact[]): readonly string[] {
  if (facts.length === 0) return ["no fact of it is declared"];
  const declared = facts.filter((fact) => fact.declared).length;
  const unowned = facts.filter(({ owner }) => owner === undefined).map(({ attribute }) => attribute);
  const sum = (of: (fact: ReviewedFact) => number): number => facts.reduce((total, fact) => total + of(fact), 0);
  const [compared, observed, undecided] = [sum((one) => one.compared), sum((one) => one.observations), sum((one) => one.undecided)];
  return [
    declared === 0 ? "no fact of it is declared" : `${counted(declared, "fact")} of it ${declared === 1 ? "is" : "are"} declared`,
    ...(unowned.length === 0
      ? []
      : [`${listed(unowned)} ${unowned.length === 1 ? "stands" : "stand"} in several systems without an owner`]),
    compared === 0
      ? "no copy was held against another"
      : `${counted(
          sum((one) => one.differing),
          "value",
        )} of ${counted(compared, "value")} compared differ`,
    observed === 0
      ? `no change was seen in two systems${undecided === 0 ? "" : " of which it is known which had it first"}`
      : `${counted(observed, "change")} ${observed === 1 ? "was" : "were"} seen in one system and then in another`,
  ];
}
