import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Cause, Finding, Review } from "../../src/model/index.ts";
import { demo, review, scratchDirectory } from "./given.ts";
import { reviewedDemo } from "./shared.ts";

const scratch = await scratchDirectory();

/**
 * The faults of the example that have one cause: what struck one branch, or one item,
 * since a day. The fifth (terminals of one branch that were offline) cannot be told: the
 * payments in the books say no branch.
 */
const FAULTS = [
  { fault: "booking-sync-stopped", handoff: "deal-to-job", outcome: "missing", place: "unit=rochester", since: "2026-05-18" },
  { fault: "invoice-sync-stopped", handoff: "job-to-invoice", outcome: "missing", place: "unit=syracuse", since: "2026-06-15" },
  { fault: "tax-added-twice", handoff: "job-to-invoice", outcome: "different", place: "type=Water Heater Install", factor: "1.07" },
] as const;

function causeOf({ findings }: Review, handoff: string, outcome: string): Cause | undefined {
  return findings.find((finding) => finding.handoff === handoff && finding.outcome === outcome && finding.subject === undefined)?.cause;
}

function isRight(cause: Cause | undefined, fault: (typeof FAULTS)[number]): boolean {
  if (cause?.class !== "configuration") return false;
  const place = cause.slices[0]?.terms.map(({ field, value }) => `${field}=${value}`) ?? [];
  if ("factor" in fault) return cause.signature?.parameters["factor"] === fault.factor && place.includes(fault.place);
  const { onset } = cause;
  return (
    place.join() === fault.place &&
    onset !== undefined &&
    onset.between.earliest <= fault.since.replace("-15", "-25") &&
    onset.from !== undefined &&
    onset.from >= fault.since
  );
}

describe.each([
  { jobs: 400, seeds: [1, 2, 3], least: 8 },
  { jobs: 2000, seeds: [1], least: 3 },
])("$jobs jobs", ({ jobs, seeds, least }) => {
  test("the class, the place and the time of what has one cause are right", async () => {
    const found: string[] = [];
    for (const seed of seeds) {
      const made = jobs === 400 ? (await reviewedDemo(seed)).review : await reviewed(seed, jobs);
      for (const fault of FAULTS) if (isRight(causeOf(made, fault.handoff, fault.outcome), fault)) found.push(`${fault.fault} ${seed}`);
      expectConsistent(made.findings);
      expectNoMore(made.findings);
    }
    // With 400 jobs, three invoices are wrong by a factor; in one of the three years too few of them differ to show it.
    expect(found.length, found.join(", ")).toBeGreaterThanOrEqual(least);
  }, 240_000);
});

async function reviewed(seed: number, jobs: number): Promise<Review> {
  const directory = path.join(scratch, `${jobs}-${seed}`);
  await demo(directory, { seed, jobs });
  return (await review(directory)).review;
}

/** Symptoms point at each other, and every figure adds up. */
function expectConsistent(findings: readonly Finding[]): void {
  const by = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  for (const finding of findings) {
    for (const { fingerprint } of finding.symptoms ?? []) expect(by.get(fingerprint)?.symptomOf).toBeDefined();
    if (finding.symptomOf !== undefined) {
      const root = by.get(finding.symptomOf);
      expect(root?.symptoms?.some(({ fingerprint }) => fingerprint === finding.fingerprint)).toBe(true);
      expect(root?.symptomOf).toBeUndefined();
    }
    const { cause } = finding;
    if (cause === undefined || finding.kind === "vendor-setting") continue;
    const told = [cause, ...cause.besides].reduce((sum, { explained }) => sum + explained.records, cause.unexplained.records);
    expect(told, finding.title).toBe(finding.records);
  }
}

/** Whatever else is claimed to be a setting is one of these. */
function expectNoMore(findings: readonly Finding[]): void {
  const settings = findings.filter(({ kind }) => kind === "vendor-setting");
  for (const { cause } of settings) {
    const place = cause?.slices.flatMap(({ terms }) => terms.map(({ field, value }) => `${field}=${value}`)) ?? [];
    expect(
      FAULTS.some((fault) => place.includes(fault.place)),
      place.join(),
    ).toBe(true);
  }
}

test("the clean twin has no cause and no setting", async () => {
  const { review: made } = await reviewedDemo(1, true);
  expect(made.findings.filter(({ kind, cause }) => kind === "vendor-setting" || cause !== undefined)).toEqual([]);
  expect(made.coverage.find(({ check }) => check === "vendor-setting")).toMatchObject({ status: "skipped", findings: 0 });
}, 240_000);
