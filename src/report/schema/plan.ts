import { z } from "zod";
import { PLAN_WORK, TRIAGE_MOVES } from "../../model/index.ts";
import { fingerprint, known, text, texts } from "./parts.ts";
import { range } from "./price.ts";

const step = z
  .strictObject({
    id: text("Stable id of the step."),
    work: z.enum(PLAN_WORK).describe("What kind of work it is."),
    what: text("What to do, as one plain sentence."),
    why: text("Why, with figures."),
    place: z
      .strictObject({
        type: z
          .enum(["handoff", "lifecycle", "fact", "dataset", "field", "automation", "actor", "unit", "report", "workbook"])
          .describe("What it is about."),
        id: text("Its id."),
      })
      .describe("Where it is done."),
    workflows: texts("Ids of the workflows that it serves."),
    owner: known(z.string(), "Who does it; left out where nobody is named yet."),
    system: known(z.string(), "Id of the system that is touched."),
    findings: z.array(fingerprint("Fingerprint of a finding.")).describe("The findings that it serves, in the order of the review."),
    after: texts("Ids of the steps that come first."),
    effect: z
      .strictObject({
        moneyAtRisk: range.describe("Money that is no longer at risk."),
        hours: range.describe("Hours a month that end."),
        interest: range.describe("Money a month that ends."),
      })
      .describe("What ends with this step, counted once over all steps."),
    effort: range.describe("Hours of work, once."),
    files: texts("Import files that belong to it, below the directory of the review."),
    proof: z
      .strictObject({
        check: text("A check of the coverage."),
        subject: text("Its subject."),
        expect: text("What the next review must say."),
      })
      .describe("What shows that the step is done."),
  })
  .meta({ id: "PlanStep", description: "One piece of concrete work." });

export const plan = z
  .strictObject({
    move: known(z.enum(TRIAGE_MOVES), "The primary move of the estate; left out where the triage has none."),
    sentence: text("What it comes to."),
    steps: z.array(step).describe("In the order in which they are done."),
  })
  .meta({ id: "Plan", description: "What is to be done." });
