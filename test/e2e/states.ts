import { expect } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Review } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";

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

/** Every fault of states was found and nothing else, each interval and amount exact. */
export function expectStatesFound(truth: DemoTruth, lines: readonly string[], review: Review): void {
  const told = linesTold(truth);
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
}

/** The clean twin's systems agree in every state, and no workflow loses a record. */
export function expectStatesClean(truth: DemoTruth, lines: readonly string[], review: Review): void {
  expect(linesTold(truth)).toEqual([]);
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
}

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

export function linesTold({ lifecycles }: DemoTruth): string[] {
  return Object.entries(lifecycles)
    .flatMap(([lifecycle, { mismatches }]) =>
      mismatches.map(({ rule, outcome, track, key, otherKey, state, otherState, from, due, to, amount, amountDays, records }) =>
        line([lifecycle, rule, outcome, track, key, otherKey, state, otherState, from, due, to, amount, amountDays, String(records)]),
      ),
    )
    .sort();
}

/** The mismatches of a review, a line each, sorted. */
export async function linesFound(engine: Engine, mismatches: string): Promise<string[]> {
  const time = (name: string) => sql`strftime(${id(name)}, '%Y-%m-%dT%H:%M:%SZ') AS ${id(name)}`;
  const rows = await engine.rows<Found>(
    sql`SELECT lifecycle, rule, outcome, track, key, other_key, state, other_state, ${time("from_at")}, ${time("due_at")}, ${time("to_at")},
CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) AS amount, CAST(amount_days AS VARCHAR) AS amount_days, CAST(records AS VARCHAR) AS records
FROM ${id(mismatches)}`,
  );
  return rows
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
}

function line(parts: readonly (string | null)[]): string {
  return parts.map((part) => part ?? "-").join(" | ");
}
