import type { Engine } from "../../engines/engine.ts";
import { BREAK_OUTCOMES, type Finding } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";

/** The relations in which findings' records stand. */
export interface PricedRelations {
  readonly breaks: string;
  readonly mismatches: string;
  readonly signs: string;
}

/** Words and definitions speak of no record's own state. */
const GROUPED = sql`('unmapped-word', 'avoided-word', 'definition-differs')`;
/** Only what is not over can still be lost. */
const OPEN = sql`('disagrees', 'stuck')`;

/**
 * Makes a table with a row for each finding and record of it: `finding` (fingerprint), `nth`,
 * `dataset`, `key`, `amount`, `delay`, `place` and `wait`. The record's money is counted where
 * `place` is 1, its delay where `wait` is. `day`: the record's own; `since`: from when its
 * states are apart; each NULL where it is not known there.
 *
 * @param places of `placesOf`
 * @returns was it made? Not without a finding that has records of its own.
 */
export async function placeRecords(engine: Engine, places: Places, relations: PricedRelations, table: string): Promise<boolean> {
  const parts = claims(places, relations);
  if (parts.length === 0) return false;
  await engine.runInline(sql`CREATE TABLE ${id(table)} AS SELECT *,
  row_number() OVER (PARTITION BY dataset, key ORDER BY amount DESC NULLS LAST, nth) AS place,
  row_number() OVER (PARTITION BY dataset, key ORDER BY delay DESC NULLS LAST, nth) AS wait
FROM (
  SELECT finding, nth, dataset, key, max(amount) AS amount, sum(delay) AS delay, min(day) AS day, min(since) AS since FROM (
${join(parts, "\nUNION ALL\n")}
  ) AS claims GROUP BY finding, nth, dataset, key
) AS own`);
  return true;
}

/** Which findings have records of their own, and where; undefined where none has. */
export interface Places {
  readonly tied: Sql | undefined;
  readonly states: Sql | undefined;
  readonly reports: Sql | undefined;
}

/** Rows `(finding, nth, …)` that say in which relation, and at which place, a finding's records stand. */
export function placesOf(findings: readonly Finding[]): Places {
  const ranked = [
    ...findings.filter(({ symptomOf }) => symptomOf === undefined),
    ...findings.filter(({ symptomOf }) => symptomOf !== undefined),
  ];
  const rows = (wanted: (finding: Finding, nth: number) => Sql | undefined): Sql | undefined => {
    const made = ranked.flatMap((finding, nth) => wanted(finding, nth) ?? []);
    return made.length === 0 ? undefined : join(made);
  };
  return {
    tied: rows(({ fingerprint, handoff, subject, outcome, samples }, nth) => {
      const side = samples[0]?.side;
      const tied = handoff !== undefined && side !== undefined && subject === undefined;
      return tied && BREAK_OUTCOMES.some((each) => each === outcome)
        ? sql`(${fingerprint}, ${nth}, ${handoff}, ${side}, ${outcome})`
        : undefined;
    }),
    states: rows(({ fingerprint, lifecycle, outcome }, nth) =>
      lifecycle === undefined
        ? undefined
        : sql`(${fingerprint}, ${nth}, ${lifecycle.id}, ${lifecycle.rule ?? ""}, ${lifecycle.track}, ${outcome})`,
    ),
    reports: rows(({ fingerprint, kind, subject, outcome }, nth) =>
      kind === "corrected-export" && subject?.type === "report" ? sql`(${fingerprint}, ${nth}, ${subject.id}, ${outcome})` : undefined,
    ),
  };
}

/** The money at risk in a break `r`. */
export const AT_RISK = sql`abs(coalesce(r.difference, r.amount, 0))`;
/** Is a break `r` one of the finding `f`, a row of `Places.tied`? */
export const ON_TIED = sql`f.handoff = r.handoff AND f.side = r.side AND f.outcome = r.outcome`;

function claims({ tied, states, reports }: Places, { breaks, mismatches, signs }: PricedRelations): readonly Sql[] {
  const claim = (dataset: Sql, key: Sql, amount: Sql, delay: Sql, day: Sql, since: Sql): Sql =>
    sql`SELECT f.finding AS finding, f.nth AS nth, ${dataset} AS dataset, ${key} AS key, CAST(${amount} AS DECIMAL(38, 4)) AS amount, CAST(${delay} AS DECIMAL(38, 2)) AS delay, CAST(${day} AS DATE) AS day, CAST(${since} AS DATE) AS since`;
  return [
    ...(tied === undefined
      ? []
      : [
          sql`${claim(sql`r.dataset`, sql`r.key`, AT_RISK, sql`NULL`, sql`r.date`, sql`NULL`)} FROM ${id(breaks)} AS r
JOIN (VALUES ${tied}) AS f (finding, nth, handoff, side, outcome) ON ${ON_TIED} WHERE r.line IS NOT NULL`,
        ]),
    ...(states === undefined
      ? []
      : [
          sql`${claim(sql`r.dataset`, sql`r.key`, sql`CASE WHEN r.outcome IN ${OPEN} THEN abs(r.amount) END`, sql`r.amount_days`, sql`NULL`, sql`r.date`)} FROM ${id(mismatches)} AS r
JOIN (VALUES ${states}) AS f (finding, nth, lifecycle, rule, track, outcome)
  ON f.lifecycle = r.lifecycle AND f.rule = coalesce(r.rule, '') AND f.track = r.track AND f.outcome = r.outcome
WHERE r.outcome NOT IN ${GROUPED}`,
        ]),
    ...(reports === undefined
      ? []
      : [
          // What is no record of a system cannot meet one: no dataset has a blank in its name.
          sql`${claim(sql`'corrected in ' || r.file`, sql`coalesce(r.dataset, '') || '|' || coalesce(r.key, '') || '|' || coalesce(r.field, '')`, sql`NULL`, sql`NULL`, sql`r.date`, sql`NULL`)} FROM ${id(signs)} AS r
JOIN (VALUES ${reports}) AS f (finding, nth, report, outcome)
  ON r.kind = 'corrected-export' AND r.subject_type = 'report' AND f.report = r.subject AND f.outcome = r.outcome
WHERE r.outcome = 'corrected' AND r.file IS NOT NULL`,
        ]),
  ];
}
