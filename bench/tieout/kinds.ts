import type { OutcomeName, OutcomeReason } from "../../src/model/index.ts";

/** How one copy of a record departs from the record that both systems should hold. */
export interface Edit {
  /** In cents, signed per key. */
  readonly amount?: number;
  /** Adds up to 49.99, by the key, to `amount`, away from zero. */
  readonly vary?: boolean;
  readonly customer?: boolean;
  readonly status?: boolean;
  readonly tax?: boolean;
  readonly date?: boolean;
}

/** One record of a key on one side, and what must become of it. */
export interface Copy {
  readonly edit: Edit;
  readonly outcome: OutcomeName;
  readonly reason: OutcomeReason;
}

/** What is done to a key. All that a tie-out must say about it follows from here, by construction. */
export interface Kind {
  readonly name: string;
  readonly from: readonly Copy[];
  readonly to: readonly Copy[];
  /** When the record came to be: long ago, within the grace, or after the upstream capture. */
  readonly born: "long-ago" | "within-grace" | "after-capture";
}

const same: Edit = {};
const copy = (outcome: OutcomeName, edit: Edit = same, reason: OutcomeReason = "none"): Copy => ({ edit, outcome, reason });
const pair = (name: string, edit: Edit): Kind => ({
  name,
  from: [copy("different", same, "values-differ")],
  to: [copy("different", edit, "values-differ")],
  born: "long-ago",
});

/** In one dataset out of five, keys are repeated; what then follows is written in the tie-out's rules. */
export const KINDS: readonly Kind[] = [
  { name: "same", from: [copy("matched")], to: [copy("matched")], born: "long-ago" },
  { name: "within-tolerance", from: [copy("matched")], to: [copy("matched", { amount: 1 })], born: "long-ago" },
  pair("amount", { amount: 2, vary: true }),
  pair("customer", { customer: true }),
  pair("status", { status: true }),
  pair("date", { date: true }),
  pair("several", { amount: 2, vary: true, status: true, tax: true }),
  { name: "missing", from: [copy("missing")], to: [], born: "long-ago" },
  { name: "extra", from: [], to: [copy("extra")], born: "long-ago" },
  { name: "in-flight", from: [copy("in-flight", same, "within-grace")], to: [], born: "within-grace" },
  { name: "newer", from: [], to: [copy("in-flight", same, "newer-than-counterpart")], born: "after-capture" },
  {
    name: "twice-upstream",
    from: [copy("matched"), copy("duplicate", same, "same-reference")],
    to: [copy("matched")],
    born: "long-ago",
  },
  {
    name: "second-upstream",
    from: [copy("matched"), copy("missing", { amount: 10_000 }, "same-reference")],
    to: [copy("matched")],
    born: "long-ago",
  },
  {
    name: "twice-downstream",
    from: [copy("matched")],
    to: [copy("matched"), copy("duplicate", same, "same-reference")],
    born: "long-ago",
  },
  {
    name: "second-downstream",
    from: [copy("matched")],
    to: [copy("matched"), copy("duplicate", { amount: 10_000 }, "same-reference")],
    born: "long-ago",
  },
  { name: "twice-both", from: [copy("matched"), copy("matched")], to: [copy("matched"), copy("matched")], born: "long-ago" },
  {
    name: "one-of-two-changed",
    from: [copy("matched"), copy("different", { amount: 10_000 }, "values-differ")],
    to: [copy("matched"), copy("different", { amount: 20_000 }, "values-differ")],
    born: "long-ago",
  },
  {
    name: "one-of-two-agrees",
    from: [copy("matched")],
    to: [copy("matched", { amount: 1 }), copy("duplicate", { amount: 20_000 }, "same-reference")],
    born: "long-ago",
  },
  {
    name: "none-of-two-agrees",
    from: [copy("ambiguous", same, "several-candidates"), copy("ambiguous", { amount: 10_000 }, "several-candidates")],
    to: [copy("ambiguous", { amount: 20_000 }, "several-candidates"), copy("ambiguous", { amount: 30_000 }, "several-candidates")],
    born: "long-ago",
  },
];

/** The datasets of the benchmark. */
export const DATASETS = ["different-1.27", "different-0", "different-50", "shuffled", "duplicate-keys"] as const;
export type DatasetName = (typeof DATASETS)[number];

/** To a million records, how many keys go through each kind; the rest is `same`. Differences come to 12,700, or 1.27 %. */
const seeded: Readonly<Record<string, number>> = {
  "within-tolerance": 5_000,
  amount: 4_000,
  customer: 1_000,
  status: 1_000,
  date: 2_000,
  several: 700,
  missing: 2_000,
  extra: 2_000,
  "in-flight": 250,
  newer: 250,
};
const differences = ["amount", "customer", "status", "date", "several", "missing", "extra"];
const repeated: Readonly<Record<string, number>> = {
  "twice-upstream": 1_000,
  "second-upstream": 800,
  "twice-downstream": 1_000,
  "second-downstream": 700,
  "twice-both": 500,
  "one-of-two-changed": 500,
  "one-of-two-agrees": 200,
  "none-of-two-agrees": 300,
};

/**
 * How many keys go through each kind of a dataset, in the order of KINDS, so that
 * each side holds `rows` records (and the second copies of repeated keys besides).
 */
export function kindCounts(dataset: DatasetName, rows: number): ReadonlyMap<string, number> {
  const perMillion = { ...(dataset === "different-0" ? {} : seeded), ...(dataset === "duplicate-keys" ? repeated : {}) };
  if (dataset === "different-50") for (const name of differences) perMillion[name] = ((seeded[name] ?? 0) * 500_000) / 12_700;
  const counts = new Map<string, number>();
  let rest = rows;
  for (const { name, from } of KINDS) {
    const count = Math.round(((perMillion[name] ?? 0) * rows) / 1_000_000);
    counts.set(name, count);
    if (from.length > 0) rest -= count;
  }
  counts.set("same", rest);
  return counts;
}

/** Compared columns in which two copies of one record differ: beyond one cent in the amount, or at all. */
export function differingColumns(from: Edit, to: Edit, tolerance: "cent" | "none"): string[] {
  const apart = Math.abs((from.amount ?? 0) - (to.amount ?? 0)) + (from.vary === to.vary ? 0 : 1);
  const columns: string[] = [];
  if (from.customer !== to.customer) columns.push("customer");
  if (from.status !== to.status) columns.push("status");
  if (apart > (tolerance === "cent" ? 1 : 0)) columns.push("amount");
  if (from.tax !== to.tax) columns.push("tax");
  if (from.date !== to.date) columns.push("serviced_on");
  return columns;
}
