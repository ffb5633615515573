import { describe, expect, test } from "vitest";
import type { Cause, Figure, Finding, Price, Review } from "../../../src/model/index.ts";
import { finding, sampleBreak } from "../../report/sample-review.ts";
import { EXACT, pricedEstate, pricesOf } from "./given.ts";

const cause = { class: "configuration" } as Cause;
const missing: Finding = {
  ...finding("job-to-invoice", "missing", "missing", {
    owner: "Billing",
    records: 30,
    samples: [sampleBreak("job-to-invoice", "missing", "dispatch.jobs", "1")],
  }),
  cause,
};
const about = (name: string, more: Partial<Finding>): Finding => ({
  ...finding(name, "missing", name),
  handoff: undefined,
  samples: [],
  ...more,
});
const rekeyed = about("typed", {
  kind: "spreadsheet-middleware",
  outcome: "re-keyed",
  subject: { type: "handoff", id: "job-to-invoice" },
  handoff: "job-to-invoice",
  records: 100,
});
const silent = about("silent", { outcome: "no-alert", subject: { type: "handoff", id: "job-to-invoice" }, handoff: "job-to-invoice" });
const workbook = about("book", { kind: "spreadsheet-middleware", outcome: "typed-over", subject: { type: "workbook", id: "weekly" } });

const first = (prices: Review["prices"]): Review["prices"]["findings"][number] => prices.findings[0]!;
const likely = (figure: Figure): string => figure.value.likely;

describe("by hand", () => {
  test("missing invoices: work, waiting, loss, and what removing it takes", () => {
    const price = first(pricesOf(EXACT, [[missing, { money: "10000.00", records: 30, delay: "365000.00" }]]));
    expect(price.money).toBe("unbilled");
    // 30 records in 10 months at 12 minutes; billing's hour costs 40.
    expect(likely(price.hours)).toBe("0.60");
    expect(likely(price.labour)).toBe("24.00");
    // 365,000 dollar-days in 10 months at 10 % a year; 30 % of 10,000 in 10 months.
    expect(likely(price.capital)).toBe("10.00");
    expect(likely(price.leakage)).toBe("300.00");
    expect(likely(price.interest)).toBe("334.00");
    // A setting, 4 hours, and 30 records at 12 minutes.
    expect(likely(price.effort)).toBe("10.00");
    expect(likely(price.principal)).toBe("400.00");
    // Three units cost 334.00; two are to be added.
    expect(likely(price.growth)).toBe("222.67");
    for (const figure of figuresOf(price)) expect(figure.value.low).toBe(figure.value.high);
  });

  test("records typed again, a handoff checked by hand, a workbook made and its meeting", () => {
    const weekly = [{ id: "weekly", title: "Weekly", files: [{}, {}, {}] as never[], everyDays: 7 }];
    // 100 records in 5 months at 3 minutes.
    expect(likely(first(pricesOf(EXACT, [[rekeyed, {}]])).hours)).toBe("1.00");
    // 4 checks of 20 minutes.
    expect(likely(first(pricesOf(EXACT, [[silent, {}]])).hours)).toBe("1.33");
    // A file each 7 days: 30.4375 ÷ 7 × 90 minutes.
    expect(likely(first(pricesOf(EXACT, [[workbook, {}]], { workbooks: weekly })).hours)).toBe("6.52");
    const [made, again] = pricesOf(
      EXACT,
      [
        [workbook, {}],
        [{ ...workbook, fingerprint: "0".repeat(16) }, {}],
      ],
      { workbooks: weekly },
    ).findings;
    expect([likely(made!.hours), likely(again!.hours)]).toEqual(["6.52", "0.00"]);
    const reports = [{ id: "board", through: "weekly", values: { kind: "dataset" } }] as never[];
    const corrected = about("board", { kind: "corrected-export", outcome: "corrected", subject: { type: "report", id: "board" } });
    const estate = { ...pricedEstate(EXACT), reports };
    const price = first(pricesOf(EXACT, [[corrected, { records: 6 }]], { estate, workbooks: weekly }));
    // 6 corrections in 3 files at 10 minutes, and 3 people for 30 minutes, 4.348 times a month.
    expect(likely(price.hours)).toBe("7.97");
    expect(price.hours.formula).toBe(
      "(corrections ÷ files × 30.4375 ÷ days × minutes.correction + 30.4375 ÷ days × minutes.meeting × people.meeting) ÷ 60",
    );
  });

  test("a symptom's cause is removed with what explains it; few records are only worked", () => {
    const symptom = { ...missing, symptomOf: missing.fingerprint };
    expect(likely(first(pricesOf(EXACT, [[symptom, { records: 30 }]])).effort)).toBe("6.00");
    expect(first(pricesOf(EXACT, [[symptom, {}]])).effort).toMatchObject({ value: { high: "0.00" }, measured: [], assumed: [] });
    expect(likely(first(pricesOf(EXACT, [[{ ...missing, cause: undefined }, { records: 1 }]])).effort)).toBe("0.20");
  });

  test("low by high: the range holds all that may be", () => {
    const costs = { ...EXACT, months: { low: 6, likely: 12, high: 24 }, lost: { unbilled: { low: 0.1, likely: 0.2, high: 0.4 } } };
    const undated = first(pricesOf(costs, [[missing, { money: "1200.00" }]], { months: new Map() }));
    expect(undated.leakage.value).toEqual({ low: "5.00", likely: "20.00", high: "80.00" });
    expect(undated.leakage.assumed).toEqual(["lost.unbilled", "months"]);
  });
});

