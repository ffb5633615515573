/** What ties need to know of groups and the links between them. Sums, means and bits in the same whole units. */
export interface TiedGraph {
  readonly threshold: number;
  readonly absent: number;
  ends(link: number): readonly [number, number];
  size(group: number): number;
  /** Neighbour → link. */
  neighbours(group: number): ReadonlyMap<number, number>;
  mean(link: number): number;
  /** Over the compared pairs across. */
  sum(link: number): number;
  count(link: number): number;
  isBarred(link: number): boolean;
}

export interface Fitting {
  /** Groups that become one, and the mean across their weakest cut. */
  readonly together: readonly { readonly groups: readonly number[]; readonly weakest: number }[];
  /** Links that nothing prefers to others which exclude them. */
  readonly apart: readonly number[];
  /** Links to be looked at again once `together` is done. */
  readonly later: readonly number[];
}

/**
 * Decides about links of the same mean, without an order that content does not give.
 * Links that hang together are taken at once: when any two of their groups fit, all
 * become one. Else those links go first whose groups have most neighbours in common;
 * their groups become one where each fits the rest, else they stay apart.
 */
export function fitting(tied: readonly number[], graph: TiedGraph): Fitting {
  const together: { groups: readonly number[]; weakest: number }[] = [];
  const apart: number[] = [];
  const later: number[] = [];
  for (const links of hangTogether(tied, graph)) {
    const groups = groupsOf(links, graph);
    if (groups.length === 2 || allFit(groups, graph)) {
      together.push({ groups, weakest: weakestCut(groups, graph) });
      continue;
    }
    const { first, rest } = mostSupported(links, graph);
    later.push(...rest);
    for (const part of hangTogether(first, graph)) {
      const own = groupsOf(part, graph);
      const weakest = weakestCut(own, graph);
      if (weakest >= graph.threshold) together.push({ groups: own, weakest });
      else apart.push(...part);
    }
  }
  return { together, apart, later };
}

/** The links by connected component. */
function hangTogether(links: readonly number[], { ends }: TiedGraph): number[][] {
  const byGroup = new Map<number, number[]>();
  for (const link of links) {
    for (const end of ends(link)) {
      const own = byGroup.get(end);
      if (own === undefined) byGroup.set(end, [link]);
      else own.push(link);
    }
  }
  const seen = new Set<number>();
  const parts: number[][] = [];
  for (const start of links) {
    if (seen.has(start)) continue;
    seen.add(start);
    const part = [start];
    for (const link of part) {
      for (const end of ends(link)) {
        for (const next of byGroup.get(end) ?? []) {
          if (seen.has(next)) continue;
          seen.add(next);
          part.push(next);
        }
        byGroup.delete(end);
      }
    }
    parts.push(part);
  }
  return parts;
}

function groupsOf(links: readonly number[], { ends }: TiedGraph): number[] {
  return [...new Set(links.flatMap((link) => ends(link)))];
}

function allFit(groups: readonly number[], graph: TiedGraph): boolean {
  const inside = new Set(groups);
  for (const group of groups) {
    if (graph.neighbours(group).size < groups.length - 1) return false;
    let fit = 0;
    for (const [other, link] of graph.neighbours(group)) {
      if (inside.has(other) && !graph.isBarred(link) && graph.mean(link) >= graph.threshold) fit += 1;
    }
    if (fit < groups.length - 1) return false;
  }
  return true;
}

/** The least mean between one of the groups and all others together; minus infinity where two of them are barred. */
function weakestCut(groups: readonly number[], graph: TiedGraph): number {
  const inside = new Set(groups);
  const records = groups.reduce((sum, group) => sum + graph.size(group), 0);
  let weakest = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    const across = graph.size(group) * (records - graph.size(group));
    let sum = 0;
    let count = 0;
    for (const [other, link] of graph.neighbours(group)) {
      if (!inside.has(other)) continue;
      if (graph.isBarred(link)) return Number.NEGATIVE_INFINITY;
      sum += graph.sum(link);
      count += graph.count(link);
    }
    weakest = Math.min(weakest, (sum + (across - count) * graph.absent) / across);
  }
  return weakest;
}

function mostSupported(links: readonly number[], graph: TiedGraph): { first: number[]; rest: number[] } {
  const supports = links.map((link) => support(link, graph));
  const most = supports.reduce((a, b) => Math.max(a, b), 0);
  return {
    first: links.filter((_, index) => supports[index] === most),
    rest: links.filter((_, index) => supports[index] !== most),
  };
}

/** How near the groups' common neighbours are to both, summed. */
function support(link: number, graph: TiedGraph): number {
  const [a, b] = graph.ends(link);
  const near = [graph.neighbours(a), graph.neighbours(b)] as const;
  const [few, many] = near[0].size <= near[1].size ? near : [near[1], near[0]];
  let sum = 0;
  for (const [third, own] of few) {
    const other = many.get(third);
    if (other !== undefined) sum += Math.max(0, Math.floor(Math.min(graph.mean(own), graph.mean(other))));
  }
  return sum;
}
