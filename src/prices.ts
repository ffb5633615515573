import { ageFindings, byKey, monthsOf, priceFindings, withShares, type PricedRelations } from "./assess/index.ts";
import type { KeptNames } from "./detect/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { Estate, Finding, RecordSet, ReviewedAgeing, ReviewedWorkbook, ReviewPrices } from "./model/index.ts";

/** What findings are priced from. */
export interface PriceInput extends PricedRelations {
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly kept: ReadonlyMap<string, KeptNames>;
  readonly workbooks: readonly ReviewedWorkbook[];
  /** UTC ISO 8601: ages are told from here. */
  readonly asOf: string;
}

/**
 * What every finding, every workflow and the estate costs, and how old the records are that
 * do not hold: both from one count, in which each record stands at one finding.
 *
 * @param findings in the review's order: of equal claims to a record's money the first counts
 */
export async function reviewPrices(
  estate: Estate,
  { engine, progress }: GatherPorts,
  { sets, kept, workbooks, asOf, ...relations }: PriceInput,
  findings: readonly Finding[],
): Promise<{ readonly prices: ReviewPrices; readonly ageing: ReviewedAgeing }> {
  progress("pricing what was found …");
  const months = await monthsOf(engine, sets);
  return withShares(engine, findings, relations, "prices", async ({ shares, excess }, placed) => ({
    prices: priceFindings(findings, { estate, workbooks, assumptions: byKey(estate.costs), months, shares }),
    ageing: await ageFindings(engine, findings, { estate, sets, kept, asOf, timeZone: estate.timeZone, placed, excess }),
  }));
}
