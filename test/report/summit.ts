import type { Finding, Review } from "../../src/model/index.ts";
import { bridge, dataset, finding, handoff, review, sampleBreak, sliced, system, type Step } from "./sample-review.ts";
import { summitLifecycle, summitStateFindings, summitTimings, summitWorkflows } from "./summit-states.ts";

const units = [
  { id: "tampa", title: "Tampa" },
  { id: "st-pete", title: "St. Petersburg" },
  { id: "orlando", title: "Orlando" },
];
const unitIds = units.map((unit) => unit.id);
const months = ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"];

const jobSteps: Step[] = [
  ["upstream", "Upstream total", 2041, "1318204.75"],
  ["missing", "Missing downstream", 38, "-31847.20"],
  ["in-flight", "In flight", 17, "-9120.00"],
  ["difference", "Differences", 21, "-2214.85"],
  ["tolerance", "Within tolerance", 64, "0.31"],
  ["extra", "Extra downstream", 6, "4980.00"],
  ["duplicate", "Duplicates", 9, "7415.50"],
];
const depositSteps: Step[] = [
  ["upstream", "Upstream total", 1822, "1186021.44"],
  ["missing", "Missing downstream", 4, "-400.00"],
  ["in-flight", "In flight", 12, "-6320.10"],
  ["adjustment:fees", "Processor fees", 1218, "-21904.18"],
];
const invoiceSteps: Step[] = [["upstream", "Upstream total", 2009, "1287418.51"]];

function jobFindings(): Finding[] {
  const job = (number: number, unit: string, date: string, amount: string) =>
    sampleBreak("job-to-invoice", "missing", "dispatch.jobs", String(482_000 + number), {
      reference: `J-${20_000 + number}`,
      unit,
      date,
      amount,
    });
  const pair = (number: number, from: string, to: string, difference: string) =>
    sampleBreak("job-to-invoice", "different", "dispatch.jobs", String(481_000 + number), {
      reason: "values-differ",
      reference: `J-${19_000 + number}`,
      unit: "tampa",
      date: `2026-08-${10 + (number % 18)}`,
      amount: from,
      difference,
      counterparts: [String(9_100 + number)],
      fields: [
        { from: { field: "total", value: from }, to: { field: "total", value: to } },
        ...(number % 2 === 0 ? [{ from: { field: "completedOn", value: "2026-08-12" }, to: { field: "txnDate", value: null } }] : []),
      ],
    });
  return [
    finding("job-to-invoice", "missing", "38 completed jobs worth $31,847.20 were never invoiced, since 12 August 2026.", {
      severity: "high",
      records: 38,
      amount: "31847.20",
      share: 0.0186,
      onset: "2026-08-12",
      latest: "2026-09-24",
      slice: { field: "unit", value: "st-pete", shareOfBreaks: 0.921, shareOfRecords: 0.308 },
      owner: "billing",
      decision: "billing",
      samples: [
        job(12, "st-pete", "2026-08-12", "4210.00"),
        job(57, "st-pete", "2026-08-19", "3985.50"),
        job(91, "st-pete", "2026-09-02", "2740.00"),
        job(133, "orlando", "2026-09-11", "1890.25"),
      ],
      move: "Ask billing why jobs of St. Petersburg stopped reaching QuickBooks on 12 August; invoice the 38 jobs in breaks.csv.",
    }),
    finding("job-to-invoice", "different", "21 invoices differ from their job, $2,214.85 too low in all.", {
      records: 21,
      amount: "2214.85",
      share: 0.0103,
      onset: "2026-08-10",
      latest: "2026-09-28",
      owner: "billing",
      decision: "billing",
      samples: [pair(14, "1250.00", "1205.00", "-45.00"), pair(27, "980.10", "908.10", "-72.00")],
      move: "Compare the 21 pairs; start with those typed by hand.",
    }),
    finding("job-to-invoice", "duplicate", "9 invoices bill a job a second time, $7,415.50.", {
      severity: "high",
      records: 9,
      amount: "7415.50",
      share: 0.0045,
      onset: "2026-09-01",
      latest: "2026-09-03",
      samples: [
        sampleBreak("job-to-invoice", "duplicate", "books.invoices", "9320", {
          side: "to",
          reason: "same-reference",
          reference: "J-20077",
          unit: "tampa",
          date: "2026-09-01",
          amount: "1480.00",
          counterparts: ["482077"],
        }),
      ],
      move: "Void the second invoice of each job, then ask what ran twice between 1 and 3 September.",
    }),
    finding("job-to-invoice", "extra", "6 invoices name no completed job, $4,980.00.", {
      severity: "low",
      records: 6,
      amount: "4980.00",
      share: 0.003,
      onset: "2026-06-30",
      latest: "2026-09-15",
      samples: [
        sampleBreak("job-to-invoice", "extra", "books.invoices", "9207", {
          side: "to",
          reason: "no-reference",
          date: "2026-06-30",
          amount: "2100.00",
        }),
      ],
      move: "Ask accounting what these invoices bill.",
    }),
  ];
}

