import type { CandidatePairs } from "./bipartite.ts";
import type { Assignment } from "./one-to-one.ts";

/**
 * Each record of the many side takes the counterpart of greatest weight, if any is
 * above 0; a counterpart may be taken by many. The regret is the lead over the second
 * best, or over having none: 0 where two are equally good, and which of them is chosen
 * then hangs on nothing that counts.
 *
 * @param many the side whose records have at most one counterpart
 */
export function assignOneToMany(pairs: CandidatePairs, many: "l" | "r"): Assignment {
  const records = pairs[many];
  const best = new Map<number, number>();
  const second = new Map<number, number>();
  for (const [place, weight] of pairs.weight.entries()) {
    if (!(weight > 0)) continue;
    const record = records[place] as number;
    const leader = best.get(record);
    if (leader === undefined || weight > (pairs.weight[leader] as number)) {
      best.set(record, place);
      if (leader !== undefined) second.set(record, pairs.weight[leader] as number);
    } else if (weight > (second.get(record) ?? 0)) second.set(record, weight);
  }
  const regret = new Float64Array(records.length);
  for (const [record, place] of best) regret[place] = (pairs.weight[place] as number) - (second.get(record) ?? 0);
  return { chosen: Int32Array.from(best.values()).toSorted(), regret, fallback: new Uint8Array(records.length) };
}
