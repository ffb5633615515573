import { z } from "zod";
import { instant, known, knownAmountDays, knownDays, knownMoney, records, recordsAndMoney, share, text, texts } from "./parts.ts";

const timelineCounts = z
  .strictObject({
    records: records("Records that are followed."),
    silent: records("Of them, those of which no state is known at any time."),
    events: records("Changes of state that were told."),
    undated: records("Rows of a history without a readable time: no events."),
    nameless: records("Rows of a history that name no record."),
    orphaned: records("Rows of a history that name a record which is not there."),
    future: records("Events later than what is known: they end nothing."),
    lateRecorded: records("Events that were recorded later than the track allows."),
  })
  .meta({ id: "TimelineCounts", description: "What became of what was said." });

const unmappedWord = z
  .strictObject({
    dataset: text("Id of the dataset that has the word."),
    word: text("The word that stands for no state."),
    records: records("Records or events that bear it."),
    samples: texts("Native keys of some of them, at most 10."),
  })
  .meta({ id: "UnmappedWord", description: "A system's word that no state is mapped to." });

const stateCount = z
  .strictObject({
    state: text("Id of the state."),
    final: z.boolean().describe("true: a record may end here."),
    records: records("Records that are in it now."),
    amount: knownMoney("Sum of their amounts."),
    stuck: records("Of them, those that are beyond the state's limit."),
    oldest: knownDays("Age of the oldest in days, two decimals; left out where no time is known."),
  })
  .meta({ id: "StateCount", description: "Records in a state at the end of what is known." });

const seenTransition = z
  .strictObject({
    from: text("Id of the state before."),
    to: text("Id of the state after."),
    kind: z
      .enum(["allowed", "rework", "skipped-state", "regression", "illegal-transition"])
      .describe("Does the lifecycle allow it, and if not, what is wrong with it?"),
    times: records("How often it was seen."),
    records: records("Records that took it."),
  })
  .meta({ id: "SeenTransition", description: "A change of state that was seen." });

const track = z
  .strictObject({
    id: text("Name of the track within the lifecycle."),
    title: text("Its name for people."),
    dataset: text("Id of the dataset whose records are followed."),
    knownUntil: instant("What happened later is not known."),
    exact: z.boolean().describe("true: every event's time is known to the instant."),
    counts: timelineCounts.describe("How much was said, and what could not be used."),
    unmapped: z.array(unmappedWord).describe("Words that no state is mapped to, the most frequent first."),
    now: z.array(stateCount).describe("Where the records are now, in the lifecycle's order."),
    transitions: z.array(seenTransition).describe("Every change that was seen, in the lifecycle's order."),
  })
  .meta({ id: "ReviewedTrack", description: "What one system says of the states of its records." });

const end = z.strictObject({ track: text("Name of the track."), states: texts("Ids of the states.") });

const rule = z
  .strictObject({
    id: text("Id of the rule within the lifecycle."),
    title: text("Its name for people."),
    kind: z.enum(["agree", "carry"]).describe("agree: states must fit; carry: a value must arrive."),
    when: end.describe("The states of the first track that call for something."),
    // oxlint-disable-next-line unicorn/no-thenable -- the model calls it so; it is no promise
    then: end.describe("The states of the second track that answer it; absent: having no record does too."),
    within: text("The agreed time, in words."),
    checked: recordsAndMoney.describe("Records that were ever in the rule's states and met its filter; the other four add up to them."),
    agrees: recordsAndMoney.describe("The other system followed in time."),
    waiting: recordsAndMoney.describe("Apart, but within the agreed time: no violation."),
    disagrees: recordsAndMoney.describe("Apart beyond the agreed time, still."),
    disagreed: recordsAndMoney.describe("Were apart beyond the agreed time."),
    days: text("Days beyond the agreed time over all disagreements, two decimals, as a decimal string."),
    amountDays: knownAmountDays("What that delayed."),
  })
  .meta({ id: "ReviewedRule", description: "One rule between two tracks, and what became of every record that it speaks of." });

const definition = z
  .strictObject({
    rule: text("Id of the rule."),
    unit: text("Id of the unit; empty: all units together."),
    state: text("Id of the other system's state; absent where it has no record."),
    records: records("Records of the unit in the rule's states beyond the agreed time of which the other system says so."),
    share: share("Their share of the unit's records, 0 to 1."),
  })
  .meta({ id: "Definition", description: "What follows a state in the next system, in one unit." });

export const lifecycle = z
  .strictObject({
    id: text("Id of the lifecycle."),
    title: text("Its name for people."),
    entity: known(z.string(), "What it is about: job, quote, membership …"),
    workflows: texts("The workflows that it belongs to."),
    states: z
      .array(z.strictObject({ id: text("Id of the state."), title: text("Its name for people.") }))
      .describe("The states, in their usual order."),
    tracks: z.array(track).describe("What each system says."),
    rules: z.array(rule).describe("Where the systems must agree, and whether they do."),
    definitions: z.array(definition).describe("What follows a state in the next system, unit by unit."),
  })
  .meta({ id: "ReviewedLifecycle", description: "In which states things are, what each system says, and where they agree." });
