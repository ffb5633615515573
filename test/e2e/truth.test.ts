import { describe, expect, test } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import { BREAK_OUTCOMES, formatMoney, money, OUTCOMES, type Review } from "../../src/model/index.ts";
import type { FoundBreak } from "./given.ts";
import { reviewedDemo, SEEDS } from "./shared.ts";
import { expectStatesClean, expectStatesFound } from "./states.ts";

describe.each(SEEDS)("seed %i", (seed) => {
  test("a review finds every fault and nothing else, to the record and the cent", async () => {
    const { truth, ...found } = await reviewedDemo(seed);
    expect(Object.keys(truth.handoffs)).toEqual(found.review.handoffs.map((handoff) => handoff.id));
    expect(difference(told(truth), found.breaks.map(asLine))).toEqual({ missed: [], invented: [] });
    for (const handoff of found.review.handoffs) {
      expect(outcomesFound(handoff), handoff.id).toEqual(outcomesTold(truth, handoff.id));
      expect(handoff.breaks, handoff.id).toBe(truth.handoffs[handoff.id]?.breaks.length);
      expect(findingsOf(found.review, handoff.id), handoff.id).toEqual(findingsTold(truth, handoff.id));
    }
    expectSignsOfBreaks(found.review, truth);
    expectStatesFound(truth, found.mismatches, found.review);
    expectWhole(found.review);
    expect(found.review.verdict.breaks).toBe(told(truth).length);
    expect(found.review.verdict.sentence).toContain("does not tie out");
  }, 240_000);

  test("the clean twin gives no finding", async () => {
    const { truth, ...found } = await reviewedDemo(seed, true);
    expect(found.breaks).toEqual([]);
    expect(found.review.findings).toEqual([]);
    expectStatesClean(truth, found.mismatches, found.review);
    for (const handoff of found.review.handoffs) {
      expect(outcomesFound(handoff), handoff.id).toEqual(outcomesTold(truth, handoff.id));
      expect(handoff.clean, handoff.id).toBe(true);
    }
    expectWhole(found.review);
    expect(found.review.datasets.map(({ unreadable }) => unreadable)).toEqual(found.review.datasets.map(() => 0));
    expect(found.review.verdict).toMatchObject({ findings: 0, breaks: 0, amount: "0.00" });
    expect(found.review.verdict.sentence).toMatch(
      /^Summit Mechanical ties out: 11 of 11 handoffs agree record by record and to the cent\. The states of [\d,]+ records agree in all systems\. All of 46 reported numbers tie out with raw records\.$/,
    );
  }, 240_000);
});

type Handoff = Review["handoffs"][number];

function asLine({ handoff, side, outcome, key, reason, amount }: FoundBreak): string {
  return `${handoff} ${side} ${outcome} ${key} ${reason} ${amount === null ? "-" : formatMoney(money(amount))}`;
}

function told(truth: DemoTruth): string[] {
  return Object.entries(truth.handoffs).flatMap(([handoff, { breaks }]) =>
    breaks.map(({ amount, ...each }) => asLine({ handoff, ...each, amount: amount ?? null })),
  );
}

/** Both ways and with repeats: what a review missed (recall) and what it made up (precision). */
function difference(wanted: readonly string[], found: readonly string[]): { missed: string[]; invented: string[] } {
  const counts = new Map<string, number>();
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) + 1);
  const missed = wanted.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
  return { missed, invented: [...counts].filter(([, left]) => left > 0).map(([line]) => line) };
}

interface Tally {
  readonly side: string;
  readonly outcome: string;
  readonly records: number;
  readonly amount: string | undefined;
}

/** Records and amount by side and outcome, whatever the reason; in the order of the truth. */
function outcomesFound(handoff: Handoff): Tally[] {
  return (["from", "to"] as const).flatMap((side) =>
    OUTCOMES.flatMap((outcome) => {
      const own = handoff.outcomes.filter((each) => each.side === side && each.outcome === outcome);
      const records = own.reduce((sum, each) => sum + each.records, 0);
      const counted = own.some((each) => each.amount !== undefined);
      const amount = counted ? formatMoney(own.reduce((sum, each) => sum.plus(money(each.amount)), money("0"))) : undefined;
      return records === 0 ? [] : [{ side, outcome, records, amount }];
    }),
  );
}

function outcomesTold(truth: DemoTruth, handoff: string): Tally[] {
  return (truth.handoffs[handoff]?.outcomes ?? []).map(({ side, outcome, records, amount }) => ({ side, outcome, records, amount }));
}

