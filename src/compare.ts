import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "./engines/engine.ts";
import {
  FINDING_CHANGES,
  InputError,
  money,
  RunError,
  type BreakChanges,
  type RunComparison,
  type ComparedRun,
  type Finding,
  type FindingChange,
  type Review,
  type UnitChange,
  type UnitTrend,
} from "./model/index.ts";
import { reviewOfJson } from "./report/index.ts";
import { id, sql } from "./sql/index.ts";

/** A review as it was written, and the breaks beside it. */
export interface WrittenReview {
  readonly file: string;
  readonly review: Review;
  /** undefined: there is none. */
  readonly breaks: string | undefined;
}

/**
 * Holds two written reviews of one estate against each other.
 *
 * @param before directory of a review, or its review.json; the earlier one
 * @throws InputError `missing-file`, `not-a-review`, `other-version`, `other-estate`, `not-breaks`; RunError `no-permission`
 */
export async function compareRuns(engine: Engine, before: string, after: string): Promise<RunComparison> {
  return compareWritten(engine, await readWritten(before), await readWritten(after));
}

/**
 * The same of reviews that were read already.
 *
 * @throws InputError `other-estate`, `not-breaks`
 */
export async function compareWritten(engine: Engine, first: WrittenReview, second: WrittenReview): Promise<RunComparison> {
  refuseOthers(first, second);
  const perUnit = await breaksOf(engine, first, second);
  const findings = findingChanges(first.review.findings, second.review.findings);
  const { name, title, currency } = second.review.estate;
  return {
    estate: { name, title, currency },
    before: runOf(first.review),
    after: runOf(second.review),
    sentence: sentenceOf(findings),
    findings,
    breaks: perUnit?.all,
    units: unitChanges(first.review, second.review, perUnit?.units),
  };
}

/**
 * A review as it was written, from its directory or its `review.json`.
 *
 * @throws InputError RunError
 */
export async function readWritten(given: string): Promise<WrittenReview> {
  const entry = await stat(given).catch(() => undefined);
  const file = entry?.isDirectory() === true ? path.join(given, "review.json") : given;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") throw new RunError("no-permission", `Tieout may not read ${file}.`, { cause });
    const expected = "a review.json, or the directory that holds one";
    throw new InputError([{ code: "missing-file", message: "This review cannot be read.", at: { file }, expected }], { cause });
  }
  const beside = path.join(path.dirname(file), "breaks.parquet");
  const isThere = await stat(beside).then(
    () => true,
    () => false,
  );
  return { file, review: reviewOfJson(file, text), breaks: isThere ? beside : undefined };
}

function refuseOthers(first: WrittenReview, second: WrittenReview): void {
  for (const part of ["name", "currency"] as const) {
    const [expected, found] = [first.review.estate[part], second.review.estate[part]];
    if (expected === found) continue;
    const message = part === "name" ? "The two reviews are of different estates." : "The two reviews are in different currencies.";
    throw new InputError([{ code: "other-estate", message, at: { file: second.file }, found, expected }]);
  }
}

function runOf({ asOf, verdict }: Review): ComparedRun {
  const { findings, breaks, mismatched, amount, handoffsClean, handoffs } = verdict;
  return { asOf, findings, breaks, mismatched, amount, handoffsClean, handoffs };
}

function findingChanges(before: readonly Finding[], after: readonly Finding[]): FindingChange[] {
  const old = new Map(before.map((finding) => [finding.fingerprint, finding]));
  const now = new Set(after.map(({ fingerprint }) => fingerprint));
  const changes = [
    ...after.map((finding) => changeOf(old.get(finding.fingerprint), finding)),
    ...before.filter(({ fingerprint }) => !now.has(fingerprint)).map((finding) => changeOf(finding, undefined)),
  ];
  return FINDING_CHANGES.flatMap((change) => changes.filter((one) => one.change === change));
}

function changeOf(before: Finding | undefined, after: Finding | undefined): FindingChange {
  const records = { before: before?.records ?? 0, after: after?.records ?? 0 };
  const amount = { before: before?.amount, after: after?.amount };
  const more = records.after - records.before || money(amount.after).cmp(money(amount.before));
  const change = before === undefined ? "opened" : after === undefined ? "closed" : more > 0 ? "grew" : more < 0 ? "shrank" : "same";
  const finding = after ?? before;
  return { change, fingerprint: finding?.fingerprint ?? "", title: finding?.title ?? "", records, amount };
}

