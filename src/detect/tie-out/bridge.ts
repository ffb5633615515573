import {
  formatMoney,
  money,
  OUTCOMES,
  type Adjustment,
  type Bridge,
  type BridgeBar,
  type Money,
  type OutcomeCount,
  type OutcomeName,
  type OutcomeReason,
  type Side,
} from "../../model/index.ts";

/** A row of the cube (cube.ts), as the engine gives it. */
export interface CubeRow {
  readonly side: Side;
  readonly outcome: OutcomeName;
  readonly reason: OutcomeReason;
  readonly unit: string | null;
  readonly month: string | null;
  readonly anchor_unit: string | null;
  readonly anchor_month: string | null;
  /** Does an anchor elsewhere hold this row's difference? */
  readonly anchored: boolean;
  readonly records: string;
  readonly amount: string | null;
  /** Records, or groups, whose difference is not zero. */
  readonly differing: string;
  readonly difference: string;
  readonly [adjustment: `a${number}`]: string;
}

/** A side's total by slice, counted apart from all outcomes. */
export interface TotalRow {
  readonly unit: string | null;
  readonly month: string | null;
  readonly records: string;
  /** Of them, those that are joined: second copies of a key are not. */
  readonly in_scope: string;
  readonly amount: string;
}

/** Outcome counts of both sides, in the vocabulary's order. */
export function countOutcomes(cube: readonly CubeRow[], hasAmount: Readonly<Record<Side, boolean>>): OutcomeCount[] {
  const counts = new Map<string, { side: Side; outcome: OutcomeName; reason: OutcomeReason; records: number; amount: Money }>();
  for (const { side, outcome, reason, records, amount } of cube) {
    if (Number(records) === 0) continue;
    const place = `${side} ${outcome} ${reason}`;
    const count = counts.get(place) ?? { side, outcome, reason, records: 0, amount: money(0) };
    count.records += Number(records);
    count.amount = count.amount.plus(money(amount));
    counts.set(place, count);
  }
  const rank = (count: { side: Side; outcome: OutcomeName }): number => (count.side === "from" ? 0 : 100) + OUTCOMES.indexOf(count.outcome);
  return [...counts.values()]
    .sort((a, b) => rank(a) - rank(b) || (a.reason < b.reason ? -1 : 1))
    .map(({ amount, ...count }) => ({ ...count, amount: hasAmount[count.side] ? formatMoney(amount) : undefined }));
}

/** The bridges of a handoff: the whole, then each unit, then each month. */
export function buildBridges(
  cube: readonly CubeRow[],
  totals: Readonly<Record<Side, readonly TotalRow[]>>,
  adjustments: readonly Adjustment[],
  sliced: { readonly unit: boolean; readonly month: boolean },
): Bridge[] {
  const bridges: Bridge[] = [build(undefined, undefined)];
  for (const by of ["unit", "month"] as const) {
    if (!sliced[by]) continue;
    const values = new Set([...totals.from, ...totals.to, ...cube.filter(inScope)].map((row) => row[by]));
    for (const value of [...values].sort((a, b) => compareSlices(a, b))) bridges.push(build(by, value));
  }
  return bridges;

  function build(by: "unit" | "month" | undefined, value: string | null | undefined): Bridge {
    const here = (row: { readonly unit: string | null; readonly month: string | null }): boolean => by === undefined || row[by] === value;
    const sum = sumOf(totals.from.filter(here));
    const end = sumOf(totals.to.filter(here));
    const bars = new Bars();
    for (const row of cube.filter(inScope)) {
      const own = here(row);
      const amount = money(row.amount);
      const records = Number(row.records);
      if (own) {
        addOutcome(bars, row, amount, records);
        adjustments.forEach((adjustment, index) => {
          const value = money(row[`a${index}`]);
          if (!value.isZero()) bars.add(`adjustment:${adjustment.id}`, adjustment.title, 0, value);
        });
      }
      if (by === undefined || !row.anchored) continue;
      const anchor = by === "unit" ? row.anchor_unit : row.anchor_month;
      if (row[by] === anchor || (row[by] !== value && anchor !== value)) continue;
      // Downstream records leave the anchor's slice for their own; upstream ones are counted where they are and arrive at the anchor's.
      const arrives = row.side === "to" ? own : !own;
      bars.add(
        "shifted",
        by === "unit" ? "Recorded in another unit" : "Recorded in another month",
        records,
        arrives ? amount : amount.neg(),
      );
    }
    const between = bars.list();
    const residual = end.amount.minus(between.reduce((total, bar) => total.plus(bar.signed), sum.amount));
    return {
      slice: by === undefined ? { by: "total" } : { by, value: sliceName(by, value ?? null) },
      bars: [
        { id: "upstream", title: "Upstream total", records: sum.records, amount: formatMoney(sum.amount) },
        ...between.map(({ signed, ...bar }) => ({ ...bar, amount: formatMoney(signed) })),
        { id: "downstream", title: "Downstream total", records: end.records, amount: formatMoney(end.amount) },
      ],
      residual: formatMoney(residual),
    };
  }
}

