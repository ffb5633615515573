import type { Review, RunChanges, RunDetail, RunSummary, Verdict } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";

interface RunRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly as_of: string;
  readonly recorded_at: string;
  readonly applied: boolean;
  readonly directory: string | null;
  readonly verdict: Verdict;
  readonly checks: RunSummary["checks"];
  readonly changes: RunChanges;
}

const COLUMNS = sql`id, as_of, recorded_at, applied, directory, verdict, checks, changes`;

/** The one recorded last is first. */
export async function listRuns(
  session: StoreSession,
  { before, limit = 50 }: { readonly before?: string; readonly limit?: number },
): Promise<RunSummary[]> {
  const earlier = before === undefined ? sql`TRUE` : sql`number < (SELECT number FROM runs WHERE id = ${before.replaceAll("\0", "")})`;
  const rows = await session.rows<RunRow>(
    sql`SELECT ${COLUMNS} FROM runs WHERE ${earlier} ORDER BY number DESC LIMIT ${Math.min(Math.max(limit, 1), 500)}`,
  );
  return rows.map(toRun);
}

/** The newest review by the time it speaks of; of equal times the one recorded last. */
export async function latestRun(session: StoreSession): Promise<RunSummary | undefined> {
  const [row] = await session.rows<RunRow>(sql`SELECT ${COLUMNS} FROM runs ORDER BY as_of DESC, number DESC LIMIT 1`);
  return row === undefined ? undefined : toRun(row);
}

export async function runDetail(session: StoreSession, id: string): Promise<RunDetail | undefined> {
  const [row] = await session.rows<RunRow>(sql`SELECT ${COLUMNS} FROM runs WHERE id = ${id.replaceAll("\0", "")}`);
  if (row === undefined) return undefined;
  const review = await runReview(session, id);
  return { ...toRun(row), findings: review?.findings ?? [], directory: row.directory ?? undefined };
}

/** The whole review, as it was recorded. */
export async function runReview(session: StoreSession, id: string): Promise<Review | undefined> {
  const [row] = await session.rows<{ review: string }>(sql`SELECT review FROM runs WHERE id = ${id.replaceAll("\0", "")}`);
  return row === undefined ? undefined : (JSON.parse(row.review) as Review);
}

function toRun({ id, as_of: asOf, recorded_at: recordedAt, verdict, checks, applied, changes }: RunRow): RunSummary {
  return { id, asOf, recordedAt, verdict, checks, applied, changes };
}
