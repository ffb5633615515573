import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shareOut } from "../../../src/assess/price/index.ts";
import { amountAtRisk } from "../../../src/at-risk.ts";
import { createMismatches, createSigns } from "../../../src/detect/index.ts";
import { createBreaks } from "../../../src/detect/tie-out/breaks.ts";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import type { Finding, FindingOutcome, OutcomeName } from "../../../src/model/index.ts";
import { id, join, sql, type Sql } from "../../../src/sql/index.ts";
import { finding, sampleBreak } from "../../report/sample-review.ts";

let scratch: string;
let engine: Engine;

beforeAll(async () => {
  scratch = mkdtempSync(joinPath(tmpdir(), "tieout-price-"));
  engine = await openDuckdb({ threads: 2, memory: undefined, spill: scratch });
});
afterAll(async () => {
  await engine.close();
  rmSync(scratch, { recursive: true, force: true });
});

const RELATIONS = { breaks: "breaks", mismatches: "mismatches", signs: "signs" };

interface GivenBreak {
  readonly handoff: string;
  readonly outcome: OutcomeName;
  readonly key: string;
  /** Whole cents; signed. */
  readonly amount: number | null;
  readonly difference: number | null;
  readonly line: number | null;
}

interface GivenMismatch {
  readonly rule: string;
  readonly outcome: FindingOutcome;
  readonly key: string;
  readonly amount: number | null;
  readonly days: number | null;
}

const decimal = (cents: number | null): string | null => (cents === null ? null : (cents / 100).toFixed(2));

