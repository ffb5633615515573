import { money, priceInWords, type Estate, type Finding, type ReviewedDataset, type ReviewedHandoff, type Verdict } from "./model/index.ts";

/** What the first sentence of every report rests on. */
export interface VerdictGrounds {
  readonly estate: Estate;
  readonly handoffs: readonly ReviewedHandoff[];
  readonly datasets: readonly ReviewedDataset[];
  readonly findings: readonly Finding[];
  readonly amount: string;
}

/** The verdict in one plain sentence. What was not checked never reads as clean. */
export function verdictOf(grounds: VerdictGrounds): Verdict {
  const { handoffs, findings, amount } = grounds;
  const breaks = handoffs.reduce((sum, handoff) => sum + handoff.breaks, 0);
  const handoffsClean = handoffs.filter((handoff) => handoff.clean).length;
  return {
    sentence: sentenceOf(grounds, breaks, handoffsClean),
    findings: findings.length,
    breaks,
    amount,
    handoffsClean,
    handoffs: handoffs.length,
  };
}

function sentenceOf({ estate, handoffs, datasets, amount }: VerdictGrounds, breaks: number, clean: number): string {
  if (handoffs.length === 0) return `Nothing was checked: ${estate.title} declares no handoff.`;
  const unreadable = datasets.reduce((sum, dataset) => sum + dataset.unreadable, 0);
  const unseen =
    unreadable === 0
      ? ""
      : ` ${count(unreadable, "value")} could not be read and ${unreadable === 1 ? "is" : "are"} listed under coverage.`;
  const unchecked = handoffs.filter((handoff) => !handoff.clean && handoff.breaks === 0).length;
  const skipped = unchecked === 0 ? "" : ` ${count(unchecked, "handoff")} held no record and could not be checked.`;
  if (breaks === 0) {
    const all = clean === handoffs.length && unreadable === 0 ? `${estate.title} ties out: ` : "";
    return `${all}${clean} of ${count(handoffs.length, "handoff")} ${clean === 1 ? "agrees" : "agree"} record by record and to the cent.${skipped}${unseen}`;
  }
  const worth = money(amount).isZero() ? "" : ` worth ${priceInWords(amount, estate.currency)}`;
  const broken = handoffs.length - clean - unchecked;
  return `${estate.title} does not tie out: ${count(breaks, "record")}${worth} ${breaks === 1 ? "breaks" : "break"} in ${broken} of ${count(handoffs.length, "handoff")}.${skipped}${unseen}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
