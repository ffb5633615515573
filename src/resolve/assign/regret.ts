import type { BipartiteGraph } from "./bipartite.ts";
import { NearestFirst } from "./nearest-first.ts";
import type { Optimum } from "./optimum.ts";

/*
 * By how much the optimum falls when a chosen pair is forbidden: the cheapest way
 * for its two records to do without each other. The others make room along a path
 * that ends at records that go without a counterpart ("nowhere"), or along a circle.
 * With the optimum's prices no step costs less than 0, so shortest paths are found
 * by Dijkstra's method. Paths through nowhere need two searches for all pairs
 * together; only circles are looked for pair by pair.
 */

/** Edge → regret, in the unit of `gain`; 0 for edges that are not chosen. */
export function regrets(graph: BipartiteGraph, gain: Float64Array, optimum: Optimum): Float64Array {
  const search = new RegretSearch(graph, gain, optimum);
  const regret = new Float64Array(graph.left.length);
  for (const edge of optimum.ofLeft) if (edge >= 0) regret[edge] = search.regretOf(edge);
  return regret;
}

/** After so many records a search for circles ends with what is proven so far: less confidence than there is, never more. */
const MOST_STEPS = 200;

class RegretSearch {
  private readonly graph: BipartiteGraph;
  private readonly optimum: Optimum;
  /** Edge → what it falls short of its ends' prices. */
  private readonly short: Float64Array;
  private readonly queue = new NearestFirst();
  private readonly toNowhere: Float64Array;
  private readonly fromNowhere: Float64Array;
  private readonly distance: Float64Array;
  private readonly seen: Int32Array;
  private round = 0;

  constructor(graph: BipartiteGraph, gain: Float64Array, optimum: Optimum) {
    this.graph = graph;
    this.optimum = optimum;
    const { leftPrice, rightPrice } = optimum;
    this.short = gain.map((own, edge) => {
      return (leftPrice[graph.left[edge] as number] as number) + (rightPrice[graph.right[edge] as number] as number) - own;
    });
    this.distance = new Float64Array(rightPrice.length);
    this.seen = new Int32Array(rightPrice.length);
    this.toNowhere = this.waysToNowhere();
    this.fromNowhere = this.waysFromNowhere();
  }

  regretOf(edge: number): number {
    const { graph, short, queue, distance, seen } = this;
    const [left, right] = [graph.left[edge] as number, graph.right[edge] as number];
    let best = (this.toNowhere[left] as number) + (this.fromNowhere[right] as number);
    const last = this.leastInto(right, edge);
    if (this.leastOutOf(left, edge) + last >= best) return best;
    this.round += 1;
    queue.clear();
    const reach = (from: number, far: number): void => {
      const end = graph.edgesOfLeft[from + 1] as number;
      for (let at = graph.edgesOfLeft[from] as number; at < end; at += 1) {
        const to = graph.right[at] as number;
        const reached = far + (short[at] as number);
        if (at === this.optimum.ofLeft[from]) continue;
        if (to === right) best = Math.min(best, reached);
        // Whatever comes after costs at least the last step; records without counterpart lead nowhere.
        else if (reached + last < best && (this.optimum.ofRight[to] as number) >= 0) {
          if (seen[to] === this.round && (distance[to] as number) <= reached) continue;
          seen[to] = this.round;
          distance[to] = reached;
          queue.push(reached, to);
        }
      }
    };
    reach(left, 0);
    for (let steps = 0; queue.nearest + last < best; steps += 1) {
      const far = queue.nearest;
      // Every circle not yet found is at least so long; the order among equals does not show in it.
      if (steps === MOST_STEPS) return far + last;
      const to = queue.pop();
      if (far > (distance[to] as number)) continue;
      reach(graph.left[this.optimum.ofRight[to] as number] as number, far);
    }
    return best;
  }

  private leastInto(right: number, but: number): number {
    const { graph, short } = this;
    let least = Number.POSITIVE_INFINITY;
    for (let at = graph.edgesOfRight[right] as number; at < (graph.edgesOfRight[right + 1] as number); at += 1) {
      const edge = graph.byRight[at] as number;
      // A record without counterpart is reached from nowhere only.
      if (edge !== but && (this.optimum.ofLeft[graph.left[edge] as number] as number) >= 0) least = Math.min(least, short[edge] as number);
    }
    return least;
  }

  private leastOutOf(left: number, but: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let edge = this.graph.edgesOfLeft[left] as number; edge < (this.graph.edgesOfLeft[left + 1] as number); edge += 1) {
      if (edge !== but) least = Math.min(least, this.short[edge] as number);
    }
    return least;
  }

  /** Left record → what it costs that it loses its counterpart, which is not filled again. */
  private waysToNowhere(): Float64Array {
    const { graph, short, queue } = this;
    const { leftPrice, ofLeft, ofRight } = this.optimum;
    const ways = leftPrice.slice();
    for (const [edge, right] of graph.right.entries()) {
      const left = graph.left[edge] as number;
      if ((ofRight[right] as number) < 0) ways[left] = Math.min(ways[left] as number, short[edge] as number);
    }
    queue.clear();
    for (const [left, far] of ways.entries()) queue.push(far, left);
    while (queue.size > 0) {
      const far = queue.nearest;
      const left = queue.pop();
      const own = ofLeft[left] as number;
      if (own < 0 || far > (ways[left] as number)) continue;
      const right = graph.right[own] as number;
      for (let at = graph.edgesOfRight[right] as number; at < (graph.edgesOfRight[right + 1] as number); at += 1) {
        const edge = graph.byRight[at] as number;
        const other = graph.left[edge] as number;
        const reached = far + (short[edge] as number);
        if (other === left || reached >= (ways[other] as number)) continue;
        ways[other] = reached;
        queue.push(reached, other);
      }
    }
    return ways;
  }

  /** Right record → what it costs that it finds another counterpart, or none, when its own is taken. */
  private waysFromNowhere(): Float64Array {
    const { graph, short, queue } = this;
    const { rightPrice, ofLeft, ofRight } = this.optimum;
    const ways = rightPrice.slice();
    for (const [edge, left] of graph.left.entries()) {
      const right = graph.right[edge] as number;
      if ((ofLeft[left] as number) < 0) ways[right] = Math.min(ways[right] as number, short[edge] as number);
    }
    queue.clear();
    for (const [right, far] of ways.entries()) queue.push(far, right);
    while (queue.size > 0) {
      const far = queue.nearest;
      const right = queue.pop();
      const own = ofRight[right] as number;
      if (own < 0 || far > (ways[right] as number)) continue;
      const left = graph.left[own] as number;
      for (let edge = graph.edgesOfLeft[left] as number; edge < (graph.edgesOfLeft[left + 1] as number); edge += 1) {
        const other = graph.right[edge] as number;
        const reached = far + (short[edge] as number);
        if (other === right || reached >= (ways[other] as number)) continue;
        ways[other] = reached;
        queue.push(reached, other);
      }
    }
    return ways;
  }
}
