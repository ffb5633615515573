import type { Handoff, Side } from "../model/index.ts";
import { and, id, join, sql, type Sql } from "../sql/index.ts";
import { fieldOf, make, setOf, type RepairPlan } from "./plan.ts";

/** A handoff's breaks with the records that they speak of. */
export interface Broken {
  readonly handoff: Handoff;
  /** finding, place, item, side, outcome, reason, counterparts, fields, key, row */
  readonly broken: string;
  /** from_row, to_row, reason, of_from, of_to: lost records and such as nothing was found for, alike in amount, unit and day. */
  readonly alike: string;
  /** side, row: lost or unexplained records of an amount that so many have that none can be told from the other. */
  readonly crowd: string;
}

/** How many records of one amount are still held against each other; more are a crowd, in which nothing is proven. */
const CROWD = 20;
/** Days between two systems' dates of one thing, where the handoff does not say. */
const DAYS = 3;

/** undefined: the review has no finding of the handoff that names records. */
export async function lookAtBroken(plan: RepairPlan, handoff: Handoff): Promise<Broken | undefined> {
  const kept = plan.input.kept.get(handoff.id);
  const told = plan.findings.flatMap((finding, place) =>
    finding.kind === "silent-sync-failure" && finding.handoff === handoff.id && finding.samples[0]?.side !== undefined
      ? [sql`(${finding.fingerprint}, ${place}, ${finding.samples[0].side}, ${finding.outcome})`]
      : [],
  );
  if (kept === undefined || told.length === 0 || handoff.match.kind === "total") return undefined;
  const part = (
    side: Side,
  ): Sql => sql`SELECT f.finding, f.place, b.fingerprint AS item, b.side, b.outcome, b.reason, b.counterparts, b.fields, b.key, r._row AS row
FROM ${id(plan.input.breaks)} AS b
JOIN (VALUES ${join(told)}) AS f (finding, place, side, outcome) ON f.side = b.side AND f.outcome = b.outcome
JOIN ${id(setOf(plan, handoff[side].dataset).relation)} AS r ON r._key = b.key
JOIN ${id(kept.outcomes)} AS o ON o.side = b.side AND o.row = r._row AND o.outcome = b.outcome AND o.reason = b.reason
WHERE b.handoff = ${handoff.id} AND b.side = ${side} AND b.reason <> 'repeated-key'`;
  const broken = await make(plan, "broken", sql`${part("from")} UNION ALL ${part("to")}`);
  const loose = await make(plan, "loose", sql`${looseOf(plan, handoff, broken, "from")} UNION ALL ${looseOf(plan, handoff, broken, "to")}`);
  const busy = sql`(SELECT amount FROM ${id(loose)} GROUP BY amount HAVING count_if(side = 'from') > 0 AND count_if(side = 'to') > 0 AND greatest(count_if(side = 'from'), count_if(side = 'to')) > ${CROWD})`;
  const crowd = await make(plan, "crowd", sql`SELECT side, row FROM ${id(loose)} WHERE amount IN ${busy}`);
  const near = and([
    sql`(m.unit = e.unit OR m.unit IS NULL OR e.unit IS NULL)`,
    sql`coalesce(abs(${plan.engine.dialect.daysBetween(sql`m.date`, sql`e.date`)}) <= ${daysApart(handoff)}, TRUE)`,
  ]);
  const alike = await make(
    plan,
    "alike",
    sql`SELECT m.row AS from_row, e.row AS to_row, e.reason,
  count(*) OVER (PARTITION BY m.row) AS of_from, count(*) OVER (PARTITION BY e.row) AS of_to
FROM ${id(loose)} AS m JOIN ${id(loose)} AS e ON e.amount = m.amount
WHERE m.side = 'from' AND e.side = 'to' AND m.amount NOT IN ${busy} AND ${near}`,
  );
  return { handoff, broken, alike, crowd };
}

/** Lost records of one side and such as nothing was found for, where they have an amount. */
function looseOf(plan: RepairPlan, handoff: Handoff, broken: string, side: Side): Sql {
  const { dataset, relation } = setOf(plan, handoff[side].dataset);
  const { amount } = handoff[side];
  const wanted =
    side === "from" ? sql`b.outcome = 'missing' AND b.reason = 'none'` : sql`b.outcome = 'extra' AND b.reason IN ('none', 'no-reference')`;
  const value =
    amount === undefined ? sql`CAST(NULL AS DECIMAL(18, 4))` : sql`CAST(${id("r", fieldOf(dataset, amount).name)} AS DECIMAL(18, 4))`;
  const isKnown = amount === undefined ? sql`FALSE` : sql`coalesce(${value} <> 0, FALSE)`;
  return sql`SELECT b.side, b.row, b.reason, ${value} AS amount, r._unit AS unit, r._date AS date
FROM ${id(broken)} AS b JOIN ${id(relation)} AS r ON r._row = b.row WHERE b.side = ${side} AND ${wanted} AND ${isKnown}`;
}

/** The widest that two dates may lie apart, by the handoff's own tolerance of times. */
function daysApart({ compare }: Handoff): number {
  const days = compare.flatMap(({ tolerance }) =>
    tolerance.kind === "time"
      ? [tolerance.before, tolerance.after].map(({ count, unit }) =>
          unit === "hours" ? Math.ceil(count / 24) : unit === "days" ? count : 2 * count,
        )
      : [],
  );
  return days.length === 0 ? DAYS : Math.max(...days);
}