/** A review as the example estate might give it: clean, broken, adjusted, counted and unchecked handoffs. */
export function summit(): Review {
  const tied = tieOuts();
  const [missing, duplicate, payments, different, extra] = tied.findings as [Finding, Finding, Finding, Finding, Finding];
  const { apart, stuck, regression } = summitStateFindings;
  const findings = [missing, apart, duplicate, payments, stuck, different, extra, regression];
  return {
    ...tied,
    verdict: { ...tied.verdict, findings: findings.length },
    handoffs: tied.handoffs.map((entry) => ({ ...entry, timing: summitTimings[entry.id] })),
    lifecycles: [summitLifecycle],
    workflows: summitWorkflows,
    findings,
    coverage: [
      ...tied.coverage,
      { check: "status-mismatch", subject: "job", status: "found", records: 4397, findings: 3, reason: undefined },
    ],
  };
}

/** Its handoffs alone, as an estate without lifecycles gives them. */
export function tieOuts(): Review {
  const payments = finding("payment-to-deposit", "missing", "4 payments worth $400.00 are in no deposit.", {
    severity: "high",
    records: 4,
    amount: "400.00",
    share: 0.0022,
    onset: "2026-09-29",
    latest: "2026-09-30",
    cause: {
      code: "stale-capture",
      class: "workflow",
      proven: true,
      confidence: 1,
      statement: "The deposits were captured on 28 September, before these payments were made.",
      explained: { records: 4, amount: "400.00", share: 1 },
      unexplained: { records: 0, amount: "0.00" },
      slices: [],
      signature: undefined,
      onset: undefined,
      rivals: [],
      besides: [],
      refutedBy: "one break that stays when the newer capture is read",
      setting: undefined,
      recreated: undefined,
    },
    samples: [
      sampleBreak("payment-to-deposit", "missing", "books.payments", "7741", {
        reference: "7741",
        unit: "tampa",
        date: "2026-09-29",
        amount: "150.00",
      }),
      sampleBreak("payment-to-deposit", "missing", "books.payments", "7750", {
        reference: "7750",
        unit: "orlando",
        date: "2026-09-30",
        amount: "120.00",
      }),
    ],
    move: "Capture the deposits again and review again before anybody chases these payments.",
  });
  const [missing, different, duplicate, extra] = jobFindings() as [Finding, Finding, Finding, Finding];
  return review({
    verdict: {
      sentence:
        "2 of 5 handoffs do not tie out: 78 breaks worth $46,857.55 stand between completed jobs and the bank, most of them jobs of St. Petersburg that were never invoiced.",
      findings: 5,
      breaks: 78,
      mismatched: 0,
      amount: "46857.55",
      handoffsClean: 2,
      handoffs: 5,
    },
    systems: [
      system("books", "QuickBooks Online", "books", "accounting"),
      system("crm", "HubSpot", "crm", "sales"),
      system("dispatch", "ServiceTitan", "dispatch", "dispatch"),
      system("bank", "First Coast Bank", "payments"),
      system("board", "Power BI", "dashboard"),
    ],
    units,
    datasets: [
      dataset("crm.deals", "Won deals", "quote", 612, { amount: "1904220.00", capturedAt: "2026-10-01T08:55:00.000Z" }),
      dataset("dispatch.jobs", "Jobs", "job", 2388, {
        amount: "1498031.25",
        unreadable: 3,
        unreadableSamples: [
          {
            code: "unreadable-money",
            message: "This is no amount.",
            at: { file: "dispatch/jobs.csv", line: 418, column: 7 },
            found: "TBD",
            expected: "a number such as 1,234.50",
          },
          {
            code: "unreadable-date",
            message: "This is no date.",
            at: { file: "dispatch/jobs.csv", line: 1207, column: 9 },
            found: "00/00/0000",
            expected: "a day such as 10/01/2026",
          },
          {
            code: "unreadable-money",
            message: "This is no amount.",
            at: { file: "dispatch/jobs.csv", line: 2006, column: 7 },
            found: "see note",
          },
        ],
        notes: ["“On Hold – Parts” is mapped to no state; 14 records keep the word as it stands."],
      }),
      dataset("books.invoices", "Invoices", "invoice", 2009, { amount: "1287418.51", files: ["books/invoices.json"] }),
      dataset("books.payments", "Payments", "payment", 1822, {
        amount: "1186021.44",
        files: ["books/payments-1.json", "books/payments-2.json"],
      }),
      dataset("bank.deposits", "Deposits", "deposit", 311, {
        amount: "1157397.16",
        capturedAt: "2026-09-28T21:00:00.000Z",
        hints: [{ code: "round-count", message: "One file holds exactly 100 records: perhaps only the first page." }],
      }),
      dataset("board.revenue", "Revenue by branch", "report line", 18, { files: ["board/revenue.xlsx"] }),
    ],
    handoffs: [
      handoff(
        "deal-to-job",
        "Won deals become jobs",
        { from: "crm.deals", to: "dispatch.jobs" },
        [
          ["from", "matched", "none", 598],
          ["from", "in-flight", "within-grace", 14],
          ["to", "matched", "none", 598],
          ["to", "excluded", "filter", 1790],
        ],
        { owner: "sales", workflows: ["quote-to-work-order"] },
      ),
      handoff(
        "job-to-invoice",
        "Completed jobs become invoices",
        { from: "dispatch.jobs", to: "books.invoices" },
        [
          ["from", "matched", "none", 1965, "1256041.70"],
          ["from", "different", "values-differ", 21, "21195.85"],
          ["from", "missing", "none", 35, "29107.20"],
          ["from", "missing", "counterpart-deleted", 3, "2740.00"],
          ["from", "in-flight", "within-grace", 17, "9120.00"],
          ["from", "excluded", "filter", 341, "175826.50"],
          ["from", "excluded", "deleted", 6, "4000.00"],
          ["to", "matched", "none", 1965, "1256042.01"],
          ["to", "different", "values-differ", 21, "18981.00"],
          ["to", "duplicate", "same-reference", 9, "7415.50"],
          ["to", "extra", "no-reference", 6, "4980.00"],
          ["to", "excluded", "deleted", 8, "0.00"],
        ],
        {
          owner: "billing",
          decision: "billing",
          bridges: [
            bridge({ by: "total" }, jobSteps, 2001),
            ...sliced("unit", unitIds, jobSteps, 2001),
            ...sliced("month", months, jobSteps, 2001),
          ],
        },
      ),
      handoff(
        "invoice-to-payment",
        "Invoices are paid",
        { from: "books.invoices", to: "books.payments" },
        [
          ["from", "matched", "none", 2009, "1287418.51"],
          ["to", "matched", "none", 1822, "1287418.51"],
        ],
        {
          cardinality: "one-to-many",
          owner: "accounting",
          alert: "#ar-exceptions",
          bridges: [bridge({ by: "total" }, invoiceSteps, 1822), ...sliced("unit", unitIds, invoiceSteps, 1822)],
        },
      ),
      handoff(
        "payment-to-deposit",
        "Payments reach the bank",
        { from: "books.payments", to: "bank.deposits" },
        [
          ["from", "matched", "none", 1806, "1179301.34"],
          ["from", "missing", "none", 4, "400.00"],
          ["from", "in-flight", "within-grace", 12, "6320.10"],
          ["to", "matched", "none", 311, "1157397.16"],
        ],
        {
          cardinality: "many-to-one",
          decision: "close",
          bridges: [bridge({ by: "total" }, depositSteps, 311), ...sliced("month", months, depositSteps, 311)],
        },
      ),
      handoff("invoice-to-dashboard", "Invoices make the dashboard’s revenue", { from: "books.invoices", to: "board.revenue" }, [], {
        decision: "executive reporting",
      }),
    ],
    findings: [missing, duplicate, payments, different, extra],
    coverage: [
      { check: "tie-out", subject: "deal-to-job", status: "clear", records: 3000, findings: 0, reason: undefined },
      { check: "tie-out", subject: "job-to-invoice", status: "found", records: 4397, findings: 4, reason: undefined },
      { check: "tie-out", subject: "invoice-to-payment", status: "clear", records: 3831, findings: 0, reason: undefined },
      { check: "tie-out", subject: "payment-to-deposit", status: "found", records: 2133, findings: 1, reason: undefined },
      {
        check: "tie-out",
        subject: "invoice-to-dashboard",
        status: "skipped",
        records: 0,
        findings: 0,
        reason: "the dataset board.revenue has no field that could be matched",
      },
    ],
  });
}
