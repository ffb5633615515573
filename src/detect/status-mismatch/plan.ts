import type { Engine } from "../../engines/engine.ts";
import type { AgreedTime, DeadlineContext, Dialect, Sql } from "../../sql/index.ts";
import type { Crosswalk, Estate, Lifecycle, RecordSet, Timeline, Track } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";

/** What of the estate the states of things are judged with. */
export type MismatchEstate = Pick<Estate, "timeZone">;

/** What was read, for one lifecycle. */
export interface MismatchInput {
  /** By track. */
  readonly timelines: ReadonlyMap<string, Timeline>;
  /** By dataset. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By identity, for links that match by it. */
  readonly crosswalks: ReadonlyMap<string, Crosswalk>;
  /**
   * When values last changed, for carry rules: by the rule's id, else by its `from` track's, the name of a relation
   * with `subject` BIGINT, `value` VARCHAR, `at` TIMESTAMP. A rule without one cannot tell since when its values differ.
   */
  readonly changes?: ReadonlyMap<string, string> | undefined;
}

export interface MismatchNames {
  /** Begins the name of every relation made here; unique per lifecycle. */
  readonly prefix: string;
  /** The relation of `createCalendar`. */
  readonly calendar: string;
  /** The relation of `createMismatches`, to which this lifecycle's are added. */
  readonly mismatches: string;
}

/** Everything that the steps for one lifecycle share. */
export interface Plan {
  readonly engine: Engine;
  readonly dialect: Dialect;
  readonly estate: MismatchEstate;
  readonly lifecycle: Lifecycle;
  readonly input: MismatchInput;
  readonly names: MismatchNames;
}

/** Earlier than anything that is recorded. */
export const EARLIEST = sql`CAST('0001-01-01 00:00:00' AS TIMESTAMP)`;

export function relation(plan: Plan, name: string): string {
  return `${plan.names.prefix} ${name}`;
}

export function trackOf(plan: Plan, name: string): Track {
  return plan.lifecycle.tracks.find((track) => track.id === name) as Track;
}

export function timelineOf(plan: Plan, track: string): Timeline {
  const timeline = plan.input.timelines.get(track);
  if (timeline === undefined) throw new TypeError(`the track ${track} of ${plan.lifecycle.id} was not followed`);
  return timeline;
}

export function setOf(plan: Plan, dataset: string): RecordSet {
  const set = plan.input.sets.get(dataset);
  if (set === undefined) throw new TypeError(`the records of ${dataset} were not opened`);
  return set;
}

/** Does only a history name the track's things? Then its subjects are no rows of a record set. */
export function isNamedByHistory(track: Track): boolean {
  return track.history !== undefined && track.history.dataset === track.dataset;
}

/** Codes of states; a state that the lifecycle does not have has none. */
export function codes(lifecycle: Lifecycle, states: readonly string[]): number[] {
  const wanted = new Set(states);
  return lifecycle.states.flatMap((state, code) => (wanted.has(state.id) ? [code] : []));
}

/** Is a state code one of these? */
export function isOneOf(state: Sql, among: readonly number[]): Sql {
  return among.length === 0 ? sql`FALSE` : sql`${state} IN (${join(among.map((code) => sql`${code}`))})`;
}

/** A state's id by its code. */
export function stateId(lifecycle: Lifecycle, state: Sql): Sql {
  const each = lifecycle.states.map(({ id: name }, code) => sql`WHEN ${code} THEN ${name}`);
  return sql`CASE ${state} ${join(each, " ")} END`;
}

/** What is known ends here. */
export interface Known {
  /** The last moment of which anything is known. */
  readonly until: Sql;
  /** Just behind it: where stays end that are not over, so that they are told from those that ended in the last moment. */
  readonly open: Sql;
}

/** The earlier of what the timelines know. */
export function knownOf(...timelines: readonly Pick<Timeline, "knownUntil">[]): Known {
  const until = Math.min(...timelines.map(({ knownUntil }) => Date.parse(knownUntil)));
  const text = new Date(until).toISOString().replace("T", " ").replace("Z", "");
  return { until: sql`CAST(${text} AS TIMESTAMP)`, open: sql`CAST(${`${text}001`} AS TIMESTAMP)` };
}

/** Makes a table. */
export async function create(plan: Pick<Plan, "engine">, name: string, query: Sql): Promise<string> {
  await plan.engine.runInline(sql`CREATE TABLE ${id(name)} AS\n${query}`);
  return name;
}

export async function drop(plan: Pick<Plan, "engine">, ...names: readonly string[]): Promise<void> {
  for (const name of names) await plan.engine.runInline(sql`DROP TABLE IF EXISTS ${id(name)}`);
}

/** What deadlines of the times in a column are worked out with. */
export async function deadlineContext(plan: Clock, time: Sql, from: Sql): Promise<DeadlineContext> {
  const [range] = await plan.engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(min(${time}) AS VARCHAR) AS least, CAST(max(${time}) AS VARCHAR) AS greatest FROM ${from}`,
  );
  const known =
    range === undefined || range.least === null || range.greatest === null ? undefined : { least: range.least, greatest: range.greatest };
  return { dialect: plan.engine.dialect, timeZone: plan.estate.timeZone, calendar: plan.names.calendar, range: known };
}

/** What days are counted with. */
export interface Clock {
  readonly engine: Engine;
  readonly estate: MismatchEstate;
  readonly names: Pick<MismatchNames, "calendar">;
}

/** In words: `5 business days`, `0 hours`. */
export function durationInWords({ count, unit }: AgreedTime): string {
  const word = unit === "business-days" ? "business day" : unit === "days" ? "day" : "hour";
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
