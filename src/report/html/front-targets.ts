import type { Review, Triage } from "../../model/index.ts";
import { isZero, price } from "../money.ts";
import type { Spoken } from "./link.ts";
import { anchor } from "./markup.ts";

/** Of a figure in a sentence: the fragment of what it rests on. */
export type Target = (spoken: Spoken) => string | undefined;

/** Whose money it is, by the amount: the decision that is spoken of, and for a count the one before it. */
export function decisionTarget({ brief, estate }: Review): Target {
  const { decisions } = brief.exposed;
  const own = decisions.map(({ decision, moneyAtRisk, interest }, index) => ({
    target: anchor("decision", decision, index),
    amounts: [moneyAtRisk, interest.likely].filter((amount) => !isZero(amount)).map((amount) => price(amount, estate.currency)),
  }));
  return spokenOf(own, "decisions");
}

/** As of decisions: whose findings they are. */
export function ownerTarget({ brief, estate }: Review): Target {
  const own = brief.owners.owners.map(({ owner, moneyAtRisk }, index) => ({
    target: anchor("owner", owner ?? "nobody at all", index),
    amounts: isZero(moneyAtRisk) ? [] : [price(moneyAtRisk, estate.currency)],
  }));
  return spokenOf(own, "owners");
}

interface Told {
  readonly target: string;
  readonly amounts: readonly string[];
}

/** Read from left to right: an amount names whom it speaks of, a count belongs to whoever was named last. */
function spokenOf(own: readonly Told[], rest: string): Target {
  let last = own[0]?.target ?? rest;
  return ({ figure, after }) => {
    if (/^ more\b/.test(after)) return rest;
    last = own.find(({ amounts }) => amounts.includes(figure))?.target ?? last;
    return last;
  };
}

/** The fragment of a ground of the estate's triage. */
export function groundAnchor(ground: string): string {
  return `ground-${ground}`;
}

/** The ground in whose reason a figure stands; another figure opens `rest`. */
export function groundTarget({ questions }: Triage, rest: string): Target {
  const grounds = questions
    .flatMap((question) => question.grounds)
    .filter(({ because, findings }) => because !== "" && findings.length > 0);
  return ({ text, at }) => {
    const ground = grounds.find(({ because }) => {
      const from = text.indexOf(because);
      return from >= 0 && at >= from && at < from + because.length;
    });
    return ground === undefined ? rest : groundAnchor(ground.id);
  };
}
