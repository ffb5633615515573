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
const scene = fc.record({ changes: fc.array(change, { maxLength: 24 }), presents: fc.array(present, { minLength: 2, maxLength: 3 }) });

const time = (minute: number | null): string | null => (minute === null ? null : `2026-03-01 08:${String(minute).padStart(2, "0")}`);

async function setsOf(engine: Engine, changes: readonly Change[], presents: readonly { status: string | null; created: number | null }[]) {
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
  const jobs = await givenStates(
    engine,
    "dispatch.jobs",
    {
      fields: { id: "key", status: "text", created: "timestamp" },
      records: presents.map(({ status, created }, index) => ({ id: KEYS[index] ?? "", status, created: time(created) })),
      capturedAt,
    },
    undefined,
    `p${(serial += 1)}`,
  );
  return [jobs, told] satisfies RecordSet[];
}

/** The stays by the words of the contract, one record at a time. */
function oracle(changes: readonly Change[], presents: readonly { status: string | null; created: number | null }[]): string[] {
  const code = (status: string | null): number => (STATES as readonly string[]).indexOf((status ?? "").toLowerCase());
  const shown = (minute: number): string => `03-01 08:${String(minute).padStart(2, "0")}`;
  return presents.flatMap((now, index) => {
    const key = KEYS[index];
    const events = changes
      .filter(({ job, minute }) => job === key && minute !== null && minute <= KNOWN_MINUTE)
      .map(({ status, minute }) => ({ status, code: code(status), at: minute as number, latest: minute as number }));
    const rank = (of: { code: number }): number => (of.code < 0 ? 255 : of.code);
    const inOrder = (): unknown =>
      events.sort((a, b) => a.at - b.at || a.latest - b.latest || rank(a) - rank(b) || ((a.status ?? "") < (b.status ?? "") ? -1 : 1));
    inOrder();
    const last = events.at(-1);
    if (now.status !== null) {
      const same = last !== undefined && last.code === code(now.status) && (last.code >= 0 || last.status === now.status);
      const from = last?.at ?? Math.min(now.created ?? KNOWN_MINUTE, KNOWN_MINUTE);
      if (!same) events.push({ status: now.status, code: code(now.status), at: from, latest: KNOWN_MINUTE });
      inOrder();
    }
    const stays = events.filter((event) => event.code >= 0).filter((event, place, all) => event.code !== all[place - 1]?.code);
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
      fc.asyncProperty(scene, async ({ changes, presents }) => {
        const timeline = await follow(two.engine, track, await setsOf(two.engine, changes, presents));
        expect(await spansOf(two.engine, timeline)).toEqual(oracle(changes, presents));
        const { events, undated, nameless, orphaned, records, silent } = timeline.counts;
        const shown = (await eventsOf(two.engine, timeline)).filter((event) => event.endsWith("current")).length;
        expect(events - shown + undated + nameless + orphaned).toBe(changes.length);
        expect(records - silent).toBe(new Set(oracle(changes, presents).map((stay) => stay.slice(0, 2))).size);
      }),
      { numRuns: 40 },
    );
  });

  it("gives the same relations whatever its order, with one thread or two", async () => {
    const shuffled = scene.chain((given) =>
      fc.shuffledSubarray([...given.changes], { minLength: given.changes.length }).map((other) => ({ ...given, other })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ changes, other, presents }) => {
        const a = await follow(two.engine, track, await setsOf(two.engine, changes, presents));
        const b = await follow(one.engine, track, await setsOf(one.engine, other, presents));
        expect(await eventsOf(one.engine, b)).toEqual(await eventsOf(two.engine, a));
        expect(await spansOf(one.engine, b)).toEqual(await spansOf(two.engine, a));
        expect({ counts: b.counts, unmapped: b.unmapped, exact: b.exact }).toEqual({
          counts: a.counts,
          unmapped: a.unmapped,
          exact: a.exact,
        });
      }),
      { numRuns: 15 },
    );
  });
});
