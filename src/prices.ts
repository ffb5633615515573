import { byKey, monthsOf, priceFindings, shareOut, type PricedRelations } from "./assess/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { Estate, Finding, RecordSet, ReviewedWorkbook, ReviewPrices } from "./model/index.ts";

/** What findings are priced from. */
export interface PriceInput extends PricedRelations {
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly workbooks: readonly ReviewedWorkbook[];
}

/**
 * What every finding, every workflow and the estate costs.
 *
 * @param findings in the review's order: of equal claims to a record's money the first counts
 */
export async function reviewPrices(
  estate: Estate,
  { engine, progress }: GatherPorts,
  { sets, workbooks, ...relations }: PriceInput,
  findings: readonly Finding[],
): Promise<ReviewPrices> {
  progress("pricing what was found …");
  const shares = await shareOut(engine, findings, relations, "prices");
  const months = await monthsOf(engine, sets);
  return priceFindings(findings, { estate, workbooks, assumptions: byKey(estate.costs), months, shares });
}
