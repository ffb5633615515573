import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Finding } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { AT_RISK, ON_TIED, placeRecords, placesOf, type Places, type PricedRelations } from "./place.ts";

/** What of all records' money, delay and work falls to one finding. */
export interface Share {
  /** Decimal string. */
  readonly money: string;
  /** Records, or corrections, that are counted here. */
  readonly records: number;
  /** Dollar-days, decimal string. */
  readonly delay: string;
}

/** Which record's money stands at which finding. */
export interface Shares {
  /** By fingerprint; a finding without records of its own has an empty share. */
  readonly shares: ReadonlyMap<string, Share>;
  /** By how much the largest control total exceeds all records, and at which finding it is counted. */
  readonly excess: { readonly finding: string; readonly amount: string } | undefined;
}

const NONE: Share = { money: "0.00", records: 0, delay: "0.00" };

/**
 * Gives every record to one finding, so that nothing is counted twice. Its money goes
 * where it is the largest; of several such, to the first that is no symptom, in the order
 * of the findings. Its dollar-days likewise, by themselves. A correction that several
 * reports show is one. Control totals repeat what records show: by what the largest
 * exceeds all records, it is added to its own finding. So the money of all shares is the
 * verdict's amount.
 *
 * @param findings in the review's order
 * @param table that it makes and drops
 * @returns by fingerprint; a finding without records of its own has an empty share
 */
export async function shareOut(
  engine: Engine,
  findings: readonly Finding[],
  relations: PricedRelations,
  table: string,
): Promise<ReadonlyMap<string, Share>> {
  return withShares(engine, findings, relations, table, ({ shares }) => Promise.resolve(shares));
}

/**
 * The same, for whoever asks more of the table than the shares.
 *
 * @param use is given the shares, and the table's name where there is one (`placeRecords` says what stands in it)
 */
export async function withShares<T>(
  engine: Engine,
  findings: readonly Finding[],
  relations: PricedRelations,
  table: string,
  use: (shares: Shares, placed: string | undefined) => Promise<T>,
): Promise<T> {
  const places = placesOf(findings);
  const shares = new Map(findings.map(({ fingerprint }) => [fingerprint, NONE]));
  if (!(await placeRecords(engine, places, relations, table))) return use({ shares, excess: undefined }, undefined);
  try {
    const rows = await engine.rows<{ finding: string; money: string | null; records: string; delay: string | null }>(
      sql`SELECT finding, sum(CASE WHEN place = 1 THEN amount END) AS money, count(CASE WHEN place = 1 THEN 1 END) AS records,
  sum(CASE WHEN wait = 1 THEN delay END) AS delay
FROM ${id(table)} GROUP BY finding ORDER BY finding`,
    );
    for (const { finding, money: own, records, delay } of rows)
      shares.set(finding, { money: formatMoney(money(own)), records: Number(records), delay: formatMoney(money(delay)) });
    const excess = await excessOf(engine, places, relations, shares);
    if (excess !== undefined) {
      const own = shares.get(excess.finding) ?? NONE;
      shares.set(excess.finding, { ...own, money: formatMoney(money(own.money).plus(excess.amount)) });
    }
    return await use({ shares, excess }, table);
  } finally {
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
}

async function excessOf(
  engine: Engine,
  { tied }: Places,
  { breaks }: PricedRelations,
  shares: ReadonlyMap<string, Share>,
): Promise<Shares["excess"]> {
  if (tied === undefined) return undefined;
  const [largest] = await engine.rows<{ finding: string; total: string }>(
    sql`SELECT f.finding AS finding, max(${AT_RISK}) AS total FROM ${id(breaks)} AS r
JOIN (VALUES ${tied}) AS f (finding, nth, handoff, side, outcome) ON ${ON_TIED} WHERE r.line IS NULL
GROUP BY f.finding, f.nth ORDER BY max(${AT_RISK}) DESC, f.nth LIMIT 1`,
  );
  if (largest === undefined) return undefined;
  const records = [...shares.values()].reduce((sum, share) => sum.plus(share.money), money(0));
  const excess = money(largest.total).minus(records);
  return excess.greaterThan(0) ? { finding: largest.finding, amount: formatMoney(excess) } : undefined;
}
