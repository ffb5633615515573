import {
  formatMoney,
  money,
  type ExposedDecision,
  type ExposedOwner,
  type FindingPrice,
  type Range,
  type Undecided,
} from "../../model/index.ts";
import { decisionsOf, folded } from "./decisions.ts";

const ENDS = ["low", "likely", "high"] as const;

/** Decisions that findings touch, by interest, then money, then name. */
export function exposedDecisions(review: Undecided): ExposedDecision[] {
  const touched = new Map<string, Set<string>>();
  for (const finding of review.findings)
    for (const decision of decisionsOf(finding, review))
      touched.set(decision, (touched.get(decision) ?? new Set()).add(finding.fingerprint));
  const prices = pricesOf(review);
  const words = wordsOf(review);
  return [...touched]
    .map(([decision, own]): ExposedDecision => {
      const feeds = (one: string | undefined): boolean => one !== undefined && folded(one) === decision;
      const workflows = review.workflows.filter((workflow) => feeds(workflow.decision)).map(({ id }) => id);
      const findings = review.findings.map(({ fingerprint }) => fingerprint).filter((one) => own.has(one));
      const priced = findings.flatMap((one) => prices.get(one) ?? []);
      return {
        decision: words.get(decision) ?? decision,
        workflows,
        handoffs: review.handoffs
          .filter((handoff) => feeds(handoff.decision) || handoff.workflows.some((one) => workflows.includes(one)))
          .map(({ id }) => id),
        findings,
        records: priced.reduce((sum, price) => sum + recordsOf(price), 0),
        moneyAtRisk: total(priced.map(({ moneyAtRisk }) => moneyAtRisk.value.likely)),
        interest: totals(priced.map(({ interest }) => interest.value)),
      };
    })
    .toSorted(
      (a, b) =>
        money(b.interest.likely).cmp(a.interest.likely) || money(b.moneyAtRisk).cmp(a.moneyAtRisk) || (a.decision < b.decision ? -1 : 1),
    );
}

/** Findings by the name at which they stand: nobody's first where they hold money, then by money, then by findings, then by name. */
export function exposedOwners(review: Undecided): ExposedOwner[] {
  const prices = pricesOf(review);
  const owners = new Map<string | undefined, string[]>();
  for (const { owner, fingerprint } of review.findings) owners.set(owner, [...(owners.get(owner) ?? []), fingerprint]);
  const nobody = ({ owner, moneyAtRisk }: ExposedOwner): number => (owner === undefined && !money(moneyAtRisk).isZero() ? 0 : 1);
  return [...owners]
    .map(([owner, findings]): ExposedOwner => {
      const moneyAtRisk = total(findings.flatMap((one) => prices.get(one)?.moneyAtRisk.value.likely ?? []));
      return { owner, findings, moneyAtRisk };
    })
    .toSorted(
      (a, b) =>
        nobody(a) - nobody(b) ||
        money(b.moneyAtRisk).cmp(a.moneyAtRisk) ||
        b.findings.length - a.findings.length ||
        ((a.owner ?? "") < (b.owner ?? "") ? -1 : 1),
    );
}

/** Of the findings that feed no decision that is named: what they hold. */
export function unnamed(review: Undecided): { readonly findings: number; readonly moneyAtRisk: string } {
  const prices = pricesOf(review);
  const own = review.findings.filter((finding) => decisionsOf(finding, review).size === 0);
  return {
    findings: own.length,
    moneyAtRisk: total(own.flatMap(({ fingerprint }) => prices.get(fingerprint)?.moneyAtRisk.value.likely ?? [])),
  };
}

function pricesOf({ prices }: Undecided): ReadonlyMap<string, FindingPrice> {
  return new Map(prices.findings.map((price) => [price.finding, price]));
}

/** Records that no other finding counts. */
function recordsOf({ effort, hours }: FindingPrice): number {
  const counted = [...effort.measured, ...hours.measured].find(({ name }) => name === "records");
  return Number(counted?.value ?? 0);
}

/** How the estate writes each decision: as it first stands there. */
function wordsOf({ workflows, handoffs, reports, workbooks, findings }: Undecided): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { decision } of [...workflows, ...handoffs, ...reports, ...workbooks, ...findings])
    if (decision !== undefined && !words.has(folded(decision))) words.set(folded(decision), decision.trim());
  return words;
}

function total(amounts: readonly string[]): string {
  return formatMoney(amounts.reduce((sum, amount) => sum.plus(amount), money(0)));
}

function totals(ranges: readonly Range[]): Range {
  const [low, likely, high] = ENDS.map((end) => total(ranges.map((range) => range[end]))) as [string, string, string];
  return { low, likely, high };
}
