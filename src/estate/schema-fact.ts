import { z } from "zod";
import { duration, text, tolerance } from "./schema-parts.ts";

/* The written form of a fact: an attribute of an entity, its system of record, and where copies of it are. */

const via = z.union([
  text,
  z.strictObject({
    identity: text.optional(),
    handoff: text.optional(),
    lifecycle: text.optional(),
  }),
]);

export const fact = z.strictObject({
  owner: z.string().optional().describe("The system of record."),
  readers: z.array(z.string()).optional().describe("The other systems that hold a copy; those of `held` belong to them anyway."),
  held: z
    .record(z.string(), z.string())
    .optional()
    .describe("Dataset → the field that holds it: { crm.contacts: email, books.customers: billingEmail }."),
  via: via
    .optional()
    .describe(
      "The identity, handoff or lifecycle by which records of these datasets are the same: customer, or { identity: customer } where several bear the name; found where only one joins them.",
    ),
  ignoreCase: z.boolean().optional(),
  tolerance: tolerance.optional(),
  grace: duration.optional().describe("How long after a change the copies may differ: 2 days; 0 days when not given."),
});
