import { z } from "zod";
import type { Review } from "../model/index.ts";
import { ageing } from "./schema/ageing.ts";
import { automation } from "./schema/automation.ts";
import { baseline, brief } from "./schema/decision.ts";
import { fact } from "./schema/fact.ts";
import { finding } from "./schema/finding.ts";
import { handoff } from "./schema/handoff.ts";
import { identity } from "./schema/identity.ts";
import { lifecycle } from "./schema/lifecycle.ts";
import { metric, report } from "./schema/number.ts";
import { known, money, records, text } from "./schema/parts.ts";
import { plan } from "./schema/plan.ts";
import { prices } from "./schema/price.ts";
import { repairs } from "./schema/repair.ts";
import { dataset, system } from "./schema/source.ts";
import { triage } from "./schema/triage.ts";
import { workbook } from "./schema/workbook.ts";
import { workflow } from "./schema/workflow.ts";

/*
 * The written form of a review. `review.schema.json` is generated from here, so
 * each description is for the person who reads that file: meaning and unit.
 */

const run = z
  .strictObject({
    check: text("What was checked: tie-out."),
    subject: text("On what: the id of a handoff or dataset."),
    status: z
      .enum(["found", "clear", "skipped", "failed"])
      .describe("found: breaks; clear: looked at and none; skipped, failed: not proven."),
    records: records("Number of records that it looked at."),
    findings: records("Number of findings that it gave."),
    reason: known(z.string(), "Why it was skipped or failed, or what it could not see."),
  })
  .meta({ id: "CheckRun", description: "One check: what it looked at, what it could not see, and why." });

const verdict = z
  .strictObject({
    sentence: text("The result, as one plain sentence."),
    findings: records("Number of findings that are no symptom of another."),
    breaks: records("Number of breaks."),
    mismatched: records("Number of records whose states do not hold, each once."),
    amount: money("Money in the breaks, each record's once."),
    handoffsClean: records("Number of handoffs without a break."),
    handoffs: records("Number of handoffs."),
  })
  .meta({ id: "Verdict", description: "The result at a glance." });

export const reviewSchema = z
  .strictObject({
    version: z.literal(1).describe("Version of this form."),
    estate: z
      .strictObject({
        name: text("Machine name of the estate."),
        title: text("Its name for people."),
        currency: text("Currency of all amounts, ISO 4217."),
        timeZone: text("Zone in which days and months are counted, IANA name."),
      })
      .describe("The estate that was reviewed."),
    asOf: text("The time that the review speaks of, UTC, ISO 8601."),
    verdict: verdict.describe("What every report opens with."),
    systems: z.array(system).describe("The systems of the estate, as declared."),
    units: z
      .array(z.strictObject({ id: text("Id of the unit."), title: text("Its name for people.") }))
      .describe("Branches, locations or acquired companies, as declared."),
    datasets: z.array(dataset).describe("The datasets as they were read."),
    identities: z.array(identity).describe("Who is who; empty where the estate declares no identity."),
    handoffs: z.array(handoff).describe("The handoffs, as declared, and what became of their records."),
    lifecycles: z.array(lifecycle).describe("What state things are in; empty where the estate declares no lifecycle."),
    workflows: z.array(workflow).describe("The chains that the handoffs form, and whether they can be trusted."),
    facts: z.array(fact).describe("Who owns which fact: those that the estate declares, then copies that nobody declared."),
    metrics: z.array(metric).describe("Numbers that the business runs on, computed from raw records."),
    reports: z.array(report).describe("Where they are told to people, and what stands between raw and told."),
    workbooks: z.array(workbook).describe("Spreadsheets that people keep, and where all that stands in them comes from."),
    automations: z.array(automation).describe("What runs: the register, then actors that write like machines and stand in none."),
    findings: z.array(finding).describe("What is wrong: by severity, then amount, then fingerprint."),
    prices: prices.describe("What the findings cost, from what was measured and what is assumed."),
    coverage: z.array(run).describe("Every check, those that did not run included."),
    ageing: ageing.describe("How old what does not hold is, and when it came to be."),
    repairs: repairs.describe("The records that would be repaired, with exact values."),
    triage: triage.describe("Which move, and why: for the estate and for each workflow."),
    plan: plan.describe("What is to be done, in order."),
    baseline: baseline.describe("The baseline document: declared, inferred or unknown."),
    brief: brief.describe("The four questions that an operator asks, answered."),
  })
  .describe("The result of a Tieout review. The same input gives the same bytes.");

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type Written = DeepReadonly<z.output<typeof reviewSchema>>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** Does not compile when the schema and the model say different things. */
export const schemaIsTheModel: Same<Written, Review> = true;

/** JSON Schema (draft 2020-12) of `review.json`. */
export function reviewJsonSchema(): Record<string, unknown> {
  const { $schema, ...body } = z.toJSONSchema(reviewSchema, { target: "draft-2020-12", io: "output" });
  return { $schema, $id: "urn:tieout:review:1", title: "Tieout review", ...body };
}
