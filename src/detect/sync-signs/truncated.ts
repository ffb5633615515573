import type { Side } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { amountOf, detailJson, tiedHandoffs, type SignPlan, type TiedHandoff } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** So many records of the other side must lie beyond the newest … */
const LEAST = 3;
/** … and at most this share of them may have a counterpart after all. */
const ARRIVED = 0.2;

/**
 * Inserts a sign for every dataset and handoff where a capture ends exactly at a page limit and
 * what the other side has beyond its newest record has no counterpart.
 *
 * The two newest must lie further apart than records of the cut dataset usually do: than 99 of
 * 100 of its gaps between one record and the next.
 */
export async function findTruncated(plan: SignPlan): Promise<void> {
  for (const tied of tiedHandoffs(plan)) {
    for (const side of ["from", "to"] as const) await findCut(plan, tied, side);
  }
}

async function findCut(plan: SignPlan, tied: TiedHandoff, cut: Side): Promise<void> {
  const other: Side = cut === "from" ? "to" : "from";
  const [own, facing] = [tied[cut], tied[other]];
  if (!own.capture.hints.some(({ code }) => code === "page-limit")) return;
  const both = (has: "created" | "time"): boolean => own.dataset[has] !== undefined && facing.dataset[has] !== undefined;
  if (!both("created") && !both("time")) return;
  const moment = both("created") ? sql`_created` : sql`CAST(_date AS TIMESTAMP)`;
  const [edge] = await plan.engine.rows<{ newest: string | null; usual: string | null; other: string | null; gap: string | null }>(
    sql`SELECT CAST(newest AS VARCHAR) AS newest, CAST(usual AS VARCHAR) AS usual, CAST(other AS VARCHAR) AS other, CAST(${plan.dialect.secondsBetween(sql`newest`, sql`other`)} AS VARCHAR) AS gap FROM (
  SELECT max(moment) AS newest, ${plan.dialect.quantiles(sql`gap`, ["0.99"])}[1] AS usual FROM (
    SELECT moment, ${plan.dialect.secondsBetween(sql`lag(moment) OVER (ORDER BY moment)`, sql`moment`)} AS gap
    FROM (SELECT ${moment} AS moment FROM ${id(own.relation)}) AS moments WHERE moment IS NOT NULL
  ) AS gaps
) AS o CROSS JOIN (SELECT max(${moment}) AS other FROM ${id(facing.relation)}) AS f`,
  );
  if (edge?.newest == null || edge.gap === null || Number(edge.gap) <= Number(edge.usual ?? 0)) return;
  const beyond = sql`${id(tied.kept.outcomes)} AS o JOIN ${id(facing.relation)} AS r ON r._row = o.row
WHERE o.side = ${other} AND ${moment} > CAST(${edge.newest} AS TIMESTAMP)`;
  const alone = other === "from" ? sql`'missing'` : sql`'extra'`;
  const [counts] = await plan.engine.rows<{ absent: string; arrived: string }>(
    sql`SELECT count(CASE WHEN o.outcome = ${alone} THEN 1 END) AS absent, count(CASE WHEN o.outcome IN ('matched', 'different', 'duplicate', 'ambiguous') THEN 1 END) AS arrived FROM ${beyond}`,
  );
  const [absent, arrived] = [Number(counts?.absent), Number(counts?.arrived)];
  if (absent < LEAST || arrived > ARRIVED * (absent + arrived)) return;
  const limit = own.capture.files.at(-1)?.rows ?? own.rows;
  const source = sql`(
  SELECT count(*) AS records, sum(${amountOf(tied, other, "r")}) AS amount, min(r._date) AS first FROM ${beyond} AND o.outcome = ${alone}
) AS lost`;
  const columns = {
    dataset: sql`${own.dataset.id}`,
    otherDataset: sql`${facing.dataset.id}`,
    value: sql`${tied.handoff.id}`,
    from: sql`CAST(${edge.newest} AS TIMESTAMP)`,
    to: sql`CAST(${edge.other} AS TIMESTAMP)`,
    amount: sql`lost.amount`,
    date: sql`lost.first`,
    records: sql`lost.records`,
    file: sql`${own.capture.files.at(-1)?.path ?? null}`,
    detail: detailJson(plan.dialect, {
      handoff: tied.handoff.title,
      owner: tied.handoff.owner,
      other: facing.dataset.id,
      limit: limit.toLocaleString("en-US"),
      of: facing.rows,
      usualSeconds: edge.usual ?? undefined,
    }),
  };
  const head = { kind: "silent-sync-failure", outcome: "truncated", subject: { type: "dataset", id: own.dataset.id } } as const;
  await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
}