function findingsOf(review: Review, handoff: string): string[] {
  return review.findings
    .filter((finding) => finding.handoff === handoff && finding.subject === undefined)
    .map(({ kind, outcome, records, samples }) => `${kind} ${samples[0]?.side} ${outcome} ${records}`)
    .sort();
}

/** Beside its breaks, what tells why nobody knew of them: handoffs that tell nobody, and records that truth.json calls broken. */
function expectSignsOfBreaks(review: Review, truth: DemoTruth): void {
  // What makes them is held against the truth in causes.test.ts.
  // What people do between records and reported numbers is held against it in numbers.test.ts.
  const beside = ["report", "workbook"];
  const signs = review.findings.filter(
    ({ kind, subject }) => subject !== undefined && kind !== "vendor-setting" && !beside.includes(subject.type),
  );
  const silent = signs.filter(({ outcome }) => outcome === "no-alert").map(({ subject }) => subject?.id);
  const unheard = review.handoffs.filter(({ alert, owner, breaks }) => breaks > 0 && (alert === undefined || owner === undefined));
  expect(silent.toSorted()).toEqual(unheard.map(({ id: handoff }) => handoff).toSorted());
  const broken = new Set(Object.values(truth.handoffs).flatMap(({ breaks }) => breaks.map(({ key }) => key)));
  for (const { outcome, samples, title } of signs) {
    if (outcome === "no-alert") continue;
    expect(["retried-twice", "void-not-propagated"], title).toContain(outcome);
    expect(samples.length, title).toBeGreaterThan(0);
    for (const { dataset, key, counterparts } of samples)
      expect(
        [key, ...counterparts].some((each) => broken.has(each)),
        `${title}: ${dataset} ${key}`,
      ).toBe(true);
  }
}

/** One finding for each kind of break on each side of a handoff, with all its breaks. */
function findingsTold(truth: DemoTruth, handoff: string): string[] {
  const breaks = truth.handoffs[handoff]?.breaks ?? [];
  const kinds = BREAK_OUTCOMES.flatMap((outcome) => (["from", "to"] as const).map((side) => ({ side, outcome })));
  return kinds
    .map(({ side, outcome }) => ({
      kind: `${side} ${outcome}`,
      records: breaks.filter((each) => each.side === side && each.outcome === outcome).length,
    }))
    .filter(({ records }) => records > 0)
    .map(({ kind, records }) => `silent-sync-failure ${kind} ${records}`)
    .sort();
}

/** Contacts have no amount; payments and their applications say no branch. */
const slices: Readonly<Record<string, readonly string[]>> = {
  "contact-to-customer": [],
  "deal-to-job": ["total", "unit", "month"],
  "job-to-invoice": ["total", "unit", "month"],
  "invoice-to-payment": ["total", "month"],
  "payment-to-charge": ["total", "month"],
  "charge-to-deposit": ["total", "unit", "month"],
  "visit-to-job": ["total", "unit", "month"],
  "acquired-to-platform": ["total", "month"],
  "membership-to-invoice": ["total", "unit", "month"],
  "invoice-to-renewal": ["total", "unit", "month"],
  "period-to-dashboard": ["total", "unit", "month"],
};

/** Outcomes partition each dataset, and every bridge closes: whole, by unit, by month. */
function expectWhole(review: Review): void {
  const rows = new Map(review.datasets.map((dataset) => [dataset.id, dataset]));
  for (const handoff of review.handoffs) {
    for (const side of ["from", "to"] as const) {
      const own = handoff.outcomes.filter((each) => each.side === side);
      expect(
        own.reduce((sum, each) => sum + each.records, 0),
        `${handoff.id} ${side}`,
      ).toBe(rows.get(handoff[side])?.rows);
    }
    for (const bridge of handoff.bridges) expect(bridge.residual, `${handoff.id} ${JSON.stringify(bridge.slice)}`).toBe("0.00");
    expect([...new Set(handoff.bridges.map(({ slice }) => slice.by))], handoff.id).toEqual(slices[handoff.id]);
    for (const bridge of handoff.bridges) expectSums(bridge.bars, `${handoff.id} ${JSON.stringify(bridge.slice)}`);
  }
}

/** The bars themselves add up: a residual that is only stated would not do. */
function expectSums(bars: Handoff["bridges"][number]["bars"], where: string): void {
  const sum = bars.slice(0, -1).reduce((total, bar) => total.plus(money(bar.amount)), money("0"));
  expect(formatMoney(sum), where).toBe(bars.at(-1)?.amount);
}
