import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ageFindings } from "../../../src/assess/ageing/index.ts";
import { withShares, type Share } from "../../../src/assess/price/index.ts";
import { createMismatches, createSigns } from "../../../src/detect/index.ts";
import { createBreaks } from "../../../src/detect/tie-out/breaks.ts";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import type { AgeBand, Estate, Finding, ReviewedAgeing } from "../../../src/model/index.ts";
import { id, join, sql, type Sql } from "../../../src/sql/index.ts";
import { finding, sampleBreak } from "../../report/sample-review.ts";

let scratch: string;
let engine: Engine;
let alone: Engine;

beforeAll(async () => {
  scratch = mkdtempSync(joinPath(tmpdir(), "tieout-age-"));
  engine = await openDuckdb({ threads: 2, memory: undefined, spill: scratch });
  alone = await openDuckdb({ threads: 1, memory: undefined, spill: scratch });
});
afterAll(async () => {
  await engine.close();
  await alone.close();
  rmSync(scratch, { recursive: true, force: true });
});

const RELATIONS = { breaks: "breaks", mismatches: "mismatches", signs: "signs" };
/** 3 a.m. in UTC is still the evening of 30 September in New York. */
const AS_OF = "2026-10-01T03:00:00.000Z";
const ZONE = "America/New_York";

interface GivenBreak {
  readonly handoff: string;
  readonly key: string;
  /** Whole cents. */
  readonly amount: number | null;
  readonly date: string | null;
  /** null: a control total. */
  readonly line: number | null;
}

interface GivenMismatch {
  readonly rule: string;
  readonly key: string;
  readonly amount: number | null;
  readonly since: string | null;
}

interface GivenRecord {
  readonly key: string;
  readonly date: string | null;
  /** Out of scope of handoff a, of handoff b. */
  readonly out?: readonly string[];
}

async function fill(on: Engine, breaks: readonly GivenBreak[], mismatches: readonly GivenMismatch[], records: readonly GivenRecord[]) {
  for (const name of [...Object.values(RELATIONS), "jobs", "out a", "out b"]) await on.runInline(sql`DROP TABLE IF EXISTS ${id(name)}`);
  await on.runInline(createBreaks(RELATIONS.breaks));
  await on.runInline(createMismatches(RELATIONS.mismatches));
  await on.runInline(createSigns(RELATIONS.signs));
  await on.runInline(sql`CREATE TABLE jobs (_row BIGINT, _key VARCHAR, _date DATE)`);
  const decimal = (cents: number | null): string | null => (cents === null ? null : (cents / 100).toFixed(2));
  const insert = async (into: Sql, rows: readonly Sql[]): Promise<void> => {
    if (rows.length > 0) await on.runInline(sql`INSERT INTO ${into} VALUES ${join(rows)}`);
  };
  await insert(
    sql`breaks (handoff, side, outcome, dataset, key, amount, date, line)`,
    breaks.map((one) => sql`(${one.handoff}, 'from', 'missing', 'jobs', ${one.key}, ${decimal(one.amount)}, ${one.date}, ${one.line})`),
  );
  await insert(
    sql`mismatches (lifecycle, rule, track, outcome, dataset, key, amount, date)`,
    mismatches.map((one) => sql`('job', ${one.rule}, 'dispatch', 'disagrees', 'jobs', ${one.key}, ${decimal(one.amount)}, ${one.since})`),
  );
  await insert(
    sql`jobs`,
    records.map(({ key, date }, row) => sql`(${row}, ${key}, ${date})`),
  );
  for (const handoff of ["a", "b"]) {
    await on.runInline(sql`CREATE TABLE ${id(`out ${handoff}`)} (side VARCHAR, row BIGINT, outcome VARCHAR, reason VARCHAR)`);
    await insert(
      id(`out ${handoff}`),
      records.map(({ out = [] }, row) => sql`('from', ${row}, ${out.includes(handoff) ? "excluded" : "matched"}, 'none')`),
    );
  }
}

