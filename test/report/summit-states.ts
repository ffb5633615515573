import type { Break, Finding, HandoffTiming, ReviewedLifecycle, ReviewedWorkflow, StateCount } from "../../src/model/index.ts";
import {
  counted,
  delay,
  lifecycle,
  NO_COUNTS,
  quantiles,
  rule,
  stateBreak,
  stateFinding,
  states,
  step,
  timing,
  timingSlice,
  track,
  workflow,
} from "./sample-states.ts";

const MONTHS = ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"];

/** How long the records of the example's handoffs take. */
export const summitTimings: Readonly<Record<string, HandoffTiming>> = {
  "deal-to-job": timing([timingSlice({ by: "total" }, 598, quantiles(0.4, 20.25, 51))], {
    waiting: { records: 14, amount: undefined, overdue: 0, medianAge: "0.80", oldest: "1.90" },
  }),
  "job-to-invoice": timing(
    [
      timingSlice({ by: "total" }, 1986, quantiles(26.5, 98.25, 410.5), 12),
      timingSlice({ by: "unit", value: "tampa" }, 980, quantiles(22.5, 71, 96.25), 9),
      timingSlice({ by: "unit", value: "st-pete" }, 612, quantiles(71.75, 300, 480), 3),
      timingSlice({ by: "unit", value: "orlando" }, 394, quantiles(-3.25, 40, 88)),
      ...MONTHS.map((value, index) => timingSlice({ by: "month", value }, 331, quantiles(20 + index * index, 70 + index * 4, 300))),
    ],
    {
      waiting: { records: 55, amount: "40967.20", overdue: 38, medianAge: "18.40", oldest: "49.95" },
      trend: { month: "2026-09", before: "2026-08", medianHours: 45, medianHoursBefore: 36 },
    },
  ),
  "payment-to-deposit": timing([timingSlice({ by: "total" }, 1806, quantiles(45, 70, 93.5))], {
    waiting: { records: 16, amount: "6720.10", overdue: 4, medianAge: undefined, oldest: "3.00" },
  }),
};

const jobToCash: ReviewedWorkflow = workflow(
  "job-to-cash",
  "Job to cash",
  [
    step("deal-to-job", "Won deals become jobs", { from: "crm.deals", to: "dispatch.jobs" }, counted(612, "401220.00"), {
      passed: counted(590, "387010.00"),
      waiting: counted(14, "9210.00"),
      ended: counted(8, "5000.00"),
      medianHours: 0.4,
    }),
    step("job-to-invoice", "Completed jobs become invoices", { from: "dispatch.jobs", to: "books.invoices" }, counted(590, "387010.00"), {
      passed: counted(529, "347300.00"),
      left: counted(38, "31847.20"),
      mismatched: counted(9, "6100.00"),
      waiting: counted(17, "9120.00"),
      ended: counted(6, "-1257.20"),
      extra: counted(6, "4980.00"),
      medianHours: 26.5,
    }),
    step("invoice-to-payment", "Invoices are paid", { from: "books.invoices", to: "books.payments" }, counted(529, "347300.00"), {
      passed: counted(529, "347300.00"),
    }),
    step("payment-to-deposit", "Payments reach the bank", { from: "books.payments", to: "bank.deposits" }, counted(529, "347300.00"), {
      passed: counted(513, "340579.90"),
      left: counted(4, "400.00"),
      waiting: counted(12, "6320.10"),
      medianHours: 45,
    }),
  ],
  {
    decision: "close",
    sentence:
      "Of 612 deals worth $401,220.00, 92.4% run through to the bank untouched; 38 worth $31,847.20 leave at Completed jobs become invoices: the close rests on them.",
    share: 0.9243,
  },
);

const reporting: ReviewedWorkflow = workflow(
  "reporting",
  "Revenue reporting",
  [
    step("invoice-to-dashboard", "Invoices make the dashboard’s revenue", { from: "books.invoices", to: "board.revenue" }, counted(0), {
      passed: counted(0),
    }),
  ],
  {
    decision: "executive reporting",
    sentence: "No invoice could be followed to the dashboard.",
    broken: "the dataset board.revenue has no field that could be matched",
  },
);

