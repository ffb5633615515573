import { z } from "zod";
import { DECLARED_GROUNDS, GUARD_RAILS, TRIAGE_ANSWERS, TRIAGE_GROUNDS, TRIAGE_MOVES } from "../../model/index.ts";
import { fingerprint, known, records, text } from "./parts.ts";

const answer = z.enum(TRIAGE_ANSWERS);
const move = z.enum(TRIAGE_MOVES);

const ground = z
  .strictObject({
    id: z.enum(TRIAGE_GROUNDS).describe("Which part of the question."),
    answer: answer.describe("unknown: nothing that was read or declared tells."),
    because: text("What the answer rests on, with figures."),
    findings: z
      .array(fingerprint("Fingerprint of a finding."))
      .max(10)
      .describe("Findings that it rests on, in the order of the review; ten at most."),
    of: records("How many findings it rests on."),
    declared: known(z.string(), `What a person declared in the estate; only of ${DECLARED_GROUNDS.join(" and ")}.`),
  })
  .meta({ id: "TriageGround", description: "One part of a question, and what its answer rests on." });

const question = z
  .strictObject({
    move: move.describe("The move that the question is about."),
    answer: answer.describe("May the move be made?"),
    grounds: z.array(ground).describe("The parts that decide the answer."),
  })
  .meta({ id: "TriageQuestion", description: "One question of the decision tree." });

const tree = z
  .strictObject({
    workflow: known(z.string(), "Id of the workflow; left out for the whole estate."),
    decision: known(z.string(), "The decision that rests on the workflow."),
    questions: z.array(question).describe("One for each move, in the order in which the first that holds is the primary one."),
    moves: z.array(move).describe("The moves whose question is answered yes, in the same order."),
    primary: known(move, "The first of them; left out where no question is answered yes."),
    guardRails: z
      .array(z.strictObject({ id: z.enum(GUARD_RAILS).describe("Which guard rail."), because: text("Why it applies here.") }))
      .describe("What must not be done, and why."),
  })
  .meta({ id: "Triage", description: "The decision tree, gone through for one workflow or for the estate." });

export const triage = z
  .strictObject({
    estate: tree.describe("For the whole estate."),
    workflows: z.array(tree).describe("For each workflow, in the order of the review's."),
  })
  .meta({ id: "ReviewedTriage", description: "From findings to a decision." });
