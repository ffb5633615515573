/**
 * takes: a track of a lifecycle, the record sets that it reads. gives: its
 * Timeline, as relations of the engine: which record was in which state from when
 * to when, from status histories, from stamps and from successive captures; and
 * since when a field holds its value. never does: judge a state, compare tracks.
 */
export { changesOfField, type FieldChanges } from "./changes.ts";
export { createTimeline } from "./timeline.ts";
export type { TimelineEstate, TimelineSources } from "./plan.ts";
