import { bipartite, placesWhere, type BipartiteGraph, type CandidatePairs } from "./bipartite.ts";

/*
 * What a record's rivals make of a pair's probability when a record has at most one
 * counterpart. A weight looks at one pair alone; but a record that has two candidates
 * of 0.9 cannot have both, and one whose only candidate nobody else wants is likelier
 * to be its counterpart than its weight says. Marginals over all assignments are hard;
 * sum-product message passing comes close to them (exact where no circle of rivals is) and always settles
 * (Williams & Lau 2014, "Approximate evaluation of marginal association probabilities
 * with belief propagation"). Its two halves here:
 *
 *   to the right   μ = ψ / (1 + Σ over the left record's other pairs of ψ ν)
 *   to the left    ν = 1 / (1 + Σ over the right record's other pairs of μ)
 *   belief         ψ ν / (1 + Σ over the left record's pairs of ψ ν),    ψ = 2 ** weight
 */

/**
 * Probability that each pair is one, given all the others and that each record has at
 * most one counterpart. Twins that content cannot tell apart share their belief: 0.5 each.
 *
 * @param pairs whose weights hold the prior
 */
export function matchBeliefs(pairs: CandidatePairs): Float64Array {
  const useful = placesWhere(pairs.weight.length, (place) => (pairs.weight[place] as number) > LEAST_BITS);
  const beliefs = new Float64Array(pairs.weight.length);
  const passing = new MessagePassing(bipartite(pairs, useful), pairs.weight);
  passing.settle(0, SETTLED);
  for (const [edge, belief] of passing.beliefs().entries()) beliefs[passing.graph.pair[edge] as number] = belief;
  return beliefs;
}

/** How many records there are, and what was assumed of their matches. */
export interface MatchedSides {
  /** Records of the left side, those without any candidate too. */
  readonly left: number;
  readonly right: number;
  /** Log-odds in bits that the pairs' weights hold as prior. */
  readonly prior: number;
}

/**
 * The prior that fits two sides whose records have at most one counterpart, by EM.
 *
 * The usual prior (matches over possible pairs) says how likely two records drawn at
 * random are one. What counts for a record once its rivals are gone is how many
 * records are left without a counterpart: of `K` matches, the odds that two records
 * are one rather than both without counterpart are K / ((left − K) (right − K)). When
 * nearly everything has a counterpart, weak evidence is enough.
 *
 * @returns `prior`: log-odds in bits, to take instead of the old one; `matches`: how many are expected.
 * At least 1 % of either side is taken to have no counterpart, and the prior is never above even odds: elimination alone
 * makes no link.
 */
export function matchingPrior(pairs: CandidatePairs, sides: MatchedSides): { readonly prior: number; readonly matches: number } {
  const { left, right } = sides;
  // Pairs with no evidence for them are not what the number of matches hangs on.
  const useful = placesWhere(pairs.weight.length, (place) => (pairs.weight[place] as number) > sides.prior);
  const passing = new MessagePassing(bipartite(pairs, useful), pairs.weight);
  const alone = (records: number, matches: number): number => Math.max(records - matches, LEAST_ALONE * records);
  const priorOf = (matches: number): number => Math.min(0, Math.log2(matches / alone(left, matches) / alone(right, matches)));
  let matches = Math.min(left, right) / 2;
  if (useful.length === 0) return { prior: sides.prior, matches: 0 };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    passing.settle(priorOf(matches) - sides.prior, ROUGHLY_SETTLED);
    const next = Math.max(total(passing.beliefs()), LEAST_MATCHES);
    const change = Math.abs(next - matches);
    matches = next;
    if (change <= ENOUGH * matches) break;
  }
  return { prior: priorOf(matches), matches };
}

/** A pair below one in a million is no rival. */
const LEAST_BITS = -20;
const LEAST_ALONE = 0.01;
const LEAST_MATCHES = 0.5;
const MOST_ROUNDS = 60;
const ENOUGH = 1e-5;
/** Messages have settled when none changes by more. */
const SETTLED = 1e-7;
/** Enough to count matches. */
const ROUGHLY_SETTLED = 1e-4;
const MOST_PASSES = 200;

