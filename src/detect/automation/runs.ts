import type { Automation, AutomationOutput } from "../../model/index.ts";
import { id, join, or, sql, type Sql } from "../../sql/index.ts";
import { capturedAt, create, detailJson, drop, type SignPlan } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { writtenBy, type Written } from "./output.ts";

/**
 * Inserts a sign for every day on which a run was expected and did not write what it should have.
 *
 * Runs are expected from the first that was seen to the last whole day (or hour) before the capture, on days that are
 * neither holidays nor in a maintenance of a system that it reads or writes, and, where they are agreed in business days, on
 * those alone. Between two runs further apart than agreed as many are missing as would bring them back to it, rounded.
 */
export async function findMissingRuns(plan: SignPlan): Promise<void> {
  for (const automation of plan.estate.automations) {
    const written = writtenBy(plan, automation);
    const { output } = automation;
    if (output === undefined || written === undefined || output.every.count < 1) continue;
    const slots = await createSlots(plan, automation, output, written);
    if (slots === undefined) continue;
    const every = output.every.count;
    const next = sql`coalesce(min(CASE WHEN ran THEN place END) OVER (ORDER BY slot ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), places + 1)`;
    const last = sql`coalesce(max(CASE WHEN ran THEN place END) OVER (ORDER BY slot ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)`;
    const source = sql`(
  SELECT day, count(*) AS runs, sum(n) AS written, max(CASE WHEN following > places THEN 1 ELSE 0 END) AS open FROM (
    SELECT *, place - before AS since, following - before AS gap FROM (
      SELECT *, ${last} AS before, ${next} AS following FROM (SELECT *, max(place) OVER () AS places FROM ${id(slots)}) AS counted
    ) AS placed WHERE expected AND NOT ran
  ) AS gaps WHERE since % ${every} = 0 AND since < gap AND since <= (CAST(floor(gap * 1.0 / ${every} + 0.5) AS BIGINT) - 1) * ${every}
  GROUP BY day
) AS m`;
    const columns = {
      dataset: sql`${output.dataset}`,
      value: sql`m.day`,
      date: sql`m.day`,
      from: sql`CAST(m.day AS TIMESTAMP)`,
      records: sql`m.runs`,
      detail: detailJson(plan.dialect, {
        title: automation.title,
        owner: automation.owner,
        least: output.least,
        every: `${every} ${output.every.unit}`,
        written: sql`CAST(m.written AS BIGINT)`,
        still: sql`CASE WHEN max(m.open) OVER () = 1 THEN 'yes' ELSE 'no' END`,
      }),
    };
    const head = { kind: "unowned-automation", outcome: "run-missing", subject: { type: "automation", id: automation.id } } as const;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
    await drop(plan, slots);
  }
}

/**
 * Every time at which a run was expected or was seen: `slot` (TIMESTAMP: a local day, or an hour in UTC), `day`, `expected`,
 * `ran`, `n` (records written), `place` (how many were expected up to and with it).
 */
async function createSlots(
  plan: SignPlan,
  automation: Automation,
  output: AutomationOutput,
  written: Written,
): Promise<string | undefined> {
  const { set, isOwn, moment } = written;
  const { dialect, estate } = plan;
  const hourly = output.every.unit === "hours";
  const slotOf = (time: Sql): Sql =>
    hourly ? sql`date_trunc('hour', ${time})` : sql`CAST(${dialect.localDate(time, estate.timeZone)} AS TIMESTAMP)`;
  const runs = await create(
    plan,
    "runs",
    sql`SELECT ${slotOf(moment)} AS slot, count(CASE WHEN ${isOwn} THEN 1 END) AS n FROM ${id(set.relation)} AS r WHERE ${moment} IS NOT NULL GROUP BY ${slotOf(moment)}`,
  );
  const [range] = await plan.engine.rows<{ first: string | null; last: string }>(
    sql`SELECT CAST(coalesce(min(CASE WHEN n >= ${output.least} THEN slot END), min(slot)) AS VARCHAR) AS first, CAST(${slotOf(capturedAt(set))} AS VARCHAR) AS last FROM ${id(runs)}`,
  );
  if (range?.first == null) {
    await drop(plan, runs);
    return undefined;
  }
  const [first, last] = [sql`CAST(${range.first} AS TIMESTAMP)`, sql`CAST(${range.last} AS TIMESTAMP)`];
  const hours = join(Array.from({ length: 24 }, (_, hour) => sql`(${hour})`));
  const time = hourly ? dialect.plus(sql`CAST(c.day AS TIMESTAMP)`, sql`h.hour`, "hours") : sql`CAST(c.day AS TIMESTAMP)`;
  const day = hourly ? dialect.localDate(time, estate.timeZone) : sql`c.day`;
  const off = or([
    ...(estate.holidays.length === 0 ? [] : [sql`day IN (${join(estate.holidays.map((holiday) => sql`CAST(${holiday} AS DATE)`))})`]),
    ...(output.every.unit === "business-days" ? [sql`NOT open`] : []),
    ...maintained(plan, automation, set.dataset.system).map(
      ({ from, to }) => sql`day BETWEEN CAST(${from} AS DATE) AND CAST(${to} AS DATE)`,
    ),
  ]);
  const isRun = sql`coalesce(n, 0) >= ${output.least}${output.every.count === 1 ? sql` AND expected` : sql``}`;
  const slots = await create(
    plan,
    "slots",
    sql`SELECT slot, day, expected, coalesce(n, 0) AS n, ${isRun} AS ran, CAST(sum(CASE WHEN expected THEN 1 ELSE 0 END) OVER (ORDER BY slot) AS BIGINT) AS place FROM (
  SELECT t.slot, t.day, NOT ${off} AS expected, w.n FROM (
    SELECT ${time} AS slot, ${day} AS day, c.open AS open FROM ${id(plan.names.calendar)} AS c${hourly ? sql` CROSS JOIN (VALUES ${hours}) AS h (hour)` : sql``}
    WHERE c.day BETWEEN CAST(${first} AS DATE) AND CAST(${last} AS DATE)
  ) AS t LEFT JOIN ${id(runs)} AS w ON w.slot = t.slot
  WHERE t.slot >= ${first} AND t.slot < ${last}
) AS times`,
  );
  await drop(plan, runs);
  return slots;
}

/** Maintenance of the systems that an automation reads or writes. */
function maintained(plan: SignPlan, { handoff }: Automation, system: string): readonly { readonly from: string; readonly to: string }[] {
  const own = plan.estate.handoffs.find((each) => each.id === handoff);
  const systems = new Set([system]);
  for (const side of own === undefined ? [] : [own.from, own.to]) systems.add(plan.sets.get(side.dataset)?.dataset.system ?? "");
  return plan.estate.maintenance.filter((each) => systems.has(each.system));
}
