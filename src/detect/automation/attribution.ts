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
  for (const tied of tiedHandoffs(plan)) {
    for (const side of ["from", "to"] as const) shares.push(...(await sharesOf(plan, tied, side)));
  }
  for (const share of shares) {
    const { hits, breaks, made, all } = share;
    if (breaks < LEAST || hits < SHARE * breaks || hits / breaks < LIFT * (made / all)) continue;
    if (oddsOfDraw(hits, breaks, made, all) * shares.length >= ODDS) continue;
    await tell(plan, share);
  }
}

async function sharesOf(plan: SignPlan, tied: TiedHandoff, side: Side): Promise<Share[]> {
  const by = tied[side].dataset.by.created;
  if (by === undefined) return [];
  const rows = await plan.engine.rows<Record<"outcome" | "actor" | "hits" | "breaks" | "made" | "every", string>>(
    sql`WITH counts AS (
  SELECT o.outcome, ${id("r", by)} AS actor, count(*) AS n FROM ${id(tied.kept.outcomes)} AS o JOIN ${id(tied[side].relation)} AS r ON r._row = o.row
  WHERE o.side = ${side} AND o.outcome NOT IN ('excluded', 'in-flight') GROUP BY o.outcome, ${id("r", by)}
), made AS (
  SELECT actor, sum(n) AS n FROM counts GROUP BY actor
), broken AS (
  SELECT outcome, sum(n) AS n FROM counts WHERE outcome <> 'matched' GROUP BY outcome
)
SELECT c.outcome, c.actor, CAST(c.n AS VARCHAR) AS hits, CAST(b.n AS VARCHAR) AS breaks, CAST(m.n AS VARCHAR) AS made, CAST((SELECT sum(n) FROM counts) AS VARCHAR) AS "every"
FROM counts AS c JOIN broken AS b ON b.outcome = c.outcome JOIN made AS m ON m.actor = c.actor ORDER BY c.outcome, c.actor`,
  );
  return rows.map((row) => ({
    tied,
    side,
    by,
    outcome: row.outcome,
    actor: row.actor,
    hits: Number(row.hits),
    breaks: Number(row.breaks),
    made: Number(row.made),
    all: Number(row.every),
  }));
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
