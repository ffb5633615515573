import { z } from "zod";
import { BASELINE_STATES, BASELINE_TOPICS } from "../../model/index.ts";
import { fingerprint, known, money, records, text, texts } from "./parts.ts";
import { range } from "./price.ts";

const findings = z.array(fingerprint("Fingerprint of a finding."));

const item = z
  .strictObject({
    topic: z.enum(BASELINE_TOPICS).describe("Which part of the baseline."),
    subject: text("Of what it speaks."),
    question: text("What is asked."),
    state: z
      .enum(BASELINE_STATES)
      .describe("declared: the estate says so; conflicting: records speak against it; inferred: records show it; unknown: neither tells."),
    declared: known(z.string(), "What the estate says."),
    inferred: known(z.string(), "What records show."),
    evidence: text("What both rest on, with figures."),
    findings: findings.max(10).describe("Findings that it rests on, in the order of the review; ten at most."),
  })
  .meta({ id: "BaselineItem", description: "One line of the baseline." });

export const baseline = z
  .strictObject({ sentence: text("How much of it is known."), items: z.array(item).describe("By topic, then in the order of the estate.") })
  .meta({ id: "Baseline", description: "What should be documented before tools are changed." });

const decision = z
  .strictObject({
    decision: text("The decision, in the estate's word."),
    workflows: texts("Ids of the workflows that feed it."),
    handoffs: texts("Ids of the handoffs that feed it."),
    findings: findings.describe("Findings that touch it, in the order of the review."),
    records: records("Records in them, symptoms left out."),
    moneyAtRisk: money("Money at risk, each record's once within the decision; decisions do not add up to the estate."),
    interest: range.describe("What they cost a month."),
  })
  .meta({ id: "ExposedDecision", description: "A decision that rests on records which do not tie out." });

const owner = z
  .strictObject({
    owner: known(z.string(), "Who; left out for findings that nobody owns."),
    findings: findings.describe("Findings at this name, in the order of the review."),
    moneyAtRisk: money("Money at risk in them."),
  })
  .meta({ id: "ExposedOwner", description: "Findings at one name." });

export const brief = z
  .strictObject({
    exposed: z
      .strictObject({ sentence: text("The answer."), decisions: z.array(decision).describe("By interest, then money.") })
      .describe("Which decision is exposed?"),
    cost: z
      .strictObject({
        sentence: text("The answer."),
        interest: range.describe("Money a month."),
        hours: range.describe("Hours of manual work a month."),
        moneyAtRisk: money("Money at risk, each record's once."),
      })
      .describe("What does it cost a month?"),
    first: z
      .strictObject({ sentence: text("The answer."), steps: texts("Ids of the plan's first steps, in order.") })
      .describe("What is done first?"),
    owners: z
      .strictObject({ sentence: text("The answer."), owners: z.array(owner).describe("By money at risk.") })
      .describe("Who owns it?"),
  })
  .meta({ id: "Brief", description: "The four questions of an operator, answered." });
