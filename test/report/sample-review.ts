import { Decimal } from "decimal.js";
import { createHash } from "node:crypto";
import { decide } from "../../src/assess/index.ts";
import { OUTCOMES } from "../../src/model/index.ts";
import type {
  Break,
  Bridge,
  BridgeBar,
  Finding,
  OutcomeCount,
  OutcomeName,
  OutcomeReason,
  Review,
  ReviewedDataset,
  ReviewedHandoff,
  ReviewedIdentity,
  ReviewedSystem,
  Side,
  Undecided,
} from "../../src/model/index.ts";
import { samplePrices } from "./sample-prices.ts";

/*
 * Reviews that are consistent in themselves (bridges close, counts add up) without
 * a run behind them: what the report's tests and its screenshots are made from.
 */

function fingerprintOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("|")).digest("hex").slice(0, 16);
}

export function system(id: string, title: string, kind: ReviewedSystem["kind"], owner?: string): ReviewedSystem {
  return { id, title, vendor: title.toLowerCase().replaceAll(" ", ""), kind, owner };
}

export function dataset(id: string, title: string, entity: string, rows: number, more: Partial<ReviewedDataset> = {}): ReviewedDataset {
  const systemId = id.split(".")[0] ?? id;
  return {
    id,
    title,
    system: systemId,
    entity,
    files: [`${systemId}/${id.split(".")[1]}.csv`],
    capturedAt: "2026-10-01T09:30:00.000Z",
    rows,
    unreadable: 0,
    unreadableSamples: [],
    amount: undefined,
    hints: [],
    notes: [],
    ...more,
  };
}

/** `[side, outcome, reason, records, amount]`. */
export type Entry = readonly [Side, OutcomeName, OutcomeReason, number, string?];

function outcomes(entries: readonly Entry[]): OutcomeCount[] {
  return entries.map(([side, outcome, reason, records, amount]) => ({ side, outcome, reason, records, amount }));
}

/** `[id, title, records, amount]`; the downstream total is what they come to. */
export type Step = readonly [string, string, number, string];

export function bridge(
  slice: Bridge["slice"],
  steps: readonly Step[],
  downstreamRecords: number,
  downstreamTitle = "Downstream total",
): Bridge {
  const bars: BridgeBar[] = steps.map(([id, title, records, amount]) => ({ id, title, records, amount }));
  const total = bars.reduce((sum, bar) => sum.plus(bar.amount), new Decimal(0)).toFixed(2);
  return {
    slice,
    bars: [...bars, { id: "downstream", title: downstreamTitle, records: downstreamRecords, amount: total }],
    residual: "0.00",
  };
}

/** The steps of one bridge dealt out to slices, so that the slices add up to the whole. */
export function sliced(by: "unit" | "month", values: readonly string[], steps: readonly Step[], downstreamRecords: number): Bridge[] {
  const count = values.length;
  return values.map((value, index) => {
    const part = (amount: string) => {
      const even = new Decimal(amount).div(count).toDecimalPlaces(2, Decimal.ROUND_DOWN);
      return (index === 0 ? new Decimal(amount).minus(even.times(count - 1)) : even).toFixed(2);
    };
    const records = (total: number) => Math.floor(total / count) + (index < total % count ? 1 : 0);
    return bridge(
      { by, value },
      steps.map(([id, title, all, amount]) => [id, title, records(all), part(amount)]),
      records(downstreamRecords),
    );
  });
}

export function handoff(
  id: string,
  title: string,
  ends: { from: string; to: string },
  entries: readonly Entry[],
  more: Partial<ReviewedHandoff> = {},
): ReviewedHandoff {
  const counted = outcomes(entries);
  const counts = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, counted.reduce((sum, entry) => sum + (entry.outcome === outcome ? entry.records : 0), 0)]),
  ) as Record<OutcomeName, number>;
  const breaks = counted.reduce((sum, entry) => {
    if (entry.outcome === "different") return entry.side === "from" ? sum + entry.records : sum;
    return ["missing", "extra", "duplicate", "ambiguous"].includes(entry.outcome) ? sum + entry.records : sum;
  }, 0);
  return {
    id,
    title,
    ...ends,
    cardinality: "one-to-one",
    identity: undefined,
    owner: undefined,
    alert: undefined,
    decision: undefined,
    workflows: ["job-to-cash"],
    outcomes: counted,
    bridges: [],
    breaks,
    clean: breaks === 0,
    counts,
    timing: undefined,
    ...more,
  };
}

export function sampleBreak(handoffId: string, outcome: OutcomeName, datasetId: string, key: string, more: Partial<Break> = {}): Break {
  return {
    fingerprint: fingerprintOf(handoffId, outcome, datasetId, key),
    handoff: handoffId,
    side: "from",
    outcome,
    reason: "none",
    dataset: datasetId,
    key,
    reference: undefined,
    unit: undefined,
    date: undefined,
    amount: undefined,
    difference: undefined,
    counterparts: [],
    fields: [],
    states: undefined,
    ...more,
  };
}

export function finding(handoffId: string, outcome: OutcomeName, title: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint: fingerprintOf("silent-sync-failure", handoffId, outcome, title),
    kind: "silent-sync-failure",
    severity: "medium",
    handoff: handoffId,
    lifecycle: undefined,
    subject: undefined,
    outcome,
    title,
    records: 1,
    amount: undefined,
    share: 0.01,
    onset: undefined,
    latest: undefined,
    slice: undefined,
    cause: undefined,
    delay: undefined,
    identity: undefined,
    owner: undefined,
    alert: undefined,
    decision: undefined,
    samples: [],
    move: "Ask who works these records, and write the name into the estate.",
    ...more,
  };
}

export function identity(
  id: string,
  title: string,
  members: ReviewedIdentity["members"],
  more: Partial<ReviewedIdentity> = {},
): ReviewedIdentity {
  return {
    id,
    title,
    entity: id,
    members,
    entities: 0,
    shared: 0,
    links: { decision: 0, key: 0, evidence: 0 },
    review: 0,
    unsure: 0,
    leftOut: [],
    compared: 0,
    model: { frozen: false, prior: 0, comparisons: [], degenerate: [] },
    notes: [],
    ...more,
  };
}

export function review(more: Partial<Review> = {}): Review {
  const undecided: Undecided = {
    version: 1,
    estate: { name: "summit-mechanical", title: "Summit Mechanical", currency: "USD", timeZone: "America/New_York" },
    asOf: "2026-10-01T10:00:00.000Z",
    verdict: {
      sentence: "Nothing was declared, so nothing was checked.",
      findings: 0,
      breaks: 0,
      mismatched: 0,
      amount: "0.00",
      handoffsClean: 0,
      handoffs: 0,
    },
    systems: [],
    units: [],
    datasets: [],
    identities: [],
    handoffs: [],
    lifecycles: [],
    workflows: [],
    facts: [],
    metrics: [],
    reports: [],
    workbooks: [],
    automations: [],
    findings: [],
    prices: samplePrices(more.findings ?? []),
    coverage: [],
    ageing: { ages: [], months: [] },
    repairs: { files: [], findings: [] },
    ...more,
  };
  return { ...decide(undecided, []), ...more };
}
