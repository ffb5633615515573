import type { Engine } from "../engines/engine.ts";
import { formatMoney, money, priceInWords, type Cause, type CauseShare, type RecordSet } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";

/** What a newer capture of the same dataset holds that the older one lacks. */
export interface CaptureGap {
  readonly added: number;
  readonly amount: string | undefined;
}

/** Counts the records that a newer capture has and an older one lacks, by native key. */
export async function compareCaptures(engine: Engine, older: RecordSet, newer: RecordSet): Promise<CaptureGap> {
  const [row] = await engine.rows<{ added: string; amount: string | null }>(
    sql`SELECT count(*) AS added, sum(n._amount) AS amount FROM ${id(newer.relation)} AS n
WHERE NOT n._deleted AND NOT EXISTS (SELECT 1 FROM ${id(older.relation)} AS o WHERE o._key = n._key AND NOT o._deleted)`,
  );
  const hasAmount = newer.dataset.amount !== undefined && row?.amount !== null && row?.amount !== undefined;
  return { added: Number(row?.added), amount: hasAmount ? formatMoney(money(row.amount)) : undefined };
}

/**
 * The cause of breaks that are gone when a newer capture of one dataset is read
 * instead: an experiment, so it is proven.
 *
 * @param breaks all of them
 */
export function staleCaptureCause(older: RecordSet, newer: RecordSet, gap: CaptureGap, currency: string, breaks: CauseShare): Cause {
  const worth = gap.amount === undefined ? "" : ` worth ${priceInWords(gap.amount, currency)}`;
  const lacks = `${gap.added} ${gap.added === 1 ? "record" : "records"}${worth}`;
  return {
    code: "stale-capture",
    class: "workflow",
    proven: true,
    confidence: 1,
    statement:
      `Stale capture: ${older.dataset.title} was read as of ${older.capture.capturedAt} and lacks ${lacks} that its capture of ` +
      `${newer.capture.capturedAt} holds; read from the newer capture, this handoff ties out.`,
    explained: { records: breaks.records, amount: breaks.amount, share: 1 },
    unexplained: { records: 0, amount: breaks.amount === undefined ? undefined : "0.00" },
    slices: [],
    signature: undefined,
    onset: undefined,
    rivals: [],
    besides: [],
    refutedBy: "one break that stays when the newer capture is read",
    setting: undefined,
    recreated: undefined,
  };
}
