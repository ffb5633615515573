import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { AgreeRule, ReviewedRule } from "../../src/model/index.ts";
import { startEngine } from "./given.ts";
import {
  givenLifecycle,
  givenRule,
  givenTrack,
  judge,
  type GivenEvent,
  type GivenThing,
  type MismatchRow,
} from "./status-mismatch-given.ts";

/*
 * What two tracks say, hour by hour, against the engine's intervals: random states,
 * random links (many to many), times that are equal, beyond what is known, or known
 * as intervals only. Each record has one outcome; neither the order of the rows nor
 * the number of threads changes a byte.
 */
const engines: { engine: Engine; close: () => Promise<void> }[] = [];
beforeAll(async () => {
  engines.push(await startEngine(1), await startEngine(2));
});
afterAll(() => Promise.all(engines.map(({ close }) => close())));

/** Hours from this moment; what is known ends after so many. */
const START = Date.UTC(2026, 8, 1);
const KNOWN = 12;
const time = (hour: number): string => new Date(START + hour * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

const STATES = ["a", "b", "c", "p", "q", "r"];
const CODE = new Map(STATES.map((state, code) => [state, code]));

interface Change {
  readonly state: string;
  readonly hour: number;
  readonly slack: number;
}
interface Thing {
  readonly key: string;
  readonly ref: string | null;
  readonly amount: number | null;
  readonly changes: readonly Change[];
}

const things = (prefix: string, states: readonly string[]) =>
  fc
    .array(
      fc.record({
        ref: fc.constantFrom("x", "y", "z", null),
        amount: fc.constantFrom(0, 1, 10.01, -3.5, null),
        changes: fc.array(
          fc.record({
            state: fc.constantFrom(...states, "unknown"),
            hour: fc.integer({ min: 0, max: 14 }),
            slack: fc.constantFrom(0, 0, 2),
          }),
          { maxLength: 6 },
        ),
      }),
      { maxLength: 8 },
    )
    .map((list) => list.map((thing, index): Thing => ({ ...thing, key: `${prefix}${index}` })));

const within = (count: number) => ({ within: { count, unit: "hours" as const } });
const RULES: readonly AgreeRule[] = [
  givenRule({ one: ["a"] }, { two: ["p", "q"] }, { id: "some", ...within(2) }),
  givenRule({ one: ["a", "b"] }, { two: ["p", "absent"] }, { id: "some-absent", ...within(0) }),
  givenRule({ one: ["b", "c"] }, { two: ["q", "r"] }, { id: "each", of: "each", ...within(1) }),
  givenRule({ one: ["a", "c"] }, { two: ["p", "absent"] }, { id: "each-absent", of: "each", ...within(0) }),
  givenRule({ one: ["c"] }, { two: ["absent"] }, { id: "none", ...within(3) }),
];

const cases = fc.record({ one: things("A", ["a", "b", "c"]), two: things("B", ["p", "q", "r"]), exact: fc.boolean(), seed: fc.integer() });
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

async function run(given: Case, engine: Engine, shuffled: boolean) {
  const given1 = (list: readonly Thing[]): GivenThing[] => {
    const made = list.map(({ key, ref, amount, changes }) => ({ key, kind: ref, amount, events: events(changes, given.exact) }));
    return shuffled ? made.map((thing) => ({ ...thing, events: thing.events.toReversed() })).toReversed() : made;
  };
  const lifecycle = givenLifecycle({
    states: Object.fromEntries(STATES.map((state) => [state, {}])),
    tracks: [givenTrack("one", ["a", "b", "c"]), givenTrack("two", ["p", "q", "r"])],
    links: [{ from: "two", to: "one", match: { kind: "key", on: [{ from: "kind", to: "kind" }], ignoreCase: false } }],
    rules: RULES,
  });
  const knownUntil = (hour: number): string => new Date(START + hour * 3_600_000).toISOString();
  return judge(engine, lifecycle, {
    one: { things: given1(given.one), knownUntil: knownUntil(KNOWN) },
    two: { things: given1(given.two), knownUntil: knownUntil(14) },
  });
}

function events(changes: readonly Change[], exact: boolean): GivenEvent[] {
  return changes.map(({ state, hour, slack }) => ({ state, at: time(hour), latest: time(hour + (exact ? 0 : slack)) }));
}

/** Runs of spans in some states, as [earliest begin, latest begin, earliest end, latest end]; Infinity: not over. */
type Stay = { readonly state: string; readonly in: readonly [number, number]; readonly out: readonly [number, number] };

function staysOf(thing: Thing, exact: boolean): Stay[] {
  const sorted = [...thing.changes]
    .map((change) => ({ ...change, latest: change.hour + (exact ? 0 : change.slack) }))
    .sort((x, y) => x.hour - y.hour || x.latest - y.latest || (CODE.get(x.state) ?? -1) - (CODE.get(y.state) ?? -1));
  const mapped = sorted.filter(({ state }) => CODE.has(state)).filter(({ state }, index, all) => all[index - 1]?.state !== state);
  return mapped.map(({ state, hour, latest }, index) => {
    const next = mapped[index + 1];
    return { state, in: [hour, latest], out: next === undefined ? [Infinity, Infinity] : [next.hour, next.latest] };
  });
}

function isIn(stays: readonly Stay[], states: readonly string[], hour: number, certain: boolean): boolean {
  for (let first = 0; first < stays.length; first++) {
    for (let last = first; last < stays.length && states.includes((stays[last] as Stay).state); last++) {
      const [begin, end] = [(stays[first] as Stay).in, (stays[last] as Stay).out];
      const until = (bound: number): number => (bound > KNOWN ? Infinity : bound);
      if (begin[0] <= KNOWN && begin[certain ? 1 : 0] <= hour && hour < until(end[certain ? 0 : 1])) return true;
    }
  }
  return false;
}

interface Expected {
  readonly rule: string;
  readonly key: string;
  readonly other: string | null;
  readonly from: number;
  readonly to: number | undefined;
}

/** Hours from 0 to what is known; the last stands for the moment in which it ends. */
const HOURS = Array.from({ length: KNOWN + 1 }, (_, hour) => hour);

function stretches(isApart: (hour: number) => boolean): { readonly from: number; readonly to: number | undefined }[] {
  const found: { from: number; to: number | undefined }[] = [];
  for (const hour of HOURS) {
    const open = found.at(-1);
    const goesOn = hour > 0 && open !== undefined && open.to === undefined;
    if (isApart(hour) && !goesOn) found.push({ from: hour, to: undefined });
    if (!isApart(hour) && goesOn) open.to = hour;
  }
  return found;
}

function expected(given: Case): { mismatches: Expected[]; outcomes: Map<string, Map<string, string>> } {
  const mismatches: Expected[] = [];
  const outcomes = new Map(RULES.map(({ id }) => [id, new Map<string, string>()]));
  for (const rule of RULES) {
    for (const a of given.one) {
      const stays = staysOf(a, given.exact);
      const met = stays.some(
        (stay, index) =>
          rule.when.states.includes(stay.state) &&
          !rule.when.states.includes(stays[index - 1]?.state ?? "") &&
          stay.in[1] <= KNOWN &&
          stay.in[0] <= KNOWN,
      );
      if (!stays.some(({ state, in: entered }) => rule.when.states.includes(state) && entered[0] <= KNOWN)) continue;
      const linked = given.two.filter((b) => a.ref !== null && b.ref === a.ref);
      const inX = (hour: number): boolean => isIn(stays, rule.when.states, hour, true);
      const exists = (b: Thing, hour: number): boolean =>
        b.changes.some((change) => change.hour + (given.exact ? 0 : change.slack) <= Math.min(hour, KNOWN));
      const groups: { other: Thing | undefined; isOk: (hour: number) => boolean }[] =
        rule.of === "some"
          ? [
              {
                other: undefined,
                isOk: (hour) =>
                  linked.some((b) => isIn(staysOf(b, given.exact), rule.then.states, hour, false)) ||
                  (rule.then.absent && !linked.some((b) => exists(b, hour))),
              },
            ]
          : linked.length === 0
            ? rule.then.absent
              ? []
              : [{ other: undefined, isOk: () => false }]
            : linked.map((b) => {
                const own = staysOf(b, given.exact);
                const first = own[0]?.in[1] ?? Infinity;
                return { other: b, isOk: (hour: number) => hour < first || isIn(own, rule.then.states, hour, false) };
              });
      let outcome = "agrees";
      const rank = ["agrees", "waiting", "disagreed", "disagrees"];
      for (const group of groups) {
        for (const { from, to } of stretches((hour) => inX(hour) && !group.isOk(hour))) {
          const due = from + rule.within.count;
          const counts = to === undefined ? KNOWN > due : to > due;
          const is = to === undefined ? (counts ? "disagrees" : "waiting") : counts ? "disagreed" : "agrees";
          if (rank.indexOf(is) > rank.indexOf(outcome)) outcome = is;
          const there = linked
            .filter((b) => (staysOf(b, given.exact)[0]?.in[0] ?? Infinity) <= from)
            .sort((x, y) => (x.key < y.key ? -1 : 1))[0];
          if (counts)
            mismatches.push({ rule: rule.id, key: a.key, other: (rule.of === "each" ? group.other : there)?.key ?? null, from, to });
        }
      }
      if (met || outcome !== "agrees") outcomes.get(rule.id)?.set(a.key, outcome);
    }
  }
  return { mismatches, outcomes };
}

function told(row: MismatchRow): Expected {
  const hour = (value: unknown): number => (Date.parse(`${String(value).replace(" ", "T")}Z`) - START) / 3_600_000;
  return {
    rule: String(row["rule"]),
    key: String(row["key"]),
    other: row["other_key"] === null ? null : String(row["other_key"]),
    from: hour(row["from_at"]),
    to: row["to_at"] === null ? undefined : hour(row["to_at"]),
  };
}

const order = (x: Expected, y: Expected): number => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1);

