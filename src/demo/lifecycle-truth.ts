import type { MismatchOutcome } from "../model/index.ts";
import { amountDays } from "./deadlines.ts";
import { decimal } from "./money.ts";
import { utcTime } from "./time.ts";

/** What is wrong with the states of one lifecycle's records. */
export interface LifecycleTruth {
  /** Sorted by rule, outcome, track, key, other key and time (code units). */
  readonly mismatches: readonly MismatchTruth[];
  /** Every fault of states that struck. Those of handoffs, which break states too, stand among the handoffs' faults. */
  readonly faults: readonly StateFaultTruth[];
}

export interface MismatchTruth {
  /** null: the track breaks the lifecycle itself. */
  readonly rule: string | null;
  readonly outcome: MismatchOutcome;
  readonly track: string;
  /** Native key, or the word where the word is the matter. */
  readonly key: string;
  readonly otherKey: string | null;
  readonly state: string | null;
  readonly otherState: string | null;
  /** ISO 8601, UTC. `due`: when it begins to count; `to` null: it is not over, or has no duration. */
  readonly from: string | null;
  readonly due: string | null;
  readonly to: string | null;
  readonly amount: string | null;
  /** Amount times the days beyond `due`, to the cent. */
  readonly amountDays: string | null;
  /** Of how many records it speaks. */
  readonly records: number;
  /** Name of the fault that made it. */
  readonly fault: string;
}

interface StateFaultTruth {
  readonly name: string;
  readonly mismatches: number;
  readonly cause: string;
  readonly unit?: string;
  readonly onset?: string;
}

/** A mismatch as the generator knows it: times in seconds of UTC, money in cents. */
export interface ToldMismatch {
  readonly lifecycle: string;
  readonly rule?: string;
  readonly outcome: MismatchOutcome;
  readonly track: string;
  readonly key: string;
  readonly otherKey?: string | undefined;
  readonly state?: string | undefined;
  readonly otherState?: string | undefined;
  readonly from?: number | undefined;
  readonly due?: number | undefined;
  readonly to?: number | undefined;
  /** What happened later is not known: here the days of what is not over end. */
  readonly until?: number;
  readonly cents?: number | undefined;
  /** Of how many records it speaks; 1 when not given. What is told of one word several times adds up. */
  readonly records?: number;
  readonly fault: string;
}

export interface StateFaultStatement {
  readonly name: string;
  readonly lifecycle: string;
  readonly cause: string;
  readonly unit?: string;
  readonly onset?: string;
}

/** Gathers what is told of states. */
export class LifecycleLedger {
  readonly #told = new Map<string, MismatchTruth[]>();
  readonly #words = new Map<string, { told: ToldMismatch; records: number }>();

  tell(told: ToldMismatch): void {
    if (told.outcome !== "unmapped-word" && told.outcome !== "avoided-word") {
      this.#add(told, 1);
      return;
    }
    const place = JSON.stringify([told.lifecycle, told.outcome, told.track, told.key, told.state]);
    const known = this.#words.get(place);
    const { records = 1 } = told;
    if (known === undefined) this.#words.set(place, { told, records });
    else known.records += records;
  }

  close(lifecycles: readonly string[], faults: readonly StateFaultStatement[]): Readonly<Record<string, LifecycleTruth>> {
    for (const { told, records } of this.#words.values()) this.#add(told, records);
    this.#words.clear();
    const closed: Record<string, LifecycleTruth> = {};
    for (const id of lifecycles) {
      const mismatches = (this.#told.get(id) ?? []).sort((a, b) => compare(place(a), place(b)));
      const struck = faults.flatMap(({ name, lifecycle, cause, unit, onset }) => {
        const own = mismatches.filter(({ fault }) => fault === name).length;
        if (lifecycle !== id || own === 0) return [];
        return [{ name, mismatches: own, cause, ...(unit === undefined ? {} : { unit }), ...(onset === undefined ? {} : { onset }) }];
      });
      closed[id] = { mismatches, faults: struck };
    }
    return closed;
  }

  #add({ lifecycle, rule, outcome, track, key, otherKey, state, otherState, fault, ...told }: ToldMismatch, records: number): void {
    const { from, due, to, until, cents } = told;
    const end = to ?? until;
    const late = due === undefined || end === undefined || cents === undefined ? undefined : Math.max(0, end - due);
    const mismatch: MismatchTruth = {
      rule: rule ?? null,
      outcome,
      track,
      key,
      otherKey: otherKey ?? null,
      state: state ?? null,
      otherState: otherState ?? null,
      from: inWords(from),
      due: inWords(due),
      to: inWords(to),
      amount: cents === undefined ? null : decimal(Math.abs(cents)),
      amountDays: late === undefined || cents === undefined ? null : amountDays(cents, late),
      records,
      fault,
    };
    const list = this.#told.get(lifecycle);
    if (list === undefined) this.#told.set(lifecycle, [mismatch]);
    else list.push(mismatch);
  }
}

function inWords(time: number | undefined): string | null {
  return time === undefined ? null : utcTime(time);
}

function place({ rule, outcome, track, key, otherKey, from }: MismatchTruth): string {
  return [rule, outcome, track, key, otherKey, from].map((part) => part ?? "").join("\n");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
