import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBreaks, tieOut } from "../../src/detect/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Cardinality, Handoff } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenCrosswalk, givenHandoff, givenRecords, startEngine, type GivenRecord } from "./given.ts";

/*
 * What must hold whatever the records are: each gets exactly one outcome, the
 * money is conserved in the whole and in every slice, and neither the order of
 * the rows nor the number of threads changes a byte. Few references and few
 * amounts, so that crowds, twins and ambiguities are the rule.
 */
const FIELDS = {
  id: "key",
  ref: "key",
  amount: "money",
  created: "timestamp",
  date: "date",
  unit: "text",
  deleted: "boolean",
  maybe: "key",
} as const;

const engines: { engine: Engine; close: () => Promise<void> }[] = [];
beforeAll(async () => {
  engines.push(await startEngine(1), await startEngine(2));
});
afterAll(() => Promise.all(engines.map(({ close }) => close())));

const record = fc.record({
  ref: fc.constantFrom("A", "B", "C", "D", null),
  amount: fc.constantFrom(0, 10, 10.01, 10.02, 25.5, -3, null),
  created: fc.constantFrom("2026-09-01 12:00:00", "2026-09-30 12:00:00", "2026-10-02 12:00:00", null),
  date: fc.constantFrom("2026-09-01", "2026-09-30", "2026-10-02", null),
  unit: fc.constantFrom("tampa", "orlando", null),
  deleted: fc.constantFrom(false, false, false, true),
  maybe: fc.constantFrom("x", "y", null, null),
});
const records = (prefix: string) =>
  fc.array(record, { maxLength: 14 }).map((list) => list.map((given, index): GivenRecord => ({ ...given, id: `${prefix}${index}` })));
const cases = fc.record({
  from: records("f"),
  to: records("t"),
  cardinality: fc.constantFrom<Cardinality>("one-to-one", "one-to-many", "many-to-one"),
  absolute: fc.constantFrom("0", "0.01"),
  grace: fc.constantFrom(0, 2),
  filtered: fc.boolean(),
  byIdentity: fc.boolean(),
  seed: fc.integer(),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function handoffOf(given: Case): Handoff {
  const filter = given.filtered ? ({ field: "unit", test: { op: "in", values: ["tampa"] } } as const) : undefined;
  const side = { filter, amount: "amount", clock: "created" };
  return givenHandoff({
    from: { dataset: "dispatch.jobs", ...side },
    to: { dataset: "books.invoices", ...side },
    cardinality: given.cardinality,
    ...(given.byIdentity ? { match: { kind: "identity", identity: "customer" } } : {}),
    compare: [
      { from: "amount", to: "amount", tolerance: { kind: "amount", absolute: given.absolute, relative: "0" } },
      {
        from: "date",
        to: "date",
        tolerance: { kind: "time", before: { count: 0, unit: "days" }, after: { count: 5, unit: "business-days" } },
      },
    ],
    grace: { count: given.grace, unit: "business-days" },
  });
}

async function run({ engine }: { engine: Engine }, given: Case, from: readonly GivenRecord[], to: readonly GivenRecord[]) {
  const sides = {
    from: await givenRecords(engine, "dispatch.jobs", { fields: FIELDS, records: from }),
    to: await givenRecords(engine, "books.invoices", { fields: FIELDS, records: to }),
  };
  const crosswalk = await givenCrosswalk(engine, "who", sides.from, sides.to);
  const sets = { ...sides, adjustments: new Map(), identity: { crosswalk, key: [{ from: "ref", to: "ref" }] } };
  await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: [] }, engine.dialect));
  await engine.runInline(createBreaks("breaks"));
  const estate = { timeZone: "America/New_York", currency: "USD" };
  const result = await tieOut(engine, estate, handoffOf(given), sets, { prefix: "h1", calendar: "calendar", breaks: "breaks" });
  const breaks = await engine.rows(sql`SELECT * EXCLUDE (line) FROM breaks ORDER BY fingerprint, side, outcome`);
  const { entities, links, unsure } = crosswalk;
  for (const name of ["calendar", "breaks", sets.from.relation, sets.to.relation, entities, links, unsure])
    await engine.runInline(sql`DROP TABLE ${id(name)}`);
  return { ...result, listed: breaks };
}

/** The same records in another order, told by a seed. */
function reordered<T>(list: readonly T[], seed: number): T[] {
  return list
    .map((item, index) => ({ item, rank: Math.imul(index + 1, seed | 1) ^ (seed >>> 3) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

test("records and money are conserved, whatever the order and the threads", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const [single, double] = engines as [(typeof engines)[number], (typeof engines)[number]];
      const result = await run(single, given, given.from, given.to);
      for (const [side, list] of [
        ["from", given.from],
        ["to", given.to],
      ] as const) {
        const counted = result.outcomes.filter((count) => count.side === side).reduce((sum, { records: number }) => sum + number, 0);
        expect(counted).toBe(list.length);
      }
      for (const bridge of result.bridges) {
        expect(bridge.residual).toBe("0.00");
        const cents = bridge.bars.map(({ amount }) => Math.round(Number(amount) * 1e4));
        const between = cents.slice(0, -1).reduce((sum, value) => sum + value, 0);
        expect(between).toBe(cents.at(-1));
      }
      // A record is the subject of one break at most, and a fingerprint stands for one break.
      expect(new Set(result.listed.map(({ fingerprint }) => fingerprint)).size).toBe(result.listed.length);
      const again = await run(double, given, reordered(given.from, given.seed), reordered(given.to, given.seed));
      expect(again).toEqual(result);
    }),
    { numRuns: 80 },
  );
});
