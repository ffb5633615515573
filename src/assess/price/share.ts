import type { Engine } from "../../engines/engine.ts";
import { BREAK_OUTCOMES, formatMoney, money, type Finding } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";

/** The relations in which findings' records stand. */
export interface PricedRelations {
  readonly breaks: string;
  readonly mismatches: string;
  readonly signs: string;
}

/** What of all records' money, delay and work falls to one finding. */
export interface Share {
  /** Decimal string. */
  readonly money: string;
  /** Records, or corrections, that are counted here. */
  readonly records: number;
  /** Dollar-days, decimal string. */
  readonly delay: string;
}

const NONE: Share = { money: "0.00", records: 0, delay: "0.00" };

/** Words and definitions speak of no record's own state. */
const GROUPED = sql`('unmapped-word', 'avoided-word', 'definition-differs')`;
/** Only what is not over can still be lost. */
const OPEN = sql`('disagrees', 'stuck')`;

/**
 * Gives every record to one finding, so that nothing is counted twice. Its money goes
 * where it is the largest; of several such, to the first that is no symptom, in the order
 * of the findings. Its dollar-days likewise, by themselves. A correction that several
 * reports show is one. Control totals repeat what records show: by what the largest
 * exceeds all records, it is added to its own finding. So the money of all shares is the
 * verdict's amount.
 *
 * @param findings in the review's order
 * @param table that it makes and drops
 * @returns by fingerprint; a finding without records of its own has an empty share
 */
export async function shareOut(
  engine: Engine,
  findings: readonly Finding[],
  relations: PricedRelations,
  table: string,
): Promise<ReadonlyMap<string, Share>> {
  const places = placesOf(findings);
  const parts = claims(places, relations);
  const shares = new Map(findings.map(({ fingerprint }) => [fingerprint, NONE]));
  if (parts.length === 0) return shares;
  await engine.runInline(sql`CREATE TABLE ${id(table)} AS SELECT finding, nth, dataset, key, max(amount) AS amount, sum(delay) AS delay FROM (
${join(parts, "\nUNION ALL\n")}
) AS claims GROUP BY finding, nth, dataset, key`);
  try {
    const rows = await engine.rows<{ finding: string; money: string | null; records: string; delay: string | null }>(sql`WITH placed AS (
  SELECT *, row_number() OVER (PARTITION BY dataset, key ORDER BY amount DESC NULLS LAST, nth) AS place,
    row_number() OVER (PARTITION BY dataset, key ORDER BY delay DESC NULLS LAST, nth) AS wait
  FROM ${id(table)}
)
SELECT finding, sum(CASE WHEN place = 1 THEN amount END) AS money, count(CASE WHEN place = 1 THEN 1 END) AS records,
  sum(CASE WHEN wait = 1 THEN delay END) AS delay
FROM placed GROUP BY finding ORDER BY finding`);
    for (const { finding, money: own, records, delay } of rows)
      shares.set(finding, { money: formatMoney(money(own)), records: Number(records), delay: formatMoney(money(delay)) });
  } finally {
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
  await addExcess(engine, places.tied, relations, shares);
  return shares;
}

interface Places {
  readonly tied: Sql | undefined;
  readonly states: Sql | undefined;
  readonly reports: Sql | undefined;
}

/** Rows `(finding, nth, …)` that say in which relation, and at which place, a finding's records stand. */
function placesOf(findings: readonly Finding[]): Places {
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

const AT_RISK = sql`abs(coalesce(r.difference, r.amount, 0))`;
const ON_TIED = sql`f.handoff = r.handoff AND f.side = r.side AND f.outcome = r.outcome`;

function claims({ tied, states, reports }: Places, { breaks, mismatches, signs }: PricedRelations): readonly Sql[] {
  const claim = (dataset: Sql, key: Sql, amount: Sql, delay: Sql): Sql =>
    sql`SELECT f.finding AS finding, f.nth AS nth, ${dataset} AS dataset, ${key} AS key, CAST(${amount} AS DECIMAL(38, 4)) AS amount, CAST(${delay} AS DECIMAL(38, 2)) AS delay`;
  return [
    ...(tied === undefined
      ? []
      : [
          sql`${claim(sql`r.dataset`, sql`r.key`, AT_RISK, sql`NULL`)} FROM ${id(breaks)} AS r
JOIN (VALUES ${tied}) AS f (finding, nth, handoff, side, outcome) ON ${ON_TIED} WHERE r.line IS NOT NULL`,
        ]),
    ...(states === undefined
      ? []
      : [
          sql`${claim(sql`r.dataset`, sql`r.key`, sql`CASE WHEN r.outcome IN ${OPEN} THEN abs(r.amount) END`, sql`r.amount_days`)} FROM ${id(mismatches)} AS r
JOIN (VALUES ${states}) AS f (finding, nth, lifecycle, rule, track, outcome)
  ON f.lifecycle = r.lifecycle AND f.rule = coalesce(r.rule, '') AND f.track = r.track AND f.outcome = r.outcome
WHERE r.outcome NOT IN ${GROUPED}`,
        ]),
    ...(reports === undefined
      ? []
      : [
          // What is no record of a system cannot meet one: no dataset has a blank in its name.
          sql`${claim(sql`'corrected in ' || r.file`, sql`coalesce(r.dataset, '') || '|' || coalesce(r.key, '') || '|' || coalesce(r.field, '')`, sql`NULL`, sql`NULL`)} FROM ${id(signs)} AS r
JOIN (VALUES ${reports}) AS f (finding, nth, report, outcome)
  ON r.kind = 'corrected-export' AND r.subject_type = 'report' AND f.report = r.subject AND f.outcome = r.outcome
WHERE r.outcome = 'corrected' AND r.file IS NOT NULL`,
        ]),
  ];
}

async function addExcess(engine: Engine, tied: Sql | undefined, { breaks }: PricedRelations, shares: Map<string, Share>): Promise<void> {
  if (tied === undefined) return;
  const [largest] = await engine.rows<{ finding: string; total: string }>(
    sql`SELECT f.finding AS finding, max(${AT_RISK}) AS total FROM ${id(breaks)} AS r
JOIN (VALUES ${tied}) AS f (finding, nth, handoff, side, outcome) ON ${ON_TIED} WHERE r.line IS NULL
GROUP BY f.finding, f.nth ORDER BY max(${AT_RISK}) DESC, f.nth LIMIT 1`,
  );
  if (largest === undefined) return;
  const records = [...shares.values()].reduce((sum, share) => sum.plus(share.money), money(0));
  const excess = money(largest.total).minus(records);
  const own = shares.get(largest.finding) ?? NONE;
  if (excess.greaterThan(0)) shares.set(largest.finding, { ...own, money: formatMoney(money(own.money).plus(excess)) });
}
