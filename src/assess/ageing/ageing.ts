import type { Engine } from "../../engines/engine.ts";
import type { Finding, ReviewedAgeing } from "../../model/index.ts";
import type { PricedRelations } from "../price/index.ts";

/** How old the records are that do not hold, and when they came to be. */
export async function ageFindings(_engine: Engine, _findings: readonly Finding[], _relations: PricedRelations): Promise<ReviewedAgeing> {
  return { ages: [], months: [] };
}
