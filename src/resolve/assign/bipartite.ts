/*
 * Records of two sides and the candidate pairs between them, numbered so that
 * every connected component is one run of left records, right records and pairs.
 */

/** Candidate pairs of two sides; each pair stands once. Numbers of records are free, and left and right ones are told apart. */
export interface CandidatePairs {
  readonly l: Int32Array;
  readonly r: Int32Array;
  /** Posterior log-odds in bits: above 0, the two are likelier one than not. */
  readonly weight: Float64Array;
}

/** Component `c` holds the left records from `leftOf[c]` to before `leftOf[c + 1]`, and so on. */
export interface BipartiteGraph {
  /** Edge → place of its pair in the input. Edges stand by left record. */
  readonly pair: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Left record → its first edge; one more at the end. */
  readonly edgesOfLeft: Int32Array;
  /** Right record → its first place in `byRight`; one more at the end. */
  readonly edgesOfRight: Int32Array;
  /** Edges by right record. */
  readonly byRight: Int32Array;
  readonly components: number;
  readonly leftOf: Int32Array;
  readonly rightOf: Int32Array;
}

/** The graph of the pairs in `chosen` (places in the input). */
export function bipartite(pairs: Pick<CandidatePairs, "l" | "r">, chosen: Int32Array): BipartiteGraph {
  const left = number(pairs.l, chosen);
  const right = number(pairs.r, chosen);
  const root = unite(left, right);
  const labels = new Map<number, number>();
  const component = Int32Array.from(root, (own) => {
    let label = labels.get(own);
    if (label === undefined) labels.set(own, (label = labels.size));
    return label;
  });
  const leftSort = countingSort(component.subarray(0, left.count), labels.size);
  const rightSort = countingSort(component.subarray(left.count), labels.size);
  const leftPlace = inverse(leftSort.order);
  const rightPlace = inverse(rightSort.order);
  const byLeft = countingSort(
    left.of.map((own) => leftPlace[own] ?? 0),
    left.count,
  );
  const edgeRight = byLeft.order.map((at) => rightPlace[right.of[at] ?? 0] ?? 0);
  const byRight = countingSort(edgeRight, right.count);
  return {
    pair: byLeft.order.map((at) => chosen[at] ?? 0),
    left: byLeft.order.map((at) => leftPlace[left.of[at] ?? 0] ?? 0),
    right: edgeRight,
    edgesOfLeft: byLeft.starts,
    edgesOfRight: byRight.starts,
    byRight: byRight.order,
    components: labels.size,
    leftOf: leftSort.starts,
    rightOf: rightSort.starts,
  };
}

/** Places of the pairs for which the test holds. */
export function placesWhere(count: number, test: (place: number) => boolean): Int32Array {
  const places = new Int32Array(count);
  let found = 0;
  for (let place = 0; place < count; place += 1) if (test(place)) places[found++] = place;
  return places.slice(0, found);
}

interface Numbered {
  /** Chosen pair → number of its record, from 0. */
  readonly of: Int32Array;
  readonly count: number;
}

function number(records: Int32Array, chosen: Int32Array): Numbered {
  const seen = new Map<number, number>();
  const of = chosen.map((place) => {
    const record = records[place] ?? 0;
    let own = seen.get(record);
    if (own === undefined) seen.set(record, (own = seen.size));
    return own;
  });
  return { of, count: seen.size };
}

/** Root of every record's component; right records stand after left ones. */
function unite(left: Numbered, right: Numbered): Int32Array {
  const parent = Int32Array.from({ length: left.count + right.count }, (_, own) => own);
  const find = (record: number): number => {
    let at = record;
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      parent[at] = parent[up] ?? up;
      at = up;
    }
    return at;
  };
  for (let edge = 0; edge < left.of.length; edge += 1) {
    const a = find(left.of[edge] ?? 0);
    const b = find(left.count + (right.of[edge] ?? 0));
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }
  return parent.map((_, record) => find(record));
}

function countingSort(keys: Int32Array, count: number): { readonly order: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  for (let key = 0; key < count; key += 1) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  const next = starts.slice();
  const order = new Int32Array(keys.length);
  for (const [place, key] of keys.entries()) {
    const at = next[key] ?? 0;
    order[at] = place;
    next[key] = at + 1;
  }
  return { order, starts };
}

function inverse(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (const [place, own] of order.entries()) places[own] = place;
  return places;
}