test("intervals, outcomes and money, hour by hour", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const [first, second] = engines.map(({ engine }) => engine) as [Engine, Engine];
      const { rows, reviewed } = await run(given, first, false);
      const agree = rows.filter(({ rule }) => rule !== null);
      const oracle = expected(given);
      expect(agree.map(told).sort(order)).toEqual(oracle.mismatches.sort(order));
      for (const row of agree) {
        const { from, to, rule } = told(row);
        const seconds = ((to ?? KNOWN) - from - (RULES.find(({ id }) => id === rule) as AgreeRule).within.count) * 3600;
        expect(Number(row["seconds"])).toBe(seconds);
        const amount = given.one.find(({ key }) => key === row["key"])?.amount;
        expect(row["amount_days"]).toBe(amount == null ? null : cents(amount, seconds));
        if (given.exact) expect([row["from_earliest"], row["to_latest"]]).toEqual([null, null]);
        else if (row["from_earliest"] !== null) expect(String(row["from_earliest"]) <= String(row["from_at"])).toBe(true);
      }
      for (const rule of reviewed.rules) check(rule, given, oracle.outcomes.get(rule.id) as Map<string, string>);
      expect(new Set(rows.map(({ fingerprint }) => fingerprint)).size).toBe(rows.length);
      const again = await run(given, second, true);
      expect(again.reviewed).toEqual(reviewed);
      const bare = (list: readonly MismatchRow[]) => list.map((row) => ({ ...row, line: null }));
      expect(bare(again.rows)).toEqual(bare(rows));
    }),
    { numRuns: 12 },
  );
});

/** Dollar-days by whole numbers: ten-thousandths of a dollar times seconds, rounded half up to cents. */
function cents(amount: number, seconds: number): string {
  const tenThousandths = BigInt(Math.round(Math.abs(amount) * 10_000));
  const text = String((tenThousandths * BigInt(seconds) * 2n + 8_640_000n) / 17_280_000n).padStart(3, "0");
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** Four outcomes that partition what was checked, in records and in money. */
function check(rule: ReviewedRule, given: Case, outcomes: ReadonlyMap<string, string>): void {
  const of = (outcome: string): Thing[] => given.one.filter(({ key }) => outcomes.get(key) === outcome);
  const worth = (list: readonly Thing[]): number => list.reduce((sum, { amount }) => sum + Math.round(Math.abs(amount ?? 0) * 100), 0);
  for (const outcome of ["agrees", "waiting", "disagrees", "disagreed"] as const) {
    expect([rule.id, outcome, rule[outcome].records]).toEqual([rule.id, outcome, of(outcome).length]);
    if (rule[outcome].amount !== undefined) expect(Math.round(Number(rule[outcome].amount) * 100)).toBe(worth(of(outcome)));
  }
  expect(rule.checked.records).toBe(outcomes.size);
}
