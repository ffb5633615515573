import type { Review, ReviewedHandoff, ReviewedSystem } from "../../model/index.ts";

/** The chain as it is drawn: systems from left to right, handoffs from top to bottom. */
export interface ChainLayout {
  readonly systems: readonly ReviewedSystem[];
  readonly steps: readonly ChainStep[];
  /** Datasets of the estate that no handoff reads, by title. */
  readonly idle: readonly string[];
}

export interface ChainStep {
  readonly handoff: ReviewedHandoff;
  /** Column of the system at either end. */
  readonly from: number;
  readonly to: number;
  readonly fromTitle: string;
  readonly toTitle: string;
}

/**
 * Orders the systems so that handoffs run from left to right wherever they can:
 * topologically, ties by the order of declaration. A cycle is cut at the system
 * with the fewest handoffs still before it.
 */
export function chainLayout(review: Review): ChainLayout {
  const datasets = new Map(review.datasets.map((dataset) => [dataset.id, dataset]));
  const systemOf = (id: string) => datasets.get(id)?.system ?? id.split(".")[0] ?? id;
  const ends = review.handoffs.map((handoff) => ({ handoff, from: systemOf(handoff.from), to: systemOf(handoff.to) }));
  const used = new Set(ends.flatMap((end) => [end.from, end.to]));
  const declared = [...new Set([...review.systems.map((system) => system.id), ...used])].filter((id) => used.has(id));
  const order = topological(declared, ends);
  const column = new Map(order.map((id, index) => [id, index]));
  const systems = new Map(review.systems.map((system) => [system.id, system]));
  const steps = ends
    .map((end, index) => ({ end, index, from: column.get(end.from) ?? 0, to: column.get(end.to) ?? 0 }))
    .sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index)
    .map(({ end, from, to }) => ({
      handoff: end.handoff,
      from,
      to,
      fromTitle: datasets.get(end.handoff.from)?.title ?? end.handoff.from,
      toTitle: datasets.get(end.handoff.to)?.title ?? end.handoff.to,
    }));
  const read = new Set(review.handoffs.flatMap((handoff) => [handoff.from, handoff.to]));
  return {
    systems: order.map((id) => systems.get(id) ?? { id, title: id, vendor: undefined, kind: "other", owner: undefined }),
    steps,
    idle: review.datasets.filter((dataset) => !read.has(dataset.id)).map((dataset) => dataset.title),
  };
}

function topological(declared: readonly string[], ends: readonly { readonly from: string; readonly to: string }[]): string[] {
  const order: string[] = [];
  const left = new Set(declared);
  while (left.size > 0) {
    const before = (id: string) => ends.filter((end) => end.to === id && end.from !== id && left.has(end.from)).length;
    let next: string | undefined;
    let fewest = Infinity;
    for (const id of left) {
      const count = before(id);
      if (count < fewest) [next, fewest] = [id, count];
    }
    if (next === undefined) break;
    order.push(next);
    left.delete(next);
  }
  return order;
}
