import type { OutcomeName, OutcomeReason, Side } from "../model/index.ts";
import { BREAK_OUTCOMES, OUTCOMES } from "../model/index.ts";
import type { Mark } from "./business.ts";
import type { LifecycleTruth } from "./lifecycle-truth.ts";
import { decimal } from "./money.ts";
import type { ReportTruth } from "./reporting/number-truth.ts";
import type { WorkbookTruth } from "./reporting/workbook-truth.ts";

/** What a review of the demo must find, to the record and the cent: `truth.json`. */
export interface DemoTruth {
  readonly version: 1;
  readonly seed: number;
  readonly jobs: number;
  readonly clean: boolean;
  /** ISO 8601 with zone. */
  readonly asOf: string;
  /** Who is who, as far as a careful person can tell; pair by pair in `truth-customers.csv`. */
  readonly identities: { readonly customer: IdentityTruth };
  readonly handoffs: Readonly<Record<string, HandoffTruth>>;
  /** Every fault of handoffs that struck, by handoff and name. */
  readonly faults: readonly FaultTruth[];
  readonly lifecycles: Readonly<Record<string, LifecycleTruth>>;
  /** Spreadsheets that people keep: where all that stands in them comes from. */
  readonly workbooks: Readonly<Record<string, WorkbookTruth>>;
  /** Every number that is told, with each correction between raw records and it. */
  readonly reports: Readonly<Record<string, ReportTruth>>;
}

export interface IdentityTruth {
  /** Dataset → its records. */
  readonly records: Readonly<Record<string, number>>;
  /** Records of the books that name no contact. */
  readonly withoutKey: number;
  /** Contact and customer that are one. */
  readonly pairs: number;
  /** Pairs of which nobody can tell whether they are one; each record in them has the outcome `ambiguous`. */
  readonly unsure: readonly { readonly contact: string; readonly customer: string }[];
}

interface HandoffTruth {
  /** All records of the side's dataset, the excluded ones included. */
  readonly from: SideTruth;
  readonly to: SideTruth;
  /** Those that occur; `from` before `to`, outcomes in the order of the model. */
  readonly outcomes: readonly OutcomeTruth[];
  /** Sorted by side, outcome and key (code units). */
  readonly breaks: readonly BreakTruth[];
}

interface SideTruth {
  readonly records: number;
  /** Decimal string; absent where the side has no amount. */
  readonly amount?: string;
}

interface OutcomeTruth extends SideTruth {
  readonly side: Side;
  readonly outcome: OutcomeName;
}

interface BreakTruth {
  readonly side: Side;
  readonly outcome: OutcomeName;
  /** Native key, parts joined by ` · `. */
  readonly key: string;
  readonly reason: OutcomeReason;
  /** The record's own amount. */
  readonly amount?: string;
  /** Name of the fault that made it. */
  readonly fault: string;
}

interface FaultTruth {
  readonly name: string;
  readonly handoff: string;
  /** The outcome it is about; some faults break a second record in another way. */
  readonly kind: OutcomeName;
  /** Breaks it made, and their amounts added up without sign. */
  readonly records: number;
  readonly amount?: string;
  readonly cause: string;
  readonly unit?: string;
  /** ISO day from which it strikes; absent: all year. */
  readonly onset?: string;
}

export interface FaultStatement {
  readonly name: string;
  readonly handoff: string;
  readonly kind: OutcomeName;
  readonly cause: string;
  readonly unit?: string;
  readonly onset?: string;
}

/** Whose record stands for a break that several records share: the one side of a group. */
const breakSide: Readonly<Record<string, Side>> = { "charge-to-deposit": "to", "visit-to-job": "to" };

interface Tally {
  records: number;
  cents: number;
}

/** Adds up what the writers say of each record. */
export class TruthLedger {
  readonly #counted: ReadonlyMap<string, boolean>;
  readonly #tallies = new Map<string, Tally>();
  readonly #breaks = new Map<string, BreakTruth[]>();
  readonly #faults = new Map<string, Tally>();

  /** @param handoffs handoff → do its records carry amounts? */
  constructor(handoffs: ReadonlyMap<string, boolean>) {
    this.#counted = handoffs;
  }

  /** One record of one side of a handoff. */
  record(handoff: string, side: Side, mark: Mark, key: string, cents: number): void {
    this.count(handoff, side, mark.outcome, 1, cents);
    if (mark.fault === undefined || !BREAK_OUTCOMES.includes(mark.outcome)) return;
    if (mark.outcome === "different" && side !== (breakSide[handoff] ?? "from")) return;
    const amount = this.#counted.get(handoff) === true ? { amount: decimal(cents) } : {};
    const list = this.#breaks.get(handoff);
    const found = { side, outcome: mark.outcome, key, reason: mark.reason, ...amount, fault: mark.fault };
    if (list === undefined) this.#breaks.set(handoff, [found]);
    else list.push(found);
    add(this.#faults, mark.fault, 1, Math.abs(cents));
  }

  /** Many records of one side that share an outcome and are no breaks. */
  count(handoff: string, side: Side, outcome: OutcomeName, records: number, cents: number): void {
    add(this.#tallies, `${handoff} ${side} ${outcome}`, records, cents);
  }

  close(
    head: Pick<DemoTruth, "seed" | "jobs" | "clean" | "asOf" | "identities">,
    faults: readonly FaultStatement[],
  ): Omit<DemoTruth, "lifecycles" | "workbooks" | "reports"> {
    const handoffs: Record<string, HandoffTruth> = {};
    for (const handoff of this.#counted.keys()) {
      const outcomes = (["from", "to"] as const).flatMap((side) => this.#outcomes(handoff, side));
      const breaks = (this.#breaks.get(handoff) ?? []).sort(byPlace);
      handoffs[handoff] = { from: this.#side(handoff, "from"), to: this.#side(handoff, "to"), outcomes, breaks };
    }
    const struck = faults.flatMap(({ name, handoff, kind, cause, unit, onset }) => {
      const tally = this.#faults.get(name);
      if (tally === undefined) return [];
      const amount = this.#counted.get(handoff) === true ? { amount: decimal(tally.cents) } : {};
      const place = { ...(unit === undefined ? {} : { unit }), ...(onset === undefined ? {} : { onset }) };
      return [{ name, handoff, kind, records: tally.records, ...amount, cause, ...place }];
    });
    return { version: 1, ...head, handoffs, faults: struck };
  }

  #outcomes(handoff: string, side: Side): OutcomeTruth[] {
    return OUTCOMES.flatMap((outcome) => {
      const tally = this.#tallies.get(`${handoff} ${side} ${outcome}`);
      return tally === undefined ? [] : [{ side, outcome, ...this.#amounts(handoff, tally) }];
    });
  }

  #side(handoff: string, side: Side): SideTruth {
    const sum: Tally = { records: 0, cents: 0 };
    for (const outcome of OUTCOMES) {
      const tally = this.#tallies.get(`${handoff} ${side} ${outcome}`);
      sum.records += tally?.records ?? 0;
      sum.cents += tally?.cents ?? 0;
    }
    return this.#amounts(handoff, sum);
  }

  #amounts(handoff: string, tally: Tally): SideTruth {
    return this.#counted.get(handoff) === true ? { records: tally.records, amount: decimal(tally.cents) } : { records: tally.records };
  }
}

function add(tallies: Map<string, Tally>, key: string, records: number, cents: number): void {
  const tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, { records, cents });
  else {
    tally.records += records;
    tally.cents += cents;
  }
}

function byPlace(a: BreakTruth, b: BreakTruth): number {
  return compare(a.side, b.side) || OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