const now = (state: string, records: number, amount: string, stuck = 0, oldest?: string, final = false): StateCount => ({
  state,
  final,
  records,
  amount,
  stuck,
  oldest,
});

export const summitLifecycle: ReviewedLifecycle = lifecycle(
  "job",
  "Jobs",
  ["scheduled", "dispatched", "working", "hold", "completed", "posted", "paid", "voided", "cancelled"],
  {
    workflows: ["job-to-cash"],
    tracks: [
      track("dispatch", "ServiceTitan", "dispatch.jobs", {
        counts: { ...NO_COUNTS, records: 2388, silent: 3, events: 9120, undated: 2, orphaned: 7, lateRecorded: 41 },
        unmapped: [{ dataset: "dispatch.jobs", word: "On Hold – Parts", records: 14, samples: ["482010", "482044"] }],
        now: [
          now("scheduled", 96, "61200.00", 0, "21.30"),
          now("dispatched", 31, "20410.00", 4, "6.40"),
          now("working", 18, "14200.00"),
          now("hold", 40, "33120.50", 9, "55.00"),
          now("completed", 2041, "1318204.75", 0, undefined, true),
          now("cancelled", 159, "50896.00", 0, undefined, true),
        ],
        transitions: [
          { from: "scheduled", to: "dispatched", kind: "allowed", times: 2290, records: 2280 },
          { from: "dispatched", to: "working", kind: "allowed", times: 2231, records: 2220 },
          { from: "completed", to: "working", kind: "rework", times: 31, records: 26 },
          { from: "scheduled", to: "completed", kind: "skipped-state", times: 12, records: 12 },
          { from: "completed", to: "scheduled", kind: "regression", times: 2, records: 2 },
        ],
      }),
      track("books", "QuickBooks", "books.invoices", {
        exact: false,
        counts: { ...NO_COUNTS, records: 2009, events: 3990 },
        now: [
          now("posted", 187, "101397.07", 22, "81.25"),
          now("paid", 1814, "1186021.44", 0, undefined, true),
          now("voided", 8, "0.00", 0, undefined, true),
        ],
      }),
    ],
    rules: [
      rule(
        "completed-is-invoiced",
        "A completed job is invoiced",
        { track: "dispatch", states: ["completed"] },
        { track: "books", states: ["posted", "paid"] },
        {
          checked: counted(2041, "1318204.75"),
          agrees: counted(1955, "1260000.00"),
          waiting: counted(17, "9120.00"),
          disagreed: counted(31, "17237.55"),
          disagrees: counted(38, "31847.20"),
          days: "1204.50",
          amountDays: "812044.10",
        },
      ),
      rule(
        "paid-is-completed",
        "A paid job is completed in the field",
        { track: "books", states: ["paid"] },
        { track: "dispatch", states: ["completed"] },
        { within: "0 hours", checked: counted(1814, "1186021.44"), agrees: counted(1814, "1186021.44") },
      ),
    ],
    definitions: [
      { rule: "completed-is-invoiced", unit: "", state: "paid", records: 1646, share: 0.823 },
      { rule: "completed-is-invoiced", unit: "", state: "posted", records: 316, share: 0.158 },
      { rule: "completed-is-invoiced", unit: "", state: "absent", records: 38, share: 0.019 },
      { rule: "completed-is-invoiced", unit: "tampa", state: "paid", records: 1300, share: 0.9286 },
      { rule: "completed-is-invoiced", unit: "tampa", state: "posted", records: 100, share: 0.0714 },
      { rule: "completed-is-invoiced", unit: "st-pete", state: "paid", records: 346, share: 0.5767 },
      { rule: "completed-is-invoiced", unit: "st-pete", state: "posted", records: 216, share: 0.36 },
      { rule: "completed-is-invoiced", unit: "st-pete", state: "absent", records: 38, share: 0.0633 },
    ],
  },
);

