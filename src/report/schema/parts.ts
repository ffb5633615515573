import { z } from "zod";
import { SIGN_OUTCOMES } from "../../model/index.ts";

/*
 * The pieces from which the written form of a review is put together.
 */

/** A property that is left out where it is not known: `T | undefined` in the model. */
export function known<T extends z.ZodType>(schema: T, description: string): z.ZodType<z.output<T> | undefined> {
  return z.optional(schema).describe(description) as unknown as z.ZodType<z.output<T> | undefined>;
}

export const text = (description: string) => z.string().describe(description);
export const records = (description: string) => z.int().min(0).describe(description);
export const share = (description: string) => z.number().min(0).max(1).describe(description);
export const texts = (description: string) => z.array(z.string()).describe(description);
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const money = (description: string) => decimal.describe(`${description} Decimal string in the estate's currency.`);
export const knownMoney = (description: string) =>
  known(decimal, `${description} Decimal string in the estate's currency; left out where records carry no amount.`);
/** Days with two decimals. */
export const knownDays = (description: string) => known(decimal, `${description} Decimal string.`);
/** Amount times days. */
export const knownAmountDays = (description: string) =>
  known(decimal, `${description} Amount times days, to the cent, as a decimal string; left out where records carry no amount.`);
export const calendarDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const fingerprint = (description: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe(description);

export const side = z.enum(["from", "to"]);
export const outcome = z.enum(["matched", "different", "missing", "extra", "duplicate", "ambiguous", "in-flight", "excluded"]);
export const reason = z.enum([
  "filter",
  "deleted",
  "other-currency",
  "no-reference",
  "counterpart-excluded",
  "counterpart-deleted",
  "within-grace",
  "newer-than-counterpart",
  "several-candidates",
  "identity-unsure",
  "repeated-key",
  "same-reference",
  "values-differ",
  "sum-differs",
  "none",
]);
const mismatchOutcome = z.enum([
  "disagrees",
  "disagreed",
  "not-carried",
  "illegal-transition",
  "regression",
  "skipped-state",
  "repeated",
  "rework",
  "stuck",
  "overstayed",
  "late-recorded",
  "unmapped-word",
  "avoided-word",
  "definition-differs",
]);
/** What became of a record at a handoff, of its states, or what else tells of debt. */
export const findingOutcome = z.enum([...outcome.options, ...mismatchOutcome.options, ...Object.values(SIGN_OUTCOMES).flat(), "setting"]);
export const systemKind = z.enum(["crm", "dispatch", "field", "billing", "books", "payments", "spreadsheet", "dashboard", "other"]);
export const debtKind = z.enum([
  "source-of-truth-conflict",
  "status-mismatch",
  "spreadsheet-middleware",
  "silent-sync-failure",
  "corrected-export",
  "vendor-setting",
  "migration-residue",
  "unowned-automation",
]);
export const SIDE = "Which side of the handoff: from is upstream, to is downstream.";

export const instant = (description: string) => z.string().describe(`${description} UTC, ISO 8601.`);
export const knownInstant = (description: string) => known(z.string(), `${description} UTC, ISO 8601.`);

export const recordsAndMoney = z
  .strictObject({ records: records("Number of records."), amount: knownMoney("Sum of their amounts.") })
  .meta({ id: "RecordsAndMoney", description: "How many records, and how much they come to." });
