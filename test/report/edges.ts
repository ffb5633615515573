import type { Break, Finding, Review, ReviewedHandoff } from "../../src/model/index.ts";
import { hostileStates } from "./edge-states.ts";
import { bridge, dataset, finding, handoff, identity, review, sampleBreak, sliced, system, type Step } from "./sample-review.ts";

const allSteps: Step[] = [
  ["upstream", "Upstream total", 90_000, "91204331.17"],
  ["missing", "Missing downstream", 120, "-131204.20"],
  ["in-flight", "In flight", 80, "-9120.00"],
  ["ambiguous-upstream", "Ambiguous upstream", 60, "-4410.35"],
  ["duplicate-upstream", "Duplicates upstream", 75, "-7311.00"],
  ["adjustment:fees", "Processor fees", 60_000, "-1821904.18"],
  ["difference", "Differences", 210, "-22014.85"],
  ["tolerance", "Within tolerance", 640, "12.31"],
  ["extra", "Extra downstream", 66, "14980.00"],
  ["duplicate", "Duplicates", 90, "7415.50"],
  ["ambiguous", "Ambiguous", 61, "4012.00"],
  ["in-flight-downstream", "In flight downstream", 61, "2199.99"],
];

const SYSTEMS = ["crm", "quote", "dispatch", "field", "parts", "billing", "books", "cards", "bank", "sheet", "board", "group"];

/** 12 systems and `handoffs` handoffs, some within a system, some backward, some far. */
export function wide(handoffs: number, more: Partial<ReviewedHandoff> = {}): Review {
  const systems = SYSTEMS.map((id, index) =>
    system(id, `${id[0]?.toUpperCase()}${id.slice(1)} system ${index + 1}`, "other", index % 3 === 0 ? undefined : `team ${index}`),
  );
  const datasets = SYSTEMS.flatMap((id) => [
    dataset(`${id}.a`, `${id} opening records`, "record", 1000),
    dataset(`${id}.b`, `${id} closing records`, "record", 900),
  ]);
  const list = Array.from({ length: handoffs }, (_, index) => {
    const from = SYSTEMS[(index * 5) % 12] ?? "crm";
    const reach = index % 7 === 3 ? 0 : index % 11 === 5 ? 12 - 4 : 1 + (index % 4);
    const to = SYSTEMS[((index * 5) % 12) + reach] ?? SYSTEMS[11] ?? "group";
    const broken = index % 3 === 0;
    return handoff(
      `handoff-${index + 1}`,
      `Records of ${from} arrive in ${to}`,
      { from: `${from}.a`, to: `${to}.b` },
      [
        ["from", "matched", "none", 900 - index * 20, "88000.00"],
        ...(broken ? ([["from", "missing", "none", 12 + index, "1200.50"]] as const) : []),
        ["to", "matched", "none", 900 - index * 20, "88000.00"],
      ],
      more,
    );
  });
  return review({
    verdict: {
      sentence: "A third of the handoffs do not tie out.",
      findings: 0,
      breaks: 300,
      mismatched: 0,
      amount: "12005.00",
      handoffsClean: 20,
      handoffs,
    },
    systems,
    datasets,
    handoffs: list,
  });
}