test("what signs and words say by themselves has a kind of effort", () => {
  const effortOf = (more: Partial<Finding>): readonly string[] => first(pricesOf({}, [[about("sign", more), {}]])).effort.assumed;
  expect(effortOf({ outcome: "no-alert", subject: { type: "handoff", id: "job-to-invoice" } })).toEqual(["effort.ownership"]);
  expect(effortOf({ outcome: "avoided-word", kind: "status-mismatch" })).toEqual(["effort.workflow"]);
  expect(effortOf({ outcome: "unmapped-word", kind: "status-mismatch" })).toEqual(["effort.configuration"]);
  expect(effortOf({ outcome: "defined-otherwise", kind: "source-of-truth-conflict" })).toEqual(["effort.reporting-architecture"]);
  expect(effortOf({ outcome: "typed-over", kind: "spreadsheet-middleware" })).toEqual(["effort.workflow"]);
  expect(effortOf({ outcome: "truncated", subject: { type: "dataset", id: "books.invoices" } })).toEqual(["effort.unknown"]);
});

describe("whose money is wrong in which way", () => {
  const kindOf = (outcome: Finding["outcome"], handoff = "job-to-invoice") =>
    first(pricesOf({}, [[{ ...missing, handoff, outcome }, {}]])).money;
  test("at handoffs", () => {
    expect([kindOf("missing"), kindOf("different"), kindOf("extra"), kindOf("duplicate"), kindOf("ambiguous")]).toEqual([
      "unbilled",
      "misbilled",
      "misbilled",
      "duplicated",
      "unreconciled",
    ]);
    expect(kindOf("missing", "invoice-to-payment")).toBe("uncollected");
  });
});

const ALL: readonly (readonly [Finding, { money?: string; records?: number; delay?: string }])[] = [
  [missing, { money: "10000.00", records: 30, delay: "365000.00" }],
  [
    { ...finding("invoice-to-payment", "missing", "unpaid"), cause },
    { money: "500.00", records: 3, delay: "9000.00" },
  ],
  [
    { ...finding("job-to-invoice", "different", "wrong"), cause: { class: "unknown" } as Cause },
    { money: "70.00", records: 2 },
  ],
  [rekeyed, {}],
  [silent, {}],
  [workbook, {}],
];
const WEEKLY = [{ id: "weekly", title: "Weekly", files: [], everyDays: undefined }];

