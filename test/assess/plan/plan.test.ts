import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/model/index.ts";
import { SETTING, UNKNOWN } from "../triage/given.ts";
import { at, chain, planOf, repair, stepOf } from "./given.ts";

const setting = { ...SETTING, statement: "A setting of branch Albany.", setting: "branch Albany", refutedBy: "as many elsewhere" };
const onset = { from: "2026-06-15", until: undefined, between: { earliest: "2026-06-10", latest: "2026-06-15" } };

function order(findings: readonly Finding[], more = {}): string[] {
  return planOf(chain(findings, more)).steps.map(({ work, place }) => `${work} ${place.id}`);
}

describe("nothing to do", () => {
  test("is said only of what was looked at", () => {
    const plan = planOf(chain([], { coverage: [run("clear")] }));
    expect(plan.steps).toEqual([]);
    expect(plan.sentence).toBe("Nothing is to be done: all that was checked holds.");
  });

  test("what could not look proves nothing", () => {
    const { sentence } = planOf(chain([], { coverage: [run("clear"), run("skipped")] }));
    expect(sentence).toContain("1 of 2 checks could not look");
    expect(sentence).not.toContain("holds");
    expect(planOf(chain([], { coverage: [] })).sentence).toBe("Nothing was checked, so nothing is known to be done.");
  });
});

describe("one step a place", () => {
  test("records of one handoff are one step, with the numbers of each kind, and the import files", () => {
    const [lost, twice] = [at("bill", "missing"), at("bill", "duplicate", { records: 2 })];
    const plan = planOf(chain([lost, twice], { repairs: { files: [], findings: [repair(lost, 3), repair(twice, 1, 1)] } }));
    const mend = stepOf(plan, "repair-records", "bill");
    expect(mend.what).toBe("Import the exact values for 3 records that never arrived and 1 entered twice at “Handoff bill”.");
    expect(mend.files).toEqual(["repairs/books.invoices.create.csv"]);
    expect(stepOf(plan, "decide-records", "bill")).toMatchObject({
      what: "Decide what becomes of 1 record entered twice at “Handoff bill”.",
      files: ["repairs/decide.csv"],
    });
    expect(mend.findings).toEqual([lost.fingerprint, twice.fingerprint]);
  });

  test("what no repair is known of must be decided", () => {
    const plan = planOf(chain([at("bill", "missing")]));
    expect(plan.steps.map(({ work }) => work)).toEqual(["decide-records"]);
    expect(plan.steps[0]).toMatchObject({ owner: "billing", files: [], proof: { check: "tie-out", subject: "bill" } });
  });

  test("one setting is one step wherever it shows, and names since when and what would disprove it", () => {
    const slices = [
      { terms: [{ field: "branch", title: "branch", value: "albany", words: "Albany" }], records: 9, broken: 6, rateOutside: 0 },
    ];
    const cause = { ...setting, slices, onset };
    const plan = planOf(chain([at("bill", "missing", { cause }), at("pay", "missing", { cause })]));
    const steps = plan.steps.filter(({ work }) => work === "change-setting");
    expect(steps).toHaveLength(1);
    expect(steps[0]?.findings).toHaveLength(2);
    expect(steps[0]?.what).toBe(
      "Set right what was changed for branch Albany between 10 June 2026 and 15 June 2026: a setting of branch Albany.",
    );
    expect(steps[0]?.why).toContain("what would disprove it: as many elsewhere");
  });

  test("two settings at one place are two steps", () => {
    const other = { ...setting, statement: "A setting of branch Troy.", setting: "branch Troy" };
    const plan = planOf(chain([at("bill", "missing", { cause: setting }), at("bill", "extra", { cause: other })]));
    expect(plan.steps.filter(({ work }) => work === "change-setting")).toHaveLength(2);
  });

  test("a symptom goes with what explains it, and its records are not told twice", () => {
    const root = at("bill", "missing", { cause: UNKNOWN });
    const symptom = {
      ...at("none", "disagrees"),
      handoff: undefined,
      lifecycle: { id: "job", rule: "r", track: "t" },
      symptomOf: root.fingerprint,
    };
    const plan = planOf(chain([root, symptom]));
    expect(plan.steps.map(({ work }) => work)).toEqual(["find-cause", "decide-records"]);
    expect(stepOf(plan, "decide-records").what).toBe("Decide what becomes of 3 records that never arrived at “Handoff bill”.");
    expect(stepOf(plan, "decide-records").findings).toEqual([root.fingerprint, symptom.fingerprint]);
  });
});

describe("the order", () => {
  test("records are mended upstream first, whatever they cost", () => {
    const cheap = { owner: "billing", amount: "1.00" };
    expect(order([at("pay", "missing", { amount: "90000.00" }), at("bill", "missing", cheap), at("book", "missing", cheap)])).toEqual([
      "decide-records book",
      "decide-records bill",
      "decide-records pay",
    ]);
  });

  test("and over a handoff between them at which nothing is broken", () => {
    expect(order([at("pay", "missing", { amount: "90000.00" }), at("book", "missing", { amount: "1.00" })])).toEqual([
      "decide-records book",
      "decide-records pay",
    ]);
  });

  test("settings and rules come before the records that they would break again", () => {
    const twice = at("bill", "duplicate", { cause: setting });
    const steps = order([twice], { repairs: { files: [], findings: [repair(twice, 3)] } });
    expect(steps.at(-1)).toBe("repair-records bill");
    expect(steps.slice(0, -1).toSorted()).toEqual(["add-rule bill", "change-setting bill"]);
  });

  test("whoever is to do it is named first", () => {
    const plan = planOf(chain([at("bill", "missing", { owner: undefined })], { handoffs: [] }));
    expect(plan.steps.map(({ work, owner }) => [work, owner])).toEqual([
      ["name-owner", undefined],
      ["decide-records", undefined],
    ]);
    expect(plan.steps[1]?.after).toEqual([plan.steps[0]?.id]);
  });

  test("of what is free, that comes first which ends most for an hour", () => {
    // The same work at both; only what it ends differs.
    const at1 = (place: string, amount: string) => at(place, "missing", { records: 3, amount });
    const handoffs = chain([]).handoffs.filter(({ id }) => id !== "bill");
    expect(order([at1("pay", "100.00"), at1("book", "900000.00")], { handoffs })).toEqual(["decide-records book", "decide-records pay"]);
    expect(order([at1("pay", "900000.00"), at1("book", "100.00")], { handoffs })).toEqual(["decide-records pay", "decide-records book"]);
  });

  test("a dear goal draws what it needs forward, though that by itself ends nothing", () => {
    const dear = at("pay", "missing", { cause: setting, amount: "9000000.00" });
    const dull = at("book", "extra", { amount: "10.00" });
    const handoffs = chain([]).handoffs.filter(({ id }) => id !== "bill");
    expect(order([dull, dear], { handoffs })).toEqual(["change-setting pay", "decide-records pay", "decide-records book"]);
  });
});

describe("the move of the estate", () => {
  test("an audit says what must be settled before the rest", () => {
    const found = at("bill", "missing", { cause: UNKNOWN, severity: "high", decision: "billing", records: 40 });
    const plan = planOf(chain([found]));
    expect(plan.move).toBe("systems-audit");
    expect(plan.sentence).toMatch(
      /^A Systems Audit comes first: causes must be found at 1 place before the rest is changed for good\. In all 2 steps /,
    );
  });
});

function run(status: "clear" | "skipped") {
  return {
    check: "tie-out",
    subject: status,
    status,
    records: 1,
    findings: 0,
    reason: status === "skipped" ? "no record" : undefined,
  } as const;
}
