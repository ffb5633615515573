import { z } from "zod";
import { records, share, text, texts } from "./parts.ts";

export const identity = z
  .strictObject({
    id: text("Id of the identity."),
    title: text("Its name for people."),
    entity: text("What it is about: customer …"),
    members: z
      .array(z.strictObject({ dataset: text("Id of the dataset."), records: records("Number of its records.") }))
      .describe("The datasets that hold its records."),
    entities: records("Real things that the records stand for."),
    shared: records("Of them, those with records in more than one dataset."),
    links: z
      .strictObject({
        decision: records("By a person's decision."),
        key: records("By a declared key."),
        evidence: records("By evidence."),
      })
      .describe("Accepted links, by what they rest on."),
    review: records("Pairs that wait for a person's word."),
    unsure: records("Records without an accepted link to another dataset and with one under review."),
    leftOut: z
      .array(
        z.strictObject({
          rule: text("The blocking rule."),
          blocks: records("Blocks that were too large."),
          records: records("Records in them."),
          pairs: records("Pairs in them that nobody has looked at."),
        }),
      )
      .describe("Blocks too large to be compared."),
    compared: records("Pairs that were compared."),
    model: z
      .strictObject({
        frozen: z.boolean().describe("true: a file's model; false: estimated in this run."),
        prior: share("Probability that two records drawn at random are one."),
        comparisons: texts("What was compared."),
        degenerate: z
          .array(z.strictObject({ rule: text("The blocking rule of the session."), reason: text("Why its figures were not used.") }))
          .describe("Estimation sessions that were not used."),
      })
      .describe("By what the links were weighed."),
    notes: texts("What else should be known."),
  })
  .meta({ id: "ReviewedIdentity", description: "Which records are one, by what, and what was not decided or not looked at." });
