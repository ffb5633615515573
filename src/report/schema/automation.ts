import { z } from "zod";
import { AUTOMATION_PARTS } from "../../model/index.ts";
import { fingerprint, known, text, texts } from "./parts.ts";

export const automation = z
  .strictObject({
    id: text("Id in the register, or the name of an actor that stands in none."),
    title: text("Its name for people."),
    registered: z.boolean().describe("Does the estate's register list it?"),
    owner: known(z.string(), "Who owns it."),
    trigger: known(z.string(), "What starts it."),
    output: known(z.string(), "What it should write and how often, as a phrase."),
    exceptions: known(z.string(), "What it cannot handle, and who works that."),
    monitoring: known(z.string(), "How anyone learns that it failed."),
    rollback: known(z.string(), "How its work is undone."),
    gaps: z.array(z.enum(AUTOMATION_PARTS)).describe("What the register does not say of it."),
    handoff: known(z.string(), "Id of the handoff that it carries."),
    signs: texts("Names by which it signs what it writes, as patterns."),
    seen: texts("Actors among the findings that one of the names stands for."),
    findings: z.array(fingerprint("Fingerprint of a finding.")).describe("Findings about it, in the order of the review."),
  })
  .meta({ id: "ReviewedAutomation", description: "A script, connector or rule that runs: what is known of it, and what is a gap." });
