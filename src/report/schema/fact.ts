import { z } from "zod";
import { known, records, share, text, texts } from "./parts.ts";

const factSystem = z
  .strictObject({
    system: text("Id of the system."),
    role: z
      .enum(["owner", "reader", "holder"])
      .describe("As declared; holder: it holds a copy of a fact that no system is declared to own."),
    fields: texts("Where its copies stand: books.customers.email; empty where nothing tells."),
    first: records("Changes that began here, of those that another system took after."),
    compared: records("Values that were compared with another system's."),
    differing: records("Of them, those that differ beyond tolerance and grace."),
  })
  .meta({ id: "FactSystem", description: "What one system has of a fact." });

const inferredOwner = z
  .strictObject({
    system: text("Id of the system."),
    observations: records("Observed changes in which it took part."),
    share: share("Share of them that began in it."),
    low: share("Lower bound of the share in 95 of 100 cases (Wilson's score interval); above one half."),
    high: share("Upper bound of the share."),
  })
  .meta({ id: "InferredOwner", description: "The system in which the changes of a fact surely begin." });

export const fact = z
  .strictObject({
    id: text("Id of the fact: customer.billing_email."),
    entity: text("What it is about: customer …"),
    attribute: text("Which of its attributes."),
    declared: z.boolean().describe("Does the estate declare it? false: its copies were found by what they are called and hold."),
    owner: known(z.string(), "The system that is declared to own it; left out where none is."),
    systems: z.array(factSystem).describe("Systems that own, read or hold it, in the order of the estate."),
    inferred: known(inferredOwner, "The system in which its changes begin; left out where too few were seen or they begin here and there."),
    agreement: z.enum(["agrees", "differs", "unknown"]).describe("Is the inferred owner the declared one? unknown: either is missing."),
    observations: records("Changes that two systems took, one after the other."),
    undecided: records("Changes that two systems took, and nothing tells which first."),
    compared: records("Values of the owner's records, or of the first holder's, that stand beside another system's."),
    differing: records("Of them, those that differ beyond tolerance and grace."),
  })
  .meta({ id: "ReviewedFact", description: "Who owns a fact: what is declared, beside what the records show." });
