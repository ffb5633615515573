import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Review, Triage, TriageAnswer, TriageGroundId, TriageMove } from "../../src/model/index.ts";
import { createResolver } from "../../src/resolver.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import { writeCompany, type Company, type Fault, type Made } from "./triage-estates.ts";

const scratch = await mkdtemp(path.join(tmpdir(), "tieout-triage-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

let made = 0;

/** The whole way: exports and declarations of a small company to its review. */
async function reviewed(company: Company): Promise<Review> {
  made += 1;
  const directory = path.join(scratch, String(made));
  await writeCompany(directory, company);
  return await withEstate(
    directory,
    { threads: 1, memory: "512MiB", progress: () => undefined },
    async (estate, ports) => (await reviewEstate(estate, ports, { resolve: createResolver(estate, ports) })).review,
  );
}

function answers({ questions }: Triage): Partial<Record<TriageGroundId, TriageAnswer>> {
  return Object.fromEntries(questions.flatMap(({ grounds }) => grounds.map(({ id, answer }) => [id, answer])));
}

function northFrom(first: string): (record: Made) => boolean {
  return ({ branch, day }) => branch === "north" && day >= first;
}

/** Twelve of 120, of either branch, over two months. */
const SCATTERED = new Set([3, 10, 18, 25, 33, 47, 52, 66, 71, 84, 97, 110]);

/** Since 10 July no job of branch north is invoiced: 21 of them, over three weeks. */
const SETTING: Fault = { at: "invoice", hits: northFrom("2026-07-10") };
/** Jobs here and there are not invoiced, and nothing tells why. */
const NO_CAUSE: Fault = { at: "invoice", hits: ({ n }) => SCATTERED.has(n) };
/** Two records, three weeks apart. */
const TWO = ({ n }: Made): boolean => n === 20 || n === 61;

const cannot = { question: "stack-cannot-represent", answer: "yes", why: "contracts have no place in any system" } as const;
const known = { question: "diagnosis-complete", answer: "yes", why: "we looked into it" } as const;

interface Case {
  readonly name: string;
  readonly company: Company;
  readonly primary: TriageMove | undefined;
  readonly moves: readonly TriageMove[];
  readonly grounds: Partial<Record<TriageGroundId, TriageAnswer>>;
}

const CASES: readonly Case[] = [
  {
    name: "1, modernization: the stack cannot represent the model, and the diagnosis is complete",
    company: { faults: [SETTING], triage: [cannot] },
    primary: "modernization",
    moves: ["modernization", "stabilization-sprint", "growth-systems-review", "map-ownership"],
    grounds: { "stack-cannot-represent": "yes", "diagnosis-complete": "yes", "cause-clear": "yes" },
  },
  {
    name: "1, not: modernization is declared, but nobody knows why jobs are not invoiced",
    company: { faults: [NO_CAUSE], triage: [cannot, known] },
    primary: "systems-audit",
    moves: ["systems-audit", "growth-systems-review", "map-ownership"],
    grounds: { "stack-cannot-represent": "yes", "diagnosis-complete": "no", "cause-clear": "no", "cause-unclear": "yes" },
  },
  {
    name: "2, Stabilization Sprint: one setting, and billing waits",
    company: { faults: [SETTING] },
    primary: "stabilization-sprint",
    moves: ["stabilization-sprint", "growth-systems-review", "map-ownership"],
    grounds: {
      "stack-cannot-represent": "unknown",
      "diagnosis-complete": "yes",
      "cause-clear": "yes",
      "billing-delayed": "yes",
      "reports-distrusted": "no",
      "close-cleaned-up": "no",
      "state-defined-differently": "no",
      "cause-unclear": "no",
      "touches-operations": "yes",
      "low-impact": "no",
    },
  },
  {
    name: "3, Systems Audit: branches define the states of a bin differently",
    company: { unchecked: true },
    primary: "systems-audit",
    moves: ["systems-audit"],
    grounds: {
      "state-defined-differently": "yes",
      "cause-unclear": "no",
      "billing-delayed": "no",
      "touches-operations": "no",
      "repeats-at-handoff": "no",
    },
  },
  {
    name: "3, Systems Audit: billing waits, and the cause is unclear",
    company: { faults: [NO_CAUSE] },
    primary: "systems-audit",
    moves: ["systems-audit", "growth-systems-review", "map-ownership"],
    grounds: { "cause-clear": "no", "cause-unclear": "yes", "billing-delayed": "yes", "state-defined-differently": "no" },
  },
  {
    name: "4, Growth Systems Review: it recurs, though no operation is touched",
    company: { faults: [{ at: "label", hits: northFrom("2026-06-15") }] },
    primary: "growth-systems-review",
    moves: ["growth-systems-review", "map-ownership"],
    grounds: { recurs: "yes", "touches-operations": "no", "numbers-not-trusted": "no", "people-clean-up": "no", "cause-unclear": "no" },
  },
  {
    name: "5, map ownership: it repeats at one handoff for two weeks, of no weight elsewhere",
    company: { faults: [{ at: "label", hits: northFrom("2026-07-15") }] },
    primary: "map-ownership",
    moves: ["map-ownership"],
    grounds: { "repeats-at-handoff": "yes", recurs: "no", "touches-operations": "no", "happened-once": "no", occasional: "no" },
  },
  {
    name: "6, fix the setting: it happened once, and a setting explains it",
    company: {
      faults: [{ at: "label", hits: ({ day }) => day === "2026-07-14" || day === "2026-07-15", instead: (amount) => amount * 100 }],
    },
    primary: "fix-setting",
    moves: ["fix-setting", "document-and-monitor"],
    grounds: { "happened-once": "yes", "setting-explains": "yes", "repeats-at-handoff": "no", recurs: "no", "low-impact": "yes" },
  },
  {
    name: "7, document and monitor: two labels, three weeks apart",
    company: { faults: [{ at: "label", hits: TWO }] },
    primary: "document-and-monitor",
    moves: ["document-and-monitor"],
    grounds: { occasional: "yes", "low-impact": "yes", "happened-once": "no", "cause-clear": "unknown", "cause-unclear": "unknown" },
  },
  {
    name: "unknown: one handoff held no record, so nothing can be said to be in order",
    company: { empty: true },
    primary: undefined,
    moves: [],
    grounds: {
      "diagnosis-complete": "no",
      "cause-clear": "unknown",
      "billing-delayed": "unknown",
      recurs: "unknown",
      "repeats-at-handoff": "unknown",
      "low-impact": "unknown",
    },
  },
  {
    name: "unknown in part: too few breaks to search, no report and no lifecycle; what is known decides",
    company: { bare: true, faults: [{ at: "invoice", hits: TWO }] },
    primary: "growth-systems-review",
    moves: ["growth-systems-review"],
    grounds: {
      "cause-clear": "unknown",
      "cause-unclear": "unknown",
      "billing-delayed": "yes",
      "reports-distrusted": "unknown",
      "state-defined-differently": "unknown",
      "numbers-not-trusted": "unknown",
      "touches-operations": "yes",
    },
  },
  {
    name: "tie: billing waits for one setting, and states are defined differently; the earlier move is the primary one",
    company: { faults: [SETTING], unchecked: true },
    primary: "stabilization-sprint",
    moves: ["stabilization-sprint", "systems-audit", "growth-systems-review", "map-ownership"],
    grounds: { "cause-clear": "yes", "billing-delayed": "yes", "state-defined-differently": "yes", "cause-unclear": "no" },
  },
  {
    name: "odd records beside a clear cause do not make it unclear",
    company: { faults: [SETTING, { at: "invoice", hits: TWO, instead: (amount) => amount + 4_321 }] },
    primary: "stabilization-sprint",
    moves: ["stabilization-sprint", "growth-systems-review", "map-ownership"],
    grounds: { "cause-clear": "yes", "cause-unclear": "no", "diagnosis-complete": "unknown" },
  },
  {
    name: "clean: nothing but to go on watching",
    company: {},
    primary: "document-and-monitor",
    moves: ["document-and-monitor"],
    grounds: {
      "cause-clear": "no",
      "billing-delayed": "no",
      recurs: "no",
      "repeats-at-handoff": "no",
      occasional: "yes",
      "low-impact": "yes",
    },
  },
];

describe("the decision tree over small estates, each reviewed", () => {
  test.each(CASES)("$name", async ({ company, primary, moves, grounds }) => {
    const { triage, handoffs } = await reviewed(company);
    expect(answers(triage.estate)).toMatchObject(grounds);
    expect(triage.estate).toMatchObject({ primary, moves });
    // What breaks in one workflow is no trouble of the other.
    for (const { workflow, moves: own } of triage.workflows) {
      const here = handoffs.filter(({ workflows }) => workflows.includes(workflow ?? ""));
      if (here.every(({ clean }) => clean) && company.unchecked !== true && company.bare !== true && company.triage === undefined)
        expect(own, workflow).toEqual(["document-and-monitor"]);
    }
  });
});
