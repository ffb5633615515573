import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { conflicts, givenFact } from "./source-of-truth-given.ts";

/*
 * Who changed first, against an oracle that walks the captures one by one: random
 * values, captures of the two systems at times of their own, records that are not
 * in every capture, stamps that tell the moment and stamps that do not. Neither
 * the order of the rows nor the number of threads changes a byte.
 */
const engines: { engine: Engine; close: () => Promise<void> }[] = [];
beforeAll(async () => {
  engines.push(await startEngine(1), await startEngine(2));
});
afterAll(() => Promise.all(engines.map(({ close }) => close())));

const START = Date.UTC(2026, 8, 1);
const time = (hour: number): string => new Date(START + hour * 3_600_000).toISOString();
const stampText = (hour: number): string => time(hour).slice(0, 19).replace("T", " ");

/** What one record says in one capture: its value, when it was last changed, and something else that it says. */
interface Said {
  readonly value: string | null;
  readonly modified: number | null;
  readonly other: string;
  readonly here: boolean;
}
interface Side {
  readonly hours: readonly number[];
  /** By capture, then by record. */
  readonly said: readonly (readonly Said[])[];
}

const RECORDS = 12;
const CAPTURES = 4;
const said = fc.record({
  value: fc.constantFrom("u", "v", "w", null),
  modified: fc.option(fc.integer({ min: 0, max: 24 }), { nil: null }),
  other: fc.constantFrom("1", "1", "1", "2"),
  here: fc.constantFrom(true, true, true, true, false),
});
/** One whose records may be still: these never change. */
const side = (mayBeStill: boolean): fc.Arbitrary<Side> =>
  fc
    .record({
      hours: fc
        .uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: CAPTURES, maxLength: CAPTURES })
        .map((hours) => hours.toSorted((a, b) => a - b)),
      said: fc.array(fc.array(said, { minLength: RECORDS, maxLength: RECORDS }), { minLength: CAPTURES, maxLength: CAPTURES }),
      still: fc.array(fc.constantFrom(mayBeStill, false, false), { minLength: RECORDS, maxLength: RECORDS }),
    })
    .map(({ hours, said: all, still }) => ({
      hours,
      said: all.map((capture) =>
        capture.map((one, record) => (still[record] === true ? { ...one, value: all[0]?.[record]?.value ?? null } : one)),
      ),
    }));

interface Change {
  readonly end: "a" | "b";
  readonly value: string;
  readonly since: number;
  readonly latest: number;
  readonly stamp: number | undefined;
}

function changesOf({ hours, said: all }: Side, end: "a" | "b", record: number): Change[] {
  return hours.slice(1).flatMap((hour, step): Change[] => {
    const [then, now] = [all[step]?.[record], all[step + 1]?.[record]];
    const since = hours[step] ?? 0;
    if (then === undefined || now === undefined || !then.here || !now.here || now.value === null || now.value === then.value) return [];
    const { modified } = now;
    const stamp = modified !== null && modified > since && modified <= hour && then.other === now.other ? modified : undefined;
    return [{ end, value: now.value, since, latest: stamp ?? hour, stamp }];
  });
}

/** How often each leads, and how often nobody can tell. */
function oracle(a: Side, b: Side): Record<"a" | "b" | "undecided", number> {
  const counts = { a: 0, b: 0, undecided: 0 };
  for (let record = 0; record < RECORDS; record++) {
    if (a.said.at(-1)?.[record]?.here !== true || b.said.at(-1)?.[record]?.here !== true) continue;
    const changes = [...changesOf(a, "a", record), ...changesOf(b, "b", record)].toSorted(
      (x, y) => x.latest - y.latest || x.since - y.since || (x.end < y.end ? -1 : 1),
    );
    changes.forEach((follower, place) => {
      const leader = changes.slice(0, place).findLast(({ end }) => end !== follower.end);
      if (leader === undefined || leader.value !== follower.value) return;
      const isSure = follower.stamp === undefined ? leader.latest <= follower.since : leader.latest < follower.stamp;
      counts[isSure ? leader.end : "undecided"]++;
    });
  }
  return counts;
}

