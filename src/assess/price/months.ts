import type { Engine } from "../../engines/engine.ts";
import type { RecordSet } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";

/**
 * Calendar months in which a dataset has records: over so many months its breaks came.
 * One record with a date of another century counts for one month, not for a century.
 *
 * @returns by dataset; those without dates are left out
 */
export async function monthsOf(engine: Engine, sets: ReadonlyMap<string, RecordSet>): Promise<ReadonlyMap<string, number>> {
  if (sets.size === 0) return new Map();
  const each = [...sets].map(
    ([name, { relation }]) =>
      sql`SELECT ${name} AS dataset, count(DISTINCT date_trunc('month', _date)) AS months FROM ${id(relation)} WHERE _date IS NOT NULL`,
  );
  const rows = await engine.rows<{ dataset: string; months: string }>(sql`${join(each, "\nUNION ALL\n")}\nORDER BY dataset`);
  return new Map(rows.flatMap(({ dataset, months }) => (Number(months) > 0 ? [[dataset, Number(months)]] : [])));
}
