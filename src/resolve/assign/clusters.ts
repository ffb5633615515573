import { Agglomeration } from "./agglomeration.ts";
import { Forest } from "./forest.ts";

/** Pairs of records of one dataset, each once, in either direction. Numbers of records are free and say nothing. */
export interface ClusterPairs {
  readonly l: Int32Array;
  readonly r: Int32Array;
  /** Posterior log-odds in bits; below 0 the evidence is against the two being one. Cut at ±40. A pair that is not here was never compared. */
  readonly weight: Float64Array;
}

export interface ClusterOptions {
  /** Places of pairs that are one whatever their weight: a person said so, or a declared key. */
  readonly must?: readonly number[];
  /** Places of pairs that are two whatever their weight. */
  readonly cannot?: readonly number[];
  /** Mean bits across two groups from which they are one. Default 0: as likely one as two. Above `absent`. */
  readonly threshold?: number;
  /** Bits that a pair counts which no blocking rule brought together. Default -2: four to one that the two are not one. */
  readonly absent?: number;
  /** Pairs of one component up to which it is solved whole. Default 500 000. */
  readonly limit?: number;
}

export interface Clusters {
  /** The records in the pairs, ascending. */
  readonly nodes: Int32Array;
  /** Record by its place in `nodes` → its cluster, named by the least number in it. */
  readonly cluster: Int32Array;
  /** Record by its place in `nodes` → mean bits across the weakest link that holds its cluster together; infinite when it is alone or held by `must` only. */
  readonly weakest: Float64Array;
  /** Per pair: what became of it. */
  readonly fate: readonly PairFate[];
  /** Places of `cannot` pairs that `must` pairs make one: `must` was followed. */
  readonly contradicted: readonly number[];
}

/**
 * - `kept`: the two are in one cluster
 * - `cut`: they are not
 * - `ambiguous`: one of the two might as well belong to others, and the content cannot tell; left apart for a person
 */
export type PairFate = "kept" | "cut" | "ambiguous";

/**
 * Finds which records of one dataset are one. Groups grow from single records: the
 * two groups with the highest mean weight across all pairs of their records become
 * one, as long as the mean is at the threshold or above (average linkage; Sokal &
 * Michener 1958). A weak bridge between two groups is cut, as the pairs across that
 * disagree or were never compared outweigh it.
 *
 * The result does not depend on the numbers of records or the order of pairs. Where
 * groups tie, those go first that have more neighbours in common; where a tie is
 * left and its groups do not fit into one, they stay apart and are told as ambiguous.
 *
 * Time is near-linear in pairs. A component of more than `limit` pairs is first
 * cut into smaller ones by leaving out pairs below 1 bit, then 2, 4, 8, 16, 32; what
 * is too large even then stays apart. Pairs at the threshold or above that this
 * leaves out are told as ambiguous.
 *
 * @throws RangeError when the threshold is not above `absent`
 */
export function clusterComponent(pairs: ClusterPairs, options: ClusterOptions = {}): Clusters {
  const { threshold = 0, absent = -2, limit = 500_000 } = options;
  if (!(threshold > absent)) throw new RangeError(`threshold ${threshold} must be above absent ${absent}`);
  const problem = number(pairs, options);
  const held = joinMust(problem, options.must ?? []);
  const contradicted = (options.cannot ?? []).filter((pair) => held.find(problem.l[pair] ?? 0) === held.find(problem.r[pair] ?? 0));
  const solved: Solved = {
    forest: held.copy(),
    weakest: new Float64Array(problem.nodes.length).fill(Number.POSITIVE_INFINITY),
    ambiguous: new Set(),
  };
  for (const piece of pieces(problem, held, { threshold, limit }, solved.ambiguous)) {
    const groups = new Agglomeration({ threshold, absent });
    groups.solve(piece, problem, held);
    groups.write(solved.forest, solved.weakest);
    for (const pair of piece) if (groups.isAmbiguous(pair)) solved.ambiguous.add(pair);
  }
  return { ...named(problem, solved), contradicted: contradicted.toSorted((a, b) => a - b) };
}

