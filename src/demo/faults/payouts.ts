import { matched, withinGrace, type Deposit, type Mark, type Payout } from "../business.ts";
import { depositOf, isSettled, lastFaultyPayDay } from "../payouts.ts";
import { processorId } from "../processor.ts";
import { Random } from "../random.ts";
import type { FaultStatement, TruthLedger } from "../truth.ts";

const handoff = "charge-to-deposit";

interface PayoutFault extends FaultStatement {
  /** How often at 400 jobs or more. */
  readonly times: number;
  /** Deposits in the books, each with its mark, and the mark of the charges. */
  readonly apply: (deposit: Deposit, mark: (outcome: Mark["outcome"], reason?: Mark["reason"]) => Mark, random: Random) => Recorded;
}

interface Recorded {
  readonly charges: Mark;
  readonly deposits: readonly BookedDeposit[];
}

/** A deposit and what the truth says of it. */
export interface BookedDeposit {
  readonly deposit: Deposit;
  readonly mark: Mark;
}

/** What goes wrong between the processor and the bank deposits in the books. */
const payoutFaults: readonly PayoutFault[] = [
  {
    name: "deposit-never-recorded",
    handoff,
    kind: "missing",
    cause: "The payout arrived at the bank, but no deposit was recorded.",
    times: 2,
    apply: (_deposit, mark) => ({ charges: mark("missing"), deposits: [] }),
  },
  {
    name: "deposit-short",
    handoff,
    kind: "different",
    cause: "The deposit is lower than its charges less fees and refunds, and nothing says why.",
    times: 2,
    apply(deposit, mark, random) {
      const different = mark("different", "sum-differs");
      const short = Math.min(deposit.total - 1, random.between(1_500, 9_900));
      const lines = [...deposit.lines, { account: "Ask bookkeeper", cents: -short }];
      return { charges: different, deposits: [{ deposit: { ...deposit, total: deposit.total - short, lines }, mark: different }] };
    },
  },
  {
    name: "deposit-dated-late",
    handoff,
    kind: "different",
    cause: "The deposit was recorded at the bank statement, days after the money had come.",
    times: 1,
    apply(deposit, mark, random) {
      const different = mark("different", "values-differ");
      return { charges: different, deposits: [{ deposit: { ...deposit, day: deposit.day + random.between(6, 14) }, mark: different }] };
    },
  },
  {
    name: "deposit-recorded-twice",
    handoff,
    kind: "ambiguous",
    cause: "The bank feed and the connector each recorded the same payout.",
    times: 1,
    apply(deposit, mark) {
      const ambiguous = mark("ambiguous", "several-candidates");
      const again = { ...deposit, created: deposit.created + 7200 };
      return { charges: ambiguous, deposits: [deposit, again].map((deposit) => ({ deposit, mark: ambiguous })) };
    },
  },
  {
    name: "deposit-names-wrong-payout",
    handoff,
    kind: "extra",
    cause: "The payout's id was typed by hand and mistyped.",
    times: 1,
    apply: (deposit, mark) => ({
      charges: mark("missing"),
      deposits: [{ deposit: { ...deposit, note: `${deposit.note.slice(0, -1)}_` }, mark: mark("extra") }],
    }),
  },
];

/** Deposits of a payout that the processor does not know. */
const unknownDeposit: FaultStatement = {
  name: "deposit-without-payout",
  handoff,
  kind: "extra",
  cause: "A deposit was recorded for a payout that the processor never made.",
};

export const payoutFaultStatements: readonly FaultStatement[] = [...payoutFaults, unknownDeposit];

/** Books every payout, faulty or not, and tells the truth what became of the charges. */
export function bookPayouts(
  payouts: readonly Payout[],
  truth: TruthLedger,
  options: { readonly seed: number; readonly jobs: number; readonly clean: boolean },
): BookedDeposit[] {
  const random = new Random(options.seed, "payout faults");
  const faults = options.clean ? new Map<Payout, PayoutFault>() : chooseFaults(payouts, random, options.jobs);
  const booked: BookedDeposit[] = [];
  for (const payout of payouts) {
    if (payout.charges === 0) continue;
    const fault = faults.get(payout);
    if (fault === undefined) {
      const settled = isSettled(payout);
      truth.count(handoff, "from", settled ? "matched" : withinGrace.outcome, payout.charges, payout.gross);
      if (settled) booked.push({ deposit: depositOf(payout), mark: matched });
      continue;
    }
    const recorded = fault.apply(depositOf(payout), (outcome, reason = "none") => ({ outcome, reason, fault: fault.name }), random);
    for (const { key, gross } of payout.items ?? []) truth.record(handoff, "from", recorded.charges, key, gross);
    booked.push(...recorded.deposits);
  }
  const model = payouts.find((payout) => payout.payDay <= lastFaultyPayDay && payout.charges > 0);
  if (!options.clean && options.jobs >= 200 && model !== undefined) {
    const deposit = depositOf(model);
    const note = processorId("po_9Z", 0, random);
    booked.push({
      deposit: { ...deposit, note, total: 48_250, lines: [{ account: "Card clearing", cents: 48_250 }] },
      mark: { outcome: "extra", reason: "none", fault: unknownDeposit.name },
    });
  }
  return booked;
}

function chooseFaults(payouts: readonly Payout[], random: Random, jobs: number): Map<Payout, PayoutFault> {
  const open = payouts.filter((payout) => payout.payDay <= lastFaultyPayDay && payout.items !== undefined && payout.charges > 0);
  random.shuffle(open);
  // Several charges show more than one.
  open.sort((a, b) => Math.min(b.charges, 3) - Math.min(a.charges, 3));
  const chosen = new Map<Payout, PayoutFault>();
  for (const fault of payoutFaults) {
    for (let time = Math.round(fault.times * Math.min(1, jobs / 400)); time > 0; time--) {
      const payout = open.shift();
      if (payout !== undefined) chosen.set(payout, fault);
    }
  }
  return chosen;
}
