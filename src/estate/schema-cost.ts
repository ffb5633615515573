import { z } from "zod";
import { CAUSE_CLASSES, MONEY_KINDS } from "../model/index.ts";
import { decimal } from "./schema-parts.ts";

/* The written form of what work, waiting and losses cost. */

export const range = z
  .union([decimal, z.strictObject({ low: decimal, likely: decimal.optional(), high: decimal })])
  .describe("A number, or a range: { low: 5, likely: 10, high: 20 }; likely is the middle when not given.");

const each = <Key extends string>(keys: readonly Key[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, range.optional()])) as Record<Key, z.ZodOptional<typeof range>>).optional();

/** Kinds of manual work that are priced by the minute. */
const TOUCHES = ["exception", "rekey", "correction", "check", "workbook", "meeting"] as const;

export const costs = z
  .strictObject({
    rate: range.optional().describe("What an hour of work costs, in the estate's currency."),
    rates: z.record(z.string().min(1), range).optional().describe("The same for the work of one owner: { billing: 38 }."),
    minutes: each(TOUCHES).describe("Minutes a touch: { exception: 12, rekey: 3, correction: 10, check: 20, workbook: 90, meeting: 30 }."),
    times: each(["check", "workbook"]).describe("How often a month: a handoff without alert is checked, a workbook is made."),
    people: each(["meeting"]).describe("How many sit in a meeting over numbers that do not agree."),
    costOfCapital: range.optional().describe("What money costs a year, as a share: 0.1."),
    lost: each(MONEY_KINDS).describe("Which share of the money at risk is lost for good, 0 to 1: { unbilled: 0.3 }."),
    effort: each(CAUSE_CLASSES).describe("Hours to remove a cause: { configuration: { low: 1, high: 8 } }."),
    months: range.optional().describe("How many months records span that carry no date."),
    units: range.optional().describe("How many units are to be added."),
  })
  .optional()
  .describe("What work, waiting and losses cost; each has a default, which every report states as an assumption.");
