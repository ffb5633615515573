/**
 * takes: what tie-outs kept of their records (pairs and outcomes), the records,
 * and the relation of state mismatches. gives: how long each handoff takes, and
 * whether a chain of handoffs can be trusted from end to end. never does: match
 * records, follow states, judge a handoff.
 */
export { measureTiming, type TimingEstate, type TimingInput, type TimingNames } from "./timing.ts";
export { followWorkflow, type FollowInput } from "./workflow.ts";
