/** An estimate, or one of its inputs: decimal strings, low ≤ likely ≤ high; all three are the same where it is known exactly. */
export interface Range {
  readonly low: string;
  readonly likely: string;
  readonly high: string;
}

/** What a figure rests on that no record tells. */
export interface Assumption {
  /** Where it stands below `costs` in the estate: `minutes.exception`, `rates.billing`. */
  readonly key: string;
  /** What is assumed, as a phrase with its unit. */
  readonly words: string;
  readonly value: Range;
  /** true: the estate says so; false: it is Tieout's default, which nobody has confirmed. */
  readonly set: boolean;
}

/** What a figure rests on that was counted. */
export interface Measured {
  readonly name: string;
  /** Decimal string. */
  readonly value: string;
  /** From what it was counted, as a phrase. */
  readonly source: string;
}

/** An estimate with all that it rests on: what was measured and what is assumed are never mixed. */
export interface Figure {
  readonly value: Range;
  /** In words; its terms are the names in `measured` and the keys in `assumed`, or figures of the same price. */
  readonly formula: string;
  readonly measured: readonly Measured[];
  /** Keys of assumptions, sorted. */
  readonly assumed: readonly string[];
}

/** What something costs. Money is in the estate's currency. */
export interface Price {
  /** Hours of manual work a month. */
  readonly hours: Figure;
  /** Each record's money once over all findings. */
  readonly moneyAtRisk: Figure;
  /** Dollar-days between states beyond the agreed time, each record's once over all findings. */
  readonly delay: Figure;
  /** Hours × rate, a month. */
  readonly labour: Figure;
  /** What it costs a month to wait for money. */
  readonly capital: Figure;
  /** What is lost for good, a month. */
  readonly leakage: Figure;
  /** labour + capital + leakage: what it costs each month that it stays. */
  readonly interest: Figure;
  /** Hours to remove it, once. */
  readonly effort: Figure;
  /** The same in money. */
  readonly principal: Figure;
  /** By how much the interest grows with the units that are planned, a month. */
  readonly growth: Figure;
}

/**
 * - `unbilled`: done and on no invoice; `misbilled`: on an invoice that is not right
 * - `duplicated`: a second time; `uncollected`: owed and in no payment, charge or deposit
 * - `against-cancelled`: billed or paid for what was cancelled
 * - `unreconciled`: any other money that cannot be proven
 */
export const MONEY_KINDS = ["unbilled", "misbilled", "duplicated", "uncollected", "against-cancelled", "unreconciled"] as const;
export type MoneyKind = (typeof MONEY_KINDS)[number];

export interface FindingPrice extends Price {
  /** Its fingerprint. */
  readonly finding: string;
  readonly money: MoneyKind;
}

export interface WorkflowPrice extends Price {
  readonly workflow: string;
  /** Fingerprints of the findings that touch the chain. One may touch several, so that workflows do not add up to the estate. */
  readonly findings: readonly string[];
}

/** What the findings cost; in the order of the findings and the workflows. */
export interface ReviewPrices {
  /** All that is assumed, by key. */
  readonly assumptions: readonly Assumption[];
  readonly findings: readonly FindingPrice[];
  readonly workflows: readonly WorkflowPrice[];
  /** All findings. */
  readonly estate: Price;
  /** The estate's money at risk by what is wrong with it, in the order of `MONEY_KINDS`; decimal strings. */
  readonly money: readonly { readonly kind: MoneyKind; readonly amount: string }[];
}
