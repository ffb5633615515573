import type { ChainHandoff } from "../../api/types.ts";
import { inPercent } from "../../parts/format.ts";

/** Share of the records in scope that arrived as they should; never rounded up to all of them. */
export function flowOf({ counts, records }: ChainHandoff): string {
  if (records === 0) return "no records";
  const share = (records - lossOf({ counts })) / records;
  return inPercent(share < 1 ? Math.min(share, 0.999) : 1);
}

export function lossOf({ counts }: Pick<ChainHandoff, "counts">): number {
  return counts.different + counts.missing + counts.extra + counts.duplicate + counts.ambiguous;
}

export function medianHours({ timing }: ChainHandoff): number | undefined {
  return timing?.slices.find(({ slice }) => slice.by === "total")?.calendar.p50;
}
