import { z } from "zod";
import { MONEY_KINDS } from "../../model/index.ts";
import { decimal, fingerprint, money, text, texts } from "./parts.ts";

const number = (description: string) => decimal.describe(description);

export const range = z
  .strictObject({
    low: number("At least, decimal string."),
    likely: number("Most likely, decimal string."),
    high: number("At most, decimal string."),
  })
  .meta({ id: "Range", description: "An estimate, or one of its inputs; all three are the same where it is known exactly." });

const assumption = z
  .strictObject({
    key: text("Where it stands below `costs` in the estate: minutes.exception."),
    words: text("What is assumed, with its unit."),
    value: range.describe("What is assumed."),
    set: z.boolean().describe("true: the estate says so; false: Tieout's default, which nobody has confirmed."),
  })
  .meta({ id: "Assumption", description: "What a figure rests on that no record tells." });

const figure = z
  .strictObject({
    value: range.describe("The figure, two decimals."),
    formula: text("How it was computed, in words: names of measured inputs, keys of assumptions, other figures of the same price."),
    measured: z
      .array(
        z
          .strictObject({
            name: text("Its name in the formula."),
            value: number("Its value, decimal string."),
            source: text("From what it was counted."),
          })
          .meta({ id: "Measured", description: "What a figure rests on that was counted." }),
      )
      .describe("All inputs that were counted, those of the figures within it included; of a sum, how many findings."),
    assumed: texts("Keys of all assumptions that it rests on; see assumptions."),
  })
  .meta({ id: "Figure", description: "An estimate with all that it rests on." });

const figures = {
  hours: figure.describe("Hours of manual work a month."),
  moneyAtRisk: figure.describe("Money at risk, each record's once over all findings."),
  delay: figure.describe("Amount times days between states beyond the agreed time, each record's once over all findings."),
  labour: figure.describe("Manual work in money, a month."),
  capital: figure.describe("What it costs to wait for money, a month."),
  leakage: figure.describe("Money lost for good, a month."),
  interest: figure.describe("labour + capital + leakage: what it costs each month that it stays."),
  effort: figure.describe("Hours to remove it, once."),
  principal: figure.describe("The same in money."),
  growth: figure.describe("By how much the interest grows with the units to be added, a month."),
};

const price = z.strictObject(figures).meta({ id: "Price", description: "What something costs." });
const moneyKind = z.enum(MONEY_KINDS);

export const prices = z
  .strictObject({
    assumptions: z.array(assumption).describe("All that is assumed."),
    findings: z
      .array(
        z
          .strictObject({
            finding: fingerprint("Fingerprint of the finding."),
            money: moneyKind.describe("What is wrong with its money."),
            ...figures,
          })
          .meta({ id: "FindingPrice", description: "What a finding costs." }),
      )
      .describe("In the order of the findings."),
    workflows: z
      .array(
        z
          .strictObject({
            workflow: text("Id of the workflow."),
            findings: z.array(fingerprint("Fingerprint of a finding.")).describe("Findings that touch the chain; one may touch several."),
            ...figures,
          })
          .meta({ id: "WorkflowPrice", description: "What the findings of a workflow cost." }),
      )
      .describe("In the order of the workflows."),
    estate: price.describe("All findings."),
    money: z
      .array(z.strictObject({ kind: moneyKind.describe("What is wrong with it."), amount: money("How much of the money at risk.") }))
      .describe("The money at risk by what is wrong with it; those without any are left out."),
  })
  .meta({ id: "ReviewPrices", description: "What the findings cost." });
