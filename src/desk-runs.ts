import { randomUUID } from "node:crypto";
import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Desk, SeenBreak } from "./desk/index.ts";
import type { Engine } from "./engines/engine.ts";
import type { Finding, Review, RunSummary } from "./model/index.ts";
import { id, sql } from "./sql/index.ts";

const PAGE = 5_000;

/** One row of what a review found, as its files hold it. */
interface FoundRow extends Readonly<Record<string, string | number | boolean | null>> {
  readonly place: string;
  readonly fingerprint: string;
  readonly dataset: string | null;
  readonly key: string | null;
  readonly reference: string | null;
  readonly unit: string | null;
  readonly date: string | null;
  readonly amount: string | null;
}

/**
 * Keeps a review that was published, with all its breaks and state mismatches.
 *
 * @param directory where its files lie
 * @throws RunError `another-estate`
 */
function recordReview(desk: Desk, engine: Engine, review: Review, directory: string): Promise<RunSummary> {
  return desk.recordRun({ review, breaks: breaksOf(engine, review, directory), directory });
}

/**
 * Keeps a published review for good: its tables are copied into the workspace, since
 * the next review takes the place of its directory; then the desk records it.
 *
 * @param workspace the `.tieout` directory
 * @param directory where its files lie
 * @throws RunError `another-estate`
 */
export async function keepReview(desk: Desk, engine: Engine, workspace: string, review: Review, directory: string): Promise<RunSummary> {
  const kept = path.join(workspace, "reviews", randomUUID());
  await mkdir(kept, { recursive: true });
  try {
    for (const name of ["review.json", "breaks.parquet", ...(review.lifecycles.length === 0 ? [] : ["mismatches.parquet"])]) {
      await copyFile(path.join(directory, name), path.join(kept, name));
    }
    return await recordReview(desk, engine, review, kept);
  } catch (error) {
    await rm(kept, { recursive: true, force: true });
    throw error;
  }
}

/** Breaks and mismatches of a published review, each fingerprint once, with the finding it belongs to. */
async function* breaksOf(engine: Engine, review: Review, directory: string): AsyncGenerator<readonly SeenBreak[]> {
  const findings = new Map(review.findings.flatMap((finding) => placesOf(finding).map((place) => [place, finding.fingerprint])));
  const sources = [
    {
      file: "breaks.parquet",
      place: sql`concat_ws('|', 'handoff', handoff, outcome, side)`,
      amount: sql`abs(coalesce(difference, amount))`,
    },
    ...(review.lifecycles.length === 0
      ? []
      : [
          {
            file: "mismatches.parquet",
            place: sql`concat_ws('|', 'lifecycle', lifecycle, coalesce(rule, ''), outcome, track)`,
            amount: sql`abs(amount)`,
          },
        ]),
  ];
  for (const { file, place, amount } of sources) {
    const table = id("desk breaks");
    const reference = file === "breaks.parquet" ? sql`max(reference)` : sql`CAST(NULL AS VARCHAR)`;
    // Rows that share a key share a fingerprint: they are one thing to work on, worth what they are worth together.
    await engine.runInline(sql`CREATE OR REPLACE TEMP TABLE ${table} AS
SELECT row_number() OVER (ORDER BY fingerprint) AS number, * FROM (
  SELECT fingerprint, min(${place}) AS place, min(dataset) AS dataset, min(key) AS key, ${reference} AS reference, min(unit) AS unit,
    CAST(min(date) AS VARCHAR) AS date, CAST(sum(${amount}) AS VARCHAR) AS amount
  FROM read_parquet(${path.join(directory, file)}) GROUP BY fingerprint
) AS found`);
    for (let from = 0; ; from += PAGE) {
      const rows = await engine.rows<FoundRow>(
        sql`SELECT place, fingerprint, dataset, key, reference, unit, date, amount FROM ${table} WHERE number > ${from} AND number <= ${from + PAGE} ORDER BY number`,
      );
      if (rows.length === 0) break;
      yield rows.flatMap((row) => seenBreak(row, findings));
    }
    await engine.runInline(sql`DROP TABLE ${table}`);
  }
}

function seenBreak({ place, ...row }: FoundRow, findings: ReadonlyMap<string, string>): SeenBreak[] {
  const finding = findings.get(place);
  // What no finding tells was explained away: it is no break of this review.
  if (finding === undefined) return [];
  return [
    {
      fingerprint: row.fingerprint,
      finding,
      dataset: row.dataset ?? undefined,
      key: row.key ?? undefined,
      reference: row.reference ?? undefined,
      unit: row.unit ?? undefined,
      date: row.date ?? undefined,
      amount: row.amount ?? undefined,
    },
  ];
}

/** Where a finding's breaks stand, as the files name it; none for what signs tell of. */
function placesOf({ subject, handoff, lifecycle, outcome, samples }: Finding): readonly string[] {
  if (subject !== undefined || outcome === "setting") return [];
  if (lifecycle !== undefined) return [["lifecycle", lifecycle.id, lifecycle.rule ?? "", outcome, lifecycle.track].join("|")];
  const sides = new Set(samples.flatMap(({ side }) => (side === undefined ? [] : [side])));
  return [...sides].map((side) => ["handoff", handoff ?? "", outcome, side].join("|"));
}
