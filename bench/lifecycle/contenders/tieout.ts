/*
 * tieout.js FILE WARMUP time|check ANSWER THREADS: our own measures. Prints what each operation took; in the mode
 * `check` writes what it found to ANSWER. Everything is done once with WARMUP before.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import {
  createCaseDurations,
  createEventLog,
  createVariants,
  directlyFollows,
  dropEventLog,
  mostFrequentVariants,
  pairDurations,
  rework,
  type EventLog,
} from "../../../src/events/measures/index.ts";
import { id, sql } from "../../../src/sql/index.ts";
import { COLUMNS } from "../data.ts";
import type { Answer } from "../truth.ts";

const [file, warmup, mode, answer, threads] = process.argv.slice(2);
if (file === undefined || warmup === undefined || answer === undefined) throw new Error("tieout.js FILE WARMUP time|check ANSWER THREADS");
const scratch = mkdtempSync(join(tmpdir(), "tieout-bench-"));
const engine = await openDuckdb({ threads: Number(threads), memory: undefined, spill: join(scratch, "spill") });
try {
  await measureAll(warmup, "warmup");
  const { taken, found } = await measureAll(file, "log");
  if (mode === "check") writeFileSync(answer, JSON.stringify(await whole(found)));
  console.log(JSON.stringify(taken));
} finally {
  await engine.close();
  rmSync(scratch, { recursive: true, force: true });
}

async function measureAll(from: string, prefix: string) {
  const taken: Record<string, { readonly seconds: number; readonly cpuSeconds: number }> = {};
  const timed = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(cpu);
    taken[operation] = { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
    return result;
  };
  const log = await timed("load", () => load(from, prefix));
  const follows = await timed("directly-follows", () => directlyFollows(engine, log));
  const pairs = await timed("performance", () => pairDurations(engine, log));
  await timed("variants", () => createVariants(engine, log, `${prefix}_variants`));
  const again = await timed("rework", () => rework(engine, log));
  await timed("durations", () => createCaseDurations(engine, log, `${prefix}_durations`));
  if (prefix === "warmup") {
    await dropEventLog(engine, log);
    for (const table of ["warmup_variants", "warmup_durations"]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
  return { taken, found: { follows, pairs, again, prefix } };
}

/** Reads the file and makes the log: events of one instant stand in the order of the file. */
async function load(from: string, prefix: string): Promise<EventLog> {
  const columns = sql`${id(COLUMNS.case)} AS "case", ${id(COLUMNS.activity)} AS activity, ${id(COLUMNS.at)} AS ${id("at")}`;
  const types = sql`columns = {'case:concept:name': 'VARCHAR', 'concept:name': 'VARCHAR', 'time:timestamp': 'TIMESTAMP'}`;
  const [rows, placed] = [`${prefix}_rows`, `${prefix}_placed`];
  const csv = from.endsWith(".csv");
  // Parquet is read in place; text is parsed once.
  if (csv) await engine.runInline(sql`CREATE TABLE ${id(rows)} AS SELECT ${columns} FROM read_csv(${from}, header = true, ${types})`);
  const events = csv
    ? sql`SELECT *, rowid AS place FROM ${id(rows)}`
    : sql`SELECT ${columns}, file_row_number AS place FROM read_parquet(${from}, file_row_number = true)`;
  await engine.runInline(sql`CREATE VIEW ${id(placed)} AS ${events}`);
  const log = await createEventLog(engine, { relation: placed, case: "case", activity: "activity", at: "at", order: "place" }, prefix);
  await engine.runInline(sql`DROP VIEW ${id(placed)}`);
  if (csv) await engine.runInline(sql`DROP TABLE ${id(rows)}`);
  return log;
}

/** All that was found, for checking. */
async function whole({ follows, pairs, again, prefix }: Awaited<ReturnType<typeof measureAll>>["found"]): Promise<Answer> {
  const micros = (seconds: string): number => Number(seconds) * 1e6;
  const counts = (list: readonly { readonly activity: string; readonly count: number }[]) =>
    Object.fromEntries(list.map(({ activity, count }) => [activity, count]));
  const variants = await mostFrequentVariants(engine, `${prefix}_variants`, Number.MAX_SAFE_INTEGER);
  const durations = await engine.rows<{ seconds: string }>(
    sql`SELECT CAST(seconds AS VARCHAR) AS seconds FROM ${id(`${prefix}_durations`)}`,
  );
  return {
    follows: Object.fromEntries(follows.pairs.map(({ from, to, count }) => [`${from}→${to}`, count])),
    starts: counts(follows.starts),
    ends: counts(follows.ends),
    pairs: Object.fromEntries(
      pairs.map(({ from, to, count, mean, median, least, most, total }) => [
        `${from}→${to}`,
        { count, mean: micros(mean), median: micros(median), least: micros(least), most: micros(most), total: micros(total) },
      ]),
    ),
    variants: Object.fromEntries(variants.map(({ activities, cases }) => [activities.join("→"), cases])),
    rework: Object.fromEntries(again.map(({ activity, cases }) => [activity, cases])),
    durations: durations.map(({ seconds }) => micros(seconds)),
  };
}
