import { z } from "zod";
import { known, knownDays, knownMoney, money, outcome, reason, records, side, SIDE, text, texts } from "./parts.ts";

const outcomeCount = z
  .strictObject({
    side: side.describe(SIDE),
    outcome: outcome.describe("What became of the records."),
    reason: reason.describe("Why, where that needs saying; none otherwise."),
    records: records("Number of records."),
    amount: knownMoney("Sum of their amounts."),
  })
  .meta({ id: "OutcomeCount", description: "How many records and how much of one side ended in one outcome." });

const bridgeBar = z
  .strictObject({
    id: text("Stable word: upstream, missing, adjustment:fees, downstream …"),
    title: text("The bar's name for people."),
    records: records("Number of records behind it."),
    amount: money("Signed amount: the totals as they are, every bar between as its effect on the way downstream."),
  })
  .meta({ id: "BridgeBar", description: "One step from the upstream total to the downstream total." });

const slice = z.union([
  z.strictObject({ by: z.literal("total").describe("The whole handoff.") }),
  z.strictObject({
    by: z.enum(["unit", "month"]).describe("By what the handoff was sliced."),
    value: text("The unit's id, or the month YYYY-MM."),
  }),
]);

const bridge = z
  .strictObject({
    slice: slice.describe("Which part of the handoff the bridge covers."),
    bars: z.array(bridgeBar).describe("In reading order: the upstream total first, the downstream total last."),
    residual: money("Downstream total minus (upstream total plus all bars between): 0.00, or a defect of Tieout."),
  })
  .meta({ id: "Bridge", description: "From one side's total to the other's, cent by cent." });

const quantiles = (unit: string) =>
  z
    .strictObject({
      p50: z.number().describe("Half of the pairs take at most this long."),
      p90: z.number().describe("Nine of ten pairs do."),
      p99: z.number().describe("99 of 100 pairs do."),
    })
    .describe(`${unit}, two decimals, by nearest rank: each is the time of a pair. Below zero: the downstream record is earlier.`);

const timingSlice = z
  .strictObject({
    slice: slice.describe("Which part of the handoff was measured."),
    pairs: records("Pairs of which both times are known."),
    early: records("Of them, those in which the downstream record is earlier."),
    calendar: quantiles("Hours"),
    business: quantiles("Business days"),
  })
  .meta({ id: "TimingSlice", description: "How long the records of one part of a handoff take." });

const timing = z
  .strictObject({
    slices: z.array(timingSlice).describe("The whole first, then units, then months."),
    waiting: z
      .strictObject({
        records: records("Records without a counterpart: missing, in flight or ambiguous."),
        amount: knownMoney("Sum of their amounts."),
        overdue: records("Of them, those beyond the agreed time."),
        medianAge: knownDays("Half of them are at most this many days old; two decimals."),
        oldest: knownDays("Age of the oldest in days, two decimals."),
      })
      .describe("What has not arrived."),
    trend: known(
      z.strictObject({
        month: text("The newest complete month, YYYY-MM."),
        before: text("The month before it."),
        medianHours: z.number().describe("Median hours in that month."),
        medianHoursBefore: z.number().describe("Median hours in the month before."),
      }),
      "The newest complete month against the one before; left out with fewer than two.",
    ),
  })
  .meta({ id: "HandoffTiming", description: "How long records of a handoff take, and how many wait." });

const counts = z
  .strictObject({
    matched: records("On both sides and equal, within tolerance."),
    different: records("On both sides, but values differ."),
    missing: records("Upstream, but not downstream."),
    extra: records("Downstream, but not upstream."),
    duplicate: records("The same thing a second time."),
    ambiguous: records("Several candidates, none certain."),
    "in-flight": records("Too recent to be expected on the other side."),
    excluded: records("Not in the handoff's scope."),
  })
  .meta({ id: "Counts", description: "Number of records by outcome." });

export const handoff = z
  .strictObject({
    id: text("Id of the handoff."),
    title: text("Its name for people."),
    from: text("Id of the upstream dataset."),
    to: text("Id of the downstream dataset."),
    cardinality: z.enum(["one-to-one", "one-to-many", "many-to-one"]).describe("How many records of each side belong together."),
    identity: known(z.string(), "Id of the identity by which records are matched; left out where they are matched otherwise."),
    owner: known(z.string(), "Who owns it; left out where nobody does."),
    alert: known(z.string(), "Where a failure is announced; left out where nowhere."),
    decision: known(z.string(), "The decision that reads what it carries."),
    workflows: texts("The workflows that it belongs to."),
    outcomes: z.array(outcomeCount).describe("Every record of both datasets, counted once, by side, outcome and reason."),
    bridges: z.array(bridge).describe("The whole first, then units, then months; empty where neither side has an amount."),
    breaks: records("Number of breaks; a differing pair is one break."),
    clean: z.boolean().describe("true: no break."),
    timing: known(timing, "How long its records take and how many wait; left out for control totals and where no time is known."),
    counts: counts.describe("Number of records by outcome, both sides together; the outcomes add up."),
  })
  .meta({ id: "ReviewedHandoff", description: "Records of one dataset that must appear in another, and what became of them." });
