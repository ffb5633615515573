import type { ReviewedHandoff } from "../../model/index.ts";
import { MENDS, rankOf, type Raw } from "./steps.ts";

/** What comes before what: ids of the steps before, by id. */
export type Before = ReadonlyMap<string, readonly string[]>;

/**
 * The order that the work itself demands. Every edge leads to a later rank, so that no
 * circle can come about:
 *
 * - an owner is named before what nobody has for an owner is done at the same place
 * - a definition is agreed before rules and settings, and these stand before records of the same place or finding are mended
 * - records are mended upstream before downstream
 * - what a sheet holds is moved upstream, and records are settled, before the sheet goes
 * - the step that ends a finding comes after all others that serve it
 */
export function befores(steps: readonly Raw[], handoffs: readonly Pick<ReviewedHandoff, "id" | "from" | "to">[]): Before {
  const positions = chainPositions(handoffs);
  const ranks = new Map(steps.map((step) => [step.id, rank(step, positions)]));
  const before = new Map(steps.map(({ id }) => [id, new Set<string>()]));
  const add = (first: Raw, then: Raw): void => {
    if (compare(ranks.get(first.id) as Rank, ranks.get(then.id) as Rank) < 0) before.get(then.id)?.add(first.id);
  };
  for (const group of neighbours(steps)) for (const first of group) for (const then of group) if (leads(first, then)) add(first, then);
  for (const [first, then] of finals(steps, ranks)) add(first, then);
  for (const [first, then] of alongChain(steps, handoffs)) add(first, then);
  return new Map([...before].map(([id, ids]) => [id, [...ids].sort()]));
}

/** Groups of steps that have a place or a finding in common. */
function neighbours(steps: readonly Raw[]): Iterable<readonly Raw[]> {
  const groups = new Map<string, Raw[]>();
  for (const step of steps) {
    const keys = new Set([`at ${step.place.type} ${step.place.id}`, ...step.serves]);
    for (const key of keys) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [step]);
      else group.push(step);
    }
  }
  return groups.values();
}

function leads(first: Raw, then: Raw): boolean {
  switch (first.work) {
    case "name-owner":
      return then.work !== "name-owner" && then.owner === undefined;
    case "agree-definition":
      return then.work === "add-rule" || then.work === "change-setting" || MENDS.has(then.work);
    case "change-setting":
    case "add-rule":
      return MENDS.has(then.work);
    case "move-upstream":
    case "decide-records":
    case "repair-records":
      return then.work === "retire-workaround";
    default:
      return false;
  }
}

/** All that serves a finding, and the last of it. */
function* finals(steps: readonly Raw[], ranks: ReadonlyMap<string, Rank>): Generator<readonly [Raw, Raw]> {
  for (const serving of servedBy(steps).values()) {
    const last = lastOf(serving, ranks);
    for (const step of serving) if (step !== last) yield [step, last];
  }
}

/** Steps by the fingerprint that they serve. */
export function servedBy(steps: readonly Raw[]): ReadonlyMap<string, readonly Raw[]> {
  const served = new Map<string, Raw[]>();
  for (const step of steps)
    for (const finding of step.serves) {
      const serving = served.get(finding);
      if (serving === undefined) served.set(finding, [step]);
      else serving.push(step);
    }
  return served;
}

/** The step at which each finding ends. */
export function endings(
  steps: readonly Raw[],
  handoffs: readonly Pick<ReviewedHandoff, "id" | "from" | "to">[],
): ReadonlyMap<string, string> {
  const positions = chainPositions(handoffs);
  const ranks = new Map(steps.map((step) => [step.id, rank(step, positions)]));
  return new Map([...servedBy(steps)].map(([finding, serving]) => [finding, lastOf(serving, ranks).id]));
}

function lastOf(serving: readonly Raw[], ranks: ReadonlyMap<string, Rank>): Raw {
  return serving.reduce((last, step) => (compare(ranks.get(step.id) as Rank, ranks.get(last.id) as Rank) > 0 ? step : last));
}

/** Records of a handoff are mended after those of the nearest handoffs above it that have any. */
function* alongChain(
  steps: readonly Raw[],
  handoffs: readonly Pick<ReviewedHandoff, "id" | "from" | "to">[],
): Generator<readonly [Raw, Raw]> {
  const mending = new Map<string, Raw[]>();
  for (const step of steps)
    if (step.place.type === "handoff" && MENDS.has(step.work)) mending.set(step.place.id, [...(mending.get(step.place.id) ?? []), step]);
  const into = new Map<string, string[]>();
  for (const { id, to } of handoffs) into.set(to, [...(into.get(to) ?? []), id]);
  const from = new Map(handoffs.map((one) => [one.id, one.from]));
  for (const [handoff, own] of mending) {
    const seen = new Set([handoff]);
    const open = [handoff];
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const above of into.get(from.get(next) ?? "") ?? []) {
        if (seen.has(above)) continue;
        seen.add(above);
        const first = mending.get(above);
        if (first === undefined) open.push(above);
        else for (const one of first) for (const then of own) yield [one, then];
      }
  }
}

/** Layer, place in the chain, work, id: a total order. */
type Rank = readonly [number, number, number, string];

function rank({ work, place, id }: Raw, positions: ReadonlyMap<string, number>): Rank {
  const mends = MENDS.has(work);
  const position = mends ? (place.type === "handoff" ? (positions.get(place.id) ?? positions.size) : positions.size) : 0;
  return [
    mends ? rankOf("decide-records") : rankOf(work) > rankOf("decide-records") ? rankOf(work) + 1 : rankOf(work),
    position,
    rankOf(work),
    id,
  ];
}

function compare(a: Rank, b: Rank): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0);
}

/** Upstream first; where handoffs form a circle, it is entered at the one that the estate names first. */
function chainPositions(handoffs: readonly Pick<ReviewedHandoff, "id" | "from" | "to">[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  const left = [...handoffs];
  while (left.length > 0) {
    const free = left.findIndex((one) => !left.some((other) => other !== one && other.to === one.from));
    const [next] = left.splice(Math.max(0, free), 1);
    if (next !== undefined) positions.set(next.id, positions.size);
  }
  return positions;
}
