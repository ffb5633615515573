import type { Engine } from "../../engines/engine.ts";
import type { DebtKind, Estate, RecordSet } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";

/** What is asked for the records among which a kind of debt is looked for. */
export interface ScopeGrounds {
  readonly estate: Pick<Estate, "handoffs" | "lifecycles">;
  readonly sets: ReadonlyMap<string, Pick<RecordSet, "relation">>;
  /** By handoff: the table that says what became of each record (`side`, `row`, `outcome`). */
  readonly kept: ReadonlyMap<string, { readonly outcomes: string }>;
}

/** Records by month (`2026-05`). */
export type MonthlyScope = ReadonlyMap<string, number>;

/**
 * The records in scope by the month of their own day: at handoffs those that are in scope of
 * at least one, in lifecycles those of all datasets that are followed. Of other kinds of debt
 * nobody says which records they are looked for in.
 *
 * @param kinds whose scope is asked for
 */
export async function scopeByMonth(
  engine: Engine,
  { estate, sets, kept }: ScopeGrounds,
  kinds: ReadonlySet<DebtKind>,
): Promise<ReadonlyMap<DebtKind, MonthlyScope>> {
  const parts: Sql[] = [];
  const add = (kind: DebtKind, relation: string, without: Sql | undefined): unknown =>
    parts.push(
      sql`SELECT ${kind} AS kind, date_trunc('month', _date) AS month, count(*) AS records FROM ${id(relation)} WHERE _date IS NOT NULL${
        without === undefined ? sql`` : sql` AND _row NOT IN (${without})`
      } GROUP BY 1, 2`,
    );
  for (const [dataset, { relation }] of sets) {
    const excluded = estate.handoffs.flatMap(({ id: handoff, from, to }) => {
      const outcomes = kept.get(handoff)?.outcomes;
      const sides = (["from", "to"] as const).filter((side) => (side === "from" ? from : to).dataset === dataset);
      return outcomes === undefined
        ? []
        : sides.map((side) => sql`SELECT row FROM ${id(outcomes)} WHERE side = ${side} AND outcome = 'excluded'`);
    });
    // Out of scope is what no handoff of the dataset has in scope.
    if (kinds.has("silent-sync-failure") && excluded.length > 0) add("silent-sync-failure", relation, join(excluded, " INTERSECT "));
    const isFollowed = estate.lifecycles.some(({ tracks }) => tracks.some((track) => track.dataset === dataset));
    if (kinds.has("status-mismatch") && isFollowed) add("status-mismatch", relation, undefined);
  }
  const scopes = new Map<DebtKind, Map<string, number>>();
  if (parts.length === 0) return scopes;
  const rows = await engine.rows<{ kind: DebtKind; month: string; records: string }>(
    sql`SELECT kind, CAST(month AS VARCHAR) AS month, sum(records) AS records FROM (
${join(parts, "\nUNION ALL\n")}
) AS parts GROUP BY kind, month ORDER BY kind, month`,
  );
  for (const { kind, month, records } of rows) {
    const own = scopes.get(kind) ?? new Map<string, number>();
    own.set(month.slice(0, 7), Number(records));
    scopes.set(kind, own);
  }
  return scopes;
}
