import type { Break, Review, ReviewedLifecycle, ReviewedRule, ReviewedTrack, StateMismatch } from "../model/index.ts";
import { inDays, anyOf } from "./state-words.ts";
import { localDay } from "./words.ts";

/** What the state before is called where a record begins. */
const START = "(start)";

/** What a reader calls the states and tracks of a lifecycle. */
export interface StateNames {
  /** A state's title; `no record` for absent; a word that is no state as it stands. */
  state(id: string): string;
  track(id: string): string;
}

export function stateNames(lifecycle: ReviewedLifecycle | undefined): StateNames {
  const states = new Map(lifecycle?.states.map((state) => [state.id, state.title]));
  const tracks = new Map(lifecycle?.tracks.map((track) => [track.id, track.title]));
  return {
    state: (id) => states.get(id) ?? (id === "absent" ? "no record" : id),
    track: (id) => tracks.get(id) ?? id,
  };
}

/** What a rule asks for: `ServiceTitan completed → QuickBooks posted or paid, within 5 business days`. */
export function ruleText(rule: ReviewedRule, names: StateNames): string {
  const end = ({ track, states }: ReviewedRule["when"]) =>
    states.length === 0 ? names.track(track) : `${names.track(track)} ${anyOf(states.map((state) => names.state(state)))}`;
  return `${end(rule.when)} → ${end(rule.then)}, within ${rule.within}`;
}

/** Where a track's records are: they ended, or are open within their limits, or stuck. */
export interface TrackFigures {
  readonly ended: number;
  readonly open: number;
  readonly stuck: number;
}

export function trackFigures(track: ReviewedTrack): TrackFigures {
  const sum = (of: (entry: ReviewedTrack["now"][number]) => number) => track.now.reduce((total, entry) => total + of(entry), 0);
  const ended = sum((entry) => (entry.final ? entry.records : 0));
  const stuck = sum((entry) => entry.stuck);
  return { ended, stuck, open: sum((entry) => entry.records) - ended - sum((entry) => (entry.final ? 0 : entry.stuck)) };
}

/** Systems by dataset, their datasets beside them where one system stands on both sides. */
export function speakers(
  states: StateMismatch,
  dataset: string,
  review: Review,
): { readonly one: string; readonly other: string | undefined } {
  const datasets = new Map(review.datasets.map((entry) => [entry.id, entry]));
  const system = (id: string) => {
    const owner = datasets.get(id)?.system ?? id.split(".")[0] ?? id;
    return review.systems.find((entry) => entry.id === owner)?.title ?? owner;
  };
  const other = states.other?.dataset;
  if (other === undefined) return { one: system(dataset), other: undefined };
  const [first, second] = [system(dataset), system(other)];
  if (first !== second) return { one: first, other: second };
  return { one: `${first} ${datasets.get(dataset)?.title ?? dataset}`, other: `${second} ${datasets.get(other)?.title ?? other}` };
}

/** What one system says: `has no record` where the state is absent. */
export function says(state: string | undefined, key: string | undefined, names: StateNames): string {
  if (state === "absent" || (state === undefined && key === undefined)) return "has no record";
  return `says ${state === undefined ? "nothing" : names.state(state)}`;
}

/**
 * A state mismatch as one sentence without its end: `ServiceTitan says completed,
 * QuickBooks has no record, since 2026-05-03, 12.4 days beyond the agreed time`.
 */
export function mismatchSentence(item: Break, states: StateMismatch, review: Review, told: (day: string) => string = (day) => day): string {
  const names = stateNames(review.lifecycles.find((entry) => entry.id === states.lifecycle));
  const { one, other } = speakers(states, item.dataset, review);
  const state = states.state === undefined ? "no state" : names.state(states.state);
  const before = states.other?.state === undefined || states.other.state === START ? undefined : names.state(states.other.state);
  const on = (instant: string | undefined) => (instant === undefined ? undefined : told(localDay(instant, review.estate.timeZone)));
  const [from, to] = [on(states.from), on(states.to)];
  const during = from === undefined ? [] : [to === undefined ? `since ${from}` : `from ${from} to ${to}`];
  const at = from === undefined ? [] : [`on ${from}`];
  const beyond = (what: string) => (states.days === undefined ? [] : [`${inDays(states.days)} beyond ${what}`]);
  const parts = {
    disagrees: () => [
      `${one} says ${state}`,
      `${other ?? "the other system"} ${says(states.other?.state, states.other?.key, names)}`,
      ...during,
      ...beyond("the agreed time"),
    ],
    change: (words: string) => [`${one} ${words}`, ...at],
  };
  const said = (): string[] => {
    switch (item.outcome) {
      case "illegal-transition":
        return parts.change(before === undefined ? `began with ${state}` : `went from ${before} to ${state}, which is no allowed way`);
      case "regression":
        return parts.change(`went back ${before === undefined ? "" : `from ${before} `}to ${state}`);
      case "skipped-state":
        return parts.change(before === undefined ? `began with ${state}` : `went from ${before} to ${state} and skipped what lies between`);
      case "repeated":
        return parts.change(`became ${state} once more`);
      case "rework":
        return parts.change(`went ${before === undefined ? "" : `from ${before} `}to ${state} once more`);
      case "stuck":
        return [`${one} says ${state}`, ...during, ...beyond("its limit")];
      case "overstayed":
        return [`${one} said ${state}`, ...during, ...beyond("its limit")];
      case "late-recorded":
        return [
          `${state} in ${one}`,
          ...(from === undefined ? [] : [`occurred ${from}`]),
          ...(to === undefined ? [] : [`recorded ${to}`]),
          ...beyond("the agreed time"),
        ];
      case "unmapped-word":
        return [`${one}’s word “${item.key}” stands for no state`];
      case "avoided-word":
        return [`${one} never says ${state} there, though it does elsewhere`];
      case "definition-differs":
        return [`${other ?? "the other system"} says ${before ?? "nothing"} there, ${state} elsewhere`];
      default:
        return parts.disagrees();
    }
  };
  const bound =
    states.atMost === undefined
      ? []
      : [`at most from ${on(states.atMost.from) ?? "?"}${states.atMost.to === undefined ? "" : ` to ${on(states.atMost.to) ?? "?"}`}`];
  return [...said(), ...bound].join(", ");
}
