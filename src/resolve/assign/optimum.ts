import type { BipartiteGraph } from "./bipartite.ts";
import { NearestFirst } from "./nearest-first.ts";

/*
 * The assignment of greatest total gain in which every record has at most one
 * counterpart: successive shortest paths with prices (Jonker & Volgenant 1987, for
 * sparse graphs). Gains are whole numbers, so that sums are exact and the result
 * hangs on no order of adding.
 */

export interface Optimum {
  /** Left record → its chosen edge; −1: none. */
  readonly ofLeft: Int32Array;
  readonly ofRight: Int32Array;
  /**
   * What every record is worth: for each edge, the prices of its ends reach its gain, and
   * equal it where it is chosen; a record without counterpart is worth 0. That proves the optimum.
   */
  readonly leftPrice: Float64Array;
  readonly rightPrice: Float64Array;
}

/** @param gain by edge; whole, above 0 */
export function bestAssignment(graph: BipartiteGraph, gain: Float64Array): Optimum {
  const lefts = graph.edgesOfLeft.length - 1;
  const search = new AugmentingSearch(graph, gain);
  for (let left = 0; left < lefts; left += 1) search.add(left);
  return search;
}

class AugmentingSearch implements Optimum {
  readonly ofLeft: Int32Array;
  readonly ofRight: Int32Array;
  readonly leftPrice: Float64Array;
  readonly rightPrice: Float64Array;
  private readonly graph: BipartiteGraph;
  private readonly gain: Float64Array;
  private readonly queue = new NearestFirst();
  /** Right record → its distance and the edge it was reached by, where `seen` is the round. */
  private readonly distance: Float64Array;
  private readonly via: Int32Array;
  private readonly seen: Int32Array;
  private round = 0;
  /** Right records whose distance is final, in order. */
  private settled: number[] = [];
  private best = 0;

  constructor(graph: BipartiteGraph, gain: Float64Array) {
    const [lefts, rights] = [graph.edgesOfLeft.length - 1, graph.edgesOfRight.length - 1];
    this.graph = graph;
    this.gain = gain;
    this.ofLeft = new Int32Array(lefts).fill(-1);
    this.ofRight = new Int32Array(rights).fill(-1);
    this.leftPrice = new Float64Array(lefts);
    this.rightPrice = new Float64Array(rights);
    this.distance = new Float64Array(rights);
    this.via = new Int32Array(rights);
    this.seen = new Int32Array(rights);
    for (const [edge, left] of graph.left.entries()) {
      this.leftPrice[left] = Math.max(this.leftPrice[left] as number, gain[edge] as number);
    }
  }

  /** Brings one more left record in; those already in may change counterparts or lose them. */
  add(start: number): void {
    const { graph, queue, ofRight, ofLeft, leftPrice, distance } = this;
    this.round += 1;
    this.settled = [];
    queue.clear();
    this.best = leftPrice[start] as number;
    let freed = start;
    let taken = -1;
    this.reach(start, 0);
    while (queue.nearest < this.best) {
      const far = queue.nearest;
      const right = queue.pop();
      // An earlier, longer way to it.
      if (far > (distance[right] as number)) continue;
      const edge = ofRight[right] as number;
      if (edge < 0) {
        this.best = far;
        taken = right;
        break;
      }
      this.settled.push(right);
      const left = graph.left[edge] as number;
      if (far + (leftPrice[left] as number) < this.best) {
        this.best = far + (leftPrice[left] as number);
        freed = left;
      }
      this.reach(left, far);
    }
    this.reprice(start);
    if (taken < 0 && freed !== start) {
      taken = graph.right[ofLeft[freed] as number] as number;
      ofLeft[freed] = -1;
    }
    if (taken >= 0) this.augment(start, taken);
  }

  private reach(left: number, far: number): void {
    const { graph, gain, rightPrice, distance, via, seen, queue, round } = this;
    const base = far + (this.leftPrice[left] as number);
    const end = graph.edgesOfLeft[left + 1] as number;
    for (let edge = graph.edgesOfLeft[left] as number; edge < end; edge += 1) {
      const right = graph.right[edge] as number;
      const reached = base + (rightPrice[right] as number) - (gain[edge] as number);
      if (reached >= this.best || (seen[right] === round && (distance[right] as number) <= reached)) continue;
      seen[right] = round;
      distance[right] = reached;
      via[right] = edge;
      queue.push(reached, right);
    }
  }

  private reprice(start: number): void {
    const { graph, ofRight, leftPrice, rightPrice, distance, best } = this;
    leftPrice[start] = (leftPrice[start] as number) - best;
    for (const right of this.settled) {
      const change = best - (distance[right] as number);
      const left = graph.left[ofRight[right] as number] as number;
      rightPrice[right] = (rightPrice[right] as number) + change;
      leftPrice[left] = (leftPrice[left] as number) - change;
    }
  }

  /** Every record on the way from `start` takes the right record by which it was passed. */
  private augment(start: number, taken: number): void {
    const { graph, ofLeft, ofRight, via } = this;
    for (let right = taken; ;) {
      const edge = via[right] as number;
      const left = graph.left[edge] as number;
      const before = ofLeft[left] as number;
      ofLeft[left] = edge;
      ofRight[right] = edge;
      if (left === start) return;
      right = graph.right[before] as number;
    }
  }
}
