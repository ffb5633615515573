import { id, sql, type Sql } from "../../sql/index.ts";
import { insertSigns } from "../signs.ts";
import type { Changes } from "./changes.ts";
import { factSubject, type FactPair } from "./facts.ts";
import { create, setOf, systemOf, systemTitle, type End, type Plan } from "./plan.ts";
import type { Compared } from "./values.ts";
import { wilson } from "./wilson.ts";

/** Which of two copies was changed first, over all changes that reached both. */
export interface Leads {
  readonly a: number;
  readonly b: number;
  /** Both took one value, and nothing tells which first. */
  readonly undecided: number;
  /** The table of the decided ones. */
  readonly table: string | undefined;
}

/** Two systems are both where changes begin, when each does in so many, and in such a share, of them. */
const LEAST_LEADS = 3;
const LEAST_SHARE = 0.2;

const NOTHING: Leads = { a: 0, b: 0, undecided: 0, table: undefined };

/**
 * Follows both copies through the captures. One leads where it took a value and the other took the same afterwards,
 * while the first still had it; nothing is known without two captures of both.
 */
export async function observeLeads(plan: Plan, pair: Compared, joined: string, changes: Changes | undefined, name: string): Promise<Leads> {
  if (changes === undefined) return NOTHING;
  const table = await create(plan, `${name} leads`, leadsQuery(plan, pair, joined, changes));
  const rows = await plan.engine.rows<{ leader: End; decided: boolean; n: string }>(
    sql`SELECT leader, decided, count(*) AS n FROM ${id(table)} GROUP BY leader, decided`,
  );
  const of = (leader: End): number => Number(rows.find((row) => row.decided && row.leader === leader)?.n ?? 0);
  const undecided = rows.reduce((sum, { decided, n }) => (decided ? sum : sum + Number(n)), 0);
  return { a: of("a"), b: of("b"), undecided, table };
}

/** Each change of one copy beside the last one of the other before it, where both took the same value. */
function leadsQuery(plan: Plan, pair: Compared, joined: string, changes: Changes): Sql {
  const side = (end: End): Sql => sql`SELECT j.a_row, j.b_row, ${end} AS side, c.before, c.value, c.since, c.seen, c.stamp, c.actor,
    coalesce(c.stamp, c.seen) AS latest
  FROM ${id(changes[end])} AS c JOIN ${id(setOf(plan, pair[end].dataset).relation)} AS r ON r._key = c.key
  JOIN ${id(joined)} AS j ON ${id("j", `${end}_row`)} = r._row`;
  const last = (end: End): Sql =>
    sql`max(CASE WHEN side = ${end} THEN place END) OVER (PARTITION BY a_row, b_row ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  return sql`WITH placed AS (
  SELECT *, row_number() OVER (PARTITION BY a_row, b_row ORDER BY latest, since, side) AS place FROM (${side("a")} UNION ALL ${side("b")}) AS events
), ends AS (
  SELECT *, ${last("a")} AS last_a, ${last("b")} AS last_b FROM placed
)
SELECT p.side AS leader, p.a_row, p.b_row, p.before, p.value, p.since, p.latest, p.actor, c.seen AS followed,
  CASE WHEN c.stamp IS NOT NULL THEN p.latest < c.stamp ELSE p.latest <= c.since END AS decided
FROM ends AS c JOIN placed AS p ON p.a_row = c.a_row AND p.b_row = c.b_row AND p.place = CASE c.side WHEN 'a' THEN c.last_b ELSE c.last_a END
WHERE p.value = c.value`;
}

/** The copy in which changes begin, when more than half of them surely do. */
export function inferredOwner({ a, b }: Pick<Leads, "a" | "b">): End | undefined {
  const of = a + b;
  if (wilson(a, of).low > 0.5) return "a";
  return wilson(b, of).low > 0.5 ? "b" : undefined;
}

/** What is known of who changes first, in texts: the share is that of `a`. */
export function leadTexts(plan: Plan, pair: FactPair, leads: Leads): Readonly<Record<string, string>> {
  const of = leads.a + leads.b;
  if (of === 0) return {};
  const inferred = inferredOwner(leads);
  const { low, high } = wilson(leads.a, of);
  return {
    ...(inferred === undefined ? {} : inferredTexts(plan, systemOf(plan, pair[inferred].dataset))),
    observations: String(of),
    leads: String(leads.a),
    otherLeads: String(leads.b),
    undecided: String(leads.undecided),
    share: (leads.a / of).toFixed(4),
    low: low.toFixed(4),
    high: high.toFixed(4),
  };
}

export function inferredTexts(plan: Plan, name: string): Readonly<Record<string, string>> {
  return { inferred: name, inferredTitle: systemTitle(plan, name) };
}

/** Adds a sign where both systems are where changes of a fact begin. */
export async function tellTwoOrigins(plan: Plan, pair: FactPair, leads: Leads, detail: Readonly<Record<string, string>>): Promise<void> {
  if (leads.table === undefined || !isTwoOrigins(leads)) return;
  const of = leads.a + leads.b;
  const columns = {
    dataset: sql`${pair.a.dataset}`,
    otherDataset: sql`${pair.b.dataset}`,
    field: sql`${pair.a.field}`,
    records: sql`${of}`,
    from: sql`least`,
    to: sql`greatest`,
    detail: sql`${JSON.stringify({ ...detail, of: String(of), otherField: pair.b.field })}`,
  };
  const source = sql`(SELECT min(since) AS least, max(followed) AS greatest FROM ${id(leads.table)} WHERE decided) AS times`;
  const head = { kind: "source-of-truth-conflict", outcome: "two-origins", subject: factSubject(pair.fact) } as const;
  await plan.engine.run(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
}

/** Do changes begin in both? */
export function isTwoOrigins({ a, b }: Pick<Leads, "a" | "b">): boolean {
  const least = Math.min(a, b);
  return least >= LEAST_LEADS && least >= LEAST_SHARE * (a + b);
}
