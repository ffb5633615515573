import type { Engine } from "../../engines/engine.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import type { EventLog } from "./event-log.ts";

/**
 * Times in seconds as decimal texts, exact to the microsecond: `86400`, `0.000001`. The mean is rounded to it,
 * half up; the median of an even number of times is the middle between the two in the middle, so it may end in
 * half a microsecond: `0.0000005`.
 */
export interface DurationSummary {
  readonly count: number;
  readonly mean: string;
  readonly median: string;
  readonly least: string;
  readonly most: string;
  readonly total: string;
}

/** How long it takes from an activity to the one right after it in the same case. */
export interface PairDuration extends DurationSummary {
  readonly from: string;
  readonly to: string;
}

/** How long each activity takes to be followed by each other one (the performance of a directly-follows graph), ordered by names. */
export async function pairDurations(engine: Engine, log: EventLog): Promise<readonly PairDuration[]> {
  const { withoutFirst, sideBySide } = engine.dialect;
  const steps = sideBySide(
    id(log.cases),
    [
      { name: "from_code", value: sql`path` },
      { name: "to_code", value: withoutFirst(sql`path`) },
      { name: "since", value: sql`times` },
      { name: "until", value: withoutFirst(sql`times`) },
    ],
    [],
  );
  const found = await engine.rows<Figures & { from: string; to: string }>(sql`
SELECT f.activity AS ${id("from")}, t.activity AS ${id("to")}, p.*
FROM (
  SELECT from_code, to_code, ${figures(engine, sql`gap`)}
  FROM (SELECT from_code, to_code, (until - since) * ${log.tick} AS gap FROM (${steps}) AS steps WHERE to_code IS NOT NULL) AS gaps GROUP BY from_code, to_code
) AS p JOIN ${id(log.activities)} AS f ON f.code = p.from_code JOIN ${id(log.activities)} AS t ON t.code = p.to_code
ORDER BY f.code, t.code`);
  return found.map((row) => ({ from: row.from, to: row.to, ...summary(row) }));
}

/** Makes a relation of how long each case took from its first event to its last, the shortest first: `case`, `seconds` DECIMAL(24, 6). */
export async function createCaseDurations(engine: Engine, log: EventLog, relation: string): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT "case", CAST(${lasting(engine)} AS DECIMAL(18, 0)) * CAST(0.000001 AS DECIMAL(6, 6)) AS seconds FROM ${id(log.cases)} ORDER BY seconds, "case"`);
}

/** How long cases take; undefined without a case. */
export async function summariseCaseDurations(engine: Engine, log: EventLog): Promise<DurationSummary | undefined> {
  const [row] = await engine.rows<Figures>(
    sql`SELECT ${figures(engine, sql`lasting`)} FROM (SELECT ${lasting(engine)} AS lasting FROM ${id(log.cases)}) AS c`,
  );
  return row === undefined || Number(row.count) === 0 ? undefined : summary(row);
}

function lasting(engine: Engine): Sql {
  return engine.dialect.microsecondsBetween(id("first_at"), id("last_at"));
}

interface Figures {
  readonly [name: string]: string;
  readonly count: string;
  readonly total: string;
  readonly least: string;
  readonly most: string;
  readonly lower: string;
  readonly upper: string;
}

function figures(engine: Engine, micros: Sql): Sql {
  const { quantiles } = engine.dialect;
  // Seen from the other end, the lower one of two in the middle is the upper one.
  return sql`count(*) AS count, sum(${micros}) AS total, min(${micros}) AS least, max(${micros}) AS most,
    ${quantiles(micros, ["0.5"])}[1] AS lower, -(${quantiles(sql`-${micros}`, ["0.5"])}[1]) AS upper`;
}

function summary(row: Figures): DurationSummary {
  const [count, total] = [BigInt(row.count), BigInt(row.total)];
  return {
    count: Number(row.count),
    mean: seconds(((2n * total + count) / (2n * count)) * 2n),
    median: seconds(BigInt(row.lower) + BigInt(row.upper)),
    least: seconds(2n * BigInt(row.least)),
    most: seconds(2n * BigInt(row.most)),
    total: seconds(2n * total),
  };
}

/** Half microseconds, not negative, as seconds. */
function seconds(halves: bigint): string {
  const digits = String(halves * 5n).padStart(8, "0");
  return `${digits.slice(0, -7)}.${digits.slice(-7)}`.replace(/\.?0+$/, "");
}
