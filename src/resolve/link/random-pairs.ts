import type { Engine } from "../../engines/engine.ts";
import { id, join, sql } from "../../sql/index.ts";
import type { Prepared } from "../comparison.ts";
import type { PatternCount } from "../estimate/model.ts";
import type { SourcePair } from "./pair-scope.ts";
import { comparePairs, levelsOf } from "./vectors.ts";

/*
 * Pairs drawn without regard to agreement, for u: how often records agree by
 * chance. They are drawn by a hash of the records' content, so that neither order
 * nor numbers decide; a content that stands many times is drawn once.
 */

/** About so many pairs of every pair of sources. Default. */
const PAIRS = 1_000_000;

export async function countRandomPatterns(
  engine: Engine,
  scope: { readonly records: string; readonly prepared: Prepared; readonly pairs: readonly SourcePair[]; readonly sources: number },
): Promise<PatternCount[]> {
  const { records, prepared, pairs } = scope;
  const each = Math.ceil(PAIRS / pairs.length);
  const drawn = `${records}_drawn`;
  const within = Math.ceil(Math.sqrt(2 * each));
  const across = Math.ceil(Math.sqrt(each));
  await engine.runInline(sql`CREATE TABLE ${id(drawn)} AS
SELECT n.*, d."drawn place" FROM (
  SELECT node, row_number() OVER (PARTITION BY source ORDER BY "_ord") AS "drawn place" FROM (
    SELECT source, "_ord", min(node) AS node FROM ${id(records)} GROUP BY source, "_ord"
  ) AS contents
) AS d JOIN ${id(records)} AS n ON n.node = d.node WHERE d."drawn place" <= ${within}`);
  const selects = pairs.map(({ left, right }) => {
    const rule =
      left === right
        ? sql`l.source = ${left} AND r.source = ${left} AND l."_ord" < r."_ord"`
        : sql`l.source = ${left} AND r.source = ${right} AND l."drawn place" <= ${across} AND r."drawn place" <= ${across}`;
    return comparePairs(prepared.comparisons, sql`${id(drawn)} AS l JOIN ${id(drawn)} AS r ON ${rule}`, []);
  });
  const counted = await engine.rows<{ pattern: string; pairs: string }>(
    sql`SELECT pattern, count(*) AS pairs FROM (${join(selects, "\nUNION ALL\n")}) AS compared GROUP BY pattern ORDER BY pattern`,
  );
  await engine.runInline(sql`DROP TABLE ${id(drawn)}`);
  return counted.map(({ pattern, pairs }) => ({ levels: levelsOf(Number(pattern), prepared.comparisons), rules: 0, pairs: Number(pairs) }));
}
