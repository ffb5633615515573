import type { Lifecycle, SeenTransition, Track } from "../../model/index.ts";

/** What a lifecycle says of the changes that one track can show. */
export interface TrackPaths {
  /** Kind of a change from one state to another. */
  readonly kindOf: (from: number, to: number) => SeenTransition["kind"];
  /** May a record begin here, for all that the track can tell? */
  readonly isLawfulStart: (state: number) => boolean;
  /** May a record end here? It may in final states, and where no way leads on to a state that the track shows. */
  readonly isEnd: (state: number) => boolean;
}

/**
 * Works out what a lifecycle allows in a track. A change is allowed when
 * transitions lead from one state to the other and what lies between is not shown by the
 * track. Nothing is refused where a lifecycle declares no transitions.
 */
export function pathsOf(lifecycle: Lifecycle, track: Track): TrackPaths {
  const code = new Map(lifecycle.states.map(({ id }, index) => [id, index]));
  const visible = new Set(track.states.map((state) => code.get(state) as number));
  const edges = lifecycle.transitions.map(({ from, to, rework }) => ({
    from: code.get(from) as number,
    to: code.get(to) as number,
    rework,
  }));
  const plain = edges.filter(({ rework }) => !rework);
  const unseen = reach(lifecycle.states.length, plain, (state) => !visible.has(state));
  const unseenRework = reach(lifecycle.states.length, edges, (state) => !visible.has(state));
  const anyhow = reach(lifecycle.states.length, plain, () => true);
  const direct = (from: number, to: number): boolean => edges.some((edge) => edge.from === from && edge.to === to && edge.rework);
  const checks = edges.length > 0;
  const begins = lifecycle.states.flatMap((state, index) => (state.initial ? [index] : []));
  // Only where the track shows every state of a record, and where it could begin, is a missing beginning seen.
  const seesStart = checks && track.history !== undefined && begins.some((state) => visible.has(state));
  return {
    kindOf: (from, to) => {
      if (!checks) return "allowed";
      if (direct(from, to)) return "rework";
      if (unseen[from]?.has(to)) return "allowed";
      if (unseenRework[from]?.has(to)) return "rework";
      if (anyhow[from]?.has(to)) return "skipped-state";
      return anyhow[to]?.has(from) ? "regression" : "illegal-transition";
    },
    isLawfulStart: (state) => !seesStart || begins.some((begin) => begin === state || (!visible.has(begin) && unseen[begin]?.has(state))),
    isEnd: (state) => lifecycle.states[state]?.final === true || ![...(unseen[state] ?? [])].some((next) => visible.has(next)),
  };
}

/** By state: what can be reached from it, over inner states that may be passed. */
function reach(
  states: number,
  edges: readonly { readonly from: number; readonly to: number }[],
  mayPass: (state: number) => boolean,
): readonly ReadonlySet<number>[] {
  const next = new Map<number, number[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  return Array.from({ length: states }, (_, start) => {
    const reached = new Set<number>();
    const open = [...(next.get(start) ?? [])];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (reached.has(state)) continue;
      reached.add(state);
      if (mayPass(state)) open.push(...(next.get(state) ?? []));
    }
    return reached;
  });
}