/** Bars between the two totals, in their reading order; adjustments stand where `adjustment:` does. */
const BAR_ORDER = [
  "missing",
  "in-flight",
  "ambiguous-upstream",
  "duplicate-upstream",
  "adjustment:",
  "difference",
  "tolerance",
  "shifted",
  "extra",
  "duplicate",
  "ambiguous",
  "in-flight-downstream",
];

const UPSTREAM_BARS: Partial<Record<OutcomeName, readonly [string, string]>> = {
  missing: ["missing", "Missing downstream"],
  "in-flight": ["in-flight", "In flight"],
  ambiguous: ["ambiguous-upstream", "Ambiguous upstream"],
  duplicate: ["duplicate-upstream", "Duplicate upstream"],
};
const DOWNSTREAM_BARS: Partial<Record<OutcomeName, readonly [string, string]>> = {
  extra: ["extra", "Extra downstream"],
  duplicate: ["duplicate", "Duplicate downstream"],
  ambiguous: ["ambiguous", "Ambiguous downstream"],
  "in-flight": ["in-flight-downstream", "Newer than the upstream capture"],
};

function addOutcome(bars: Bars, row: CubeRow, amount: Money, records: number): void {
  const bar = (row.side === "from" ? UPSTREAM_BARS : DOWNSTREAM_BARS)[row.outcome];
  if (bar) bars.add(bar[0], bar[1], records, row.side === "from" ? amount.neg() : amount);
  const difference = money(row.difference);
  const differing = Number(row.differing);
  // Differences that cancel out are still differences.
  if (differing === 0 || (difference.isZero() && row.outcome !== "different")) return;
  if (row.outcome === "different") bars.add("difference", "Differences", differing, difference);
  else bars.add("tolerance", "Within tolerance", differing, difference);
}

class Bars {
  readonly #bars = new Map<string, Omit<BridgeBar, "amount"> & { signed: Money }>();

  add(id: string, title: string, records: number, amount: Money): void {
    const bar = this.#bars.get(id);
    this.#bars.set(id, { id, title, records: (bar?.records ?? 0) + records, signed: (bar?.signed ?? money(0)).plus(amount) });
  }

  list(): (Omit<BridgeBar, "amount"> & { signed: Money })[] {
    const rank = (id: string): number => BAR_ORDER.indexOf(id.startsWith("adjustment:") ? "adjustment:" : id);
    return [...this.#bars.values()].sort((a, b) => rank(a.id) - rank(b.id));
  }
}

function inScope(row: CubeRow): boolean {
  return row.outcome !== "excluded";
}

function sumOf(rows: readonly TotalRow[]): { amount: Money; records: number } {
  return rows.reduce((total, row) => ({ amount: total.amount.plus(money(row.amount)), records: total.records + Number(row.records) }), {
    amount: money(0),
    records: 0,
  });
}

function sliceName(by: "unit" | "month", value: string | null): string {
  if (value === null) return by === "unit" ? "no unit" : "undated";
  return by === "month" ? value.slice(0, 7) : value;
}

function compareSlices(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