const ESTATE = {
  handoffs: ["a", "b"].map((handoff) => ({ id: handoff, from: { dataset: "jobs" }, to: { dataset: "invoices" } })),
  lifecycles: [{ tracks: [{ dataset: "jobs" }] }],
} as unknown as Pick<Estate, "handoffs" | "lifecycles">;

const at = (handoff: string): Finding =>
  finding(handoff, "missing", handoff, { outcome: "missing", samples: [sampleBreak(handoff, "missing", "jobs", "1")] });
const inStates = (rule: string): Finding => ({
  ...finding(rule, "missing", rule, { samples: [sampleBreak("", "missing", "jobs", "1")] }),
  kind: "status-mismatch",
  handoff: undefined,
  lifecycle: { id: "job", rule, track: "dispatch" },
  outcome: "disagrees",
});
const FINDINGS = [at("a"), at("b"), inStates("r"), inStates("s")];
const [A, , R] = FINDINGS as [Finding, Finding, Finding, Finding];

async function ages(
  on: Engine,
  findings: readonly Finding[] = FINDINGS,
): Promise<{ ageing: ReviewedAgeing; shares: ReadonlyMap<string, Share> }> {
  const grounds = {
    estate: ESTATE,
    sets: new Map([["jobs", { relation: "jobs" }]]),
    kept: new Map(["a", "b"].map((handoff) => [handoff, { outcomes: `out ${handoff}` }])),
    asOf: AS_OF,
    timeZone: ZONE,
  };
  return withShares(on, findings, RELATIONS, "placed", async ({ shares, excess }, placed) => ({
    ageing: await ageFindings(on, findings, { ...grounds, placed, excess }),
    shares,
  }));
}

const cents = (amount: string): number => Math.round(Number(amount) * 100);
const total = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((sum, one) => sum + of(one), 0);

const amount = fc.option(fc.integer({ min: -5000, max: 5000 }));
const day = fc.option(fc.integer({ min: 0, max: 420 }).map((back) => new Date(Date.UTC(2026, 9, 10 - back)).toISOString().slice(0, 10)));
const key = fc.constantFrom("1", "2", "3", "4", "5", "6");
const given = fc.record({
  breaks: fc.array(fc.record<GivenBreak>({ handoff: fc.constantFrom("a", "b"), key, amount, date: day, line: fc.option(fc.constant(7)) }), {
    maxLength: 12,
  }),
  mismatches: fc.array(fc.record<GivenMismatch>({ rule: fc.constantFrom("r", "s"), key, amount, since: day }), { maxLength: 8 }),
  records: fc.uniqueArray(fc.record<GivenRecord>({ key, date: day }), { selector: (record) => record.key, maxLength: 6 }),
});

test("ages add up to the shares, finding by finding, to the cent; whatever order the rows have, with one thread or two", async () => {
  await fc.assert(
    fc.asyncProperty(given, async ({ breaks, mismatches, records }) => {
      await fill(engine, breaks, mismatches, records);
      const { ageing, shares } = await ages(engine);
      for (const { fingerprint } of FINDINGS) {
        const own = ageing.ages.filter((each) => each.finding === fingerprint);
        expect(total(own, (each) => each.records)).toBe(shares.get(fingerprint)?.records);
        expect(total(own, (each) => cents(each.amount))).toBe(cents(shares.get(fingerprint)?.money ?? "0"));
      }
      const dated = ageing.ages.filter(({ band }) => band !== "undated");
      expect(total(ageing.months, (each) => each.records)).toBe(total(dated, (each) => each.records));
      expect(total(ageing.months, (each) => cents(each.amount))).toBe(total(dated, (each) => cents(each.amount)));
      for (const { records: own, inScope } of ageing.months) expect(own).toBeLessThanOrEqual(inScope ?? own);
      await fill(alone, breaks.toReversed(), mismatches.toReversed(), records.toReversed());
      expect((await ages(alone)).ageing).toEqual(ageing);
    }),
    { numRuns: 30 },
  );
}, 60_000);

