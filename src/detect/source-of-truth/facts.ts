import type { Duration, Fact, FindingSubject } from "../../model/index.ts";
import { setOf, system, systemOf, type Plan } from "./plan.ts";
import type { Compared, Holder } from "./values.ts";
import { wayOf, type Way } from "./ways.ts";

/** Two copies of one fact: `a` is the owner's where there is an owner. */
export interface FactPair extends Compared {
  readonly a: Holder;
  readonly b: Holder;
  readonly fact: Fact;
  readonly grace: Duration;
  readonly way: Way;
  /** Is `a` held by the system that is declared to own the fact? */
  readonly owned: boolean;
}

/** Texts that a statement about a fact needs. */
export interface FactTexts {
  readonly title: string;
  /** What its records are: `customer`. */
  readonly noun: string;
  /** Title-less ids of systems: the declared owner, and who answers for that system. */
  readonly owner?: string;
  readonly steward?: string;
}

/** The copies that are compared: the owner's with each reader's; without an owner, each with each. Copies within one system are not. */
export function pairsOf(plan: Plan, fact: Fact): readonly FactPair[] {
  const held = fact.held.filter(({ dataset }) => plan.input.sets.has(dataset));
  const isOwner = ({ dataset }: Holder): boolean => systemOf(plan, dataset) === fact.owner;
  const hasOwner = held.some(isOwner);
  const pairs: FactPair[] = [];
  held.forEach((one, index) => {
    for (const other of held.slice(index + 1)) {
      if (systemOf(plan, one.dataset) === systemOf(plan, other.dataset)) continue;
      if (hasOwner && !isOwner(one) && !isOwner(other)) continue;
      const [a, b] = isOwner(other) ? [other, one] : [one, other];
      const way = wayOf(plan, a.dataset, b.dataset, fact.via);
      if (way !== undefined) pairs.push({ a, b, fact, tolerance: fact.tolerance, grace: fact.grace, way, owned: hasOwner });
    }
  });
  return pairs;
}

export function factSubject(fact: Pick<Fact, "id">): FindingSubject {
  return { type: "fact", id: fact.id };
}

/** `customer.billing_email` → Billing email, of a customer. */
export function textsOf(plan: Plan, { id, owner }: Pick<Fact, "id" | "owner">): FactTexts {
  const [noun = "record", ...rest] = id.split(".");
  const steward = owner === undefined ? undefined : system(plan, owner)?.owner;
  return {
    title: inWords(rest.length === 0 ? noun : rest.join(" ")),
    noun: rest.length === 0 ? "record" : inWords(noun).toLowerCase(),
    ...(owner === undefined ? {} : { owner }),
    ...(steward === undefined ? {} : { steward }),
  };
}

/** `billing_email`, `billingEmail` → Billing email. */
function inWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_\-.\s]+/g, " ")
    .trim();
  const lower = words.replace(/\b[A-Z][a-z]/g, (start) => start.toLowerCase());
  return `${lower.slice(0, 1).toUpperCase()}${lower.slice(1)}`;
}

/** Field of the dataset's records, for signs that speak of the dataset. */
export function holderName({ dataset, field }: Holder): string {
  return `${dataset}.${field}`;
}

/** The newest moment of which both sides of a pair are known. */
export function knownAt(plan: Plan, { a, b }: Pick<Compared, "a" | "b">): string {
  const [one, other] = [a, b].map(({ dataset }) => setOf(plan, dataset).capture.capturedAt) as [string, string];
  return Date.parse(one) <= Date.parse(other) ? one : other;
}
