/**
 * takes: events (case, activity, time) as a relation of the engine. gives: which
 * activity follows which and how long that takes, how long cases take, which
 * sequences there are, what is done again. never does: know a lifecycle, judge.
 *
 * What comes out depends on neither the order of rows nor the number of threads.
 */
export { createCaseDurations, pairDurations, summariseCaseDurations, type DurationSummary, type PairDuration } from "./durations.ts";
export { directlyFollows, type ActivityCount, type DirectlyFollows, type FollowingPair } from "./directly-follows.ts";
export { createEventLog, dropEventLog, type EventLog, type EventSource } from "./event-log.ts";
export { rework, type ReworkedActivity } from "./rework.ts";
export { createVariants, mostFrequentVariants, type Variant } from "./variants.ts";
