import type { Engine } from "../../src/engines/engine.ts";
import type {
  AgreeRule,
  CarryRule,
  Duration,
  Lifecycle,
  RecordSet,
  ReviewedLifecycle,
  Timeline,
  Track,
  TrackLink,
} from "../../src/model/index.ts";
import { createCalendar, id, join, sql, type Sql } from "../../src/sql/index.ts";
import { createMismatches, findMismatches } from "../../src/detect/index.ts";
import { givenRecords, type GivenRecord } from "./given.ts";
import type { FieldType } from "../../src/model/index.ts";

/** A change of state as a test writes it: state, time (UTC), and when at the latest, who, when recorded. */
export interface GivenEvent {
  readonly state: string;
  readonly at: string;
  readonly latest?: string;
  readonly actor?: string;
  readonly recorded?: string;
}

export interface GivenThing {
  readonly key: string;
  readonly events: readonly GivenEvent[];
  readonly amount?: number | string | null;
  readonly unit?: string | null;
  readonly [field: string]: unknown;
}

const HOURS_0: Duration = { count: 0, unit: "hours" };

export function givenTrack(name: string, states: readonly string[], overrides: Partial<Track> = {}): Track {
  return {
    id: name,
    title: name,
    dataset: `${name}.records`,
    filter: undefined,
    words: {},
    states,
    current: false,
    since: undefined,
    deleted: undefined,
    stamps: [],
    history: { dataset: `${name}.history`, record: "record", at: "at", recorded: "recorded", actor: "actor", filter: undefined },
    captures: false,
    recordWithin: undefined,
    ...overrides,
  };
}

export function givenRule(
  when: AgreeRule["when"] | Record<string, readonly string[]>,
  then: Record<string, readonly string[]>,
  overrides: Partial<AgreeRule> = {},
): AgreeRule {
  const [[whenTrack, whenStates] = ["", []]] = Object.entries(when);
  const [[thenTrack, thenStates] = ["", []]] = Object.entries(then);
  return {
    id: "rule",
    title: "A completed job is invoiced",
    when: { track: whenTrack, states: whenStates as readonly string[], filter: undefined },
    then: { track: thenTrack, states: thenStates.filter((state) => state !== "absent"), absent: thenStates.includes("absent") },
    of: "some",
    within: HOURS_0,
    worth: undefined,
    owner: "billing",
    decision: "billing",
    line: 1,
    ...overrides,
  };
}

type StateSpec = Partial<Lifecycle["states"][number]> & { readonly next?: readonly string[] };

export interface GivenLifecycle {
  readonly states: Readonly<Record<string, StateSpec>>;
  readonly tracks: readonly Track[];
  readonly rework?: readonly (readonly [string, string])[];
  readonly rules?: readonly AgreeRule[];
  readonly carries?: readonly CarryRule[];
  readonly links?: readonly TrackLink[];
  readonly reworkLimit?: number;
}

export function givenLifecycle(given: GivenLifecycle): Lifecycle {
  const entries = Object.entries(given.states);
  const [from, to] = given.tracks;
  const link = {
    from: from?.id ?? "",
    to: to?.id ?? "",
    match: { kind: "key", on: [{ from: "id", to: "job" }], ignoreCase: false },
  } as const;
  return {
    id: "job",
    title: "Jobs",
    entity: "job",
    states: entries.map(([name, spec], index) => ({
      id: name,
      title: spec.title ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      initial: spec.initial ?? index === 0,
      final: spec.final ?? false,
      limit: spec.limit,
      once: spec.once ?? false,
    })),
    transitions: [
      ...entries.flatMap(([name, spec]) => (spec.next ?? []).map((next) => ({ from: name, to: next, rework: false }))),
      ...(given.rework ?? []).map(([a, b]) => ({ from: a, to: b, rework: true })),
    ],
    reworkLimit: given.reworkLimit ?? 1,
    tracks: given.tracks,
    links: given.links ?? (to === undefined ? [] : [link]),
    rules: given.rules ?? [],
    carries: given.carries ?? [],
    owner: "operations",
    decision: undefined,
    workflows: [],
    line: 1,
  };
}

export interface GivenTimeline {
  readonly things: readonly GivenThing[];
  readonly knownUntil?: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
}

const KNOWN_UNTIL = "2026-10-01T00:00:00.000Z";
const FIELDS = { id: "key", job: "key", amount: "money", unit: "text", kind: "text" } as const;

