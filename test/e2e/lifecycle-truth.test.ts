import path from "node:path";
import { describe, expect, test } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
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
    expect(await linesFound(directory)).toEqual(told);
    expect(told.length).toBeGreaterThan(90);
    for (const { faults } of Object.values(truth.lifecycles)) expect(faults.length).toBeGreaterThanOrEqual(2);
  });

  test("the clean twin's systems agree in every state", async () => {
    const directory = path.join(scratch, `clean-${seed}`);
    const truth = await demo(directory, { seed, clean: true });
    expect(linesTold(truth)).toEqual([]);
    expect(await linesFound(directory)).toEqual([]);
  });
});

function linesTold({ lifecycles }: DemoTruth): string[] {
  return Object.entries(lifecycles)
    .flatMap(([lifecycle, { mismatches }]) =>
      mismatches.map(({ rule, outcome, track, key, otherKey, state, otherState, from, due, to, amount, amountDays, records }) =>
        line([lifecycle, rule, outcome, track, key, otherKey, state, otherState, from, due, to, amount, amountDays, String(records)]),
      ),
    )
    .sort();
}

async function linesFound(directory: string): Promise<string[]> {
  return await withEstate(directory, { threads: 2, memory: "1GiB", progress: () => undefined }, async (estate, ports) => {
    const run = await reviewEstate(estate, ports);
    const time = (name: string) => sql`strftime(${id(name)}, '%Y-%m-%dT%H:%M:%SZ') AS ${id(name)}`;
    const rows = await ports.engine.rows<Found>(
      sql`SELECT lifecycle, rule, outcome, track, key, other_key, state, other_state, ${time("from_at")}, ${time("due_at")}, ${time("to_at")},
CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) AS amount, CAST(amount_days AS VARCHAR) AS amount_days, CAST(records AS VARCHAR) AS records
FROM ${id(run.mismatches)}`,
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
  });
}

function line(parts: readonly (string | null)[]): string {
  return parts.map((part) => part ?? "-").join(" | ");
}
