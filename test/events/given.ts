import type { Engine, Row } from "../../src/engines/engine.ts";
import { createTimeline, type TimelineEstate } from "../../src/events/index.ts";
import type { Lifecycle, RecordSet, StateMapping, Timeline, Track } from "../../src/model/index.ts";
import { id, sql, type Sql } from "../../src/sql/index.ts";
import { givenRecords, type GivenDataset } from "../detect/given.ts";

export const STATES = ["scheduled", "dispatched", "working", "hold", "completed", "paid", "cancelled"] as const;
export const ESTATE: TimelineEstate = { timeZone: "America/New_York", businessDays: [1, 2, 3, 4, 5], holidays: [] };

export function givenLifecycle(tracks: readonly Track[] = []): Lifecycle {
  return {
    id: "job",
    title: "Jobs",
    entity: "job",
    states: STATES.map((state, index) => ({ id: state, title: state, initial: index === 0, final: false, limit: undefined, once: false })),
    transitions: [],
    reworkLimit: 1,
    tracks,
    links: [],
    rules: [],
    carries: [],
    owner: undefined,
    decision: undefined,
    workflows: [],
    line: 1,
  };
}

export function givenTrack(more: Partial<Track> = {}): Track {
  return {
    id: "dispatch",
    title: "Dispatch",
    dataset: "dispatch.jobs",
    filter: undefined,
    words: {},
    states: STATES,
    current: false,
    since: undefined,
    deleted: undefined,
    stamps: [],
    history: undefined,
    captures: false,
    recordWithin: undefined,
    ...more,
  };
}

export const HISTORY = {
  dataset: "dispatch.history",
  record: "job",
  at: "at",
  recorded: undefined,
  actor: undefined,
  filter: undefined,
} as const;

/** A record set whose status field is `status`, unless another mapping is given. */
export async function givenStates(
  engine: Engine,
  name: string,
  given: GivenDataset,
  state: StateMapping | undefined = { field: "status", words: {}, derived: [] },
  relation = name,
): Promise<RecordSet> {
  const set = await givenRecords(engine, relation, given);
  return { ...set, dataset: { ...set.dataset, id: name, state } };
}

let serial = 0;

/** The timeline of one track of these record sets. */
export async function follow(
  engine: Engine,
  track: Track,
  sets: readonly RecordSet[],
  more: { readonly older?: readonly RecordSet[]; readonly asOf?: string; readonly estate?: TimelineEstate } = {},
): Promise<Timeline> {
  const sources = { sets: new Map(sets.map((set) => [set.dataset.id, set])), older: more.older ?? [], asOf: more.asOf };
  return await createTimeline(engine, more.estate ?? ESTATE, givenLifecycle([track]), track, sources, `t${(serial += 1)}`);
}

/** Events as `key state word at..latest source`, in order. */
export async function eventsOf(engine: Engine, timeline: Timeline): Promise<string[]> {
  const rows = await read(
    engine,
    sql`SELECT s.key, e.state, e.word, ${text(sql`e.${id("at")}`)} AS a, ${text(sql`e.at_latest`)} AS b, e.source
FROM ${id(timeline.events)} AS e JOIN ${id(timeline.subjects)} AS s USING (subject) ORDER BY s.key, e.${id("at")}, e.at_latest, e.state, e.word, e.source`,
  );
  return rows.map((row) => {
    const time = row["a"] === row["b"] ? String(row["a"]) : `${String(row["a"])}..${String(row["b"])}`;
    return `${String(row["key"])} ${stateName(row["state"])} ${String(row["word"])} ${time} ${String(row["source"])}`;
  });
}

/** Spans as `key place state entered → left`, with latest times where they differ. */
export async function spansOf(engine: Engine, timeline: Timeline): Promise<string[]> {
  const rows = await read(
    engine,
    sql`SELECT s.key, p.place, p.state, ${text(sql`p.entered`)} AS a, ${text(sql`p.entered_latest`)} AS b,
  ${text(sql`p.left_at`)} AS c, ${text(sql`p.left_latest`)} AS d, p.previous, p.${id("next")} AS following
FROM ${id(timeline.spans)} AS p JOIN ${id(timeline.subjects)} AS s USING (subject) ORDER BY s.key, p.place`,
  );
  return rows.map((row, index) => {
    const before = rows[index - 1];
    const after = rows[index + 1];
    const own = (other: Row | undefined): string => (other?.["key"] === row["key"] ? stateName(other?.["state"] ?? null) : "-");
    if (own(before) !== stateName(row["previous"]) || own(after) !== stateName(row["following"])) throw new Error("neighbours do not fit");
    const time = (least: string, latest: string): string =>
      row[least] === row[latest] ? String(row[least] ?? "") : `${String(row[least])}..${String(row[latest])}`;
    return `${String(row["key"])} ${String(row["place"])} ${stateName(row["state"])} ${time("a", "b")} → ${time("c", "d")}`.trimEnd();
  });
}

function stateName(code: Row[string] | undefined): string {
  return code === null || code === undefined ? "-" : (STATES[Number(code)] ?? "?");
}

function text(time: Sql): Sql {
  return sql`strftime(${time}, '%m-%d %H:%M')`;
}

async function read(engine: Engine, query: Sql): Promise<Row[]> {
  return await engine.rows(query);
}