test("bands end where they say, by the estate's own day; what has no day is counted apart", async () => {
  const back = (days: number): string => new Date(Date.UTC(2026, 8, 30 - days)).toISOString().slice(0, 10);
  const days = [-3, 0, 30, 31, 60, 61, 90, 91, 180, 181, 4000];
  const breaks = [...days.map(back), null].map((date, index) => ({
    handoff: "a",
    key: `${index}`,
    amount: 100 * 2 ** index,
    date,
    line: 1,
  }));
  await fill(engine, breaks, [], []);
  const { ageing } = await ages(engine);
  const bands: readonly [AgeBand, number, number][] = [
    ["0-30", 3, 7],
    ["31-60", 2, 24],
    ["61-90", 2, 96],
    ["91-180", 2, 384],
    ["over-180", 2, 1536],
    ["undated", 1, 2048],
  ];
  expect(ageing.ages).toEqual(bands.map(([band, records, money]) => ({ finding: A.fingerprint, band, records, amount: `${money}.00` })));
});

test("a control total's money beyond all records has no record and no day", async () => {
  const base = { handoff: "a", date: "2026-09-01" };
  await fill(
    engine,
    [
      { ...base, key: "1", amount: 1000, line: 1 },
      { ...base, key: "total", amount: 2500, line: null },
    ],
    [],
    [],
  );
  expect((await ages(engine)).ageing.ages).toEqual([
    { finding: A.fingerprint, band: "0-30", records: 1, amount: "10.00" },
    { finding: A.fingerprint, band: "undated", records: 0, amount: "15.00" },
  ]);
});

test("a record of states has its own day; where it has none, the day from which its states are apart", async () => {
  const since = "2026-09-20";
  await fill(
    engine,
    [],
    ["own", "dateless", "unknown"].map((each) => ({ rule: "r", key: each, amount: 100, since })),
    [
      { key: "own", date: "2025-12-24" },
      { key: "dateless", date: null },
    ],
  );
  expect((await ages(engine)).ageing.ages).toEqual([
    { finding: R.fingerprint, band: "0-30", records: 2, amount: "2.00" },
    { finding: R.fingerprint, band: "over-180", records: 1, amount: "1.00" },
  ]);
});

test("a month is told with its records in scope, though nothing be wrong in it; out of scope is what no handoff asks for", async () => {
  const records: GivenRecord[] = [
    { key: "early", date: "2026-06-01" },
    { key: "1", date: "2026-07-01" },
    { key: "2", date: "2026-07-31", out: ["a"] },
    { key: "3", date: "2026-07-31", out: ["a", "b"] },
    { key: "4", date: "2026-08-15" },
    { key: "5", date: "2026-09-30" },
    { key: "later", date: "2026-10-01" },
  ];
  await fill(engine, [{ handoff: "a", key: "1", amount: 500, date: "2026-07-01", line: 1 }], [], records);
  const kind = "silent-sync-failure";
  expect((await ages(engine)).ageing.months).toEqual([
    { month: "2026-07", kind, records: 1, amount: "5.00", inScope: 2 },
    { month: "2026-08", kind, records: 0, amount: "0.00", inScope: 1 },
    { month: "2026-09", kind, records: 0, amount: "0.00", inScope: 1 },
  ]);
});

test("what is no scope of the records is not told as one", async () => {
  const breaks = ["1", "2"].map((each) => ({ handoff: "a", key: each, amount: 500, date: "2026-07-01", line: 1 }));
  await fill(engine, breaks, [], [{ key: "1", date: "2026-07-01" }]);
  expect((await ages(engine)).ageing.months).toEqual([
    { month: "2026-07", kind: "silent-sync-failure", records: 2, amount: "10.00", inScope: undefined },
  ]);
});

test("where nothing is wrong nothing has an age", async () => {
  await fill(engine, [], [], [{ key: "1", date: "2026-07-01" }]);
  expect((await ages(engine)).ageing).toEqual({ ages: [], months: [] });
  expect((await ages(engine, [])).ageing).toEqual({ ages: [], months: [] });
});
