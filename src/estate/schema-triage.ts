import { z } from "zod";
import { DECLARED_GROUNDS } from "../model/index.ts";
import { text } from "./schema-parts.ts";

/* The written form of what people say of the triage. */

export const triage = z
  .array(
    z.strictObject({
      question: z.enum(DECLARED_GROUNDS).describe("What is answered; all other questions are answered from the records."),
      answer: z.enum(["yes", "no"]),
      why: text.describe("What the answer rests on, in a sentence."),
      by: text.optional().describe("Who says so."),
      workflow: z.string().optional().describe("The workflow of which it is said; of the whole estate when not given."),
    }),
  )
  .optional()
  .describe("What no record can tell, for the decision what to do: can the stack represent the operating model, is diagnosis complete?");
