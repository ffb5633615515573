import type { Side } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { oddsOfDraw } from "../odds.ts";
import { amountOf, detailJson, tiedHandoffs, type SignPlan, type TiedHandoff } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** The actor made at least this share of the broken records … */
const SHARE = 0.6;
/** … which is at least so many times its share of all records … */
const LIFT = 1.5;
/** … of so many breaks or more … */
const LEAST = 3;
/** … and this is no accident, however many actors and handoffs were looked at. */
const ODDS = 1e-3;

interface Share {
  readonly tied: TiedHandoff;
  readonly side: Side;
  readonly by: string;
  readonly outcome: string;
  readonly actor: string;
  /** Breaks of the outcome in its records; in all. Its records; all. */
  readonly hits: number;
  readonly breaks: number;
  readonly made: number;
  readonly all: number;
}

/**
 * Inserts a sign for every actor in whose records most breaks of one handoff, side and outcome lie, though it
 * made far fewer of all: Fisher's exact test, one-sided, corrected for all comparisons (Bonferroni).
 */
export async function findAttributed(plan: SignPlan): Promise<void> {
  const shares: Share[] = [];
  let compared = 0;
  for (const tied of tiedHandoffs(plan)) {
    for (const side of ["from", "to"] as const) {
      const found = await sharesOf(plan, tied, side);
      shares.push(...found.shares);
      compared += found.compared;
    }
  }
  for (const share of shares) {
    const { hits, breaks, made, all } = share;
    if (hits / breaks < LIFT * (made / all)) continue;
    if (oddsOfDraw(hits, breaks, made, all) * compared < ODDS) await tell(plan, share);
  }
}

/** The actors that made most of the broken records of an outcome, and how many actors and outcomes were compared. */
async function sharesOf(
  plan: SignPlan,
  tied: TiedHandoff,
  side: Side,
): Promise<{ readonly shares: readonly Share[]; readonly compared: number }> {
  const by = tied[side].dataset.by.created;
  if (by === undefined) return { shares: [], compared: 0 };
  const rows = await plan.engine.rows<Record<"outcome" | "actor" | "hits" | "breaks" | "made" | "every" | "compared", string | null>>(
    sql`WITH counts AS (
  SELECT o.outcome, ${id("r", by)} AS actor, count(*) AS n FROM ${id(tied.kept.outcomes)} AS o JOIN ${id(tied[side].relation)} AS r ON r._row = o.row
  WHERE o.side = ${side} AND o.outcome NOT IN ('excluded', 'in-flight') GROUP BY o.outcome, ${id("r", by)}
), made AS (
  SELECT actor, sum(n) AS n FROM counts GROUP BY actor
), broken AS (
  SELECT outcome, sum(n) AS n FROM counts WHERE outcome <> 'matched' GROUP BY outcome
)
SELECT f.*, CAST(k.compared AS VARCHAR) AS compared FROM (
  SELECT count(*) AS compared FROM counts WHERE outcome <> 'matched' AND actor IS NOT NULL
) AS k LEFT JOIN (
  SELECT c.outcome, c.actor, CAST(c.n AS VARCHAR) AS hits, CAST(b.n AS VARCHAR) AS breaks, CAST(m.n AS VARCHAR) AS made, CAST((SELECT sum(n) FROM counts) AS VARCHAR) AS "every"
  FROM counts AS c JOIN broken AS b ON b.outcome = c.outcome JOIN made AS m ON m.actor = c.actor
  WHERE b.n >= ${LEAST} AND c.n >= CAST(${String(SHARE)} AS DECIMAL(3, 2)) * b.n
) AS f ON TRUE ORDER BY f.outcome, f.actor`,
  );
  const shares = rows.flatMap(({ outcome, actor, hits, breaks, made, every }) =>
    outcome === null || actor === null
      ? []
      : [{ tied, side, by, outcome, actor, hits: Number(hits), breaks: Number(breaks), made: Number(made), all: Number(every) }],
  );
  // What was looked at counts, whether or not anyone stood out.
  return { shares, compared: Number(rows[0]?.compared) };
}

async function tell(plan: SignPlan, { tied, side, by, outcome, actor, hits, breaks, made, all }: Share): Promise<void> {
  const { handoff, kept } = tied;
  const source = sql`(
  SELECT count(*) AS records, sum(abs(${amountOf(tied, side, "r")})) AS amount, min(r._date) AS first, max(r._date) AS last
  FROM ${id(kept.outcomes)} AS o JOIN ${id(tied[side].relation)} AS r ON r._row = o.row
  WHERE o.side = ${side} AND o.outcome = ${outcome} AND ${id("r", by)} = ${actor}
) AS b`;
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  const columns = {
    dataset: sql`${tied[side].dataset.id}`,
    value: sql`${`${handoff.id}: ${outcome}`}`,
    from: sql`b.first`,
    to: sql`b.last`,
    amount: sql`b.amount`,
    date: sql`b.first`,
    actor: sql`${actor}`,
    records: sql`b.records`,
    detail: detailJson(plan.dialect, {
      title: handoff.title,
      handoff: handoff.id,
      owner: handoff.owner,
      decision: handoff.decision,
      side,
      outcome,
      breaks,
      of: made,
      shareOfBreaks: percent(hits / breaks),
      shareOfRecords: percent(made / all),
    }),
  };
  const head = { kind: "unowned-automation", outcome: "breaks-of-one-actor", subject: { type: "actor", id: actor } } as const;
  await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
}
