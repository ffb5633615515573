import type { RecordSet, Side } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import { oddsOfDraw } from "../odds.ts";
import { amountOf, detailJson, tiedHandoffs, type SignPlan, type TiedHandoff } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { beyondKeys, beyondMoments, edgeOf, type Beyond, type Cut } from "./edge.ts";

/** Of what lies beyond the newest record, at least this share has no counterpart. */
const ABSENT = 0.8;
/** It happens less often by chance that the records without a counterpart are the newest ones, where the limit is a usual one … */
const ODDS_USUAL = 0.01;
/** … and where it is only a round number, which few systems have for a limit. */
const ODDS_ROUND = 0.001;
/** What counts as round. */
const ROUND = 100;

/**
 * Inserts a sign for every dataset and handoff where a capture ends exactly at a page limit and
 * what the other side has beyond its newest record has no counterpart.
 *
 * Beyond lies what names a key that comes after the newest one, where keys are given in the order of time; else what is
 * later by more than the two systems usually lie apart. That those lack, and hardly any else, must be no accident:
 * Fisher's exact test, halved for the two ways.
 */
export async function findTruncated(plan: SignPlan): Promise<void> {
  for (const tied of tiedHandoffs(plan)) {
    for (const side of ["from", "to"] as const) await findCut(plan, tied, side);
  }
}

async function findCut(plan: SignPlan, tied: TiedHandoff, side: Side): Promise<void> {
  const [own, facing] = side === "from" ? [tied.from, tied.to] : [tied.to, tied.from];
  const limit = limitOf(own);
  if (limit === undefined) return;
  const cut: Cut = { tied, side, own, facing };
  const edge = await edgeOf(plan, cut);
  if (edge === undefined) return;
  for (const beyond of [beyondKeys(plan, cut, edge), beyondMoments(plan, cut, edge)]) {
    if (beyond === undefined || !(await isCutOff(plan, cut, beyond, limit.odds / 2))) continue;
    await tell(plan, cut, beyond, edge.newest, limit.rows);
    return;
  }
}

/** How many records the capture's last file holds, if that is a number at which exports end. */
function limitOf({ capture }: RecordSet): { readonly rows: number; readonly odds: number } | undefined {
  const rows = capture.files.at(-1)?.rows;
  if (rows === undefined) return undefined;
  if (capture.hints.some(({ code }) => code === "page-limit")) return { rows, odds: ODDS_USUAL };
  // Of several pages a full last one is as long as the first.
  const full = rows > 0 && rows % ROUND === 0 && capture.files[0]?.rows === rows;
  return full ? { rows, odds: ODDS_ROUND } : undefined;
}

/** The other side's records in scope, by themselves or beyond the edge. */
function facingRecords({ tied, side, facing }: Cut): Sql {
  return sql`${id(tied.kept.outcomes)} AS o JOIN ${id(facing.relation)} AS r ON r._row = o.row
WHERE o.side = ${side === "from" ? "to" : "from"} AND o.outcome NOT IN ('excluded', 'in-flight')`;
}

/** A record whose counterpart is dead or out of scope has one. */
function isAlone({ side }: Cut): Sql {
  return sql`(o.outcome = ${side === "from" ? "extra" : "missing"} AND o.reason NOT IN ('counterpart-deleted', 'counterpart-excluded'))`;
}

async function isCutOff(plan: SignPlan, cut: Cut, beyond: Beyond, odds: number): Promise<boolean> {
  const alone = isAlone(cut);
  const [row] = await plan.engine.rows<Record<"all" | "alone" | "beyond" | "both", string>>(
    sql`SELECT count(*) AS "all", count(CASE WHEN ${alone} THEN 1 END) AS alone,
  count(CASE WHEN ${beyond.is} THEN 1 END) AS beyond, count(CASE WHEN ${beyond.is} AND ${alone} THEN 1 END) AS "both"
FROM ${facingRecords(cut)}`,
  );
  const [all, absent, drawn, hits] = [Number(row?.all), Number(row?.alone), Number(row?.beyond), Number(row?.both)];
  return hits > 0 && hits >= ABSENT * drawn && oddsOfDraw(hits, drawn, absent, all) < odds;
}

async function tell(plan: SignPlan, cut: Cut, beyond: Beyond, newest: string | undefined, limit: number): Promise<void> {
  const { tied, own, facing } = cut;
  const moment = beyond.moment ?? sql`CAST(NULL AS TIMESTAMP)`;
  const source = sql`(
  SELECT count(*) AS records, sum(abs(${amountOf(tied, cut.side === "from" ? "to" : "from", "r")})) AS amount, min(r._date) AS first, max(${moment}) AS last
  FROM ${facingRecords(cut)} AND ${beyond.is} AND ${isAlone(cut)}
) AS lost`;
  const columns = {
    dataset: sql`${own.dataset.id}`,
    otherDataset: sql`${facing.dataset.id}`,
    value: sql`${tied.handoff.id}`,
    otherValue: sql`${beyond.after ?? null}`,
    from: newest === undefined ? sql`NULL` : sql`CAST(${newest} AS TIMESTAMP)`,
    to: sql`lost.last`,
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
      after: beyond.after,
    }),
  };
  const head = { kind: "silent-sync-failure", outcome: "truncated", subject: { type: "dataset", id: own.dataset.id } } as const;
  await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
}