/** Pairs over records numbered from 0. */
export interface NumberedPairs {
  readonly nodes: Int32Array;
  readonly l: Int32Array;
  readonly r: Int32Array;
  readonly weight: Float64Array;
  /** Pair → 1: the two must not be one. */
  readonly cannot: Uint8Array;
}

interface Solved {
  readonly forest: Forest;
  readonly weakest: Float64Array;
  readonly ambiguous: Set<number>;
}

function number({ l, r, weight }: ClusterPairs, { cannot = [] }: ClusterOptions): NumberedPairs {
  const nodes = Int32Array.from(new Set([...l, ...r])).sort();
  const places = new Map(Array.from(nodes, (node, place) => [node, place]));
  const forbidden = new Uint8Array(l.length);
  for (const pair of cannot) forbidden[pair] = 1;
  const place = (node: number): number => places.get(node) ?? 0;
  return { nodes, l: l.map(place), r: r.map(place), weight, cannot: forbidden };
}

function joinMust({ nodes, l, r }: NumberedPairs, must: readonly number[]): Forest {
  const forest = new Forest(nodes.length);
  for (const pair of must) forest.join(l[pair] ?? 0, r[pair] ?? 0);
  return forest;
}

/**
 * Pairs by connected component: no cluster reaches across two of them, for the mean
 * of pairs that are all below the threshold is below it.
 */
function pieces(
  problem: NumberedPairs,
  held: Forest,
  { threshold, limit }: { readonly threshold: number; readonly limit: number },
  ambiguous: Set<number>,
): Int32Array[] {
  const tell = (pair: number): void => {
    if ((problem.weight[pair] ?? 0) >= threshold) ambiguous.add(pair);
  };
  const small: Int32Array[] = [];
  let large = [Int32Array.from(problem.l.keys())];
  for (const floor of [threshold, 1, 2, 4, 8, 16, 32]) {
    if (floor < threshold || large.length === 0) continue;
    const parts = large.flatMap((piece) => split(problem, held, { piece, floor, tell }));
    large = [];
    for (const part of parts) (part.length > limit ? large : small).push(part);
  }
  for (const pair of large.flatMap((piece) => [...piece])) tell(pair);
  return small;
}

/** @param space.tell hears of pairs that lie in none of the pieces */
function split(
  { l, r, weight }: NumberedPairs,
  held: Forest,
  { piece, floor, tell }: { readonly piece: Int32Array; readonly floor: number; readonly tell: (pair: number) => void },
): Int32Array[] {
  const forest = held.copy();
  for (const pair of piece) if ((weight[pair] ?? 0) >= floor) forest.join(l[pair] ?? 0, r[pair] ?? 0);
  const parts = new Map<number, number[]>();
  for (const pair of piece) {
    const root = forest.find(l[pair] ?? 0);
    if (root !== forest.find(r[pair] ?? 0)) {
      tell(pair);
      continue;
    }
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [pair]);
    else part.push(pair);
  }
  return Array.from(parts.values(), (part) => Int32Array.from(part));
}

function named({ nodes, l, r }: NumberedPairs, { forest, weakest, ambiguous }: Solved): Omit<Clusters, "contradicted"> {
  const names = new Map<number, number>();
  const roots = Int32Array.from(nodes.keys(), (place) => forest.find(place));
  for (const [place, root] of roots.entries()) if (!names.has(root)) names.set(root, nodes[place] ?? 0);
  const fate = Array.from(l.keys(), (pair): PairFate => {
    if (roots[l[pair] ?? 0] === roots[r[pair] ?? 0]) return "kept";
    return ambiguous.has(pair) ? "ambiguous" : "cut";
  });
  return {
    nodes,
    cluster: roots.map((root) => names.get(root) ?? 0),
    weakest: Float64Array.from(roots, (root) => weakest[root] ?? Number.POSITIVE_INFINITY),
    fate,
  };
}
