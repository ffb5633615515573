import type { Automation, RecordSet } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { capturedAt, detailJson, type SignPlan } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { findFall } from "./fall.ts";
import { momentOf, writtenBy, type Written } from "./output.ts";
import { workOf } from "./work.ts";

/** Inserts a sign for every automation that writes lastingly less than it did, of what there is to do. */
export async function findFalls(plan: SignPlan): Promise<void> {
  const all = plan.estate.automations.flatMap((automation) => {
    const written = writtenBy(plan, automation);
    return written === undefined ? [] : [{ automation, written }];
  });
  for (const { automation, written } of all) await findFallOf(plan, automation, written, all.length);
}

async function findFallOf(plan: SignPlan, automation: Automation, written: Written, series: number): Promise<void> {
  const { set } = written;
  const work = await workOf(plan, written, automation.handoff);
  const captures = work === undefined ? [set] : [set, work.set];
  const end = await lastDay(plan, captures);
  const own = await weekly(plan, set, written.moment, written.isOwn, end);
  const count = Math.max(0, ...own.map(({ ago }) => ago + 1));
  const inOrder = (rows: readonly WeekRow[]): number[] => {
    const weeks = Array.from({ length: count }, () => 0);
    for (const { ago, n } of rows) if (ago < count) weeks[count - 1 - ago] = (weeks[count - 1 - ago] as number) + n;
    return weeks;
  };
  const reference =
    work === undefined
      ? await others(plan, written, end)
      : await weekly(plan, work.set, momentOf(plan, work.set), work.which, end, work.delay);
  const units = new Map<string, WeekRow[]>();
  for (const row of own) units.set(row.unit ?? "", [...(units.get(row.unit ?? "") ?? []), row]);
  // The first week is seldom whole.
  const whole = (weeks: readonly number[]): number[] => weeks.slice(1);
  const fall = findFall({
    own: whole(inOrder(own)),
    reference: reference === undefined ? undefined : whole(inOrder(reference)),
    byUnit: set.dataset.unit === undefined ? [] : [...units.values()].map((rows) => whole(inOrder(rows))),
    runsTell: automation.output !== undefined,
    series,
  });
  if (fall === undefined) return;
  const since = dayBefore(end, (count - 1 - fall.week) * 7 - 1);
  const until = dayBefore(end, (count - 1 - fall.until) * 7);
  const isIn = ({ ago }: WeekRow): boolean => ago < count - 1 - fall.week && ago >= count - 1 - fall.until;
  const after = own.filter(isIn).reduce((total, { n }) => total + n, 0);
  const left = (fall.after * (fall.reference?.before ?? 1)) / (fall.before * (fall.reference?.after ?? 1));
  const perWeek = (value: number): string => value.toFixed(1);
  const columns = {
    dataset: sql`${set.dataset.id}`,
    date: sql`CAST(${since} AS DATE)`,
    from: sql`CAST(${since} AS TIMESTAMP)`,
    to: sql`CAST(${until} AS TIMESTAMP)`,
    records: sql`${after}`,
    detail: detailJson(plan.dialect, {
      title: automation.title,
      owner: automation.owner,
      before: perWeek(fall.before),
      after: perWeek(fall.after),
      since,
      until: until === end ? undefined : until,
      left: left.toFixed(2),
      works: work?.set.dataset.id,
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

/** Records by week and unit, each so many days later than it came to be. */
async function weekly(plan: SignPlan, { relation }: RecordSet, moment: Sql, which: Sql, end: string, delay = 0): Promise<WeekRow[]> {
  const days = plan.dialect.daysBetween(plan.dialect.localDate(moment, plan.estate.timeZone), sql`CAST(${dayBefore(end, delay)} AS DATE)`);
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
