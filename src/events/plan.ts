import type { Engine } from "../engines/engine.ts";
import type { Condition, Dataset, Estate, FieldType, Lifecycle, RecordSet, Track } from "../model/index.ts";
import { compileCondition, id, sql, startOfDay, type ConditionType, type Sql, type TimeRange } from "../sql/index.ts";

/** What a timeline is made from. */
export interface TimelineSources {
  /** By dataset id; the track's and its history's. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** Record sets of older captures of the track's dataset, oldest first; may be empty. */
  readonly older: readonly RecordSet[];
  /** UTC ISO 8601; undefined: the captures' times alone bound what is known. */
  readonly asOf: string | undefined;
}

/** Of the estate, the zone in which days begin, and the business days in which late records are told; Monday to Friday when not given. */
export type TimelineEstate = Pick<Estate, "timeZone"> & Partial<Pick<Estate, "businessDays" | "holidays">>;

/** Everything that the statements of one timeline share. */
export interface TimelinePlan {
  readonly engine: Engine;
  readonly estate: TimelineEstate;
  readonly lifecycle: Lifecycle;
  readonly track: Track;
  /** The records that are followed; undefined where only a history names them. */
  readonly records: RecordSet | undefined;
  readonly history: RecordSet | undefined;
  readonly older: readonly RecordSet[];
  /** UTC ISO 8601. */
  readonly knownUntil: string;
  readonly subjects: string;
  readonly events: string;
  readonly spans: string;
  readonly prefix: string;
}

export function planTimeline(
  engine: Engine,
  estate: TimelineEstate,
  lifecycle: Lifecycle,
  track: Track,
  sources: TimelineSources,
  prefix: string,
): TimelinePlan {
  const alone = track.history?.dataset === track.dataset;
  const set = setOf(sources, track.dataset);
  const history = track.history === undefined ? undefined : setOf(sources, track.history.dataset);
  const times = [set, ...(history === undefined ? [] : [history])].map(({ capture }) => capture.capturedAt);
  const known = [...times, ...(sources.asOf === undefined ? [] : [sources.asOf])].map((time) => new Date(time).toISOString()).toSorted();
  return {
    engine,
    estate,
    lifecycle,
    track,
    records: alone ? undefined : set,
    history,
    older: alone || !track.captures ? [] : sources.older,
    knownUntil: known[0] as string,
    subjects: `${prefix}_subjects`,
    events: `${prefix}_events`,
    spans: `${prefix}_spans`,
    prefix,
  };
}

function setOf(sources: TimelineSources, dataset: string): RecordSet {
  const set = sources.sets.get(dataset);
  if (set === undefined) throw new TypeError(`no record set of ${dataset} was given`);
  return set;
}

/** An instant as a literal of the engine. */
export function instant(iso: string): Sql {
  return sql`CAST(${new Date(iso).toISOString().slice(0, 23).replace("T", " ")} AS TIMESTAMP)`;
}

/** A condition on the records of a dataset. */
export function meets(plan: TimelinePlan, dataset: Dataset, condition: Condition, alias: string): Sql {
  return compileCondition(condition, {
    typeOf: (name) => conditionType(fieldType(dataset, name)),
    timeZone: plan.estate.timeZone,
    dialect: plan.engine.dialect,
    alias,
  });
}

export function fieldType(dataset: Dataset, name: string): FieldType | undefined {
  return dataset.fields.find((field) => field.name === name)?.type;
}

function conditionType(type: FieldType | undefined): ConditionType | undefined {
  if (type === "key") return "text";
  return type === "money" ? "number" : type;
}

/** A field as text. */
export function asText(dataset: Dataset, name: string, alias: string): Sql {
  const type = fieldType(dataset, name);
  return type === "text" || type === "key" ? id(alias, name) : sql`CAST(${id(alias, name)} AS VARCHAR)`;
}

/** The instant that a time field means, UTC; a day counts from its first local moment. */
export async function moment(plan: TimelinePlan, set: RecordSet, name: string, alias: string): Promise<Sql> {
  if (fieldType(set.dataset, name) !== "date") return id(alias, name);
  return await firstMoment(plan, set, name, alias);
}

/** The first local moment of a DATE column. */
export async function firstMoment(plan: TimelinePlan, set: RecordSet, column: string, alias: string): Promise<Sql> {
  const [range] = await plan.engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(min(${id(column)}) AS VARCHAR) AS least, CAST(max(${id(column)}) AS VARCHAR) AS greatest FROM ${id(set.relation)}`,
  );
  const bounds: TimeRange | undefined =
    range?.least == null || range.greatest === null ? undefined : { least: range.least, greatest: range.greatest };
  return startOfDay(id(alias, column), plan.estate.timeZone, bounds, plan.engine.dialect);
}
