import { formatMoney, money, type ExceptionFacets, type ExceptionFilter, type Facet } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { conditionOf } from "./inbox.ts";

interface CountRow extends Readonly<Record<string, unknown>> {
  readonly dimension: number;
  readonly value: string | null;
  readonly count: number;
  readonly amount: string;
  readonly overdue: number;
}

/** Bits of `grouping(…)`: a dimension's own bit is 0, the others' are 1. */
const DIMENSIONS = ["state", "owner", "unit", "kind", "severity", "handoff", "finding"] as const;
const ALL = 2 ** DIMENSIONS.length - 1;

/**
 * Does the exception's amount belong to a record of a system? What a finding tells as a whole repeats what records show, a
 * control total does too, and of states only those that are wrong now can still cost something.
 */
export const OF_RECORD = sql`(e.level = 'break' AND e.key IS NOT NULL AND (e.lifecycle IS NULL OR e.outcome IN ('disagrees', 'stuck')))`;

/**
 * How many of a filter's exceptions have which value, and their money: one pass over them. Each record's money is told
 * once, in the exception in which it is largest, as the review's verdict tells it; so values add up to the total.
 */
async function countFacets(session: StoreSession, filter: ExceptionFilter, today: string): Promise<ExceptionFacets> {
  // Counts leave out what another finding explains, sums do not: its record's money is told there or nowhere.
  const counts = filter.symptoms === true ? sql`TRUE` : sql`NOT e.symptom`;
  const rows =
    await session.rows<CountRow>(sql`SELECT dimension, coalesce(state, owner, unit, kind, severity, handoff, finding) AS value, count, amount, overdue
FROM (
  SELECT grouping(e.state, e.owner, e.unit, e.kind, e.severity, e.handoff, e.finding) AS dimension,
    e.state, e.owner, e.unit, e.kind, e.severity, e.handoff, e.finding, count(*) FILTER (WHERE e.counts) AS count, greatest(coalesce(sum(e.amount) FILTER (WHERE e.place = 1 AND e.of_record), 0),
      coalesce(max(e.amount) FILTER (WHERE e.control), 0)) AS amount,
    count(*) FILTER (WHERE e.counts AND e.open AND e.due_key < CAST(${today} AS date)) AS overdue
  FROM (
    SELECT e.state, e.owner, e.unit, e.kind, e.severity, e.handoff, e.finding, e.open, e.due_key, e.amount, ${counts} AS counts, ${OF_RECORD} AS of_record,
      e.level = 'break' AND e.key IS NULL AND e.lifecycle IS NULL AS control,
      row_number() OVER (PARTITION BY ${OF_RECORD}, e.dataset, e.key ORDER BY e.amount DESC NULLS LAST, e.symptom, e.fingerprint) AS place
    FROM exceptions AS e WHERE ${conditionOf({ ...filter, symptoms: true }, today)}
  ) AS e
  GROUP BY GROUPING SETS ((), (e.state), (e.owner), (e.unit), (e.kind), (e.severity), (e.handoff), (e.finding))
) AS counted`);
  const counted = (name: (typeof DIMENSIONS)[number]): Facet => facet(name).filter(({ count }) => count > 0);
  const facet = (name: (typeof DIMENSIONS)[number]): Facet => {
    const own = ALL - 2 ** (DIMENSIONS.length - 1 - DIMENSIONS.indexOf(name));
    return sorted(rows.filter(({ dimension }) => dimension === own));
  };
  const total = rows.find(({ dimension }) => dimension === ALL);
  return {
    total: { count: total?.count ?? 0, amount: formatMoney(money(total?.amount)), overdue: total?.overdue ?? 0 },
    state: counted("state"),
    owner: counted("owner"),
    unit: counted("unit"),
    kind: counted("kind"),
    severity: counted("severity"),
    handoff: counted("handoff"),
    workflow: await workflowFacet(session, facet("finding")),
  };
}

/** A finding belongs to several workflows, or to none. */
async function workflowFacet(session: StoreSession, findings: Facet): Promise<Facet> {
  const rows = await session.rows<{ fingerprint: string; workflows: readonly string[] }>(
    sql`SELECT fingerprint, workflows FROM current_findings`,
  );
  const workflows = new Map(rows.map((row) => [row.fingerprint, row.workflows]));
  const sums = new Map<string | null, { count: number; amount: string }>();
  for (const { value, count, amount } of findings) {
    const names = workflows.get(value ?? "") ?? [];
    for (const name of names.length === 0 ? [null] : names) {
      const sum = sums.get(name) ?? { count: 0, amount: "0" };
      sums.set(name, { count: sum.count + count, amount: money(sum.amount).plus(money(amount)).toString() });
    }
  }
  return sorted([...sums].flatMap(([value, sum]) => (sum.count === 0 ? [] : [{ value, ...sum }])));
}

function sorted(rows: readonly { readonly value: string | null; readonly count: number; readonly amount: string }[]): Facet {
  return rows
    .map(({ value, count, amount }) => ({ value, count, amount: formatMoney(money(amount)) }))
    .sort((a, b) => b.count - a.count || ((a.value ?? "") < (b.value ?? "") ? -1 : 1));
}

const MOST = 100;

/**
 * Keeps counts for as long as nothing was changed: the audit log's newest number
 * tells, also what another server changed.
 */
export function facetCache(): (session: StoreSession, filter: ExceptionFilter, today: string) => Promise<ExceptionFacets> {
  let newest = -1;
  const kept = new Map<string, Promise<ExceptionFacets>>();
  return async (session, filter, today) => {
    const [head] = await session.rows<{ seq: number }>(sql`SELECT seq FROM audit_head`);
    const seq = head?.seq ?? 0;
    if (seq !== newest || kept.size >= MOST) kept.clear();
    newest = seq;
    const key = JSON.stringify([today, filter]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const counted = countFacets(session, filter, today);
    kept.set(key, counted);
    counted.catch(() => kept.delete(key));
    return counted;
  };
}