/** As large as a review may be expected to be: 40 handoffs, 60 months, 12 units, 200 findings with 10 samples each. */
export function large(): Review {
  const months = Array.from({ length: 60 }, (_, index) => `${2021 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`);
  const units = Array.from({ length: 12 }, (_, index) => ({ id: `unit-${index + 1}`, title: `Branch ${index + 1}` }));
  const bridges = [
    bridge({ by: "total" }, allSteps, 89_000),
    ...sliced(
      "unit",
      units.map((unit) => unit.id),
      allSteps,
      89_000,
    ),
    ...sliced("month", months, allSteps, 89_000),
  ];
  const base = wide(40, { bridges });
  const findings = Array.from({ length: 200 }, (_, index): Finding => {
    const id = `handoff-${(index % 40) + 1}`;
    const samples = Array.from({ length: 10 }, (_, sample): Break =>
      sampleBreak(id, "different", "crm.a", `key ${index}-${sample}`, {
        reference: `reference ${index}-${sample}`,
        unit: "unit-3",
        date: "2026-08-03",
        amount: "1204.55",
        difference: "-12.00",
        counterparts: [`other ${index}-${sample}`],
        fields: [
          { from: { field: "total", value: "1204.55" }, to: { field: "total", value: "1192.55" } },
          { from: { field: "completedOn", value: "2026-08-03" }, to: { field: "txnDate", value: "2026-08-19" } },
        ],
      }),
    );
    return finding(id, "different", `${index + 11} records differ in the handoff, $12,045.50 in all.`, {
      records: index + 11,
      amount: "12045.50",
      onset: "2026-08-03",
      samples,
    });
  });
  return { ...base, units, findings, verdict: { ...base.verdict, findings: 200 } };
}

/** Text that means harm to a page, a terminal or a spreadsheet. */
export const HOSTILE = [
  `<img src=x onerror=alert(1)>`,
  `</script><script>alert(1)</script>`,
  `"><svg onload=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</title></style><h1>owned</h1>`,
  "\u001b[2J\u001b]0;owned\u0007\u009b31m",
  "safe\u202egnp.exe\u2066",
  "lone \ud800 surrogate, null \u0000, line\nend",
  "javascript:alert(1)",
  `=cmd|' /C calc'!A0`,
  `\${alert(1)} {{7*7}} &lt;`,
];

/** The hostile texts in every place that data can reach. */
export function hostile(text = HOSTILE.join(" ")): Review {
  const { timing, lifecycles, workflows, findings } = hostileStates(text);
  const location = { file: text, line: 3, column: 4 };
  return review({
    estate: { name: text, title: text, currency: "USD", timeZone: "UTC" },
    verdict: { sentence: text, findings: 1, breaks: 1, mismatched: 0, amount: "1.00", handoffsClean: 0, handoffs: 1 },
    systems: [{ id: "a", title: text, vendor: text, kind: "other", owner: text }],
    units: [{ id: text, title: text }],
    datasets: [
      dataset("a.one", text, text, 1, {
        files: [text],
        unreadable: 1,
        unreadableSamples: [{ code: text, message: text, at: location, found: text, expected: text, hint: text }],
        hints: [{ code: "empty", message: text }],
        notes: [text],
      }),
    ],
    identities: [
      identity(text, text, [{ dataset: text, records: 3 }], {
        review: 2,
        leftOut: [{ rule: text, blocks: 1, records: 9, pairs: 36 }],
        model: { frozen: true, prior: 0.001, comparisons: [text], degenerate: [{ rule: text, reason: text }] },
        notes: [text],
      }),
    ],
    facts: [
      {
        id: text,
        entity: text,
        attribute: text,
        declared: false,
        owner: text,
        systems: [
          { system: "a", role: "owner", fields: [text], first: 1, compared: 2, differing: 1 },
          { system: text, role: "reader", fields: [text], first: 0, compared: 2, differing: 1 },
        ],
        inferred: { system: text, observations: 9, share: 1, low: 0.7009, high: 1 },
        agreement: "agrees",
        observations: 9,
        undecided: 1,
        compared: 2,
        differing: 1,
      },
    ],
    handoffs: [
      handoff(text, text, { from: "a.one", to: text }, [["from", "missing", "none", 1, "1.00"]], {
        identity: text,
        owner: text,
        alert: text,
        decision: text,
        workflows: [text],
        timing,
        bridges: [
          bridge(
            { by: "total" },
            [
              ["upstream", text, 1, "1.00"],
              [`adjustment:${text}`, text, 1, "-1.00"],
            ],
            0,
            text,
          ),
          ...sliced(
            "unit",
            [text],
            [
              ["upstream", text, 1, "1.00"],
              [text, text, 1, "-1.00"],
            ],
            0,
          ),
          ...sliced(
            "month",
            [text],
            [
              ["upstream", text, 1, "1.00"],
              [text, text, 1, "-1.00"],
            ],
            0,
          ),
        ],
      }),
    ],
    lifecycles,
    workflows,
    findings: [
      ...findings,
      finding(text, "missing", text, {
        records: 2,
        amount: "1.00",
        slice: { field: text, value: text, shareOfBreaks: 1, shareOfRecords: 0.5 },
        cause: {
          code: "page-limit",
          class: "vendor-limit",
          proven: false,
          confidence: 0.5,
          statement: text,
          explained: { records: 2, amount: "1.00", share: 1 },
          unexplained: { records: 0, amount: "0.00" },
          slices: [{ terms: [{ field: text, title: text, value: text, words: text }], records: 3, broken: 2, rateOutside: 0 }],
          signature: { code: text, from: text, to: text, parameters: { n: text } },
          onset: { from: "2026-01-01", until: undefined, between: { earliest: "2026-01-01", latest: "2026-01-02" } },
          rivals: [text],
          besides: [],
          refutedBy: text,
          setting: text,
          recreated: text,
        },
        symptoms: [{ fingerprint: "0123456789abcdef", title: text }],
        identity: { confidence: 0.75, accepted: 1, review: 1 },
        owner: text,
        alert: text,
        decision: text,
        move: text,
        samples: [
          sampleBreak(text, "missing", text, text, {
            reference: text,
            unit: text,
            amount: "1.00",
            counterparts: [text],
            fields: [{ from: { field: text, value: text }, to: { field: text, value: null } }],
          }),
        ],
      }),
    ],
    coverage: [{ check: text, subject: text, status: "failed", records: 1, findings: 1, reason: text }],
  });
}

