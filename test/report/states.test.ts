import { describe, expect, it } from "vitest";
import { auditToHtml, reviewToHtml, reviewToText } from "../../src/report/index.ts";
import { MISMATCH_OUTCOMES, type MismatchOutcome, type Review } from "../../src/model/index.ts";
import { inAmountDays, inDays, lag } from "../../src/report/state-words.ts";
import { mismatchSentence } from "../../src/report/states.ts";
import { lagSentence, timingLine } from "../../src/report/timing.ts";
import { manyStates } from "./edge-states.ts";
import { dataset, handoff, review, system } from "./sample-review.ts";
import {
  counted,
  delay,
  lifecycle,
  quantiles,
  stateBreak,
  stateFinding,
  states,
  step,
  timing,
  timingSlice,
  track,
  workflow,
} from "./sample-states.ts";
import { summit, tieOuts } from "./summit.ts";

const given = review({
  systems: [system("st", "ServiceTitan", "dispatch"), system("qb", "QuickBooks", "books")],
  datasets: [
    dataset("st.jobs", "Jobs", "job", 9),
    dataset("qb.invoices", "Invoices", "invoice", 9),
    dataset("st.visits", "Visits", "visit", 9),
  ],
  lifecycles: [lifecycle("job", "Jobs", ["completed", "posted"], { tracks: [track("dispatch", "Dispatch", "st.jobs")] })],
});
const during = { from: "2026-05-04T02:00:00.000Z", due: "2026-05-12T04:00:00.000Z", days: "12.44" };

function sentence(outcome: MismatchOutcome, more: Parameters<typeof states>[2]): string {
  const mismatch = states("job", "dispatch", { state: "completed", ...more });
  return mismatchSentence(stateBreak(outcome, "st.jobs", "J-1", mismatch), mismatch, given);
}

describe("a state mismatch in words", () => {
  it("says what each system says, since when in the estate's zone, and how far beyond the agreed time", () => {
    expect(sentence("disagrees", { ...during, other: { dataset: "qb.invoices", key: undefined, state: "absent" } })).toBe(
      "ServiceTitan says Completed, QuickBooks has no record, since 2026-05-03, 12.4 days beyond the agreed time",
    );
    expect(
      sentence("disagreed", { ...during, to: "2026-05-24T16:00:00.000Z", other: { dataset: "qb.invoices", key: "7", state: "voided" } }),
    ).toBe("ServiceTitan says Completed, QuickBooks says voided, from 2026-05-03 to 2026-05-24, 12.4 days beyond the agreed time");
  });

  it("names the datasets where one system stands on both sides", () => {
    expect(sentence("disagrees", { other: { dataset: "st.visits", key: "7", state: "posted" } })).toBe(
      "ServiceTitan Jobs says Completed, ServiceTitan Visits says Posted",
    );
  });

  it("says the longest that it can have been where times are intervals", () => {
    const atMost = { from: "2026-05-01T12:00:00.000Z", to: undefined };
    expect(sentence("stuck", { ...during, atMost })).toBe(
      "ServiceTitan says Completed, since 2026-05-03, 12.4 days beyond its limit, at most from 2026-05-01",
    );
  });

  it("has a sentence for each outcome, with and without what may lack", () => {
    const other = { dataset: undefined, key: undefined, state: "posted" };
    const said = MISMATCH_OUTCOMES.map((outcome) => sentence(outcome, { ...during, other }));
    expect(new Set(said).size).toBe(MISMATCH_OUTCOMES.length - 2);
    expect(sentence("regression", { from: during.from, other })).toBe("ServiceTitan went back from Posted to Completed, on 2026-05-03");
    const start = { dataset: undefined, key: undefined, state: "(start)" };
    expect(sentence("skipped-state", { other: start })).toBe("ServiceTitan began with Completed");
    expect(sentence("unmapped-word", {})).toBe("ServiceTitan’s word “J-1” stands for no state");
    for (const outcome of MISMATCH_OUTCOMES) expect(sentence(outcome, {})).not.toMatch(/undefined|  |,$/);
  });
});

describe("times in words", () => {
  it("uses minutes, hours or days, and a sign where the downstream record is earlier", () => {
    expect([0, 0.4, -0.4, 1, 47.94, 48, -75.5, 2400].map(lag)).toEqual([
      "0 min",
      "24 min",
      "−24 min",
      "1.0 h",
      "47.9 h",
      "2.0 days",
      "−3.1 days",
      "100.0 days",
    ]);
  });

  it("never makes a short time none", () => {
    expect(["0.00", "0.02", "1.00", "12.45", "1204.50"].map(inDays)).toEqual([
      "0.00 days",
      "0.02 days",
      "1.0 day",
      "12.5 days",
      "1,204.5 days",
    ]);
    expect(inAmountDays("812044.1", "USD")).toBe("812,044.10 dollar-days");
    expect(inAmountDays("1", "CHF")).toBe("1.00 CHF-days");
  });

  it("says so where no pair has both times", () => {
    const none = timing([timingSlice({ by: "total" }, 0, quantiles(0, 0, 0))], {
      waiting: { records: 1, amount: "5.00", overdue: 0, medianAge: undefined, oldest: undefined },
    });
    expect(lagSentence(none)).toContain("is not known");
    expect(timingLine(none, "USD")).toBe("How long it takes is not known; 1 worth $5.00 waiting.");
  });
});

