import type { NumberedPairs } from "./clusters.ts";
import type { Forest } from "./forest.ts";
import { NearestFirst } from "./nearest-first.ts";
import { fitting, type TiedGraph } from "./ties.ts";

/** Weights are whole multiples of 1/1024 bit, so that sums are exact in whatever order they are made. */
const UNIT = 1024;
const MOST = 40;

/** All pairs that cross two groups, as one. */
interface Link {
  a: number;
  b: number;
  sum: number;
  count: number;
  /** Not to become one: `tie` until the tie is settled by other evidence. */
  barred: "no" | "tie" | "cannot";
  /** The mean under which it waits in the queue; NaN: it does not wait. */
  waits: number;
  alive: boolean;
}

/** Average linkage over one component. */
export class Agglomeration {
  private readonly threshold: number;
  private readonly absent: number;
  private readonly links: Link[] = [];
  /** Group → neighbour → place of their link. */
  private readonly neighbours: Map<number, number>[] = [];
  private readonly sizes: number[] = [];
  private readonly members: number[][] = [];
  private readonly weakest: number[] = [];
  /** Record → group, groups that became part of another included. */
  private readonly groups = new Map<number, number>();
  private readonly into: number[] = [];
  private readonly queue = new NearestFirst();
  private pairs: NumberedPairs | undefined;

  constructor({ threshold, absent }: { readonly threshold: number; readonly absent: number }) {
    this.threshold = Math.round(threshold * UNIT);
    this.absent = Math.round(absent * UNIT);
  }

  /** @param held records that must be one */
  solve(piece: Int32Array, pairs: NumberedPairs, held: Forest): void {
    this.pairs = pairs;
    this.fill(piece, pairs, held);
    for (const place of this.links.keys()) this.wait(place);
    do this.drain();
    while (this.settleTies());
  }

  /** Puts the groups and the bits of their weakest link (at the group's root) into what is known of all records. */
  write(forest: Forest, weakest: Float64Array): void {
    for (const [group, members] of this.members.entries()) {
      const [first] = members;
      if (this.into[group] !== group || first === undefined) continue;
      for (const member of members) forest.join(first, member);
      weakest[forest.find(first)] = (this.weakest[group] ?? Number.POSITIVE_INFINITY) / UNIT;
    }
  }

  /** Does a tie keep the two of this pair apart? */
  isAmbiguous(pair: number): boolean {
    const a = this.groupOf(this.pairs?.l[pair] ?? 0);
    const b = this.groupOf(this.pairs?.r[pair] ?? 0);
    const place = this.neighbours[a]?.get(b);
    return place !== undefined && this.link(place).barred === "tie" && (this.pairs?.weight[pair] ?? 0) * UNIT >= this.threshold;
  }

  private fill(piece: Int32Array, { l, r, weight, cannot }: NumberedPairs, held: Forest): void {
    const byRoot = new Map<number, number>();
    const groupOf = (record: number): number => {
      const known = this.groups.get(record);
      if (known !== undefined) return known;
      const root = held.find(record);
      let group = byRoot.get(root);
      if (group === undefined) {
        byRoot.set(root, (group = this.sizes.length));
        this.sizes.push(0);
        this.members.push([]);
        this.neighbours.push(new Map());
        this.weakest.push(Number.POSITIVE_INFINITY);
        this.into.push(group);
      }
      this.groups.set(record, group);
      this.sizes[group] = (this.sizes[group] ?? 0) + 1;
      this.members[group]?.push(record);
      return group;
    };
    for (const pair of piece) {
      const [a, b] = [groupOf(l[pair] ?? 0), groupOf(r[pair] ?? 0)];
      if (a === b) continue;
      const bits = Math.max(-MOST, Math.min(MOST, weight[pair] ?? 0));
      this.add(a, b, Math.round(bits * UNIT), cannot[pair] === 1);
    }
  }

  private add(a: number, b: number, sum: number, cannot: boolean): void {
    const known = this.neighbours[a]?.get(b);
    if (known === undefined) {
      const place = this.links.length;
      this.links.push({ a, b, sum, count: 1, barred: cannot ? "cannot" : "no", waits: Number.NaN, alive: true });
      this.neighbours[a]?.set(b, place);
      this.neighbours[b]?.set(a, place);
    } else {
      const link = this.link(known);
      link.sum += sum;
      link.count += 1;
      if (cannot) link.barred = "cannot";
    }
  }

  private link(place: number): Link {
    return this.links[place] as Link;
  }

  private size(group: number): number {
    return this.sizes[group] as number;
  }

  private groupOf(record: number): number {
    let group = this.groups.get(record) as number;
    while (this.into[group] !== group) group = this.into[group] as number;
    return group;
  }

  /** Sum over all pairs across, those that were never compared included. */
  private total({ a, b, sum, count }: Link): number {
    return sum + (this.size(a) * this.size(b) - count) * this.absent;
  }