/** Names from right to left and in wide letters, and a bridge below zero. */
export function foreign(): Review {
  const steps: Step[] = [
    ["upstream", "請求書の合計", 4, "-1200.00"],
    ["missing", "חסר במורד הזרם", 1, "1500.25"],
    ["difference", "Отличия", 1, "-90.10"],
  ];
  return review({
    estate: { name: "tokyo", title: "サミット空調設備株式会社", currency: "JPY", timeZone: "Asia/Tokyo" },
    verdict: {
      sentence: "שתי העברות אינן מתיישבות: 2 breaks.",
      findings: 1,
      breaks: 2,
      mismatched: 0,
      amount: "1590.35",
      handoffsClean: 0,
      handoffs: 1,
    },
    systems: [system("crm", "顧客関係管理システム（本社）", "crm", "営業部"), system("books", "مكتب المحاسبة الرئيسي", "books", "محاسبة")],
    datasets: [
      dataset("crm.a", "請求書と見積書の一覧表", "invoice", 4, { amount: "-1200.00" }),
      dataset("books.b", "الفواتير", "invoice", 4),
    ],
    handoffs: [
      handoff(
        "a",
        "請求書が会計システムに届く — הגעת חשבוניות",
        { from: "crm.a", to: "books.b" },
        [
          ["from", "matched", "none", 2, "-2700.25"],
          ["from", "missing", "none", 1, "-1500.25"],
          ["to", "matched", "none", 2, "-2700.25"],
        ],
        { bridges: [bridge({ by: "total" }, steps, 3)] },
      ),
    ],
    findings: [
      finding("a", "missing", "חשבונית אחת חסרה", {
        records: 1,
        amount: "1500.25",
        owner: "محاسبة",
        samples: [sampleBreak("a", "missing", "crm.a", "請求-001", { amount: "-1500.25" })],
      }),
    ],
  });
}

/** Every title ten thousand characters long. */
export function long(): Review {
  return hostile("Extraordinarily".repeat(700).slice(0, 10_000));
}
