import { createHash } from "node:crypto";
import { RunError, type CheckRun, type Review, type RunChanges, type RunSummary } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { changing, type Change } from "./chain.ts";
import { dayOf, dueDays } from "./day.ts";
import type { DeskPorts, RunToRecord } from "./desk.ts";
import { moveExceptions, NO_CHANGES } from "./move.ts";
import { checksThatRan } from "./places.ts";
import { stage } from "./stage.ts";

const REVIEW = { type: "review", name: "review" } as const;

/** So many exceptions moved make the planner's figures of them worth renewing. */
const MANY = 1_000;

/**
 * Keeps a review and its findings, and moves exceptions along.
 *
 * @throws RunError `another-estate`
 */
export async function recordRun(ports: DeskPorts, { review, breaks, directory }: RunToRecord): Promise<RunSummary> {
  const id = ports.newId();
  const summary = await changing(
    ports,
    async (change): Promise<RunSummary> => {
      const { session, at } = change;
      await sameEstate(session, review.estate.name);
      const applied = await isNewest(session, review.asOf);
      const seq = change.log({
        actor: REVIEW,
        action: "run.recorded",
        subject: `run:${id}`,
        content: { asOf: review.asOf, applied, review: createHash("sha256").update(JSON.stringify(review)).digest("hex") },
      });
      const changes = applied ? await move(ports, change, review, { run: id, audit: seq }) : NO_CHANGES;
      const recorded = {
        id,
        asOf: new Date(review.asOf).toISOString(),
        recordedAt: at,
        verdict: review.verdict,
        checks: checks(review.coverage),
        applied,
        changes,
      };
      await insertRun(session, recorded, review, directory);
      return recorded;
    },
    (session) => stage(session, review, breaks, ports.unitOwners ?? {}),
  );
  await renewFigures(ports, summary.changes);
  return summary;
}

function move(
  ports: DeskPorts,
  { session, at }: Change,
  review: Review,
  { run, audit }: { run: string; audit: number },
): Promise<RunChanges> {
  const today = dayOf(at, ports.calendar.timeZone);
  return moveExceptions(session, {
    run,
    audit,
    at,
    asOf: review.asOf,
    today,
    due: dueDays(today, ports.calendar),
    alone: ports.store.kind === "pglite",
    checked: checksThatRan(review.coverage),
  });
}

/** The first review says whose store it is. */
async function sameEstate(session: StoreSession, name: string): Promise<void> {
  await session.run(sql`INSERT INTO store_estate (name) VALUES (${name}) ON CONFLICT DO NOTHING`);
  const [kept] = await session.rows<{ name: string }>(sql`SELECT name FROM store_estate`);
  if (kept !== undefined && kept.name !== name) {
    throw new RunError("another-estate", `This store holds the desk of the estate ${kept.name}, and the review is of ${name}.`, {
      hint: "Give each estate a database, or a schema, of its own.",
    });
  }
}

/** A second review of the same time counts: it was made with what is declared now. */
async function isNewest(session: StoreSession, asOf: string): Promise<boolean> {
  const [row] = await session.rows<{ newer: number }>(
    sql`SELECT count(*) AS newer FROM runs WHERE applied AND as_of > CAST(${asOf} AS timestamptz)`,
  );
  return row?.newer === 0;
}

function checks(coverage: readonly CheckRun[]): RunSummary["checks"] {
  const count = (status: CheckRun["status"]): number => coverage.filter((check) => check.status === status).length;
  return { found: count("found"), clear: count("clear"), skipped: count("skipped"), failed: count("failed") };
}

async function insertRun(session: StoreSession, run: RunSummary, review: Review, directory: string | undefined): Promise<void> {
  await session.run(sql`INSERT INTO runs (id, as_of, recorded_at, applied, directory, verdict, checks, changes, review)
VALUES (${run.id}, CAST(${run.asOf} AS timestamptz), CAST(${run.recordedAt} AS timestamptz), ${run.applied}, ${directory ?? null},
  CAST(${JSON.stringify(run.verdict)} AS jsonb), CAST(${JSON.stringify(run.checks)} AS jsonb), CAST(${JSON.stringify(run.changes)} AS jsonb), ${JSON.stringify(review)})`);
  const findings = review.findings.map((finding, place) => ({ ...finding, body: finding, place }));
  await session.run(sql`INSERT INTO findings (run, fingerprint, place, kind, severity, records, amount, body)
SELECT ${run.id}, fingerprint, place, kind, severity, records, amount, body FROM jsonb_to_recordset(CAST(${JSON.stringify(findings)} AS jsonb))
  AS t(fingerprint text, place integer, kind text, severity text, records bigint, amount numeric(38, 4), body jsonb)`);
  const corrections = review.reports.flatMap(({ id: report, metric, numbers }) =>
    numbers.flatMap(({ period, unit, steps }) =>
      steps.map(({ kind, effect, corrections: count }) => ({ report, metric, period, unit, kind, effect, corrections: count })),
    ),
  );
  await session.run(sql`INSERT INTO corrections (run, report, metric, period, unit, kind, corrections, effect)
SELECT ${run.id}, report, metric, period, unit, kind, corrections, effect FROM jsonb_to_recordset(CAST(${JSON.stringify(corrections)} AS jsonb))
  AS t(report text, metric text, period text, unit text, kind text, corrections integer, effect numeric(38, 4))`);
}

/** An embedded database has nobody else who would do it. */
async function renewFigures({ store }: DeskPorts, { opened, reopened, gone, changed }: RunChanges): Promise<void> {
  if (opened + reopened + gone + changed < MANY) return;
  await store.run(sql`VACUUM (ANALYZE) exceptions`);
  await store.run(sql`ANALYZE exception_events`);
}
