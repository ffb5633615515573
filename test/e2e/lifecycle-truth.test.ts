import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import type { Review } from "../../src/model/index.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import { id, sql } from "../../src/sql/index.ts";
import { demo, scratchDirectory } from "./given.ts";

const scratch = await scratchDirectory();

/** One mismatch as the engine holds it; money with two decimals, times in ISO 8601. */
type Found = Readonly<
  Record<
    | "lifecycle"
    | "rule"
    | "outcome"
    | "track"
    | "key"
    | "other_key"
    | "state"
    | "other_state"
    | "from_at"
    | "due_at"
    | "to_at"
    | "amount"
    | "amount_days"
    | "records",
    string | null
  >
>;

describe.each([1, 2, 3])("seed %i", (seed) => {
  test("a review finds every fault of states and nothing else, each interval and amount exact", async () => {
    const directory = path.join(scratch, `faulty-${seed}`);
    const truth = await demo(directory, { seed });
    const told = linesTold(truth);
    const { lines, review } = await reviewStates(directory);
    expect(lines).toEqual(told);
    expect(told.length).toBeGreaterThan(90);
    for (const { faults } of Object.values(truth.lifecycles)) expect(faults.length).toBeGreaterThanOrEqual(2);
    expect(findingsFound(review)).toEqual(findingsTold(truth));
    expectPartitions(review);
    for (const { id, broken, steps } of review.workflows) {
      expect(broken, id).toBeUndefined();
      expect(
        steps.reduce((sum, { left }) => sum + left.records, 0),
        id,
      ).toBeGreaterThan(0);
    }
  });

  test("the clean twin's systems agree in every state, and no workflow loses a record", async () => {
    const directory = path.join(scratch, `clean-${seed}`);
    const truth = await demo(directory, { seed, clean: true });
    expect(linesTold(truth)).toEqual([]);
    const { lines, review } = await reviewStates(directory);
    expect(lines).toEqual([]);
    expect(findingsFound(review)).toEqual([]);
    expectPartitions(review);
    for (const rule of review.lifecycles.flatMap(({ rules }) => rules)) {
      expect(rule.checked.records, rule.id).toBeGreaterThan(0);
      expect(rule.disagreed.records + rule.disagrees.records, rule.id).toBe(0);
    }
    expect(review.workflows.map(({ id }) => id).sort()).toEqual(WORKFLOWS);
    for (const { id, steps } of review.workflows)
      expect(
        steps.map(({ left }) => left.records),
        id,
      ).toEqual(steps.map(() => 0));
  });
});

test("it is these files that are found to be wrong: with one change forgotten the truth is another", async () => {
  const directory = path.join(scratch, "forgotten");
  const truth = await demo(directory, { seed: 9, jobs: 60, clean: true });
  expect((await reviewStates(directory)).lines).toEqual(linesTold(truth));
  const other = path.join(scratch, "forgotten-other");
  await demo(other, { seed: 9, jobs: 60, clean: true });
  const file = path.join(other, "dispatch/job-history.csv");
  const rows = (await readFile(file, "utf8")).split("\r\n");
  const started = rows.findIndex((row) => row.includes(",InProgress,"));
  expect(started).toBeGreaterThan(0);
  await writeFile(file, rows.toSpliced(started, 1).join("\r\n"));
  expect((await reviewStates(other)).lines.map((each) => each.split(" | ")[2])).toEqual(["skipped-state"]);
});

const WORKFLOWS = [
  "acquisition-import-to-platform-reporting",
  "close-to-executive-dashboard",
  "crm-lifecycle-to-renewal-reporting",
  "job-to-cash",
  "quote-to-work-order",
  "technician-activity-to-invoice",
];

/** One finding for each kind of mismatch of each rule or track, with all that are of it. */
function findingsTold({ lifecycles }: DemoTruth): string[] {
  const counts = new Map<string, number>();
  for (const [lifecycle, { mismatches }] of Object.entries(lifecycles)) {
    for (const { rule, outcome, track, records } of mismatches) {
      const kind = `${lifecycle} ${rule ?? "-"} ${track} ${outcome}`;
      counts.set(kind, (counts.get(kind) ?? 0) + records);
    }
  }
  return [...counts].map(([kind, records]) => `status-mismatch ${kind} ${records}`).sort();
}

function findingsFound({ findings }: Review): string[] {
  return findings
    .flatMap(({ kind, lifecycle, outcome, records }) =>
      lifecycle === undefined ? [] : [`${kind} ${lifecycle.id} ${lifecycle.rule ?? "-"} ${lifecycle.track} ${outcome} ${records}`],
    )
    .sort();
}

/** Every record that a rule speaks of has one outcome. */
function expectPartitions({ lifecycles }: Review): void {
  for (const { id, rules } of lifecycles) {
    for (const { id: rule, checked, agrees, waiting, disagreed, disagrees } of rules) {
      expect(agrees.records + waiting.records + disagreed.records + disagrees.records, `${id} ${rule}`).toBe(checked.records);
    }
  }
}

function linesTold({ lifecycles }: DemoTruth): string[] {
  return Object.entries(lifecycles)
    .flatMap(([lifecycle, { mismatches }]) =>
      mismatches.map(({ rule, outcome, track, key, otherKey, state, otherState, from, due, to, amount, amountDays, records }) =>
        line([lifecycle, rule, outcome, track, key, otherKey, state, otherState, from, due, to, amount, amountDays, String(records)]),
      ),
    )
    .sort();
}

async function reviewStates(directory: string): Promise<{ readonly lines: string[]; readonly review: Review }> {
  return await withEstate(directory, { threads: 2, memory: "1GiB", progress: () => undefined }, async (estate, ports) => {
    const run = await reviewEstate(estate, ports);
    const time = (name: string) => sql`strftime(${id(name)}, '%Y-%m-%dT%H:%M:%SZ') AS ${id(name)}`;
    const rows = await ports.engine.rows<Found>(
      sql`SELECT lifecycle, rule, outcome, track, key, other_key, state, other_state, ${time("from_at")}, ${time("due_at")}, ${time("to_at")},
CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) AS amount, CAST(amount_days AS VARCHAR) AS amount_days, CAST(records AS VARCHAR) AS records
FROM ${id(run.mismatches)}`,
    );
    const lines = rows
      .map((row) =>
        line([
          row.lifecycle,
          row.rule,
          row.outcome,
          row.track,
          row.key,
          row.other_key,
          row.state,
          row.other_state,
          row.from_at,
          row.due_at,
          row.to_at,
          row.amount,
          row.amount_days,
          row.records,
        ]),
      )
      .sort();
    return { lines, review: run.review };
  });
}

function line(parts: readonly (string | null)[]): string {
  return parts.map((part) => part ?? "-").join(" | ");
}
