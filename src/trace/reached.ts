import type { Engine } from "../engines/engine.ts";
import type { RecordSet } from "../model/index.ts";
import { id, sql, type Sql } from "../sql/index.ts";

/** How many records a story follows; a shared reference could reach the whole estate. */
export const MOST = 500;

/** The handoff or the lifecycle whose match, or the identity whose link, led to a record, and from which record. */
export type Via =
  | { readonly handoff: string; readonly from: string }
  | { readonly lifecycle: string; readonly from: string }
  | { readonly identity: string; readonly from: string };

/** A record reached so far. */
export interface Reached {
  readonly set: RecordSet;
  readonly row: string;
  readonly key: string;
  readonly via: Via | undefined;
}

export async function selectRecords(engine: Engine, set: RecordSet, where: Sql, via: Via | undefined): Promise<Reached[]> {
  const rows = await engine.rows<{ row: string; key: string | null }>(
    sql`SELECT _row AS row, _key AS key FROM ${id(set.relation)} WHERE ${where} ORDER BY _key, _row LIMIT ${MOST + 1}`,
  );
  return rows.map(({ row, key }) => ({ set, row, key: key ?? "", via }));
}

export function nameOf(record: Reached): string {
  return `${record.set.dataset.id} ${record.row}`;
}
