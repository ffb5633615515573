import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterComponent, type ClusterOptions, type Clusters } from "../../src/resolve/assign/clusters.ts";

type Pair = readonly [number, number, number];

function solve(pairs: readonly Pair[], options: ClusterOptions = {}): Clusters {
  return clusterComponent(
    {
      l: Int32Array.from(pairs, ([l]) => l),
      r: Int32Array.from(pairs, ([, r]) => r),
      weight: Float64Array.from(pairs, ([, , weight]) => weight),
    },
    options,
  );
}

/** Clusters as texts of their records, in order. */
function groups({ nodes, cluster }: Clusters, name: (node: number) => number = (node) => node): string[] {
  const found = new Map<number, number[]>();
  for (const [place, node] of nodes.entries()) found.set(cluster[place] ?? -1, [...(found.get(cluster[place] ?? -1) ?? []), name(node)]);
  return Array.from(found.values(), (members) => members.toSorted((a, b) => a - b).join(" ")).toSorted();
}

function clique(members: readonly number[], weight: number): Pair[] {
  return members.flatMap((l, at) => members.slice(at + 1).map((r): Pair => [l, r, weight]));
}

describe("clusters", () => {
  it("joins what agrees, names a cluster by its least number and says how strong its weakest link is", () => {
    const found = solve([
      [7, 3, 9],
      [3, 5, 6],
      [7, 5, 4],
      [8, 9, -1],
    ]);
    expect([...found.nodes]).toEqual([3, 5, 7, 8, 9]);
    expect([...found.cluster]).toEqual([3, 3, 3, 8, 9]);
    expect([...found.weakest]).toEqual([5, 5, 5, Infinity, Infinity]);
    expect(found.fate).toEqual(["kept", "kept", "kept", "cut"]);
  });

  it("cuts a weak bridge between two groups, though the two records on it agree well", () => {
    const bridge: Pair = [3, 4, 8];
    const found = solve([...clique([0, 1, 2, 3], 10), ...clique([4, 5, 6, 7], 10), bridge]);
    expect(groups(found)).toEqual(["0 1 2 3", "4 5 6 7"]);
    expect(found.fate.at(-1)).toBe("cut");
  });

  it("lets evidence against outweigh evidence for", () => {
    const pairs: Pair[] = [...clique([0, 1, 2], 10), [3, 0, 5], [3, 1, -4], [3, 2, -4]];
    expect(groups(solve(pairs))).toEqual(["0 1 2", "3"]);
    expect(groups(solve([...pairs.slice(0, 4), [3, 1, -2], [3, 2, -2]]))).toEqual(["0 1 2 3"]);
  });

  it("leaves a record apart that might belong to either of two, and says so", () => {
    const found = solve([
      [0, 1, 10],
      [0, 2, 10],
      [1, 2, -30],
    ]);
    expect(groups(found)).toEqual(["0", "1", "2"]);
    expect(found.fate).toEqual(["ambiguous", "ambiguous", "cut"]);
  });

  it("settles a tie once its two sides prove to be one", () => {
    const found = solve([
      [0, 1, 10],
      [0, 2, 10],
      [1, 2, -26],
      [1, 3, 9],
      [2, 3, 9],
      [1, 4, 9],
      [2, 4, 9],
      [3, 4, 12],
      [1, 5, 9],
      [2, 5, 9],
      [3, 5, 12],
      [4, 5, 12],
    ]);
    expect(groups(found)).toEqual(["0 1 2 3 4 5"]);
    expect(found.fate).not.toContain("ambiguous");
  });

  it("lets common neighbours decide a tie", () => {
    const found = solve([...clique([0, 1, 2], 10), ...clique([3, 4, 5], 10), [2, 3, 10], [1, 4, -20]]);
    expect(groups(found)).toEqual(["0 1 2", "3 4 5"]);
  });

  it("leaves the leaves of a hub apart: one phone, many people", () => {
    const found = solve(Array.from({ length: 40_000 }, (_, leaf): Pair => [0, leaf + 1, 12]));
    expect(new Set(found.cluster).size).toBe(40_001);
    expect(found.fate.every((fate) => fate === "ambiguous")).toBe(true);
  });

  it("follows people's word: must and cannot", () => {
    const pairs: Pair[] = [...clique([0, 1, 2], 12), [2, 3, -25], [0, 3, -25], [1, 3, -25]];
    expect(groups(solve(pairs, { must: [3] }))).toEqual(["0 1", "2 3"]);
    expect(groups(solve(clique([0, 1, 2], 12), { cannot: [0] }))).toEqual(["0", "1", "2"]);
    const contradictory = solve(clique([0, 1, 2], 12), { must: [0, 1], cannot: [2] });
    expect(groups(contradictory)).toEqual(["0 1 2"]);
    expect(contradictory.contradicted).toEqual([2]);
  });

  it("counts a pair that was never compared as the caller says", () => {
    const pairs: Pair[] = [
      [0, 1, 3],
      [1, 2, 2],
    ];
    expect(groups(solve(pairs))).toEqual(["0 1 2"]);
    expect(groups(solve(pairs, { absent: -4 }))).toEqual(["0 1", "2"]);
    expect(groups(solve(pairs, { threshold: 2.5 }))).toEqual(["0 1", "2"]);
    expect(() => solve(pairs, { threshold: -2 })).toThrow(RangeError);
  });

  it("cuts a component above the limit at its weakest pairs, and leaves apart what stays too large", () => {
    const pairs: Pair[] = [...clique([0, 1, 2, 3], 10), ...clique([4, 5, 6, 7], 10), [3, 4, 0.5]];
    expect(groups(solve(pairs, { limit: 6 }))).toEqual(["0 1 2 3", "4 5 6 7"]);
    const found = solve(pairs, { limit: 5 });
    expect(groups(found)).toHaveLength(8);
    expect(found.fate.every((fate) => fate === "ambiguous")).toBe(true);
    expect(groups(solve(pairs, { limit: 5, must: [0] }))).toContain("0 1");
  });

  it("takes no pairs", () => {
    expect(solve([]).nodes).toHaveLength(0);
  });

  it("solves a component of 100 000 pairs in seconds", () => {
    const pairs: Pair[] = [];
    for (let group = 0; group < 2000; group++) {
      pairs.push(
        ...clique(
          Array.from({ length: 10 }, (_, at) => group * 10 + at),
          8 + (group % 7),
        ),
      );
      for (let step = 1; step < 6; step++) pairs.push([group * 10, ((group + step * step) % 2000) * 10 + step, (group % 5) + 0.5]);
    }
    expect(pairs).toHaveLength(100_000);
    const start = performance.now();
    expect(new Set(solve(pairs).cluster).size).toBe(2000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

/** Few weights, so that many are equal. */
const graphs = fc
  .uniqueArray(fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom(-12, -3, -1, 0, 2, 2, 5, 5, 9)), {
    selector: ([l, r]) => `${Math.min(l, r)} ${Math.max(l, r)}`,
    maxLength: 50,
  })
  .map((pairs) => pairs.filter(([l, r]) => l !== r));
const cases = graphs.chain((pairs) => {
  const places = fc.subarray(Array.from(pairs.keys()), { maxLength: Math.min(4, pairs.length) });
  return fc.record({
    pairs: fc.constant(pairs),
    must: places,
    cannot: places,
    order: fc.shuffledSubarray(Array.from(pairs.keys()), { minLength: pairs.length }),
    names: fc.shuffledSubarray(
      Array.from({ length: 12 }, (_, node) => node),
      { minLength: 12 },
    ),
    turned: fc.boolean(),
    limit: fc.constantFrom(8, 500_000),
  });
});

describe("clusters, whatever the pairs", () => {
  it("do not depend on numbers, directions or order", () => {
    fc.assert(
      fc.property(cases, ({ pairs, must, cannot, order, names, turned, limit }) => {
        const plain = solve(pairs, { must, cannot, limit });
        const mixed = order.map((place): Pair => {
          const [l, r, weight] = pairs[place] ?? [0, 0, 0];
          const [a, b] = [names[l] ?? 0, names[r] ?? 0];
          return turned ? [b, a, weight] : [a, b, weight];
        });
        const moved = (places: readonly number[]): number[] => places.map((place) => order.indexOf(place));
        const other = solve(mixed, { must: moved(must), cannot: moved(cannot), limit });
        expect(groups(other, (node) => names.indexOf(node))).toEqual(groups(plain));
        expect(order.map((_, place) => other.fate[order.indexOf(place)])).toEqual(plain.fate);
        expect(other.contradicted.map((place) => order[place]).toSorted()).toEqual(plain.contradicted.toSorted());
        for (const [place, node] of plain.nodes.entries()) {
          expect(other.weakest[other.nodes.indexOf(names[node] ?? -1)]).toBe(plain.weakest[place]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("are a partition that follows must and cannot", () => {
    fc.assert(
      fc.property(cases, ({ pairs, must, cannot, limit }) => {
        const found = solve(pairs, { must, cannot, limit });
        const clusterOf = new Map(Array.from(found.nodes, (node, place) => [node, found.cluster[place]]));
        expect([...found.nodes]).toEqual([...new Set(pairs.flatMap(([l, r]) => [l, r]))].toSorted((a, b) => a - b));
        for (const [place, [l, r]] of pairs.entries()) {
          const together = clusterOf.get(l) === clusterOf.get(r);
          expect(found.fate[place] === "kept").toBe(together);
          if (must.includes(place)) expect(together).toBe(true);
          if (cannot.includes(place)) expect(together).toBe(found.contradicted.includes(place));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
