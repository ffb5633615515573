import { z } from "zod";
import { day, duration, scalar, text } from "./schema-parts.ts";

/* The written form of what runs: automations, and the times in which they rest. */

export const patterns = z.array(text);

const output = z.strictObject({
  dataset: z.string().describe("The dataset that it writes."),
  every: duration.describe("A run is expected at least once in: 1 business days, 4 hours."),
  least: z.int().min(1).optional().describe("Records a run, at least; 1 when not given."),
});

const log = z.strictObject({
  dataset: z.string().describe("The dataset of which each record is one line of its log."),
  record: z.string().describe("The field that holds the key of the record that the line speaks of."),
  at: z.string().describe("The time field: when the line was written."),
  result: z.string().describe("The field that says how it went."),
  success: z.union([scalar, z.array(scalar).min(1)]).describe("The words that mean success, without case: [success, ok]."),
  of: z.string().describe("The dataset whose records it names: an end of the handoff."),
});

export const automation = z.strictObject({
  title: z.string().optional(),
  actors: patterns
    .optional()
    .describe('Names by which it signs what it writes; * and ? stand for any letters and for one: [svc-sync, "Zapier*"].'),
  owner: text.optional().describe("Who answers for it."),
  trigger: text.optional().describe("What starts it: every night at 2, a new deal …"),
  exceptions: text.optional().describe("What becomes of what it cannot handle."),
  monitoring: text.optional().describe("Who learns, and how, that it failed or stopped."),
  rollback: text.optional().describe("How what it did is undone."),
  handoff: z.string().optional().describe("The handoff that it carries out."),
  output: output.optional().describe("What it is expected to write, and how often."),
  log: log.optional().describe("What it says of its own work."),
});

export const maintenance = z.strictObject({
  system: z.string(),
  from: day.describe("The first day: 2026-05-02."),
  to: day.optional().describe("The last day; the first when not given."),
});