  private mean(link: Link): number {
    return this.total(link) / (this.size(link.a) * this.size(link.b));
  }

  private wait(place: number): void {
    const link = this.link(place);
    const mean = this.mean(link);
    link.waits = link.barred === "no" && mean >= this.threshold ? mean : Number.NaN;
    if (!Number.isNaN(link.waits)) this.queue.push(-mean, place);
  }

  private drain(): void {
    while (this.queue.size > 0) {
      const tied = this.takeBest();
      if (tied.length > 0) this.join(tied);
    }
  }

  /**
   * All links of the highest mean. Joining two groups never brings a third nearer
   * than the nearer of them was, so a link whose mean has changed since it began to
   * wait can only have been put too far in front: it is put back.
   */
  private takeBest(): number[] {
    const best: number[] = [];
    let top = Number.NaN;
    while (this.queue.size > 0) {
      if (!(Number.isNaN(top) || -this.queue.nearest === top)) break;
      const mean = -this.queue.nearest;
      const place = this.queue.pop();
      const link = this.link(place);
      if (!link.alive || link.waits !== mean) continue;
      if (link.barred !== "no" || this.mean(link) !== mean) {
        this.wait(place);
        continue;
      }
      top = mean;
      link.waits = Number.NaN;
      best.push(place);
    }
    return best;
  }

  private join(tied: readonly number[]): void {
    const [only] = tied;
    if (tied.length === 1 && only !== undefined) {
      const link = this.link(only);
      this.unite(link.a, link.b, this.mean(link));
      return;
    }
    const { together, apart, later } = fitting(tied, this.graph());
    for (const place of apart) this.link(place).barred = "tie";
    for (const { groups, weakest } of together) {
      const [first, ...others] = groups;
      let into = first ?? 0;
      for (const other of others) into = this.unite(into, other, weakest);
    }
    for (const place of later) if (this.link(place).alive) this.wait(place);
  }

  private graph(): TiedGraph {
    return {
      threshold: this.threshold,
      absent: this.absent,
      ends: (place) => [this.link(place).a, this.link(place).b],
      size: (group) => this.size(group),
      neighbours: (group) => this.neighbours[group] as ReadonlyMap<number, number>,
      mean: (place) => this.mean(this.link(place)),
      sum: (place) => this.link(place).sum,
      count: (place) => this.link(place).count,
      isBarred: (place) => this.link(place).barred !== "no",
    };
  }

  /** @returns the group that both are now */
  private unite(one: number, other: number, mean: number): number {
    const larger = (this.neighbours[one]?.size ?? 0) >= (this.neighbours[other]?.size ?? 0);
    const [into, from] = larger ? [one, other] : [other, one];
    const near = this.neighbours[into] as Map<number, number>;
    const moved = this.neighbours[from] as Map<number, number>;
    this.sizes[into] = this.size(into) + this.size(from);
    this.weakest[into] = Math.min(mean, this.weakest[into] as number, this.weakest[from] as number);
    const members = [this.members[into] as number[], this.members[from] as number[]].toSorted((a, b) => b.length - a.length) as [
      number[],
      number[],
    ];
    for (const member of members[1]) members[0].push(member);
    this.members[into] = members[0];
    this.members[from] = [];
    this.into[from] = into;
    const changed: number[] = [];
    for (const [third, place] of moved) {
      const link = this.link(place);
      const known = near.get(third);
      if (third === into) {
        link.alive = false;
        near.delete(from);
        continue;
      }
      const beyond = this.neighbours[third] as Map<number, number>;
      beyond.delete(from);
      if (known === undefined) {
        if (link.a === from) link.a = into;
        else link.b = into;
        near.set(third, place);
        beyond.set(into, place);
      } else {
        this.absorb(this.link(known), link);
        changed.push(known);
      }
    }
    moved.clear();
    for (const place of changed) this.wait(place);
    return into;
  }

  private absorb(link: Link, other: Link): void {
    link.sum += other.sum;
    link.count += other.count;
    if (other.barred === "cannot" || link.barred === "no") link.barred = other.barred;
    other.alive = false;
  }

  /** A tie between two groups alone is none any more: what else was tied has since become part of one of them. */
  private settleTies(): boolean {
    const ties = new Map<number, number>();
    for (const { a, b, barred, alive } of this.links) {
      if (!alive || barred !== "tie") continue;
      for (const end of [a, b]) ties.set(end, (ties.get(end) ?? 0) + 1);
    }
    let settled = false;
    for (const [place, link] of this.links.entries()) {
      if (!link.alive || link.barred !== "tie") continue;
      if (ties.get(link.a) !== 1 || ties.get(link.b) !== 1 || this.mean(link) < this.threshold) continue;
      link.barred = "no";
      this.wait(place);
      settled = true;
    }
    return settled;
  }
}
