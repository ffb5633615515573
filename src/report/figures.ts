import { OUTCOMES } from "../model/index.ts";
import type { Bridge, OutcomeName, OutcomeReason, Review, ReviewedHandoff, Side } from "../model/index.ts";
import { count, isZero, price, sum } from "./money.ts";
import { counted, OUTCOME_WORDS } from "./words.ts";

/** What a report says of a handoff at a glance. */
export interface HandoffFigures {
  /** `unchecked`: nothing was in scope or the check did not run, so nothing was proven. */
  readonly state: "clean" | "broken" | "unchecked";
  readonly upstream: number;
  readonly downstream: number;
  readonly matched: number;
  /** Matched upstream records of those in scope; undefined where none were. */
  readonly share: number | undefined;
  /** Money in the breaks; undefined where records carry none. */
  readonly amount: string | undefined;
  readonly sentence: string;
}

export function figuresOf(handoff: ReviewedHandoff, review: Review): HandoffFigures {
  const upstream = recordsOf(handoff, "from", (outcome) => outcome !== "excluded");
  const downstream = recordsOf(handoff, "to", (outcome) => outcome !== "excluded");
  const matched = recordsOf(handoff, "from", (outcome) => outcome === "matched");
  const findings = review.findings.filter((finding) => finding.handoff === handoff.id);
  // What else is found there (a void that was not passed on) is about the same records: their money counts once.
  const amount = sum(findings.filter(({ subject }) => subject === undefined).map((finding) => finding.amount));
  const unrun = review.coverage.filter((run) => run.subject === handoff.id);
  const blocked = unrun.length > 0 && unrun.every((run) => run.status === "skipped" || run.status === "failed");
  const open = handoff.bridges.some((bridge) => !isZero(bridge.residual));
  const state = handoff.breaks > 0 || open ? "broken" : blocked || upstream + downstream === 0 ? "unchecked" : "clean";
  const sentence =
    state === "broken"
      ? brokenSentence(handoff, review, amount, open)
      : state === "unchecked"
        ? `Not checked: ${unrun.find((run) => run.reason !== undefined)?.reason ?? "no record of either side was in scope, so nothing is proven"}`
        : cleanSentence(handoff, upstream);
  return {
    state,
    upstream,
    downstream,
    matched,
    share: upstream === 0 ? undefined : matched / upstream,
    amount,
    sentence: ended(sentence),
  };
}

function recordsOf(handoff: ReviewedHandoff, side: Side, wanted: (outcome: OutcomeName) => boolean): number {
  return handoff.outcomes.reduce((total, entry) => (entry.side === side && wanted(entry.outcome) ? total + entry.records : total), 0);
}

function brokenSentence(handoff: ReviewedHandoff, review: Review, amount: string | undefined, open: boolean): string {
  const kinds = OUTCOMES.map((outcome) => {
    const records = review.findings.reduce(
      (total, finding) => (finding.handoff === handoff.id && finding.outcome === outcome ? total + finding.records : total),
      0,
    );
    return records === 0 ? undefined : `${count(records)} ${OUTCOME_WORDS[outcome].title.toLowerCase()}`;
  }).filter((part) => part !== undefined);
  const worth = amount === undefined ? "" : `, ${price(amount, review.estate.currency)} in all`;
  const list = kinds.length === 0 ? "" : `: ${kinds.join(", ")}`;
  const residual = open ? ". Its bridge does not close: a defect of Tieout, please report it" : "";
  return `Does not tie out. ${counted(handoff.breaks, "break")}${worth}${list}${residual}`;
}

function cleanSentence(handoff: ReviewedHandoff, upstream: number): string {
  const waiting = recordsOf(handoff, "from", (outcome) => outcome === "in-flight");
  const flying = waiting === 0 ? "" : `, ${count(waiting)} of them still in flight`;
  const bridged = handoff.bridges.length === 0 ? "Records are counted, not summed" : "The totals bridge to the cent";
  return `Ties out. ${counted(upstream, "upstream record")} in scope and no break${flying}. ${bridged}`;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** A row of the outcome table: both sides of one outcome and reason. */
export interface OutcomeRow {
  readonly outcome: OutcomeName;
  readonly reason: OutcomeReason;
  readonly from: OutcomeCell | undefined;
  readonly to: OutcomeCell | undefined;
}

export interface OutcomeCell {
  readonly records: number;
  readonly amount: string | undefined;
}

/** Outcomes that occurred, in the model's order; reasons in the order in which the review gives them. */
export function outcomeRows(handoff: ReviewedHandoff): OutcomeRow[] {
  const rows = new Map<string, OutcomeRow>();
  const entries = handoff.outcomes.filter((entry) => entry.records > 0);
  for (const outcome of OUTCOMES) {
    for (const entry of entries.filter((entry) => entry.outcome === outcome)) {
      const name = `${outcome} ${entry.reason}`;
      const row = rows.get(name) ?? { outcome, reason: entry.reason, from: undefined, to: undefined };
      rows.set(name, { ...row, [entry.side]: { records: entry.records, amount: entry.amount } });
    }
  }
  return [...rows.values()];
}

/** All records of a side, out of scope ones included. */
export function sideTotal(handoff: ReviewedHandoff, side: Side): OutcomeCell {
  const entries = handoff.outcomes.filter((entry) => entry.side === side);
  return { records: entries.reduce((total, entry) => total + entry.records, 0), amount: sum(entries.map((entry) => entry.amount)) };
}

export function totalBridge(handoff: ReviewedHandoff): Bridge | undefined {
  return handoff.bridges.find((bridge) => bridge.slice.by === "total");
}

/** Titles of things by id, the id itself where none is known. */
export function titles(review: Review): { dataset(id: string): string; system(id: string): string; unit(id: string): string } {
  const named = (things: readonly { readonly id: string; readonly title: string }[]) => {
    const byId = new Map(things.map((thing) => [thing.id, thing.title]));
    return (id: string) => byId.get(id) ?? id;
  };
  return { dataset: named(review.datasets), system: named(review.systems), unit: named(review.units) };
}