class MessagePassing {
  readonly graph: BipartiteGraph;
  private readonly weight: Float64Array;
  /** ψ by edge. */
  private readonly odds: Float64Array;
  /** ψ ν and μ by edge. */
  private readonly offered: Float64Array;
  private readonly asked: Float64Array;
  /** ν by edge. */
  private readonly free: Float64Array;

  constructor(graph: BipartiteGraph, weight: Float64Array) {
    const edges = graph.pair.length;
    this.graph = graph;
    this.weight = weight;
    this.odds = new Float64Array(edges);
    this.offered = new Float64Array(edges);
    this.asked = new Float64Array(edges);
    this.free = new Float64Array(edges).fill(1);
  }

  /** Passes messages until they settle, in each component for itself: what is far off must not matter. */
  settle(shift: number, enough: number): void {
    const { graph, odds } = this;
    for (const [edge, place] of graph.pair.entries()) odds[edge] = 2 ** Math.min((this.weight[place] as number) + shift, MOST_BITS);
    for (let component = 0; component < graph.components; component += 1) {
      for (let pass = 0; pass < MOST_PASSES; pass += 1) if (this.pass(component) <= enough) break;
    }
  }

  beliefs(): Float64Array {
    const { graph, odds, offered, free } = this;
    const beliefs = new Float64Array(odds.length);
    for (let left = 0; left + 1 < graph.edgesOfLeft.length; left += 1) {
      const [from, to] = [graph.edgesOfLeft[left] as number, graph.edgesOfLeft[left + 1] as number];
      for (let edge = from; edge < to; edge += 1) offered[edge] = (odds[edge] as number) * (free[edge] as number);
      this.others(offered, undefined, from, to, (edge, others) => {
        beliefs[edge] = (offered[edge] as number) / (1 + others + (offered[edge] as number));
      });
    }
    return beliefs;
  }

  private pass(component: number): number {
    const { graph, odds, offered, asked, free } = this;
    let change = 0;
    for (let left = graph.leftOf[component] as number; left < (graph.leftOf[component + 1] as number); left += 1) {
      const [from, to] = [graph.edgesOfLeft[left] as number, graph.edgesOfLeft[left + 1] as number];
      for (let edge = from; edge < to; edge += 1) offered[edge] = (odds[edge] as number) * (free[edge] as number);
      this.others(offered, undefined, from, to, (edge, others) => {
        asked[edge] = (odds[edge] as number) / (1 + others);
      });
    }
    for (let right = graph.rightOf[component] as number; right < (graph.rightOf[component + 1] as number); right += 1) {
      const [from, to] = [graph.edgesOfRight[right] as number, graph.edgesOfRight[right + 1] as number];
      this.others(asked, graph.byRight, from, to, (edge, others) => {
        const next = 1 / (1 + others);
        change = Math.max(change, Math.abs(next - (free[edge] as number)));
        free[edge] = next;
      });
    }
    return change;
  }

  /**
   * For each edge of a record, the sum over its other edges. The greatest is kept apart,
   * lest the small ones drown in it; what is lost in adding is carried along (Neumaier),
   * so that the order of edges does not show in the sum.
   */
  private others(
    values: Float64Array,
    list: Int32Array | undefined,
    from: number,
    to: number,
    take: (edge: number, others: number) => void,
  ): void {
    let greatest = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = from; at < to; at += 1) {
      const edge = list === undefined ? at : (list[at] as number);
      if ((values[edge] as number) > most) {
        greatest = edge;
        most = values[edge] as number;
      }
    }
    let [sum, lost] = [0, 0];
    for (let at = from; at < to; at += 1) {
      const edge = list === undefined ? at : (list[at] as number);
      if (edge === greatest) continue;
      const value = values[edge] as number;
      const next = sum + value;
      lost += sum >= value ? sum - next + value : value - next + sum;
      sum = next;
    }
    const rest = sum + lost;
    for (let at = from; at < to; at += 1) {
      const edge = list === undefined ? at : (list[at] as number);
      // Beside the greatest, its own share is small; what rounding leaves below 0 is 0.
      take(edge, edge === greatest ? rest : Math.max(0, rest - (values[edge] as number)) + most);
    }
  }
}

/** More than any evidence; its power of two is still finite. */
const MOST_BITS = 500;

function total(values: Float64Array): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const next = sum + value;
    lost += sum >= value ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