test("changing an assumption changes only what names it", () => {
  const { costs } = pricedEstate({ rates: { billing: 41 } });
  const before = pricesOf(costs, ALL, { workbooks: WEEKLY });
  const moved = new Set<string>();
  for (const { key } of costs) {
    const raised = costs.map((one) => (one.key === key ? { ...one, value: { low: "0.9", likely: "0.95", high: "0.97" }, set: true } : one));
    const after = pricesOf(raised, ALL, { workbooks: WEEKLY });
    const all = (prices: Review["prices"]): Price[] => [...prices.findings, ...prices.workflows, prices.estate];
    all(before).forEach((price, place) => {
      const now = all(after)[place]!;
      figuresOf(price).forEach((figure, index) => {
        const changed = figuresOf(now)[index]!;
        if (figure.assumed.includes(key)) {
          if (changed.value.likely !== figure.value.likely) moved.add(key);
        } else expect(changed, `${key}: ${figure.formula}`).toEqual(figure);
      });
    });
    expect(after.assumptions.filter((one) => one.set).map((one) => one.key)).toContain(key);
  }
  for (const key of [
    "rate",
    "rates.billing",
    "costOfCapital",
    "units",
    "lost.unbilled",
    "minutes.exception",
    "times.workbook",
    "effort.configuration",
  ])
    expect(moved, key).toContain(key);
});

test("measured and assumed are kept apart: what a formula reads stands in one of the two, and only there", () => {
  const { findings, assumptions } = pricesOf({}, ALL, { workbooks: WEEKLY });
  const keys = new Set(assumptions.map(({ key }) => key));
  for (const price of findings)
    for (const figure of figuresOf(price)) {
      for (const key of figure.assumed) expect(keys).toContain(key);
      for (const { name, source } of figure.measured) {
        expect(keys.has(name), name).toBe(false);
        expect(source).not.toBe("");
      }
      if (figure.formula.startsWith("0:")) expect([figure.measured, figure.assumed]).toEqual([[], []]);
      // What a formula reads by its own name, and not through another figure, is among its inputs.
      const inputs = [...figure.measured.map(({ name }) => name), ...figure.assumed];
      const terms = figure.formula.startsWith("0:") ? [] : figure.formula.split(/[^A-Za-z. -]+/).map((term) => term.trim());
      const read = terms.filter((term) => /[a-z]/.test(term) && !FIGURES.includes(term));
      expect(
        read.filter((term) => !inputs.includes(term)),
        figure.formula,
      ).toEqual([]);
    }
});

test("the estate is the sum of its findings as they are shown, low, likely and high; a workflow that of its own", () => {
  const { findings, workflows, estate } = pricesOf({}, ALL, { workbooks: WEEKLY });
  const sum = (prices: readonly Price[], name: "interest" | "moneyAtRisk" | "principal", bound: "low" | "likely" | "high"): string =>
    (prices.reduce((total, price) => total + Math.round(Number(price[name].value[bound]) * 100), 0) / 100).toFixed(2);
  for (const name of ["interest", "moneyAtRisk", "principal"] as const)
    for (const bound of ["low", "likely", "high"] as const) expect(estate[name].value[bound]).toBe(sum(findings, name, bound));
  expect(workflows.map(({ workflow, findings: own }) => [workflow, own.length])).toEqual([
    ["job-to-cash", 5],
    ["job-to-bill", 4],
  ]);
  for (const workflow of workflows)
    expect(workflow.interest.value.likely).toBe(
      sum(
        findings.filter((each) => workflow.findings.includes(each.finding)),
        "interest",
        "likely",
      ),
    );
});

const FIGURES = ["hours", "labour", "capital", "leakage", "interest", "effort"];

function figuresOf({ hours, moneyAtRisk, delay, labour, capital, leakage, interest, effort, principal, growth }: Price): Figure[] {
  return [hours, moneyAtRisk, delay, labour, capital, leakage, interest, effort, principal, growth];
}