const absent = (key: string, from: string, due: string, days: string, amount: string, amountDays: string): Break =>
  stateBreak(
    "disagrees",
    "dispatch.jobs",
    key,
    states("job", "dispatch", {
      rule: "completed-is-invoiced",
      state: "completed",
      other: { dataset: "books.invoices", key: undefined, state: "absent" },
      from,
      due,
      days,
      amountDays,
    }),
    { amount, unit: "st-pete", date: from.slice(0, 10) },
  );

const apart: Finding = stateFinding(
  { id: "job", rule: "completed-is-invoiced", track: "dispatch" },
  "disagrees",
  "A completed job is invoiced: 38 jobs worth $31,847.20 are completed in ServiceTitan and have no invoice in QuickBooks, 1,061.20 days beyond the agreed 5 business days.",
  {
    severity: "high",
    records: 38,
    amount: "31847.20",
    share: 0.0186,
    onset: "2026-08-12",
    latest: "2026-09-24",
    delay: delay("1061.20", "43.10", 38, "702110.45"),
    slice: { field: "unit", value: "st-pete", shareOfBreaks: 0.921, shareOfRecords: 0.308 },
    owner: "billing",
    decision: "billing",
    samples: [
      absent("483012", "2026-08-12T18:20:00.000Z", "2026-08-20T04:00:00.000Z", "42.23", "4210.00", "177781.15"),
      absent("483057", "2026-09-02T14:05:00.000Z", "2026-09-11T04:00:00.000Z", "20.23", "3985.50", "80623.34"),
      stateBreak(
        "disagreed",
        "dispatch.jobs",
        "481990",
        states("job", "dispatch", {
          rule: "completed-is-invoiced",
          state: "completed",
          other: { dataset: "books.invoices", key: "9107", state: "voided" },
          from: "2026-07-01T12:00:00.000Z",
          due: "2026-07-09T04:00:00.000Z",
          to: "2026-08-02T12:00:00.000Z",
          days: "24.33",
          amountDays: "24330.00",
          atMost: { from: "2026-06-27T00:00:00.000Z", to: "2026-08-09T00:00:00.000Z" },
          actor: "m.ortiz",
        }),
        { amount: "1000.00", counterparts: ["9107"] },
      ),
    ],
    move: "Invoice the 38 jobs in mismatches.csv, those of St. Petersburg first.",
  },
);

const stuck: Finding = stateFinding(
  { id: "job", rule: undefined, track: "dispatch" },
  "stuck",
  "9 jobs worth $7,410.00 have been on hold in ServiceTitan for longer than 10 business days.",
  {
    records: 9,
    amount: "7410.00",
    share: 0.0038,
    onset: "2026-08-07",
    latest: "2026-09-12",
    delay: delay("214.00", "41.00", 9, "180400.00"),
    samples: [
      stateBreak(
        "stuck",
        "dispatch.jobs",
        "482044",
        states("job", "dispatch", {
          state: "hold",
          from: "2026-08-07T13:00:00.000Z",
          due: "2026-08-22T04:00:00.000Z",
          days: "40.23",
          amountDays: "48276.00",
        }),
        { amount: "1200.00", date: "2026-08-07" },
      ),
    ],
    move: "Ask dispatch what each of the 9 jobs waits for.",
  },
);

const regression: Finding = stateFinding(
  { id: "job", rule: undefined, track: "dispatch" },
  "regression",
  "2 jobs worth $610.00 went back from completed to scheduled in ServiceTitan.",
  {
    severity: "low",
    records: 2,
    amount: "610.00",
    share: 0.0008,
    samples: [
      stateBreak(
        "regression",
        "dispatch.jobs",
        "481777",
        states("job", "dispatch", {
          state: "scheduled",
          other: { dataset: undefined, key: undefined, state: "completed" },
          from: "2026-09-03T15:00:00.000Z",
          actor: "j.lee",
        }),
        { amount: "310.00" },
      ),
    ],
    move: "Ask who reopened them, and why not as a new job.",
  },
);

export const summitWorkflows: readonly ReviewedWorkflow[] = [jobToCash, reporting];
export const summitStateFindings = { apart, stuck, regression };
