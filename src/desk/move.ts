import type { RunChanges, Severity } from "../model/index.ts";
import { join, sql, type Sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { ROW_DIGEST } from "./chain.ts";

export interface Move {
  readonly run: string;
  /** Number of the entry of the audit log that speaks of it. */
  readonly audit: number;
  readonly at: string;
  readonly asOf: string;
  readonly today: string;
  readonly due: Readonly<Record<Severity, string>>;
  /** Does nobody else read meanwhile? Then indexes may be made anew. */
  readonly alone: boolean;
  /** Names of the checks that ran. */
  readonly checked: readonly string[];
}

export const NO_CHANGES: RunChanges = { opened: 0, reopened: 0, gone: 0, changed: 0, acceptanceEnded: 0, unchecked: 0 };

/**
 * Moves exceptions along by what a review saw (`seen`, `told`), all at once:
 *
 * - never seen before: opened
 * - seen, and it was gone: opened again; a person had resolved it: opened again by a review of later data
 * - seen and accepted: stays, until its day is over or its amount has grown
 * - seen with other figures: changed
 * - not seen, and the check that would find it ran: gone; the check did not run: it stays as it is
 */
export async function moveExceptions(session: StoreSession, move: Move): Promise<RunChanges> {
  await session.run(sql`CREATE TEMP TABLE checked (check_name text PRIMARY KEY) ON COMMIT DROP`);
  await session.run(
    sql`INSERT INTO checked SELECT DISTINCT name FROM jsonb_array_elements_text(CAST(${JSON.stringify(move.checked)} AS jsonb)) AS t(name)`,
  );
  await session.run(
    sql`CREATE TEMP TABLE step (fingerprint text PRIMARY KEY, step text NOT NULL, was text, detail jsonb NOT NULL) ON COMMIT DROP`,
  );
  await session.run(stepsOfSeen(move));
  await session.run(stepsOfUnseen());
  await session.run(sql`ANALYZE step`);
  await session.run(settle(move));
  await session.run(keepFindings(move));
  await session.run(change(move));
  await openAll(session, move);
  await session.run(sql`INSERT INTO exception_events (fingerprint, type, at, actor, run, version, detail, audit, row_digest)
SELECT p.fingerprint, p.step, CAST(${move.at} AS timestamptz), 'review', ${move.run}, e.version, p.detail, ${move.audit}, ${ROW_DIGEST}
FROM step AS p JOIN exceptions AS e ON e.fingerprint = p.fingerprint WHERE p.step NOT IN ('same', 'unchecked') ORDER BY p.fingerprint`);
  const counts = await session.rows<{ step: string; count: number }>(sql`SELECT step, count(*) AS count FROM step GROUP BY step`);
  const of = (step: string): number => counts.find((one) => one.step === step)?.count ?? 0;
  return {
    opened: of("opened"),
    reopened: of("reopened"),
    gone: of("gone"),
    changed: of("changed"),
    acceptanceEnded: of("acceptance-ended"),
    unchecked: of("unchecked"),
  };
}

/** What a review knows better than the store, beside the owner that a person chose. */
const FIGURES = [
  { name: "amount", was: sql`CAST(e.amount AS text)`, is: sql`CAST(s.amount AS text)` },
  { name: "severity", was: sql`e.severity`, is: sql`t.severity` },
  { name: "finding", was: sql`e.finding`, is: sql`s.finding` },
  { name: "symptom", was: sql`CAST(e.symptom AS text)`, is: sql`CAST(t.symptom AS text)` },
  { name: "unit", was: sql`e.unit`, is: sql`s.unit` },
  { name: "reference", was: sql`e.reference`, is: sql`s.reference` },
  { name: "date", was: sql`CAST(e.date AS text)`, is: sql`CAST(s.date AS text)` },
  {
    name: "owner",
    was: sql`e.owner`,
    is: sql`CASE WHEN e.owner_from = 'person' THEN e.owner ELSE coalesce(t.owner, s.owner) END`,
  },
] as const;

function stepsOfSeen({ asOf, today }: Move): Sql {
  const differs = join(
    FIGURES.map(({ was, is }) => sql`${was} IS DISTINCT FROM ${is}`),
    " OR ",
  );
  const differences = join(
    FIGURES.map(
      ({ name, was, is }) =>
        sql`CASE WHEN ${was} IS DISTINCT FROM ${is} THEN jsonb_build_object(CAST(${name} AS text), jsonb_build_object('from', ${was}, 'to', ${is})) ELSE CAST('{}' AS jsonb) END`,
    ),
    " || ",
  );
  return sql`INSERT INTO step SELECT fingerprint, step, was, CASE step
  WHEN 'opened' THEN jsonb_build_object('amount', CAST(amount AS text), 'severity', severity)
  WHEN 'same' THEN CAST('{}' AS jsonb)
  WHEN 'changed' THEN differences
  ELSE differences || jsonb_build_object('state', jsonb_build_object('from', was, 'to', 'new')) END
FROM (
  SELECT s.fingerprint, e.state AS was, s.amount, t.severity, ${differences} AS differences, CASE
    WHEN e.fingerprint IS NULL THEN 'opened'
    WHEN e.state = 'resolved' AND (e.resolved_by = 'gone' OR CAST(${asOf} AS timestamptz) > e.resolved_as_of) THEN 'reopened'
    WHEN e.state = 'resolved' THEN 'same'
    WHEN e.state = 'accepted' AND (e.accepted_until < CAST(${today} AS date) OR coalesce(s.amount, 0) > coalesce(e.accepted_amount, 0)) THEN 'acceptance-ended'
    WHEN ${differs} THEN 'changed'
    ELSE 'same' END AS step
  FROM seen AS s JOIN told AS t ON t.finding = s.finding LEFT JOIN exceptions AS e ON e.fingerprint = s.fingerprint
) AS found`;
}

function stepsOfUnseen(): Sql {
  return sql`INSERT INTO step
SELECT e.fingerprint, CASE WHEN c.check_name IS NULL THEN 'unchecked' ELSE 'gone' END, e.state,
  jsonb_build_object('state', jsonb_build_object('from', e.state, 'to', 'resolved'))
FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding LEFT JOIN checked AS c ON c.check_name = f.check_name
WHERE e.state <> 'resolved' AND NOT EXISTS (SELECT FROM seen AS s WHERE s.fingerprint = e.fingerprint)`;
}

/** Before the findings' own times are moved: it was last seen when it was last looked for. */
function settle({ at, asOf }: Move): Sql {
  return sql`UPDATE exceptions AS e SET state = 'resolved', resolved_by = 'gone', resolved_at = CAST(${at} AS timestamptz),
  resolved_as_of = CAST(${asOf} AS timestamptz), resolved_reason = NULL, accepted_reason = NULL, accepted_until = NULL, accepted_amount = NULL,
  last_seen = greatest(e.last_seen, f.last_checked), changed_at = CAST(${at} AS timestamptz), version = e.version + 1
FROM step AS p, current_findings AS f WHERE p.fingerprint = e.fingerprint AND p.step = 'gone' AND f.fingerprint = e.finding`;
}

function keepFindings({ asOf }: Move): Sql {
  return sql`WITH looked AS (
  UPDATE current_findings AS f SET last_checked = CAST(${asOf} AS timestamptz)
  FROM checked AS c WHERE c.check_name = f.check_name AND NOT EXISTS (SELECT FROM told AS t WHERE t.finding = f.fingerprint)
)
INSERT INTO current_findings AS f (fingerprint, check_name, title, subject, workflows, last_checked)
SELECT finding, check_name, title, subject, workflows, CAST(${asOf} AS timestamptz) FROM told
ON CONFLICT (fingerprint) DO UPDATE SET check_name = excluded.check_name, title = excluded.title, subject = excluded.subject, workflows = excluded.workflows,
  last_checked = CASE WHEN EXISTS (SELECT FROM checked AS c WHERE c.check_name = excluded.check_name) THEN excluded.last_checked ELSE f.last_checked END`;
}

function change({ at, asOf, due }: Move): Sql {
  return sql`UPDATE exceptions AS e SET level = s.level, finding = s.finding, severity = t.severity, amount = s.amount, symptom = t.symptom,
  entity = s.entity, unit = s.unit, reference = s.reference, date = s.date,
  owner = CASE WHEN e.owner_from = 'person' THEN e.owner ELSE coalesce(t.owner, s.owner) END,
  owner_from = CASE WHEN e.owner_from = 'person' THEN 'person' WHEN coalesce(t.owner, s.owner) IS NOT NULL THEN 'declared' END,
  state = CASE p.step WHEN 'changed' THEN e.state ELSE 'new' END,
  due = CASE p.step WHEN 'changed' THEN e.due ELSE ${dueOf(due)} END,
  reopened = CASE p.step WHEN 'changed' THEN e.reopened ELSE e.reopened + 1 END,
  resolved_by = CASE p.step WHEN 'changed' THEN e.resolved_by END, resolved_at = CASE p.step WHEN 'changed' THEN e.resolved_at END,
  resolved_as_of = CASE p.step WHEN 'changed' THEN e.resolved_as_of END, resolved_reason = CASE p.step WHEN 'changed' THEN e.resolved_reason END,
  accepted_reason = CASE p.step WHEN 'changed' THEN e.accepted_reason END, accepted_until = CASE p.step WHEN 'changed' THEN e.accepted_until END,
  accepted_amount = CASE p.step WHEN 'changed' THEN e.accepted_amount END,
  last_seen = greatest(e.last_seen, CAST(${asOf} AS timestamptz)), changed_at = CAST(${at} AS timestamptz), version = e.version + 1
FROM step AS p, seen AS s, told AS t
WHERE p.fingerprint = e.fingerprint AND s.fingerprint = e.fingerprint AND t.finding = s.finding AND p.step IN ('reopened', 'acceptance-ended', 'changed')`;
}

/** So many at once make it worth while to index anew, unless very many are there. */
const MANY_OPENED = 2_000;

async function openAll(session: StoreSession, move: Move): Promise<void> {
  const [counts] = await session.rows<{ opened: number; there: number }>(sql`SELECT count(*) AS opened,
  (SELECT count(*) FROM exceptions) AS there FROM step WHERE step = 'opened'`);
  const { opened, there } = counts ?? { opened: 0, there: 0 };
  if (!move.alone || opened < MANY_OPENED || opened * 4 < there) {
    await session.run(open(move));
    return;
  }
  const [indexes] = await session.rows<{ made: string }>(sql`SELECT CAST(set_indexes_aside() AS text) AS made`);
  await session.run(open(move));
  await session.rows(sql`SELECT make_indexes(CAST(${indexes?.made ?? "{}"} AS text[]))`);
}

function open({ at, asOf, due }: Move): Sql {
  return sql`INSERT INTO exceptions (fingerprint, level, finding, kind, outcome, severity, handoff, lifecycle, entity, dataset, key, reference, unit, date, amount,
  symptom, owner, owner_from, state, opened_at, first_seen, last_seen, due, changed_at, version)
SELECT s.fingerprint, s.level, s.finding, t.kind, t.outcome, t.severity, t.handoff, t.lifecycle, s.entity, s.dataset, s.key, s.reference, s.unit, s.date, s.amount,
  t.symptom, coalesce(t.owner, s.owner), CASE WHEN coalesce(t.owner, s.owner) IS NOT NULL THEN 'declared' END, 'new', CAST(${at} AS timestamptz), CAST(${asOf} AS timestamptz),
  CAST(${asOf} AS timestamptz), ${dueOf(due)}, CAST(${at} AS timestamptz), 1
FROM step AS p JOIN seen AS s ON s.fingerprint = p.fingerprint JOIN told AS t ON t.finding = s.finding WHERE p.step = 'opened' ORDER BY s.fingerprint`;
}

function dueOf({ low, medium, high }: Move["due"]): Sql {
  return sql`CAST(CASE t.severity WHEN 'high' THEN CAST(${high} AS text) WHEN 'medium' THEN CAST(${medium} AS text) ELSE CAST(${low} AS text) END AS date)`;
}
