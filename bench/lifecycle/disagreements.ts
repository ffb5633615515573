import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disagreements, knownOf, type ApartInput } from "../../src/detect/index.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { TimelinePlan } from "../../src/events/plan.ts";
import { createSpans } from "../../src/events/spans.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import type { BenchRun } from "../harness/bench.ts";
import { median } from "../harness/measure.ts";
import { BUSINESS_DAYS, createJobs, expectedDisagreements, KNOWN_UNTIL, THEN, TIME_ZONE, WHEN, type Disagreements } from "./jobs.ts";

/** Seconds for the stretches of time of all jobs. */
const MARK = 3;

/**
 * When two systems disagree about a million jobs: a completed job must be posted, paid or closed in the books within
 * five business days. Stays are made of events first; the stretches are then found and held against their deadlines.
 */
export async function timeDisagreements(run: BenchRun, jobs: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "tieout-disagreements-"));
  const engine = await openDuckdb({ threads: 2, memory: undefined, spill: join(scratch, "spill") });
  try {
    run.say(`making the events of ${jobs} jobs`);
    const events = await createJobs(engine, jobs);
    const expected = expectedDisagreements(jobs);
    await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: [] }, engine.dialect));
    const place = { bench: "lifecycle", contender: "tieout", dataset: `disagreements-${events}` };
    const stays: Taken[] = [];
    const stretches: Taken[] = [];
    // The first round is checked and warms up.
    for (let round = 0; round <= run.repeats; round++) {
      const first = await timed(async () => {
        for (const name of ["dispatch", "books"]) await createSpans(spansPlan(engine, name), true);
      });
      const then = await timed(() => findStretches(engine));
      const found = await foundStretches(engine);
      if (JSON.stringify(found) !== JSON.stringify(expected)) {
        throw new Error(`lifecycle, ${place.dataset}: found ${JSON.stringify(found)}, must be ${JSON.stringify(expected)}`);
      }
      for (const table of ["dispatch spans", "books spans", "judged", "judged met", "judged x"]) {
        await engine.runInline(sql`DROP TABLE ${id(table)}`);
      }
      if (round === 0) continue;
      stays.push(first);
      stretches.push(then);
      run.say(`round ${round}: stays ${first.seconds.toFixed(2)} s, stretches ${then.seconds.toFixed(2)} s`);
    }
    const note = `${jobs} jobs; ${expected.stretches} stretches of ${expected.minutes} minutes together, ${expected.counted} beyond the agreed time, ${expected.open} not over`;
    const { seconds } = middle(stretches);
    run.emit({ ...place, operation: "stays", ...middle(stays), note: "events of both systems to stays, sorted" });
    run.emit({ ...place, operation: "stretches", ...middle(stretches), note });
    run.say(`stretches: ${seconds.toFixed(2)} s; the mark is ${MARK}: ${seconds <= MARK ? "reached" : "missed"}`);
  } finally {
    await engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function timed(work: () => Promise<void>): Promise<Taken> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function middle(taken: readonly Taken[]): { readonly seconds: number; readonly cpu_seconds: number } {
  const of = (part: keyof Taken): number => Number(median(taken.map((one) => one[part])).toFixed(3));
  return { seconds: of("seconds"), cpu_seconds: of("cpuSeconds") };
}

function spansPlan(engine: Engine, name: string): TimelinePlan {
  return {
    engine,
    dialect: engine.dialect,
    track: {},
    events: name,
    spans: `${name} spans`,
    knownUntil: KNOWN_UNTIL,
  } as unknown as TimelinePlan;
}

async function findStretches(engine: Engine): Promise<void> {
  const known = knownOf({ knownUntil: KNOWN_UNTIL });
  const input: ApartInput = {
    when: { spans: "dispatch spans", states: WHEN, exact: true },
    then: { spans: "books spans", events: "books", states: THEN, exact: true, absent: false },
    link: "link",
    of: "some",
    known,
  };
  const clock = { engine, estate: { timeZone: TIME_ZONE }, names: { calendar: "calendar" } };
  await disagreements(clock, "judged", input, { count: BUSINESS_DAYS, unit: "business-days" });
}

async function foundStretches(engine: Engine): Promise<Disagreements> {
  const until = sql`CAST(${KNOWN_UNTIL.replace("T", " ").replace("Z", "")} AS TIMESTAMP)`;
  const [row] = await engine.rows<Record<keyof Disagreements, string>>(sql`SELECT count(*) AS stretches,
  sum(${engine.dialect.secondsBetween(sql`s`, sql`least(e, ${until})`)}) / 60 AS minutes, count(*) FILTER (WHERE counts) AS counted, count(*) FILTER (WHERE open) AS open
FROM judged`);
  return { stretches: Number(row?.stretches), minutes: Number(row?.minutes), counted: Number(row?.counted), open: Number(row?.open) };
}
