import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import {
  createCaseDurations,
  createEventLog,
  createVariants,
  directlyFollows,
  dropEventLog,
  mostFrequentVariants,
  pairDurations,
  rework,
  summariseCaseDurations,
} from "../../src/events/measures/index.ts";
import { id, join as list, sql } from "../../src/sql/index.ts";
import { measure, shown, type Event } from "./measures-oracle.ts";

let scratch: string;
const engines: Engine[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "tieout-measures-"));
  for (const threads of [1, 3]) engines.push(await openDuckdb({ threads, memory: undefined, spill: join(scratch, String(threads)) }));
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(scratch, { recursive: true, force: true });
});

let made = 0;

/** All measures of some events, as one value. */
async function measured(engine: Engine, events: readonly Event[], type: "VARCHAR" | "BIGINT", order: string | undefined): Promise<unknown> {
  const prefix = `m${(made += 1)}`;
  const rows = events.map(
    ({ thing, activity, micros, tie }) =>
      sql`(${thing}, ${activity}, make_timestamp(CAST(${micros === null ? null : String(micros)} AS BIGINT)), ${tie})`,
  );
  await engine.runInline(sql`CREATE TABLE ${id(prefix)} AS SELECT CAST("the case" AS ${type === "BIGINT" ? sql`BIGINT` : sql`VARCHAR`}) AS "the case",
    CAST(activity AS VARCHAR) AS activity, CAST("at" AS TIMESTAMP) AS "at", tie
    FROM (VALUES ${list(rows)}) AS v("the case", activity, "at", tie)`);
  const log = await createEventLog(engine, { relation: prefix, case: "the case", activity: "activity", at: "at", order }, prefix);
  await createVariants(engine, log, `${prefix}_variants`);
  await createCaseDurations(engine, log, `${prefix}_durations`);
  const durations = await engine.rows(
    sql`SELECT CAST("case" AS VARCHAR) AS thing, CAST(seconds AS VARCHAR) AS seconds FROM ${id(`${prefix}_durations`)}`,
  );
  const result = {
    counts: log.counts,
    follows: await directlyFollows(engine, log),
    pairs: await pairDurations(engine, log),
    cases: await summariseCaseDurations(engine, log),
    durations,
    variants: await mostFrequentVariants(engine, `${prefix}_variants`, 1_000_000),
    rework: await rework(engine, log),
  };
  await dropEventLog(engine, log);
  for (const table of [prefix, `${prefix}_variants`, `${prefix}_durations`]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  return result;
}

const events = fc
  .array(
    fc.record({
      thing: fc.option(fc.constantFrom("1", "2", "10", "33", "7000000000"), { freq: 12 }),
      activity: fc.option(fc.constantFrom("a", "b", "B", "é", "two words", 'quoted "', "", "z"), { freq: 12 }),
      micros: fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -5_000_000_000, max: 5_000_000_000 })), { freq: 12 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .chain((some) =>
    fc
      .boolean()
      .map((coarse) => some.map((event) => ({ ...event, micros: event.micros === null ? null : event.micros * (coarse ? 1000 : 1) }))),
  )
  .chain((some) => {
    // Some sequences must occur in several cases.
    const again = some.slice(0, 30).map((event) => ({ ...event, thing: event.thing === null ? null : `4${event.thing}` }));
    const all = [...some, ...again].map((event, tie): Event => ({ ...event, tie }));
    return fc.record({ events: fc.constant(all), shuffled: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }) });
  });

describe("measures of events", () => {
  it("are those of a plain count, whatever the order of rows, the threads and the type of the case", async () => {
    const [one, many] = engines as [Engine, Engine];
    await fc.assert(
      fc.asyncProperty(events, fc.boolean(), async ({ events: given, shuffled }, tied) => {
        const order = tied ? "tie" : undefined;
        expect(await measured(one, given, "VARCHAR", order)).toEqual(measure(given, tied, "text"));
        expect(await measured(many, shuffled, "BIGINT", order)).toEqual(measure(given, tied, "number"));
      }),
      { numRuns: 25 },
    );
  });

  it("tell a small log by hand", async () => {
    const at = (seconds: number): number => seconds * 1_000_000;
    const given: Event[] = [
      { thing: "x", activity: "open", micros: at(0), tie: 1 },
      { thing: "x", activity: "work", micros: at(10), tie: 2 },
      { thing: "x", activity: "work", micros: at(10) + 1, tie: 3 },
      { thing: "y", activity: "work", micros: at(61), tie: 5 },
      { thing: "y", activity: "open", micros: at(50), tie: 4 },
      { thing: "y", activity: null, micros: at(70), tie: 6 },
    ];
    const result = await measured(engines[0] as Engine, given, "VARCHAR", "tie");
    expect(result).toMatchObject({
      counts: { events: 5, cases: 2, activities: 2, unusable: 1 },
      follows: {
        pairs: [
          { from: "open", to: "work", count: 2 },
          { from: "work", to: "work", count: 1 },
        ],
        starts: [{ activity: "open", count: 2 }],
        ends: [{ activity: "work", count: 2 }],
      },
      pairs: [
        { from: "open", to: "work", count: 2, mean: "10.5", median: "10.5", least: "10", most: "11", total: "21" },
        { from: "work", to: "work", count: 1, mean: "0.000001", median: "0.000001" },
      ],
      cases: { count: 2, mean: "10.500001", median: "10.5000005" },
      variants: [
        { activities: ["open", "work"], cases: 1 },
        { activities: ["open", "work", "work"], cases: 1 },
      ],
      rework: [{ activity: "work", cases: 1, repeats: 1 }],
    });
  });

  it("find nothing where there is no event", async () => {
    const given: Event[] = [{ thing: null, activity: "a", micros: 0, tie: 0 }];
    expect(await measured(engines[1] as Engine, given, "VARCHAR", undefined)).toEqual(measure(given, false, "text"));
  });

  it("refuse numbers of order that cannot be told apart", async () => {
    const given: Event[] = [{ thing: "x", activity: "a", micros: 0, tie: Number.MAX_SAFE_INTEGER * 1024 }];
    await expect(measured(engines[0] as Engine, given, "VARCHAR", "tie")).rejects.toMatchObject({ code: "order" });
    await expect(
      measured(engines[0] as Engine, [{ thing: "x", activity: "a", micros: 0, tie: -1 }], "VARCHAR", "tie"),
    ).rejects.toMatchObject({
      code: "order",
    });
  });

  it("write halves of microseconds exactly", () => {
    expect([0n, 1n, 2n, 2_000_000n, 3_000_001n, 172_800_000_000n].map(shown)).toEqual([
      "0",
      "0.0000005",
      "0.000001",
      "1",
      "1.5000005",
      "86400",
    ]);
  });
});