async function fill(breaks: readonly GivenBreak[], mismatches: readonly GivenMismatch[]): Promise<void> {
  for (const name of Object.values(RELATIONS)) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(name)}`);
  await engine.runInline(createBreaks(RELATIONS.breaks));
  await engine.runInline(createMismatches(RELATIONS.mismatches));
  await engine.runInline(createSigns(RELATIONS.signs));
  const insert = async (into: Sql, rows: readonly Sql[]): Promise<void> => {
    if (rows.length > 0) await engine.runInline(sql`INSERT INTO ${into} VALUES ${join(rows)}`);
  };
  await insert(
    sql`breaks (handoff, side, outcome, dataset, key, amount, difference, line)`,
    breaks.map(
      (one) =>
        sql`(${one.handoff}, 'from', ${one.outcome}, 'jobs', ${one.key}, ${decimal(one.amount)}, ${decimal(one.difference)}, ${one.line})`,
    ),
  );
  await insert(
    sql`mismatches (lifecycle, rule, track, outcome, dataset, key, amount, amount_days)`,
    mismatches.map(
      (one) => sql`('job', ${one.rule}, 'dispatch', ${one.outcome}, 'jobs', ${one.key}, ${decimal(one.amount)}, ${decimal(one.days)})`,
    ),
  );
}

/** One finding for each place; every second one is a symptom of the first. */
function findingsOf(breaks: readonly GivenBreak[], mismatches: readonly GivenMismatch[]): Finding[] {
  const places = new Map<string, Finding>();
  for (const { handoff, outcome, key } of breaks)
    places.set(`${handoff} ${outcome}`, finding(handoff, outcome, outcome, { samples: [sampleBreak(handoff, outcome, "jobs", key)] }));
  for (const { rule, outcome } of mismatches) {
    const place = `${rule} ${outcome}`;
    const lifecycle = { id: "job", rule, track: "dispatch" };
    places.set(place, { ...finding(place, "missing", outcome), handoff: undefined, lifecycle, outcome });
  }
  const found = [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return found.map((each, index) => (index % 2 === 0 ? each : { ...each, symptomOf: found[0]?.fingerprint ?? "" }));
}

const cents = fc.option(fc.integer({ min: -5000, max: 5000 }));
const key = fc.constantFrom("1", "2", "3", "4", "5");
const someBreaks = fc.array(
  fc.record<GivenBreak>({
    handoff: fc.constantFrom("a", "b"),
    outcome: fc.constantFrom("missing", "different", "extra"),
    key,
    amount: cents,
    difference: cents,
    line: fc.option(fc.constant(7)),
  }),
  { maxLength: 12 },
);
const someMismatches = fc.array(
  fc.record<GivenMismatch>({
    rule: fc.constantFrom("r", "s"),
    outcome: fc.constantFrom("disagrees", "disagreed", "stuck", "regression"),
    key,
    amount: cents,
    days: fc.option(fc.integer({ min: 0, max: 90_000 })),
  }),
  { maxLength: 8 },
);

/** Each record's largest amount, once; a control total counts by what it exceeds them. In cents. */
function union(breaks: readonly GivenBreak[], mismatches: readonly GivenMismatch[]): number {
  const records = new Map<string, number>();
  const claim = (record: string, amount: number): unknown => records.set(record, Math.max(records.get(record) ?? 0, amount));
  let total = 0;
  for (const one of breaks) {
    const amount = Math.abs(one.difference ?? one.amount ?? 0);
    if (one.line === null) total = Math.max(total, amount);
    else claim(one.key, amount);
  }
  for (const one of mismatches) if (one.outcome === "disagrees" || one.outcome === "stuck") claim(one.key, Math.abs(one.amount ?? 0));
  return Math.max(
    total,
    [...records.values()].reduce((sum, amount) => sum + amount, 0),
  );
}

const inCents = (amount: string): number => Math.round(Number(amount) * 100);

test("the money of all findings is the money of all records, each once; whatever order the rows have", async () => {
  await fc.assert(
    fc.asyncProperty(someBreaks, someMismatches, async (breaks, mismatches) => {
      await fill(breaks, mismatches);
      const findings = findingsOf(breaks, mismatches);
      const shares = await shareOut(engine, findings, RELATIONS, "shares");
      const money = [...shares.values()].reduce((sum, share) => sum + inCents(share.money), 0);
      expect(money).toBe(union(breaks, mismatches));
      expect(money).toBe(inCents(await amountAtRisk(engine, RELATIONS.breaks, RELATIONS.mismatches)));
      const records = new Set([...breaks.filter(({ line }) => line !== null), ...mismatches].map((one) => one.key));
      expect([...shares.values()].reduce((sum, share) => sum + share.records, 0)).toBe(records.size);
      await fill(breaks.toReversed(), mismatches.toReversed());
      expect(await shareOut(engine, findings, RELATIONS, "shares")).toEqual(shares);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("a record's money goes where it is most, then to the first that is no symptom; its delay likewise, by itself", async () => {
  const base = { line: 1, difference: null } as const;
  const breaks: GivenBreak[] = [
    { ...base, handoff: "a", outcome: "missing", key: "1", amount: 10_000 },
    { ...base, handoff: "b", outcome: "missing", key: "1", amount: 10_000 },
    { ...base, handoff: "b", outcome: "missing", key: "2", amount: 5_000 },
    { ...base, handoff: "a", outcome: "missing", key: "2", amount: 4_000 },
  ];
  const mismatches: GivenMismatch[] = [
    { rule: "r", outcome: "disagrees", key: "1", amount: 10_000, days: 70_000 },
    { rule: "s", outcome: "disagreed", key: "1", amount: 99_000, days: 60_000 },
    { rule: "s", outcome: "disagreed", key: "1", amount: 99_000, days: 20_000 },
    { rule: "s", outcome: "disagreed", key: "3", amount: 99_000, days: 1_000 },
  ];
  await fill(breaks, mismatches);
  const [a, b, r, s] = findingsOf(breaks, mismatches) as [Finding, Finding, Finding, Finding];
  const findings = [{ ...a, symptomOf: b.fingerprint }, b, r, s].map(({ symptomOf, ...rest }, index) =>
    index === 0 && symptomOf !== undefined ? { ...rest, symptomOf } : rest,
  );
  const shares = await shareOut(engine, findings, RELATIONS, "shares");
  const of = (each: Finding | undefined) => shares.get(each?.fingerprint ?? "");
  expect(of(a)).toEqual({ money: "0.00", records: 0, delay: "0.00" });
  expect(of(b)).toEqual({ money: "150.00", records: 2, delay: "0.00" });
  expect(of(r)).toEqual({ money: "0.00", records: 0, delay: "0.00" });
  // What is over is no money at risk; its two stretches are one record's wait.
  expect(of(s)).toEqual({ money: "0.00", records: 1, delay: "810.00" });
});

test("a correction that two reports show is made once", async () => {
  await fill([], []);
  const row = (report: string, cell: string): Sql =>
    sql`('corrected-export', 'corrected', 'report', ${report}, 'books.invoices', ${cell}, 'Total', 'weekly.xlsx', 12)`;
  await engine.runInline(
    sql`INSERT INTO signs (kind, outcome, subject_type, subject, dataset, key, field, file, amount) VALUES ${join([row("board", "1"), row("board", "2"), row("flash", "1"), row("flash", "3")])}`,
  );
  const [board, flash] = ["board", "flash"].map((report): Finding => ({
    ...finding(report, "missing", report),
    handoff: undefined,
    kind: "corrected-export",
    outcome: "corrected",
    subject: { type: "report", id: report },
  })) as [Finding, Finding];
  const shares = await shareOut(engine, [board, flash], RELATIONS, "shares");
  expect([board, flash].map(({ fingerprint }) => shares.get(fingerprint))).toEqual([
    { money: "0.00", records: 2, delay: "0.00" },
    { money: "0.00", records: 1, delay: "0.00" },
  ]);
});
