import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { RecordSet } from "../../src/model/index.ts";
import { startEngine } from "../detect/given.ts";
import { eventsOf, follow, givenStates, givenTrack, HISTORY, spansOf, STATES } from "./given.ts";

let two: { engine: Engine; close: () => Promise<void> };
let one: { engine: Engine; close: () => Promise<void> };
let serial = 0;

beforeAll(async () => {
  two = await startEngine(2);
  one = await startEngine(1);
});
afterAll(async () => {
  await two.close();
  await one.close();
});

interface Change {
  readonly job: string | null;
  readonly status: string | null;
  readonly minute: number | null;
}

const KNOWN_MINUTE = 25;
const KEYS = ["J1", "J2", "J3"];
/** J3 is not there in all runs but as a name in the history; `odd` is no state. */
const change: fc.Arbitrary<Change> = fc.record({
  job: fc.constantFrom(...KEYS, "GONE", null),
  status: fc.constantFrom(...STATES, "Working", "odd", null),
  minute: fc.option(fc.integer({ min: 0, max: 30 }), { freq: 8 }),
});
const present = fc.record({ status: fc.constantFrom(...STATES, "odd", null), created: fc.option(fc.integer({ min: 0, max: 30 })) });
const presents = fc.array(present, { minLength: 2, maxLength: 3 });
const scene = fc.record({ changes: fc.array(change, { maxLength: 24 }), presents });
/** What the captures of minutes 5 and 15 showed; a record of which `there` is false was not in it. */
const older = fc.tuple(
  ...[5, 15].map((minute) =>
    fc.record({
      minute: fc.constant(minute),
      presents: fc.array(fc.record({ there: fc.boolean(), now: present }), { minLength: 3, maxLength: 3 }),
    }),
  ),
);

const time = (minute: number | null): string | null => (minute === null ? null : `2026-03-01 08:${String(minute).padStart(2, "0")}`);

interface Present {
  readonly status: string | null;
  readonly created: number | null;
}

/** What one capture showed of the records, by their place among the keys. */
interface Shown {
  readonly minute: number;
  readonly presents: readonly (Present | undefined)[];
}

async function recordsOf(engine: Engine, { minute, presents: shown }: Shown): Promise<RecordSet> {
  const records = shown.flatMap((now, index) =>
    now === undefined ? [] : [{ id: KEYS[index] ?? "", status: now.status, created: time(now.created) }],
  );
  const fields = { id: "key", status: "text", created: "timestamp" } as const;
  const capturedAt = `2026-03-01T08:${String(minute).padStart(2, "0")}:00.000Z`;
  return await givenStates(engine, "dispatch.jobs", { fields, records, capturedAt }, undefined, `p${(serial += 1)}`);
}

async function setsOf(engine: Engine, changes: readonly Change[], now: readonly Present[]) {
  const capturedAt = `2026-03-01T08:${KNOWN_MINUTE}:00.000Z`;
  const told = await givenStates(
    engine,
    "dispatch.history",
    {
      fields: { id: "key", job: "key", status: "text", at: "timestamp" },
      records: changes.map(({ job, status, minute }, index) => ({ id: `h${index}`, job, status, at: time(minute) })),
      capturedAt,
    },
    undefined,
    `p${(serial += 1)}`,
  );
  const jobs = await recordsOf(engine, { minute: KNOWN_MINUTE, presents: now });
  return [jobs, told] satisfies RecordSet[];
}