describe("states and workflows in the terminal", () => {
  const text = reviewToText(summit(), { findings: 8 });

  it("gives a workflow its sentence and a line a step", () => {
    expect(text).toContain("✕ Job to cash → close");
    expect(text).toMatch(/Completed jobs become invoices +590 +529 +38 +17 +26\.5 h\n/);
    expect(text).toContain("? Revenue reporting → executive reporting");
    expect(text).toContain("Followed no further: the dataset board.revenue");
  });

  it("gives a rule its outcomes, and keeps open cases and stuck ones apart", () => {
    expect(text).toMatch(/A completed job is invoiced +2,041 +1,955 +17 +31 +38\n/);
    expect(text.replace(/\s+/g, " ")).toContain(
      "172 open within their limits, 13 stuck (Hold 9 of 40, the oldest 55.0 days; Dispatched 4 of 31",
    );
    expect(text).toContain("“On Hold – Parts” 14");
  });

  it("tells a finding of states as it tells one of a handoff", () => {
    expect(text.replace(/\s+/g, " ")).toContain(
      "Jobs 483012, $4,210.00: ServiceTitan says Completed, QuickBooks Online has no record, since 2026-08-12, 42.2 days beyond the agreed time",
    );
    expect(text).toMatch(/delay +1,061\.2 days beyond the agreed time in all/);
  });

  it("stays short when there are many", () => {
    const many = reviewToText(manyStates(200));
    expect(many.split("\n").length).toBeLessThan(300);
    expect(many).toContain("192 more workflows in audit.html.");
  });

  it("adds nothing where an estate has none", () => {
    expect(reviewToText(tieOuts())).not.toMatch(/States:|arrived|Takes/);
    expect(reviewToHtml(tieOuts())).not.toMatch(/id="(workflows|states)"|class="(workflow|timing|apart)"/);
  });
});

/** The number attributes of the first element of a class. */
function attributes(page: string, pattern: RegExp): Record<string, number> {
  const element = pattern.exec(page)?.[0] ?? "";
  return Object.fromEntries([...element.matchAll(/(\w+)="(-?[\d.]+)%?"/g)].map(([, name = "", value]) => [name, Number(value)]));
}

describe("the pictures", () => {
  function flowOf(passed: number, left: number): string {
    const one = step("h", "H", { from: "st.jobs", to: "qb.invoices" }, counted(passed + left), {
      passed: counted(passed),
      left: counted(left),
    });
    const handoffs = [handoff("h", "H", { from: "st.jobs", to: "qb.invoices" }, [["from", "matched", "none", passed]])];
    return reviewToHtml({ ...given, handoffs, workflows: [workflow("w", "W", [one], { share: passed / (passed + left) })] });
  }

  it("draws what passes as thick as it has records", () => {
    const half = attributes(flowOf(50, 50), /<rect class="passing"[^>]*>/)["height"] ?? 0;
    const most = attributes(flowOf(100, 0), /<rect class="passing"[^>]*>/)["height"] ?? 0;
    expect(half).toBeCloseTo(most / 2, 1);
    expect(flowOf(100, 0)).not.toContain('class="falling');
    expect(flowOf(999_999, 1)).toContain('class="falling left"');
    expect(flowOf(0, 0)).toContain('class="dry"');
  });

  it("names both systems and the loss for those who cannot see it", () => {
    expect(flowOf(50, 50)).toContain("100 enter at Jobs, ServiceTitan; to Invoices, QuickBooks: 50 of 100 pass, time not known, 50 left");
  });

  function apart(more: Parameters<typeof states>[2]): string {
    const mismatch = states("job", "dispatch", {
      state: "completed",
      other: { dataset: "qb.invoices", key: "7", state: "posted" },
      ...more,
    });
    const finding = stateFinding({ id: "job", rule: undefined, track: "dispatch" }, "disagrees", "T", {
      delay: delay("8.00", "8.00", 1),
      samples: [stateBreak("disagrees", "st.jobs", "J-1", mismatch)],
    });
    return reviewToHtml({ ...given, findings: [finding] });
  }

  it("hatches from the agreed time to the end, on one axis with the bars", () => {
    const page = apart({ from: "2026-05-01T00:00:00.000Z", due: "2026-05-03T00:00:00.000Z", to: "2026-05-11T00:00:00.000Z", days: "8.00" });
    const said = attributes(page, /<rect class="said"[^>]*>/);
    const lost = attributes(page.slice(page.indexOf('class="apart"')), /<rect class="lost"[^>]*>/);
    expect(said).toMatchObject({ x: 4, width: 92 });
    expect(lost["x"]).toBeCloseTo(4 + 92 * 0.2, 1);
    expect(lost["width"]).toBeCloseTo(92 * 0.8, 1);
    expect(page).toContain("due 2 May 2026");
  });

  it("runs to what is known where it is not over, and is left out where it is not known from when on", () => {
    expect(apart({ from: "2026-05-01T00:00:00.000Z", due: "2026-05-03T00:00:00.000Z", days: "8.00" })).toContain("still, 8.0 days on");
    expect(apart({})).not.toContain('class="apart"');
    expect(apart({ from: "no time", due: "2026-05-03T00:00:00.000Z" })).not.toContain('class="apart"');
  });

  it("says which units stand apart, and opens their table", () => {
    const page = auditToHtml(summit()).replace(/\s+/g, " ");
    expect(page).toMatch(/<details open> ?<summary> ?Unit by unit: .{0,80}1 unit apart from the rest/);
    expect(page).toMatch(/St\. Petersburg<\/bdi> ?<strong class="broken apart">stands apart/);
  });

  it("gives every finding a place, though its lifecycle is not reviewed", () => {
    const lost = stateFinding({ id: "gone", rule: undefined, track: "t" }, "stuck", "Stuck somewhere.");
    const page = reviewToHtml({ ...given, lifecycles: [], findings: [lost] } satisfies Review);
    expect(page).toContain(`id="finding-${lost.fingerprint}"`);
  });
});
