import type { Fact, Handoff, HandoffSide, Identity, Lifecycle, MatchRule, TrackLink } from "../model/index.ts";

export type Via = NonNullable<Fact["via"]>;

/** Something that tells which records of two datasets are the same thing. */
export interface Join {
  readonly via: Via;
  /** By what it tells; two joins that say the same here pair the same records, but for those that a filter leaves out. */
  readonly how: string;
  /** Does it leave out records of either side? */
  readonly filtered: boolean;
}

/** All that joins two datasets: identities first, then handoffs, then lifecycles; but what filters comes after what does not. */
export type JoinFinder = (a: string, b: string) => readonly Join[];

export interface JoinSources {
  readonly identities: readonly Identity[];
  readonly handoffs: readonly Handoff[];
  readonly lifecycles: readonly Lifecycle[];
}

type Side = Pick<HandoffSide, "dataset" | "filter">;

export function joinFinder({ identities, handoffs, lifecycles }: JoinSources): JoinFinder {
  /** Dataset → the identities of which it is a member → its group there. */
  const groups = new Map<string, Map<string, string>>();
  for (const identity of identities) {
    for (const [dataset, group] of linkedGroups(identity)) {
      const own = groups.get(dataset) ?? new Map<string, string>();
      groups.set(dataset, own.set(identity.id, group));
    }
  }
  const direct = new Map<string, Join[]>();
  const add = (a: Side, b: Side, via: Via, match: MatchRule | TrackLink["match"]): void => {
    const [from, to] = [a.dataset, b.dataset];
    if (match.kind === "total" || from === to) return;
    const filtered = a.filter !== undefined || b.filter !== undefined;
    const pair = pairOf(from, to);
    const joins = direct.get(pair) ?? [];
    const how = howOf(match, from > to);
    if (!joins.some((join) => sameVia(join.via, via) && join.how === how)) joins.push({ via, how, filtered });
    direct.set(pair, joins);
  };
  for (const { id, from, to, match } of handoffs) add(from, to, { kind: "handoff", id }, match);
  for (const { id, tracks, links } of lifecycles) {
    // The things of an event log are names: there is no record of theirs that could hold anything.
    const recorded = new Map(tracks.filter(({ dataset, history }) => history?.dataset !== dataset).map((track) => [track.id, track]));
    for (const { from, to, match } of links) {
      const [a, b] = [recorded.get(from), recorded.get(to)];
      if (a !== undefined && b !== undefined) add(a, b, { kind: "lifecycle", id }, match);
    }
  }
  for (const joins of direct.values()) joins.sort((a, b) => Number(a.filtered) - Number(b.filtered));
  return (a, b) => [
    ...[...(groups.get(a) ?? [])]
      .filter(([id, group]) => groups.get(b)?.get(id) === group)
      .map(([id]): Join => ({ via: { kind: "identity", id }, how: howOf({ kind: "identity", identity: id }, false), filtered: false })),
    ...(direct.get(pairOf(a, b)) ?? []),
  ];
}

export function sameVia(a: Via, b: Via): boolean {
  return a.kind === b.kind && a.id === b.id;
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function howOf(match: Exclude<MatchRule, { kind: "total" }> | TrackLink["match"], turned: boolean): string {
  if (match.kind === "identity") return `identity ${match.identity}`;
  if (match.kind === "record") return "record";
  const pairs = match.on.map(({ from, to }) => (turned ? [to, from] : [from, to]).join(" "));
  return JSON.stringify([pairs.toSorted(), match.ignoreCase]);
}

/** Members that links connect, over others as well: each with the first of its group. */
function linkedGroups({ members, links }: Identity): ReadonlyMap<string, string> {
  const groupOf = new Map(members.map(({ dataset }) => [dataset, dataset]));
  const firstOf = (dataset: string): string => {
    let first = dataset;
    for (let next = groupOf.get(first); next !== undefined && next !== first; next = groupOf.get(first)) first = next;
    return first;
  };
  for (const { from, to } of links) groupOf.set(firstOf(to), firstOf(from));
  return new Map([...groupOf.keys()].map((dataset) => [dataset, firstOf(dataset)]));
}
