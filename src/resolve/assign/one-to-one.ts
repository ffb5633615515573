import { bipartite, placesWhere, type BipartiteGraph, type CandidatePairs } from "./bipartite.ts";
import { bestAssignment } from "./optimum.ts";
import { regrets } from "./regret.ts";

/** Which candidate pairs are one, when a record has at most one counterpart. */
export interface Assignment {
  /**
   * Places of the chosen pairs, ascending. Those of regret 0 are one of several equally
   * good choices, and which one hangs on nothing that counts: treat them as ambiguous.
   */
  readonly chosen: Int32Array;
  /**
   * By pair: the bits by which the best total falls when this chosen pair is forbidden,
   * at most its weight; 0 for pairs that are not chosen. Where rivals hang together in
   * long circles it may be less than that, never more. Its confidence: `1 / (1 + 2 ** -regret)`.
   */
  readonly regret: Float64Array;
  /** By pair, 1: its component was above `mostRecords`, and the weakest pairs were left out until the rest fell apart. */
  readonly fallback: Uint8Array;
}

export interface AssignmentOptions {
  /**
   * Records of a connected component that are solved together. In a larger one the pairs
   * below a floor are left out: the lowest floor at which its pieces fit. Regrets do not
   * know what was left out; so such pairs are marked as `fallback`. Default 200,000.
   */
  readonly mostRecords?: number;
}

/**
 * The pairs that, together, have the greatest sum of weights, no record standing in two;
 * "no counterpart" is worth 0. Exact up to 1/65,536 bit, to which weights are rounded.
 */
export function assignOneToOne(pairs: CandidatePairs, { mostRecords = MOST_RECORDS }: AssignmentOptions = {}): Assignment {
  const gains = pairs.weight.map(wholeGain);
  const regret = new Float64Array(gains.length);
  const fallback = new Uint8Array(gains.length);
  const useful = placesWhere(gains.length, (place) => (gains[place] as number) > 0);
  const graph = fitted(pairs, gains, useful, mostRecords, fallback);
  const gain = Float64Array.from(graph.pair, (place) => gains[place] as number);
  const optimum = bestAssignment(graph, gain);
  for (const [edge, own] of regrets(graph, gain, optimum).entries()) regret[graph.pair[edge] as number] = own / UNITS;
  const chosen = optimum.ofLeft.filter((edge) => edge >= 0).map((edge) => graph.pair[edge] as number);
  return { chosen: chosen.toSorted(), regret, fallback };
}

const MOST_RECORDS = 200_000;
/** Units of a bit: whole numbers add up to the same whatever the order. */
const UNITS = 65_536;
/** More than any evidence; keeps sums within what a float holds exactly. */
const MOST_BITS = 4096;

function wholeGain(weight: number): number {
  return weight > 0 ? Math.round(Math.min(weight, MOST_BITS) * UNITS) : 0;
}

/** The graph of the pairs, without those that must be left out so that every component fits. */
function fitted(pairs: CandidatePairs, gains: Float64Array, useful: Int32Array, most: number, fallback: Uint8Array): BipartiteGraph {
  const graph = bipartite(pairs, useful);
  const [leftSize, rightSize] = [sizes(graph.leftOf), sizes(graph.rightOf)];
  const isTooLarge = leftSize.map((size, component) => (size + (rightSize[component] as number) > most ? 1 : 0));
  if (!isTooLarge.includes(1)) return graph;
  const dropped = new Set<number>();
  const edgesOf = (component: number): Int32Array => {
    const from = graph.edgesOfLeft[graph.leftOf[component] as number] as number;
    return graph.pair.subarray(from, graph.edgesOfLeft[graph.leftOf[component + 1] as number] as number);
  };
  for (const [component, tooLarge] of isTooLarge.entries()) {
    if (tooLarge === 0) continue;
    const own = edgesOf(component);
    const floor = lowestFloor(pairs, gains, own, most);
    for (const place of own) {
      fallback[place] = 1;
      if ((gains[place] as number) < floor) dropped.add(place);
    }
  }
  return bipartite(
    pairs,
    useful.filter((place) => !dropped.has(place)),
  );
}

/** The least gain such that the pairs of at least that gain fall into pieces that fit; infinite when even the best are too many. */
function lowestFloor(pairs: CandidatePairs, gains: Float64Array, own: Int32Array, most: number): number {
  const floors = [...new Set(Array.from(own, (place) => gains[place] as number))].toSorted((a, b) => a - b);
  let [low, high] = [0, floors.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const floor = floors[middle] as number;
    const graph = bipartite(
      pairs,
      own.filter((place) => (gains[place] as number) >= floor),
    );
    const rightSize = sizes(graph.rightOf);
    const fits = sizes(graph.leftOf).every((size, component) => size + (rightSize[component] as number) <= most);
    if (fits) high = middle;
    else low = middle + 1;
  }
  return floors[low] ?? Number.POSITIVE_INFINITY;
}

function sizes(starts: Int32Array): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, at) => (starts[at + 1] as number) - (starts[at] as number));
}
