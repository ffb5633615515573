/** How well links or clusters agree with the truth; each from 0 to 1. */
export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Record id → what it truly is. */
export type Truth = ReadonlyMap<string, string>;

/**
 * Links between two sides against the truth. A link that is given twice counts
 * once. Where nothing is found precision is 1: nothing found is wrong.
 *
 * @param found left and right ids
 * @param sides the records of each side with what they truly are
 * @throws Error when a link names a record that its side does not hold
 */
export function scoreLinks(found: readonly (readonly [string, string])[], sides: { readonly left: Truth; readonly right: Truth }): Quality {
  const right = sizes(sides.right.values());
  const possible = [...sides.left.values()].reduce((sum, entity) => sum + (right.get(entity) ?? 0), 0);
  const seen = new Set<string>();
  let correct = 0;
  for (const [l, r] of found) {
    const link = `${l}\t${r}`;
    if (seen.has(link)) continue;
    seen.add(link);
    if (known(sides.left, l) === known(sides.right, r)) correct++;
  }
  return quality(correct, seen.size, possible);
}

/**
 * Clusters against the truth: pairwise, over all pairs of records that stand in
 * one cluster; and B³ (Bagga & Baldwin 1998): precision and recall of each
 * record's own cluster, averaged over records, as the F1 of both averages.
 *
 * @param found record id → cluster, for every record
 * @throws Error when a record has no cluster, or a cluster holds an unknown record
 */
export function scoreClusters(found: ReadonlyMap<string, string>, truth: Truth): Quality & { readonly b3: number } {
  for (const record of found.keys()) known(truth, record);
  const cells = new Map<string, { cluster: string; entity: string; size: number }>();
  for (const [record, entity] of truth) {
    const cluster = found.get(record);
    if (cluster === undefined) throw new Error(`record ${record} is in no cluster`);
    const cell = cells.get(`${cluster}\t${entity}`);
    if (cell === undefined) cells.set(`${cluster}\t${entity}`, { cluster, entity, size: 1 });
    else cell.size++;
  }
  const clusters = sizes(found.values());
  const entities = sizes(truth.values());
  let both = 0;
  let ownPrecision = 0;
  let ownRecall = 0;
  for (const { cluster, entity, size } of cells.values()) {
    both += pairs(size);
    ownPrecision += size ** 2 / (clusters.get(cluster) ?? 1);
    ownRecall += size ** 2 / (entities.get(entity) ?? 1);
  }
  const b3 = harmonic(ownPrecision / truth.size, ownRecall / truth.size);
  return { ...quality(both, pairsWithin(clusters), pairsWithin(entities)), b3 };
}

function quality(correct: number, found: number, possible: number): Quality {
  const precision = found === 0 ? 1 : correct / found;
  const recall = possible === 0 ? 1 : correct / possible;
  return { precision, recall, f1: harmonic(precision, recall) };
}

function harmonic(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

function known(truth: Truth, record: string): string {
  const entity = truth.get(record);
  if (entity === undefined) throw new Error(`record ${record} is unknown`);
  return entity;
}

function sizes(labels: Iterable<string>): Map<string, number> {
  const counted = new Map<string, number>();
  for (const label of labels) counted.set(label, (counted.get(label) ?? 0) + 1);
  return counted;
}

function pairs(size: number): number {
  return (size * (size - 1)) / 2;
}

function pairsWithin(groups: ReadonlyMap<string, number>): number {
  return [...groups.values()].reduce((sum, size) => sum + pairs(size), 0);
}
