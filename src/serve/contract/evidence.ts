import { z } from "@hono/zod-openapi";
import type { IdentityLinkShown, ReviewedFact, ReviewedMetric, ReviewedReport } from "../../model/index.ts";
import { NUMBER_OUTCOMES } from "../../model/index.ts";
import { count, known, money, text, type Read } from "./parts.ts";
import { fact, metric, report, system } from "./review-parts.ts";

/** One thing that one system says of a record, at one time. */
const statement = z
  .object({
    at: known(z.string(), "UTC ISO 8601, or the day alone; left out: the source does not say when."),
    moment: known(z.string(), "The name of the time: created, completed."),
    system: z.string(),
    dataset: z.string(),
    entity: z.string(),
    key: z.string(),
    state: known(z.string(), "As the system has it."),
    amount: known(z.string(), "Decimal string."),
    deleted: z.boolean(),
    unit: known(z.string(), "Id."),
    file: text("Where it stands."),
    place: z.object({ kind: z.enum(["line", "record"]), number: z.int() }),
    via: known(
      z.union([
        z.object({ handoff: z.string(), from: z.string() }),
        z.object({ lifecycle: z.string(), from: z.string() }),
        z.object({ identity: z.string(), from: z.string() }),
      ]),
      "What led to it, and from which record.",
    ),
  })
  .openapi("Statement");
export type Statement = Read<typeof statement>;

const recordName = z.object({ dataset: z.string(), key: z.string() });
const link = z.looseObject({
  identity: z.string(),
  from: z.looseObject(recordName.shape),
  to: z.looseObject(recordName.shape),
  status: z.string(),
  method: z.string(),
  confidence: z.number(),
  reasons: z.array(z.unknown()),
});

export const recordStory = z
  .object({
    dataset: z.string(),
    entity: z.string(),
    key: z.string(),
    statements: z.array(statement).describe("In time order; those of units that may not be seen are left out."),
    links: z.array(link).describe("Why records are held to be one."),
    truncated: z.boolean().describe("Records beyond the limit were not followed."),
    exceptions: z
      .array(z.object({ fingerprint: z.string(), title: z.string(), state: z.string(), dataset: z.string(), key: z.string() }))
      .describe("Of the records told of."),
  })
  .openapi("RecordStory");
export interface RecordStory extends Omit<Read<typeof recordStory>, "links"> {
  readonly links: readonly IdentityLinkShown[];
}

export const numbers = z
  .object({
    asOf: known(z.string(), "Left out before the first review."),
    items: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        metric: z.string(),
        metricTitle: z.string(),
        owner: known(z.string(), "Who."),
        decision: known(z.string(), "What is decided by it."),
        numbers: count("How many are told."),
        outcomes: z.array(z.object({ outcome: z.enum(NUMBER_OUTCOMES), count: count("How many.") })),
        difference: money("Unsigned sum of reported − raw."),
        residual: money("Unsigned sum of what nothing explains."),
      }),
    ),
  })
  .openapi("Numbers");
export type Numbers = Read<typeof numbers>;

export const numberDetail = z
  .object({
    report: report.describe("Numbers of units that may not be seen are left out; those of all units have no samples then."),
    metric: known(metric, "What it tells."),
  })
  .openapi("NumberDetail");
export interface NumberDetail {
  readonly report: ReviewedReport;
  readonly metric: ReviewedMetric | undefined;
}

export const ownership = z
  .object({ asOf: known(z.string(), "Left out before the first review."), systems: z.array(system), facts: z.array(fact) })
  .openapi("Ownership");
export interface Ownership {
  readonly asOf: string | undefined;
  readonly systems: Read<typeof system>[];
  readonly facts: readonly ReviewedFact[];
}

/** A script, connector or rule of the register; what is left out is a gap. */
const automation = z
  .object({
    id: z.string(),
    title: z.string(),
    actors: z.array(z.string()).describe("Patterns of the names by which it signs."),
    owner: known(z.string(), "Who."),
    trigger: known(z.string(), "What starts it."),
    exceptions: known(z.string(), "What happens to what it cannot do."),
    monitoring: known(z.string(), "How its failure is noticed."),
    rollback: known(z.string(), "How its work is undone."),
    handoff: known(z.string(), "The handoff it carries."),
    output: known(z.string(), "The dataset it writes."),
    gaps: z.array(z.enum(["owner", "trigger", "exceptions", "monitoring", "rollback"])).describe("What the register does not say."),
    findings: z.array(z.string()).describe("Fingerprints."),
  })
  .openapi("Automation");
export type Automation = Read<typeof automation>;
export const automations = z
  .object({
    asOf: known(z.string(), "Left out before the first review."),
    items: z.array(automation),
    unregistered: z
      .array(z.object({ title: z.string(), subject: known(z.string(), "actor:…"), records: z.int(), finding: z.string() }))
      .describe("Who writes records and stands in no register."),
    findings: z
      .array(z.object({ fingerprint: z.string(), title: z.string(), severity: z.string() }))
      .describe("All of the kind unowned-automation."),
  })
  .openapi("Automations");
export type Automations = Read<typeof automations>;
