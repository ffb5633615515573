import { branches, type Charge, type Deposit, type Payment, type Payout } from "./business.ts";
import { feeOf, processorId } from "./processor.ts";
import { Random } from "./random.ts";
import { dayOf, instant, lastDay, localDay, weekday } from "./time.ts";

/** Up to so many jobs every payout's charges are kept; above, those of one payout in forty. */
const keepAllBelow = 50_000;
/** Above so many jobs payouts come daily, below weekly, so that small estates have some of several charges. */
const dailyFrom = 5_000;

/** Gathers charges into payouts, and checks and cash into weekly deposits. */
export class PayoutLedger {
  readonly #seed: number;
  readonly #jobs: number;
  readonly #payouts = new Map<number, Payout>();
  readonly #counter = new Map<number, Deposit>();

  constructor(seed: number, jobs: number) {
    this.#seed = seed;
    this.#jobs = jobs;
  }

  /** The payout that a charge or refund goes into; adds it. */
  add(charge: Charge, key: string): Payout {
    const payout = this.#payoutOf(charge);
    if (charge.category === "refund") payout.refunds -= charge.gross;
    else {
      payout.charges++;
      payout.gross += charge.gross;
      payout.fees += feeOf(charge);
      payout.items?.push({ key, gross: charge.gross });
    }
    return payout;
  }

  /** Checks and cash are brought to the bank on Fridays. */
  collect({ method, created, total, person }: Payment): void {
    if (method === "Credit Card" || method === "ACH" || total === 0) return;
    const day = localDay(created);
    const friday = day + ((5 - weekday(day) + 7) % 7);
    if (friday > lastDay) return;
    const key = friday * 10 + branches.indexOf(person.branch);
    const known = this.#counter.get(key);
    const sum = (known?.total ?? 0) + total;
    this.#counter.set(key, {
      id: "",
      branch: person.branch,
      day: friday,
      created: instant(friday, 960),
      total: sum,
      note: "Checks and cash",
      lines: [{ account: "Undeposited Funds", cents: sum }],
    });
  }

  /** By day and branch. */
  payouts(): Payout[] {
    return [...this.#payouts.entries()].sort(([a], [b]) => a - b).map(([, payout]) => payout);
  }

  counterDeposits(): Deposit[] {
    return [...this.#counter.entries()].sort(([a], [b]) => a - b).map(([, deposit]) => deposit);
  }

  #payoutOf({ created, person: { branch } }: Charge): Payout {
    const day = localDay(created);
    const daily = this.#jobs >= dailyFrom;
    // A week runs from Monday to Sunday and is paid on Tuesday.
    const payDay = daily ? day + 2 : day + ((7 - weekday(day)) % 7) + 2;
    const key = payDay * 10 + branches.indexOf(branch);
    let payout = this.#payouts.get(key);
    if (payout === undefined) {
      const random = new Random(this.#seed, "payout", key);
      const keep = this.#jobs < keepAllBelow || random.chance(1 / 40);
      payout = {
        id: processorId("po_1Q", key, random),
        branch,
        payDay,
        charges: 0,
        gross: 0,
        fees: 0,
        refunds: 0,
        items: keep ? [] : undefined,
      };
      this.#payouts.set(key, payout);
    }
    return payout;
  }
}

/** Has the money arrived by the time of the review? */
export function isSettled(payout: Payout): boolean {
  return payout.payDay <= lastDay;
}

/** No fault is put into a later payout. */
export const lastFaultyPayDay = dayOf("2026-09-14");

/** The deposit as it should stand in the books. */
export function depositOf(payout: Payout): Deposit {
  const { gross, fees, refunds } = payout;
  return {
    id: "",
    branch: payout.branch,
    day: payout.payDay,
    created: instant(payout.payDay, 600),
    total: gross - fees - refunds,
    note: payout.id,
    lines: [
      { account: "Card clearing", cents: gross - refunds },
      { account: "Merchant fees", cents: -fees },
    ],
  };
}
