import type { Engine } from "../../src/engines/engine.ts";
import { id, sql, type Sql } from "../../src/sql/index.ts";

/*
 * Jobs of which two systems tell the states. Everything about a job follows from its number by arithmetic that SQL and
 * JavaScript do alike, so that what must be found is known without asking the engine.
 *
 * Dispatch: scheduled, dispatched, working, then completed (of one job in ten, opened again and completed once more) or
 * on hold in between. Books, but for one job in fifty: draft, posted, then paid and closed, or back to draft and posted again.
 */

/* States by their codes: scheduled, dispatched, working, hold, completed; draft, posted, paid, closed. */
export const WHEN = [4];
export const THEN = [6, 7, 8];
/** In minutes since 2024-01-01 UTC; nothing is known beyond. */
const KNOWN = 525_600;
export const KNOWN_UNTIL = "2024-12-31T00:00:00.000Z";
/** An agreed time of so many business days, Monday to Friday in New York. */
export const BUSINESS_DAYS = 5;
export const TIME_ZONE = "America/New_York";

/** A number that looks drawn, from 0 below `below`; the same as `drawnSql`, exact in a double. */
function drawn(job: number, salt: number, below: number): number {
  return ((((job + 1) * 1_103_515 + salt * 7_919_317) % 2_147_483) * 69_069 + 12_345) % below;
}

function drawnSql(job: Sql, salt: Sql, below: number): Sql {
  return sql`(((((${job} + 1) * 1103515 + ${salt} * 7919317) % 2147483) * 69069 + 12345) % ${below})`;
}

/** Makes the relations `dispatch` and `books` of events as a timeline has them, and `link`. The number of events. */
export async function createJobs(engine: Engine, jobs: number): Promise<number> {
  const [job, k] = [sql`j`, sql`k`];
  const dispatch = sql`CASE k WHEN 3 THEN (CASE WHEN ${reopened()} THEN 4 ELSE 3 END) WHEN 4 THEN 2 WHEN 5 THEN 4 ELSE k END`;
  const books = sql`CASE k WHEN 0 THEN 5 WHEN 1 THEN 6 WHEN 2 THEN (CASE WHEN ${drawn3()} THEN 5 ELSE 7 END) ELSE (CASE WHEN ${drawn3()} THEN 6 ELSE 8 END) END`;
  const start = drawnSql(job, sql`99`, 480_000);
  const tables = [
    { name: "dispatch", state: dispatch, events: 6, minutes: sql`${start} + k * 300 + ${drawnSql(job, k, 240)}`, where: sql`TRUE` },
    {
      name: "books",
      state: books,
      events: 4,
      minutes: sql`${start} + 1500 + k * 7200 + ${drawnSql(job, sql`(k + 10)`, 7200)}`,
      where: sql`${drawnSql(job, sql`50`, 50)} <> 0`,
    },
  ];
  for (const { name, state, events, minutes, where } of tables) {
    await engine.runInline(sql`CREATE TABLE ${id(name)} AS
SELECT j AS subject, CAST(${state} AS SMALLINT) AS state, TIMESTAMP '2024-01-01' + to_minutes(${minutes}) AS ${id("at")}, TIMESTAMP '2024-01-01' + to_minutes(${minutes}) AS at_latest
FROM range(${jobs}) AS jobs(j), range(${events}) AS ks(k) WHERE ${where}`);
  }
  await engine.runInline(sql`CREATE TABLE link AS SELECT DISTINCT subject AS a, subject AS b FROM books`);
  const [row] = await engine.rows<{ n: string }>(sql`SELECT (SELECT count(*) FROM dispatch) + (SELECT count(*) FROM books) AS n`);
  return Number(row?.n);
}

function reopened(): Sql {
  return sql`${drawnSql(sql`j`, sql`60`, 10)} = 0`;
}

function drawn3(): Sql {
  return sql`${drawnSql(sql`j`, sql`70`, 3)} = 0`;
}

/** What must be found: how many stretches, how long together, how many of them beyond the agreed time, and how many are not over. */
export interface Disagreements {
  readonly stretches: number;
  readonly minutes: number;
  readonly counted: number;
  readonly open: number;
}

/** Works it out job by job. */
export function expectedDisagreements(jobs: number): Disagreements {
  const found = { stretches: 0, minutes: 0, counted: 0, open: 0 };
  for (let job = 0; job < jobs; job++) {
    const start = drawn(job, 99, 480_000);
    const done = (k: number): number => start + k * 300 + drawn(job, k, 240);
    const completed: Stretch[] = [[done(5), Infinity]];
    if (drawn(job, 60, 10) === 0) completed.unshift([done(3), done(4)]);
    const booked = (k: number): number => start + 1500 + k * 7200 + drawn(job, k + 10, 7200);
    const back = drawn(job, 70, 3) === 0;
    const agreeing: Stretch[] = back
      ? [
          [booked(1), booked(2)],
          [booked(3), Infinity],
        ]
      : [[booked(1), Infinity]];
    for (const [from, to] of without(completed, drawn(job, 50, 50) === 0 ? [] : agreeing)) {
      if (from > KNOWN) continue;
      const open = to > KNOWN;
      found.stretches += 1;
      found.minutes += (open ? KNOWN : to) - from;
      if (open) found.open += 1;
      if ((open ? KNOWN : to) > due(from)) found.counted += 1;
    }
  }
  return found;
}

type Stretch = readonly [from: number, to: number];

function without(stretches: readonly Stretch[], taken: readonly Stretch[]): Stretch[] {
  return taken.reduce<Stretch[]>(
    (left, [from, to]) =>
      left.flatMap(([s, e]) => [[s, Math.min(e, from)] as const, [Math.max(s, to), e] as const].filter(([a, b]) => a < b)),
    [...stretches],
  );
}

/** Summer time in New York in 2024, in minutes: 10 March 07:00 to 3 November 06:00 UTC. */
const [SUMMER, WINTER] = [Date.UTC(2024, 2, 10, 7), Date.UTC(2024, 10, 3, 6)].map((time) => (time - Date.UTC(2024, 0, 1)) / 60_000) as [
  number,
  number,
];

/** The first moment of the day after the fifth business day that follows the day of a time. */
function due(minutes: number): number {
  let day = Math.floor((minutes - (minutes >= SUMMER && minutes < WINTER ? 240 : 300)) / 1440);
  // 1 January 2024 was a Monday.
  for (let left = BUSINESS_DAYS; left > 0;) if ((((day += 1) % 7) + 7) % 7 < 5) left -= 1;
  const local = (day + 1) * 1440;
  return local + (local + 240 >= SUMMER && local + 240 < WINTER ? 240 : 300);
}