/** The relations that the room `events` would make of these changes, and the record set. */
export async function givenTimeline(
  engine: Engine,
  lifecycle: Lifecycle,
  track: Track,
  given: GivenTimeline,
): Promise<{ timeline: Timeline; set: RecordSet }> {
  const fields = { ...FIELDS, ...given.fields };
  const records = given.things.map((thing): GivenRecord => {
    const value = (name: string): GivenRecord[string] => (thing[name] ?? null) as GivenRecord[string];
    return Object.fromEntries(Object.keys(fields).map((name) => [name, name === "id" ? thing.key : value(name)]));
  });
  const set = await givenRecords(engine, track.dataset, { fields, records });
  const names = { subjects: `${track.id} subjects`, events: `${track.id} events`, spans: `${track.id} spans` };
  const code = (state: string): number => lifecycle.states.findIndex(({ id: name }) => name === state);
  const order = ({ state, at, latest, actor }: GivenEvent): string =>
    [at, latest ?? at, String(code(state) + 1).padStart(3, "0"), state, actor ?? ""].join(" ");
  const sorted = given.things.map(({ events }) => [...events].sort((a, b) => (order(a) < order(b) ? -1 : 1)));
  await engine.runInline(
    sql`CREATE TABLE ${id(names.subjects)} AS SELECT _row AS subject, _key AS key, _amount AS amount, _unit AS unit, _date AS date, _file AS file, _pos AS pos FROM ${id(set.relation)}`,
  );
  const time = (text: string | null | undefined): Sql => sql`CAST(${text ?? null} AS TIMESTAMP)`;
  const state = (name: string): Sql => sql`CAST(${code(name) < 0 ? null : code(name)} AS SMALLINT)`;
  const events = sorted.flatMap((list, subject) =>
    list.map(
      (event) =>
        sql`(CAST(${subject} AS BIGINT), ${state(event.state)}, ${event.state}, ${time(event.at)}, ${time(event.latest ?? event.at)}, ${time(event.recorded)}, ${event.actor ?? null}, 'history', 0, ${subject})`,
    ),
  );
  await engine.runInline(
    sql`CREATE TABLE ${id(names.events)} (subject BIGINT, state SMALLINT, word VARCHAR, "at" TIMESTAMP, at_latest TIMESTAMP, recorded TIMESTAMP, actor VARCHAR, source VARCHAR, file INTEGER, pos BIGINT)`,
  );
  if (events.length > 0) await engine.runInline(sql`INSERT INTO ${id(names.events)} VALUES ${join(events)}`);
  const spans = sorted.flatMap((list, subject) => {
    const stays = list.filter((event) => code(event.state) >= 0).filter((event, index, all) => all[index - 1]?.state !== event.state);
    return stays.map((stay, index) => {
      const [before, after] = [stays[index - 1], stays[index + 1]];
      return sql`(CAST(${subject} AS BIGINT), ${index + 1}, ${state(stay.state)}, ${time(stay.at)}, ${time(stay.latest ?? stay.at)}, ${time(after?.at)}, ${time(after?.latest ?? after?.at)}, ${before === undefined ? sql`NULL` : state(before.state)}, ${after === undefined ? sql`NULL` : state(after.state)}, ${stay.actor ?? null})`;
    });
  });
  await engine.runInline(
    sql`CREATE TABLE ${id(names.spans)} (subject BIGINT, place INTEGER, state SMALLINT, entered TIMESTAMP, entered_latest TIMESTAMP, left_at TIMESTAMP, left_latest TIMESTAMP, previous SMALLINT, next SMALLINT, actor VARCHAR)`,
  );
  if (spans.length > 0) await engine.runInline(sql`INSERT INTO ${id(names.spans)} VALUES ${join(spans)}`);
  const all = sorted.flat();
  const words = new Map<string, number>();
  for (const event of all) if (code(event.state) < 0) words.set(event.state, (words.get(event.state) ?? 0) + 1);
  return {
    set,
    timeline: {
      lifecycle,
      track,
      ...names,
      exact: all.every(({ at, latest }) => latest === undefined || latest === at),
      knownUntil: given.knownUntil ?? KNOWN_UNTIL,
      counts: {
        records: given.things.length,
        silent: given.things.filter(({ events: own }) => own.length === 0).length,
        events: all.length,
        undated: 0,
        nameless: 0,
        orphaned: 0,
        future: 0,
        lateRecorded: 0,
      },
      unmapped: [...words].map(([word, count]) => ({
        dataset: track.history?.dataset ?? track.dataset,
        word,
        records: count,
        samples: [],
      })),
    },
  };
}

export type MismatchRow = Readonly<Record<string, string | number | null>>;

export interface GivenRun {
  readonly reviewed: ReviewedLifecycle;
  readonly rows: readonly MismatchRow[];
  readonly timelines: ReadonlyMap<string, Timeline>;
}

let runs = 0;

/** Judges a lifecycle of which these things are followed; all relations are dropped afterwards but `mismatches`. */
export async function judge(
  engine: Engine,
  lifecycle: Lifecycle,
  given: Readonly<Record<string, GivenTimeline>>,
  options: {
    readonly timeZone?: string;
    readonly changes?: ReadonlyMap<string, string>;
    readonly holidays?: readonly string[];
    readonly mismatches?: string;
  } = {},
): Promise<GivenRun> {
  const timelines = new Map<string, Timeline>();
  const sets = new Map<string, RecordSet>();
  const calendar = `calendar ${++runs}`;
  const mismatches = options.mismatches ?? `mismatches ${runs}`;
  await engine.runInline(
    createCalendar(calendar, { businessDays: [1, 2, 3, 4, 5], holidays: options.holidays ?? ["2026-09-07"] }, engine.dialect),
  );
  await engine.runInline(createMismatches(mismatches));
  for (const track of lifecycle.tracks) {
    const { timeline, set } = await givenTimeline(engine, lifecycle, track, given[track.id] ?? { things: [] });
    timelines.set(track.id, timeline);
    sets.set(track.dataset, set);
  }
  const input = { timelines, sets, crosswalks: new Map(), changes: options.changes };
  const reviewed = await findMismatches(engine, { timeZone: options.timeZone ?? "America/New_York" }, lifecycle, input, {
    prefix: "l0",
    calendar,
    mismatches,
  });
  const rows = await engine.rows<MismatchRow>(sql`SELECT * FROM ${id(mismatches)} ORDER BY outcome, key, rule, from_at, other_key, state`);
  for (const { subjects, events, spans } of timelines.values())
    for (const name of [subjects, events, spans]) await engine.runInline(sql`DROP TABLE ${id(name)}`);
  for (const { relation } of sets.values()) await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  await engine.runInline(sql`DROP TABLE ${id(calendar)}`);
  if (options.mismatches === undefined) await engine.runInline(sql`DROP TABLE ${id(mismatches)}`);
  const left = await engine.rows<{ name: string }>(
    sql`SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'l0%'`,
  );
  if (left.length > 0) throw new Error(`left behind: ${left.map(({ name }) => name).join(", ")}`);
  return { reviewed, rows, timelines };
}