/** The stays by the words of the contract, one record at a time; the last of the captures is the present one. */
function oracle(changes: readonly Change[], captures: readonly Shown[]): string[] {
  const code = (status: string | null): number => (STATES as readonly string[]).indexOf((status ?? "").toLowerCase());
  const shown = (minute: number): string => `03-01 08:${String(minute).padStart(2, "0")}`;
  return (captures.at(-1)?.presents ?? []).flatMap((_, index) => {
    const key = KEYS[index];
    const events = changes
      .filter(({ job, minute }) => job === key && minute !== null && minute <= KNOWN_MINUTE)
      .map(({ status, minute }) => ({ status, code: code(status), at: minute as number, latest: minute as number }));
    type Event = (typeof events)[number];
    const rank = (of: Event): number => (of.code < 0 ? 255 : of.code);
    const inOrder = (all: readonly Event[]): Event[] =>
      all.toSorted((a, b) => a.at - b.at || a.latest - b.latest || rank(a) - rank(b) || ((a.status ?? "") < (b.status ?? "") ? -1 : 1));
    const added: Event[] = [];
    let seen: Event | undefined;
    captures.forEach(({ minute, presents: all }, place) => {
      const now = all[index];
      if (now === undefined || now.status === null) return;
      const told = inOrder(events).findLast(({ at }) => at <= minute);
      const before = told !== undefined && (seen === undefined || told.at > seen.at) ? told : seen;
      const event = { status: now.status, code: code(now.status), at: minute, latest: minute };
      seen = event;
      if (before !== undefined && before.code === event.code && (event.code >= 0 || before.status === event.status)) return;
      const from = before?.at ?? Math.min(now.created ?? captures[place - 1]?.minute ?? minute, minute);
      added.push({ ...event, at: from });
    });
    const stays = inOrder([...events, ...added])
      .filter((event) => event.code >= 0)
      .filter((event, place, all) => event.code !== all[place - 1]?.code);
    return stays.map((stay, place) => {
      const next = stays[place + 1];
      const interval = (at: number, latest: number): string => (at === latest ? shown(at) : `${shown(at)}..${shown(latest)}`);
      return `${key} ${place + 1} ${STATES[stay.code]} ${interval(stay.at, stay.latest)} → ${next === undefined ? "" : interval(next.at, next.latest)}`.trimEnd();
    });
  });
}

const track = givenTrack({ history: HISTORY, current: true });

describe("any history", () => {
  it("gives the stays that the contract says, and accounts for all of its rows", async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ changes, presents: now }) => {
        const timeline = await follow(two.engine, track, await setsOf(two.engine, changes, now));
        expect(await spansOf(two.engine, timeline)).toEqual(oracle(changes, [{ minute: KNOWN_MINUTE, presents: now }]));
        const { events, undated, nameless, orphaned, records, silent } = timeline.counts;
        const shown = (await eventsOf(two.engine, timeline)).filter((event) => event.endsWith("current")).length;
        expect(events - shown + undated + nameless + orphaned).toBe(changes.length);
        expect(records - silent).toBe(
          new Set(oracle(changes, [{ minute: KNOWN_MINUTE, presents: now }]).map((stay) => stay.slice(0, 2))).size,
        );
      }),
      { numRuns: 25 },
    );
  });

  it("with older captures gives the stays that both tell together", async () => {
    await fc.assert(
      fc.asyncProperty(scene, older, async ({ changes, presents: now }, before) => {
        const captures = before.map(({ minute, presents: all }) => ({
          minute,
          presents: all.map((record) => (record.there ? record.now : undefined)),
        }));
        const sets = await setsOf(two.engine, changes, now);
        const olderSets = [];
        for (const shown of captures) olderSets.push(await recordsOf(two.engine, shown));
        const timeline = await follow(two.engine, { ...track, captures: true }, sets, { older: olderSets });
        expect(await spansOf(two.engine, timeline)).toEqual(oracle(changes, [...captures, { minute: KNOWN_MINUTE, presents: now }]));
      }),
      { numRuns: 25 },
    );
  });

  it("gives the same relations whatever its order, with one thread or two", async () => {
    const shuffled = scene.chain((given) =>
      fc.shuffledSubarray([...given.changes], { minLength: given.changes.length }).map((other) => ({ ...given, other })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ changes, other, presents: now }) => {
        const a = await follow(two.engine, track, await setsOf(two.engine, changes, now));
        const b = await follow(one.engine, track, await setsOf(one.engine, other, now));
        expect(await eventsOf(one.engine, b)).toEqual(await eventsOf(two.engine, a));
        expect(await spansOf(one.engine, b)).toEqual(await spansOf(two.engine, a));
        expect({ counts: b.counts, unmapped: b.unmapped, exact: b.exact }).toEqual({
          counts: a.counts,
          unmapped: a.unmapped,
          exact: a.exact,
        });
      }),
      { numRuns: 10 },
    );
  });
});
