import {
  money,
  priceInWords,
  type Estate,
  type Finding,
  type ReviewedDataset,
  type ReviewedHandoff,
  type ReviewedLifecycle,
  type ReviewedReport,
  type Verdict,
} from "./model/index.ts";

/** What the first sentence of every report rests on. */
export interface VerdictGrounds {
  readonly estate: Estate;
  readonly handoffs: readonly ReviewedHandoff[];
  readonly datasets: readonly ReviewedDataset[];
  readonly lifecycles: readonly ReviewedLifecycle[];
  readonly findings: readonly Finding[];
  readonly reports: readonly ReviewedReport[];
  /** Records whose states do not hold, each once. */
  readonly mismatched: number;
  readonly amount: string;
}

/** The verdict in one plain sentence. What was not checked never reads as clean. */
export function verdictOf(grounds: VerdictGrounds): Verdict {
  const { handoffs, findings, amount, mismatched } = grounds;
  const breaks = handoffs.reduce((sum, handoff) => sum + handoff.breaks, 0);
  const handoffsClean = handoffs.filter((handoff) => handoff.clean).length;
  return {
    sentence: sentenceOf(grounds, breaks, handoffsClean),
    findings: findings.filter(({ symptomOf }) => symptomOf === undefined).length,
    breaks,
    mismatched,
    amount,
    handoffsClean,
    handoffs: handoffs.length,
  };
}

function sentenceOf(grounds: VerdictGrounds, breaks: number, clean: number): string {
  const { estate, handoffs, datasets, lifecycles, findings, reports, mismatched, amount } = grounds;
  if (handoffs.length + lifecycles.length + reports.length === 0)
    return `Nothing was checked: ${estate.title} declares no handoff, no lifecycle and no report.`;
  const unreadable = datasets.reduce((sum, dataset) => sum + dataset.unreadable, 0);
  const unseen =
    unreadable === 0
      ? ""
      : ` ${count(unreadable, "value")} could not be read and ${unreadable === 1 ? "is" : "are"} listed under coverage.`;
  const unchecked = handoffs.filter((handoff) => !handoff.clean && handoff.breaks === 0).length;
  const skipped = unchecked === 0 ? "" : ` ${count(unchecked, "handoff")} held no record and could not be checked.`;
  const states = findings.some(({ lifecycle }) => lifecycle !== undefined) || mismatched > 0;
  const numbers = numbersSentence(reports);
  const stateWords = `${lifecycles.length === 0 ? "" : ` ${statesSentence(lifecycles, mismatched, states)}`}${numbers.text}`;
  if (breaks === 0) {
    const all = clean === handoffs.length && unreadable === 0 && !states && numbers.tie ? `${estate.title} ties out: ` : "";
    const agreed = `${clean} of ${count(handoffs.length, "handoff")} ${clean === 1 ? "agrees" : "agree"} record by record and to the cent.`;
    return `${all}${handoffs.length === 0 ? `${estate.title} declares no handoff.` : agreed}${stateWords}${skipped}${unseen}`;
  }
  const worth = money(amount).isZero() ? "" : ` worth ${priceInWords(amount, estate.currency)}`;
  const broken = handoffs.length - clean - unchecked;
  return `${estate.title} does not tie out: ${count(breaks, "record")}${worth} ${breaks === 1 ? "breaks" : "break"} in ${broken} of ${count(handoffs.length, "handoff")}.${stateWords}${skipped}${unseen}`;
}

function statesSentence(lifecycles: readonly ReviewedLifecycle[], mismatched: number, states: boolean): string {
  const followed = lifecycles.flatMap(({ tracks }) => tracks).reduce((sum, { counts }) => sum + counts.records, 0);
  if (followed === 0) return "No record's states could be followed.";
  if (!states) return `The states of ${count(followed, "record")} agree in all systems.`;
  if (mismatched === 0) return "No record is in a wrong state, but some words are not those that were agreed.";
  return `The states of ${count(mismatched, "record")} do not hold: systems disagree, or the work is stuck or went astray.`;
}

/** Do the numbers that people read tie out? */
function numbersSentence(reports: readonly ReviewedReport[]): { readonly text: string; readonly tie: boolean } {
  const numbers = reports.flatMap((report) => report.numbers);
  if (reports.length === 0) return { text: "", tie: true };
  if (numbers.length === 0) return { text: " No reported number could be read.", tie: false };
  const ties = numbers.filter(({ outcome }) => outcome === "ties").length;
  const text = ` ${ties === numbers.length ? "All" : ties} of ${count(numbers.length, "reported number")} ${ties === 1 ? "ties" : "tie"} out with raw records.`;
  return { text, tie: ties === numbers.length };
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
