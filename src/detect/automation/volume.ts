import type { Automation, RecordSet } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { capturedAt, detailJson, tiedHandoffs, type SignPlan } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { findFall } from "./fall.ts";
import { momentOf, writtenBy, type Written } from "./output.ts";

/** Inserts a sign for every automation that has written less than half of what it did before, to this day. */
export async function findFalls(plan: SignPlan): Promise<void> {
  for (const automation of plan.estate.automations) {
    const written = writtenBy(plan, automation);
    if (written !== undefined) await findFallOf(plan, automation, written);
  }
}

async function findFallOf(plan: SignPlan, automation: Automation, written: Written): Promise<void> {
  const { set } = written;
  const upstream = tiedHandoffs(plan).find(
    ({ handoff, to }) => to.dataset.id === set.dataset.id && (automation.handoff === undefined || handoff.id === automation.handoff),
  );
  const captures = upstream === undefined ? [set] : [set, upstream.from];
  const end = await lastDay(plan, captures);
  const own = await weekly(plan, set, written.moment, written.isOwn, end);
  const count = Math.max(0, ...own.map(({ ago }) => ago + 1));
  const inOrder = (rows: readonly WeekRow[]): number[] => {
    const weeks = Array.from({ length: count }, () => 0);
    for (const { ago, n } of rows) if (ago < count) weeks[count - 1 - ago] = (weeks[count - 1 - ago] as number) + n;
    return weeks;
  };
  const reference =
    upstream === undefined
      ? await others(plan, written, end)
      : await weekly(plan, upstream.from, momentOf(plan, upstream.from), inScope(upstream.kept.outcomes), end);
  const units = new Map<string, WeekRow[]>();
  for (const row of own) units.set(row.unit ?? "", [...(units.get(row.unit ?? "") ?? []), row]);
  // The first week is seldom whole.
  const whole = (weeks: readonly number[]): number[] => weeks.slice(1);
  const fall = findFall({
    own: whole(inOrder(own)),
    reference: reference === undefined ? undefined : whole(inOrder(reference)),
    byUnit: set.dataset.unit === undefined ? [] : [...units.values()].map((rows) => whole(inOrder(rows))),
  });
  if (fall === undefined) return;
  const since = dayBefore(end, (count - 1 - fall.week) * 7 - 1);
  const after = own.filter(({ ago }) => ago < count - 1 - fall.week).reduce((total, { n }) => total + n, 0);
  const perWeek = (value: number): string => value.toFixed(1);
  const columns = {
    dataset: sql`${set.dataset.id}`,
    date: sql`CAST(${since} AS DATE)`,
    from: sql`CAST(${since} AS TIMESTAMP)`,
    to: sql`CAST(${end} AS TIMESTAMP)`,
    records: sql`${after}`,
    detail: detailJson(plan.dialect, {
      title: automation.title,
      owner: automation.owner,
      before: perWeek(fall.before),
      after: perWeek(fall.after),
      since,
      reference:
        fall.reference === undefined ? undefined : `went from ${perWeek(fall.reference.before)} to ${perWeek(fall.reference.after)}`,
    }),
  };
  const head = { kind: "unowned-automation", outcome: "volume-fell", subject: { type: "automation", id: automation.id } } as const;
  await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, sql`(SELECT 1) AS one`, plan.dialect));
}

interface WeekRow {
  /** Weeks before the last whole one. */
  readonly ago: number;
  readonly unit: string | null;
  readonly n: number;
}

/** Records by week and unit. */
async function weekly(plan: SignPlan, { relation }: RecordSet, moment: Sql, which: Sql, end: string): Promise<WeekRow[]> {
  const days = plan.dialect.daysBetween(plan.dialect.localDate(moment, plan.estate.timeZone), sql`CAST(${end} AS DATE)`);
  const rows = await plan.engine.rows<{ ago: string; unit: string | null; n: string }>(
    sql`SELECT CAST(ago AS VARCHAR) AS ago, unit, CAST(sum(n) AS VARCHAR) AS n FROM (
  SELECT CAST(floor(days / 7.0) AS BIGINT) AS ago, unit, n FROM (
    SELECT days, unit, count(*) AS n FROM (
      SELECT ${days} AS days, r._unit AS unit FROM ${id(relation)} AS r WHERE ${moment} IS NOT NULL AND NOT r._deleted AND ${which}
    ) AS dated GROUP BY days, unit
  ) AS daily WHERE days >= 0
) AS weeks GROUP BY ago, unit ORDER BY ago, unit`,
  );
  return rows.map(({ ago, unit, n }) => ({ ago: Number(ago), unit, n: Number(n) }));
}

/** What others write into the same dataset tells how much there is to do, where they write much. */
async function others(plan: SignPlan, { set, moment, isOwn, isTold }: Written, end: string): Promise<WeekRow[] | undefined> {
  if (!isTold) return undefined;
  const total = (rows: readonly WeekRow[]): number => rows.reduce((sum, { n }) => sum + n, 0);
  const rest = await weekly(plan, set, moment, sql`NOT ${isOwn}`, end);
  return total(rest) >= 0.3 * total(await weekly(plan, set, moment, isOwn, end)) ? rest : undefined;
}

function inScope(outcomes: string): Sql {
  return sql`r._row IN (SELECT o.row FROM ${id(outcomes)} AS o WHERE o.side = 'from' AND o.outcome <> 'excluded')`;
}

/** The last whole local day before the earliest of the captures. */
async function lastDay(plan: SignPlan, sets: readonly RecordSet[]): Promise<string> {
  const days = sets.map((set) => sql`(${plan.dialect.localDate(capturedAt(set), plan.estate.timeZone)})`);
  const [row] = await plan.engine.rows<{ day: string }>(
    sql`SELECT CAST(min(day) AS VARCHAR) AS day FROM (VALUES ${join(days)}) AS days (day)`,
  );
  return dayBefore(row?.day ?? "1990-01-01", 1);
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
