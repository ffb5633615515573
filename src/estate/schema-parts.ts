import { z } from "zod";

/* The smallest pieces of the written form, which several parts of an estate share. */

export const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "a name of letters, digits, - and _, beginning with a letter");
export const instant = z.string().describe("A time with its zone: 2026-10-01T06:00:00-04:00.");
export const decimal = z
  .union([z.number().nonnegative(), z.string().regex(/^(\d+(\.\d*)?|\.\d+)$/, "a number that is not negative, such as 0.01")])
  .describe("A number that is not negative: 0.01.");
export const duration = z
  .string()
  .regex(/^\d{1,5} (hours?|days?|business days?)$/, "a count of hours, days or business days: 36 hours, 3 days, 2 business days")
  .describe("How long: 36 hours, 3 days, 2 business days.");
export const dateOrder = z.enum(["mdy", "dmy", "ymd"]).describe("mdy reads 03/04/2025 as 4 March, dmy as 3 April.");
export const text = z.string().min(1);
export const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a day: 2026-12-25");
export const tolerance = z
  .union([
    decimal,
    z.strictObject({ absolute: decimal.optional(), relative: decimal.optional() }),
    z.strictObject({ before: duration.optional(), after: duration.optional() }),
  ])
  .describe("Amounts: 0.01 or { absolute, relative }. Dates: { before: 0 days, after: 3 days }, how far `to` may lie from `from`.");

export const fieldTest = z.union([
  scalar,
  z.array(scalar),
  z.strictObject({
    in: z.array(scalar).optional(),
    notIn: z.array(scalar).optional(),
    not: scalar.optional(),
    above: scalar.optional(),
    atLeast: scalar.optional(),
    below: scalar.optional(),
    atMost: scalar.optional(),
    startsWith: z.string().optional(),
    contains: z.string().optional(),
    present: z.boolean().optional(),
  }),
]);
const fieldTests = z.record(z.string(), fieldTest);
export const condition = z
  .union([fieldTests, z.strictObject({ any: z.array(fieldTests) })])
  .describe(
    "What a record must meet: field → value, list of values, or tests such as { atLeast: 100 } and { not: Void }. All fields must agree; { any: [ … ] } asks for one of several. `state` stands for the mapped state.",
  );
