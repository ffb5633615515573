import { z } from "@hono/zod-openapi";

/*
 * The pieces from which the contract is put together. A property that is left
 * out where it is not known has the type `T | undefined`.
 */

/** A property that is left out where it is not known. */
export function known<T extends z.ZodType>(schema: T, description: string): z.ZodType<z.output<T> | undefined> {
  return z.optional(schema).describe(description) as unknown as z.ZodType<z.output<T> | undefined>;
}

export type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What a client reads of a schema. */
export type Read<T extends z.ZodType> = DeepReadonly<z.output<T>>;

/** `true` when both say the same: the contract does not compile when it and the model drift apart. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

export const text = (description: string) => z.string().describe(description);
export const count = (description: string) => z.int().min(0).describe(description);
export const money = (description: string) =>
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .describe(`${description} Decimal string in the estate's currency.`);
export const day = (description: string) => z.iso.date().describe(`${description} YYYY-MM-DD.`);
export const instant = (description: string) => text(`${description} UTC, ISO 8601.`);

/** What a person types: no control characters but line breaks and tabs, at most so many characters. */
export const typed = (most: number, description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, "control characters are not allowed")
    .describe(description);

/** One thing that is wrong with what was sent. */
const locatedProblem = z
  .object({
    code: text("Stable word for machines."),
    message: text("One plain sentence."),
    at: known(
      z.object({
        file: text("The file; or the part of the request: body, query, path, header."),
        line: known(z.int(), "From 1."),
        column: known(z.int(), "From 1."),
        cell: known(z.string(), "A1 notation."),
      }),
      "Where it stands.",
    ),
    found: known(z.string(), "What was found."),
    expected: known(z.string(), "What was expected."),
    hint: known(z.string(), "The next thing to do."),
  })
  .openapi("LocatedProblem");
export type LocatedProblem = Read<typeof locatedProblem>;

/** RFC 9457, sent as application/problem+json. */
export const problem = z
  .object({
    type: text("urn:tieout:problem: and a stable word."),
    title: text("What is wrong in general."),
    status: z.int().describe("The HTTP status."),
    detail: known(z.string(), "What is wrong here, one plain sentence."),
    instance: text("The path that was asked for."),
    requestId: text("By which the server's log knows the request."),
    problems: known(z.array(locatedProblem), "What is wrong, each with its place."),
  })
  .openapi("Problem");
export type ProblemAnswer = Read<typeof problem>;