/** How many differ because the reader's copy alone was changed: the owner's was the same before, and never what the reader says. */
function oracleAlone(a: Side, b: Side): number {
  const known = Math.min(a.hours.at(-1) ?? 0, b.hours.at(-1) ?? 0);
  return Array.from({ length: RECORDS }, (_, record) => record).filter((record) => {
    const [own, read] = [a.said.at(-1)?.[record], b.said.at(-1)?.[record]];
    const values = a.said
      .map((capture, step) => ({ said: capture[record], hour: a.hours[step] ?? 0 }))
      .filter(({ said }) => said?.here === true);
    if (own?.here !== true || read?.here !== true || own.value === null || read.value === null || own.value === read.value) return false;
    if (Math.max(own.modified ?? 0, read.modified ?? 0) > known) return false;
    const last = changesOf(b, "b", record).at(-1);
    if (last === undefined || last.value !== read.value || values.some(({ said }) => said?.value === read.value)) return false;
    const steady = values.slice(values.findLastIndex(({ said }) => said?.value !== own.value) + 1);
    return (steady[0]?.hour ?? Infinity) <= last.since;
  }).length;
}

const FIELDS = { id: "key", email: "text", modified: "timestamp", other: "text" } as const;

function copies({ hours, said: all }: Side, turned: boolean) {
  return {
    fields: FIELDS,
    captures: hours.map((hour, capture) => {
      const rows = (all[capture] ?? []).flatMap((record, index): GivenRecord[] =>
        record.here
          ? [
              {
                id: `R${index}`,
                email: record.value,
                modified: record.modified === null ? null : stampText(record.modified),
                other: record.other,
              },
            ]
          : [],
      );
      return { at: time(hour), records: turned ? rows.toReversed() : rows };
    }),
  };
}

test("the leads are those of an oracle that walks the captures, whatever the order and the threads", async () => {
  const [one, two] = [engines[0]?.engine as Engine, engines[1]?.engine as Engine];
  const run = (engine: Engine, a: Side, b: Side, turned: boolean) =>
    conflicts(engine, {
      copies: { "crm.contacts": copies(a, turned), "books.customers": copies(b, turned) },
      facts: [givenFact({ grace: { count: 0, unit: "hours" } }), givenFact({ id: "customer.other", owner: undefined })],
    });
  let [decided, alone] = [0, 0];
  await fc.assert(
    fc.asyncProperty(side(true), side(false), async (a, b) => {
      const expected = oracle(a, b);
      const changed = oracleAlone(a, b);
      decided += expected.a + expected.b;
      alone += changed;
      const found = await run(two, a, b, false);
      expect(found.of("non-owner-writes")).toHaveLength(expected.b + changed);
      const unowned = found.of("no-owner").map(({ detail }) => JSON.parse(String(detail)) as Record<string, string>);
      expect(unowned.map(({ observations }) => Number(observations))).toEqual([expected.a + expected.b]);
      const detail = found.signs
        .map(({ detail: texts }) => JSON.parse(String(texts)) as Record<string, string>)
        .find(({ leads }) => leads !== undefined);
      if (detail !== undefined) {
        const counts = { a: Number(detail["leads"]), b: Number(detail["otherLeads"]), undecided: Number(detail["undecided"]) };
        expect(counts).toEqual(expected);
      }
      const again = await run(one, a, b, true);
      // Lines are those of the rows, which were turned.
      const told = ({ signs }: typeof found) => signs.map((sign) => ({ ...sign, line: null }));
      expect(told(again)).toEqual(told(found));
      expect(again.findings).toEqual(found.findings);
    }),
    { numRuns: 8, seed: 20261124 },
  );
  expect(decided).toBeGreaterThan(5);
  expect(alone).toBeGreaterThan(0);
}, 60_000);
