import type { Side } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { SignPlan, TiedHandoff } from "../sign-plan.ts";

/** Stands between the parts of a reference, and in no value. */
const BETWEEN = "\u001f";

/**
 * A query for `row` and `ref`: by what each record of a side is matched, as one text; records
 * with the same are one thing. Records without a reference are left out. Undefined where
 * the match is by an identity whose crosswalk was not given.
 */
export function references(plan: SignPlan, tied: TiedHandoff, side: Side): Sql | undefined {
  const { match } = tied.handoff;
  const set = side === "from" ? tied.from : tied.to;
  if (match.kind === "identity") {
    const crosswalk = plan.crosswalks?.get(match.identity);
    if (crosswalk === undefined) return undefined;
    return sql`SELECT e.row AS row, e.entity AS ref FROM ${id(crosswalk.entities)} AS e WHERE e.dataset = ${set.dataset.id}`;
  }
  if (match.kind === "total") return undefined;
  const parts = match.on.map((pair) => sql`CAST(${id("r", side === "from" ? pair.from : pair.to)} AS VARCHAR)`);
  const text = join(parts, ` || '${BETWEEN}' || `);
  return sql`SELECT row, ref FROM (
  SELECT r._row AS row, ${match.ignoreCase ? sql`lower(${text})` : text} AS ref FROM ${id(set.relation)} AS r
) AS refs WHERE ref IS NOT NULL`;
}
