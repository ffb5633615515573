import { findMismatches } from "./detect/index.ts";
import { changesOfField, createTimeline } from "./events/index.ts";
import type { ChosenCapture, GatherPorts } from "./gather.ts";
import type { Crosswalk, Estate, Lifecycle, RecordSet, ReviewedLifecycle, Timeline, Track } from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import { id, sql } from "./sql/index.ts";

/** What lifecycles are reviewed with. */
export interface LifecycleInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly captures: ReadonlyMap<string, ChosenCapture>;
  /** By identity, for links that match by it. */
  readonly crosswalks: ReadonlyMap<string, Crosswalk>;
  /** UTC ISO 8601: what happened later is not known. */
  readonly asOf: string;
}

/** What became of the lifecycles. */
export interface LifecyclesRun {
  readonly reviewed: readonly ReviewedLifecycle[];
  /** Followed records of a lifecycle's track, or of one unit of it. */
  readonly followed: (lifecycle: string, track: string, unit?: string) => number;
}

/**
 * Follows every lifecycle of the estate through its systems and adds what is wrong
 * with its states to the relation of mismatches.
 */
export async function reviewLifecycles(
  estate: Estate,
  ports: GatherPorts,
  input: LifecycleInput,
  mismatches: string,
): Promise<LifecyclesRun> {
  const { engine, progress } = ports;
  const reviewed: ReviewedLifecycle[] = [];
  const counts = new Map<string, ReadonlyMap<string, number>>();
  for (const [index, lifecycle] of estate.lifecycles.entries()) {
    progress(`${lifecycle.id}: following states …`);
    const prefix = `l${index}`;
    const timelines = await followTracks(estate, ports, lifecycle, input, prefix);
    const changes = await followValues(estate, ports, timelines, input, prefix);
    const { sets, crosswalks } = input;
    const names = { prefix, calendar: "calendar", mismatches };
    reviewed.push(await findMismatches(engine, estate, lifecycle, { timelines, sets, crosswalks, changes }, names));
    for (const { track, subjects } of timelines.values()) counts.set(`${lifecycle.id} ${track.id}`, await countByUnit(ports, subjects));
    await dropTimelines(ports, timelines);
    await dropTables(ports, [...changes.values()]);
  }
  return {
    reviewed,
    followed: (lifecycle, track, unit) => {
      const units = counts.get(`${lifecycle} ${track}`) ?? new Map<string, number>();
      return unit === undefined ? [...units.values()].reduce((sum, count) => sum + count, 0) : (units.get(unit) ?? 0);
    },
  };
}

/** The timelines of a lifecycle's tracks, by track; `dropTimelines` takes them away. */
export async function followTracks(
  estate: Estate,
  ports: GatherPorts,
  lifecycle: Lifecycle,
  input: LifecycleInput,
  prefix: string,
): Promise<ReadonlyMap<string, Timeline>> {
  const timelines = new Map<string, Timeline>();
  for (const [index, track] of lifecycle.tracks.entries()) {
    const older = await olderRecords(estate, ports, track, input);
    const sources = { sets: input.sets, older, asOf: input.asOf };
    timelines.set(track.id, await createTimeline(ports.engine, estate, lifecycle, track, sources, `${prefix}t${index}`));
    for (const { relation } of older) await ports.engine.runInline(sql`DROP VIEW ${id(relation)}`);
  }
  return timelines;
}

export async function dropTimelines(ports: GatherPorts, timelines: ReadonlyMap<string, Timeline>): Promise<void> {
  for (const { subjects, events, spans } of timelines.values()) await dropTables(ports, [subjects, events, spans]);
}

/** Since when the values hold that must be carried on, by rule. */
async function followValues(
  estate: Estate,
  { engine }: GatherPorts,
  timelines: ReadonlyMap<string, Timeline>,
  { sets, asOf }: LifecycleInput,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  const changes = new Map<string, string>();
  for (const timeline of timelines.values()) {
    for (const rule of timeline.lifecycle.carries) {
      if (rule.from.track !== timeline.track.id) continue;
      const sources = { sets, older: [], asOf };
      const made = await changesOfField(engine, estate, timeline, sources, rule.from.field, `${prefix}c${changes.size}`);
      changes.set(rule.id, made.relation);
    }
  }
  return changes;
}

async function olderRecords(estate: Estate, { engine }: GatherPorts, track: Track, input: LifecycleInput): Promise<RecordSet[]> {
  if (!track.captures) return [];
  const { dataset } = input.sets.get(track.dataset) as RecordSet;
  const sets: RecordSet[] = [];
  for (const [index, capture] of (input.captures.get(track.dataset)?.older ?? []).entries()) {
    sets.push(await openRecords(engine, estate, dataset, capture, { relation: `older ${index} ${dataset.id}`, as: "view" }));
  }
  return sets;
}

async function countByUnit({ engine }: GatherPorts, subjects: string): Promise<ReadonlyMap<string, number>> {
  const rows = await engine.rows<{ unit: string | null; records: string }>(
    sql`SELECT unit, count(*) AS records FROM ${id(subjects)} GROUP BY unit`,
  );
  return new Map(rows.map(({ unit, records }) => [unit ?? "", Number(records)]));
}

async function dropTables({ engine }: GatherPorts, names: readonly string[]): Promise<void> {
  for (const name of names) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(name)}`);
}
