import { z } from "zod";
import { condition, duration, name, scalar, text } from "./schema-parts.ts";

/* The written form of lifecycles and workflows. */

const words = z
  .record(z.string(), z.union([scalar, z.array(scalar)]))
  .describe("State → the system's own words for it: { completed: [Completed, Done] }; compared without regard to case.");
const stateNames = z.union([z.string(), z.array(z.string()).min(1)]);
const ofTrack = z.record(z.string(), stateNames);
const fieldMatch = z.record(z.string(), z.string());

const state = z.union([
  z.literal(false).describe("Leaves a state of the template out."),
  z.strictObject({
    title: z.string().optional(),
    next: z.array(z.string()).optional().describe("The states that may follow."),
    initial: z.boolean().optional().describe("May a record begin here? The first state when none says so."),
    final: z.boolean().optional().describe("May a record end here? True for a state without next, where others have some."),
    limit: duration.optional().describe("How long a record may stay: 2 business days."),
    once: z.boolean().optional().describe("It comes once in a history: being paid a second time is a finding. false when not given."),
  }),
]);

const history = z.strictObject({
  dataset: z.string().describe("The dataset of which each record is one change of state; its own state says to which."),
  record: z.string().describe("The field that holds the key of the track's record."),
  at: z.string().describe("The time field: when it occurred."),
  recorded: z.string().optional().describe("The time field: when it was recorded."),
  actor: z.string().optional().describe("The field that says who did it."),
  filter: condition.optional(),
});

const track = z.strictObject({
  title: z.string().optional(),
  dataset: z.string().optional().describe("The dataset whose records are followed; that of the history when not given."),
  filter: condition.optional().describe("Records that do not meet it are not followed."),
  pack: z.string().optional().describe("A vendor's words: servicetitan.jobs."),
  words: words.optional(),
  stamps: z
    .record(z.string(), z.string())
    .optional()
    .describe("State → the time field that says when it was entered: { posted: createdAt }."),
  since: z.string().optional().describe("The time field that says since when a record is in its present state."),
  deleted: z.string().optional().describe("The state in which deleted records are; they are not followed when not given."),
  history: history.optional(),
  captures: z.boolean().optional().describe("Compare the states of successive captures?"),
  recordWithin: duration.optional().describe("How long after it occurred a change may be recorded: 1 days."),
});

const link = z.strictObject({
  from: z.string().describe("A track."),
  to: z.string().describe("Another track."),
  handoff: z.string().optional().describe("Records belong together as in this handoff, whichever way round."),
  match: fieldMatch.optional().describe("Field of `from` → field of `to`; the same native key when neither this nor a handoff is given."),
  ignoreCase: z.boolean().optional(),
});

const ruleCommon = {
  title: z.string().optional(),
  within: duration.optional().describe("The agreed time; 0 hours when not given."),
  owner: z.string().optional(),
  decision: z.string().optional(),
};

const agree = z.union([
  z.literal(false).describe("Leaves a rule of the template out."),
  z.strictObject({
    ...ruleCommon,
    when: ofTrack.optional().describe("Track → state or states: { dispatch: completed }."),
    filter: condition.optional().describe("Only records of the `when` dataset that meet it."),
    then: ofTrack.optional().describe("Track → states in which it must be then; `absent` stands for no record: { books: [posted, paid] }."),
    of: z
      .enum(["some", "each"])
      .optional()
      .describe("some (not given): one linked record in such a state is enough; each: every one must be."),
    worth: z
      .union([z.string(), z.record(z.string(), z.string())])
      .optional()
      .describe(
        "The money field that a disagreement is worth: total, or { books: total }; the amount of the `when` dataset when not given.",
      ),
  }),
]);

const carry = z.strictObject({
  ...ruleCommon,
  from: z.record(z.string(), z.string()).describe("Track → field: { dispatch: scheduledFor }."),
  to: z.record(z.string(), z.string()).describe("Track → field in which the value must arrive."),
  while: stateNames.optional().describe("Only while the first track is in one of these states."),
});

export const lifecycle = z.strictObject({
  title: z.string().optional(),
  entity: z.string().optional().describe("What it is about: job, quote, membership …"),
  template: z
    .string()
    .optional()
    .describe("Brings states, transitions, limits and rules; what is written here goes before it: job-to-cash."),
  owner: z.string().optional(),
  decision: z.string().optional(),
  workflows: z.array(z.string()).optional(),
  states: z.record(name, state).optional().describe("In their usual order."),
  rework: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .optional()
    .describe("Transitions that are allowed, but are work done again: [{ from: completed, to: working }]."),
  reworkLimit: z.int().min(0).optional().describe("How often a record may take them before that is a finding; 1 when not given."),
  tracks: z.record(name, track).describe("Where each system says in which state a record is: { dispatch: { dataset: dispatch.jobs } }."),
  links: z.array(link).optional().describe("Which records of two tracks are the same thing."),
  agree: z.record(name, agree).optional().describe("When one track is in these states, the other must be in those."),
  carry: z.record(name, carry).optional().describe("A value of one track must arrive in another."),
});

export const workflow = z.strictObject({
  title: z.string().optional(),
  decision: text
    .optional()
    .describe("The decision that it feeds: billing, close …; that of its handoffs, where all say the same, when not given."),
  handoffs: z.array(z.string()).min(1).describe("Its handoffs, in the order of the chain."),
  joins: z
    .array(z.strictObject({ from: z.string(), to: z.string(), match: fieldMatch }))
    .optional()
    .describe("How records of one handoff's end are those of the next one's beginning, where they are not of one dataset."),
});
