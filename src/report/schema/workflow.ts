import { z } from "zod";
import { known, recordsAndMoney, share, text } from "./parts.ts";

const step = z
  .strictObject({
    handoff: text("Id of the handoff."),
    title: text("Its name for people."),
    from: text("Id of the upstream dataset."),
    to: text("Id of the downstream dataset."),
    cardinality: z.enum(["one-to-one", "one-to-many", "many-to-one"]).describe("How many records of each side belong together."),
    arrived: recordsAndMoney.describe("Came as far as this handoff; they passed, left, wait or ended."),
    passed: recordsAndMoney.describe("Went on untouched."),
    left: recordsAndMoney.describe("Broken here, at the handoff or by a mismatch of states."),
    mismatched: recordsAndMoney.describe("Of those that left, the ones that only a mismatch of states breaks."),
    waiting: recordsAndMoney.describe("Too recent to be expected on the other side."),
    ended: recordsAndMoney.describe("Out of scope from here on: cancelled work, say."),
    extra: recordsAndMoney.describe("Downstream records that nothing upstream explains; not among those that arrived."),
    medianHours: known(z.number(), "Median hours from one side to the other, two decimals; left out where no time is known."),
  })
  .meta({ id: "WorkflowStep", description: "What became of the chain's records at one handoff." });

export const workflow = z
  .strictObject({
    id: text("Id of the workflow."),
    title: text("Its name for people."),
    decision: known(z.string(), "The decision that rests on it."),
    sentence: text("Can the chain be trusted from end to end? One plain sentence."),
    dataset: text("Id of the dataset that the chain begins with."),
    entered: recordsAndMoney.describe("Records that entered at the first handoff: passed, left, waiting and ended ones add up to them."),
    passed: recordsAndMoney.describe("Ran through to the end untouched."),
    share: known(share(""), "Share of those whose fate is decided (passed or left) that passed, 0 to 1; left out where there is none."),
    steps: z.array(step).describe("The handoffs, in the order of the chain."),
    broken: known(z.string(), "Why the chain could not be followed to its end; left out when it could."),
  })
  .meta({ id: "ReviewedWorkflow", description: "A chain of handoffs, and how much of what entered came out at its end." });