function sentenceOf(findings: readonly FindingChange[]): string {
  const count = (change: FindingChange["change"]): number => findings.filter((one) => one.change === change).length;
  if (findings.length === 0) return "Neither review has a finding.";
  return `Of ${findings.length} findings ${count("opened")} opened, ${count("grew")} grew, ${count("shrank")} shrank, ${count("closed")} closed and ${count("same")} stayed as they were.`;
}

interface UnitBreaks {
  readonly before: number;
  readonly after: number;
}

async function breaksOf(
  engine: Engine,
  first: WrittenReview,
  second: WrittenReview,
): Promise<{ all: BreakChanges; units: ReadonlyMap<string, UnitBreaks> } | undefined> {
  if (first.breaks === undefined || second.breaks === undefined) return undefined;
  for (const [relation, file] of [
    ["breaks before", first.breaks],
    ["breaks after", second.breaks],
  ] as const) {
    try {
      await engine.runInline(
        sql`CREATE OR REPLACE TEMP TABLE ${id(relation)} AS SELECT fingerprint, max(unit) AS unit FROM read_parquet(${file}) GROUP BY fingerprint`,
      );
    } catch (cause) {
      const expected = "the breaks.parquet that a review wrote";
      throw new InputError([{ code: "not-breaks", message: "These breaks cannot be read.", at: { file }, expected }], { cause });
    }
  }
  const rows = await engine.rows<{ unit: string | null; opened: string; closed: string; stayed: string }>(
    sql`SELECT coalesce(a.unit, b.unit) AS unit,
  count(CASE WHEN b.fingerprint IS NULL THEN 1 END) AS opened, count(CASE WHEN a.fingerprint IS NULL THEN 1 END) AS closed,
  count(CASE WHEN a.fingerprint IS NOT NULL AND b.fingerprint IS NOT NULL THEN 1 END) AS stayed
FROM ${id("breaks before")} AS b FULL JOIN ${id("breaks after")} AS a ON a.fingerprint = b.fingerprint
GROUP BY coalesce(a.unit, b.unit) ORDER BY 1`,
  );
  const counted = rows.map((row) => ({
    unit: row.unit,
    opened: Number(row.opened),
    closed: Number(row.closed),
    stayed: Number(row.stayed),
  }));
  const sum = (key: "opened" | "closed" | "stayed"): number => counted.reduce((total, row) => total + row[key], 0);
  const units = counted.flatMap(({ unit, opened, closed, stayed }) =>
    unit === null ? [] : [[unit, { before: closed + stayed, after: opened + stayed }] as const],
  );
  return { all: { opened: sum("opened"), closed: sum("closed"), stayed: sum("stayed") }, units: new Map(units) };
}

function unitChanges(first: Review, second: Review, breaks: ReadonlyMap<string, UnitBreaks> | undefined): UnitChange[] {
  const [old, now] = [correctionsByUnit(first), correctionsByUnit(second)];
  const ids = new Set([...first.units, ...second.units].map((unit) => unit.id));
  return [...new Set([...ids, ...old.keys(), ...now.keys(), ...(breaks?.keys() ?? [])])].sort().map((unit) => {
    const corrections = { before: old.get(unit) ?? 0, after: now.get(unit) ?? 0 };
    const raw = breaks === undefined ? undefined : (breaks.get(unit) ?? { before: 0, after: 0 });
    return { unit, breaks: raw, corrections, trend: trendOf(raw, corrections) };
  });
}

function correctionsByUnit({ reports }: Review): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { unit, steps } of reports.flatMap(({ numbers }) => numbers)) {
    if (unit === undefined) continue;
    counts.set(unit, (counts.get(unit) ?? 0) + steps.reduce((sum, { corrections }) => sum + corrections, 0));
  }
  return counts;
}

function trendOf(breaks: UnitBreaks | undefined, corrections: UnitBreaks): UnitTrend {
  if (breaks === undefined) return "unknown";
  const [raw, effort] = [breaks.after - breaks.before, corrections.after - corrections.before];
  if (raw < 0) return effort > 0 ? "mixed" : "improving";
  if (effort > 0) return "hidden-better";
  return raw > 0 ? "worse" : "same";
}
