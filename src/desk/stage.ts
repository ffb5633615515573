import type { FindingOutcome, Review } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import type { SeenBreak } from "./desk.ts";
import { checkOf, isOpen } from "./places.ts";

/**
 * Brings what a review found into two tables of the transaction: `told`, its open
 * findings, and `seen`, their breaks; a finding that lists none is one itself.
 */
export async function stage(
  session: StoreSession,
  review: Review,
  breaks: AsyncIterable<readonly SeenBreak[]>,
  unitOwners: Readonly<Record<string, string>>,
): Promise<void> {
  await session.run(sql`CREATE TEMP TABLE told (finding text PRIMARY KEY, check_name text NOT NULL, kind text NOT NULL, outcome text NOT NULL,
  severity text NOT NULL, title text NOT NULL, handoff text, lifecycle text, subject text, workflows jsonb NOT NULL, owner text, amount numeric(38, 4),
  onset date, symptom boolean NOT NULL) ON COMMIT DROP`);
  await session.run(sql`CREATE TEMP TABLE seen (fingerprint text PRIMARY KEY, finding text NOT NULL, level text NOT NULL, entity text, dataset text,
  key text, reference text, unit text, date date, amount numeric(38, 4), owner text) ON COMMIT DROP`);
  await session.run(sql`INSERT INTO told SELECT * FROM jsonb_to_recordset(CAST(${JSON.stringify(told(review))} AS jsonb))
  AS t(finding text, check_name text, kind text, outcome text, severity text, title text, handoff text, lifecycle text, subject text, workflows jsonb,
    owner text, amount numeric(38, 4), onset date, symptom boolean)`);
  const owners = JSON.stringify(unitOwners);
  const entities = new Map(review.datasets.map(({ id, entity }) => [id, entity]));
  for await (const part of breaks) {
    const rows = part.map((one) => ({ ...one, level: "break", entity: one.dataset === undefined ? undefined : entities.get(one.dataset) }));
    // What belongs to no open finding is over, or explained away, and wants no work.
    await session.run(sql`INSERT INTO seen SELECT t.*, o.owner FROM jsonb_to_recordset(CAST(${JSON.stringify(rows)} AS jsonb))
  AS t(fingerprint text, finding text, level text, entity text, dataset text, key text, reference text, unit text, date date, amount numeric(38, 4))
  LEFT JOIN jsonb_each_text(CAST(${owners} AS jsonb)) AS o(unit, owner) ON o.unit = t.unit
WHERE t.finding IN (SELECT finding FROM told) ON CONFLICT DO NOTHING`);
  }
  const [bare] = await session.rows<{ finding: string }>(sql`SELECT t.finding FROM told AS t
WHERE t.check_name LIKE 'tie-out|%' AND NOT EXISTS (SELECT FROM seen AS s WHERE s.finding = t.finding) LIMIT 1`);
  // Without this, breaks that were not handed over would look like breaks that are gone.
  if (bare !== undefined)
    throw new Error(`the breaks of the finding ${bare.finding} are missing: a review is recorded with all its breaks`);
  await session.run(sql`INSERT INTO seen SELECT t.finding, t.finding, 'finding', NULL, NULL, NULL, NULL, NULL, t.onset, t.amount, NULL
FROM told AS t WHERE NOT EXISTS (SELECT FROM seen AS s WHERE s.finding = t.finding) ON CONFLICT DO NOTHING`);
  await session.run(sql`ANALYZE seen`);
  await session.run(sql`ANALYZE told`);
}

/** Findings that speak of breaks which are exceptions themselves: their money is not told a second time. */
const OF_OTHERS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>(["no-alert", "breaks-of-one-actor", "setting"]);

function told(review: Review): readonly Readonly<Record<string, unknown>>[] {
  const workflows = new Map(review.handoffs.map(({ id, workflows: names }) => [id, names]));
  return review.findings.filter(isOpen).map((finding) => ({
    finding: finding.fingerprint,
    check_name: checkOf(finding),
    kind: finding.kind,
    outcome: finding.outcome,
    severity: finding.severity,
    title: finding.title,
    handoff: finding.handoff,
    lifecycle: finding.lifecycle?.id,
    subject: finding.subject === undefined ? undefined : `${finding.subject.type}:${finding.subject.id}`,
    workflows: workflows.get(finding.handoff ?? "") ?? [],
    owner: finding.owner,
    amount: OF_OTHERS.has(finding.outcome) ? undefined : finding.amount,
    onset: finding.onset,
    symptom: finding.symptomOf !== undefined,
  }));
}
