import { z } from "zod";
import { ALERT_KINDS } from "../model/index.ts";
import { duration, name, text } from "./schema-parts.ts";

/* The written form of who is told. */

const variable = z
  .string()
  .regex(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, "the name of an environment variable: ${SLACK_URL}")
  .describe("The name of an environment variable that holds it: ${SLACK_URL}. The value itself must not stand here.");
const address = z.string().regex(/^[^\s<>@,;"]+@[^\s<>@,;"]+$/, "an e-mail address");

const heard = {
  on: z.array(z.enum(ALERT_KINDS)).optional().describe("What it is told; everything when not given."),
  from: z.enum(["low", "medium", "high"]).optional().describe("The least severity that it is told; low when not given."),
  privateNetwork: z.boolean().optional().describe("true: its address may be one of a private network, or loopback without TLS."),
};

const target = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("slack"), url: variable, ...heard }),
  z.strictObject({ type: z.literal("teams"), url: variable, ...heard }),
  z.strictObject({ type: z.literal("webhook"), url: variable, secret: variable, ...heard }),
  z.strictObject({ type: z.literal("email"), server: variable, sender: address, to: z.array(address).min(1), ...heard }),
]);

export const alerts = z
  .strictObject({
    expected: duration.optional().describe("A review is expected this often: 1 business day; none is when not given."),
    targets: z.record(name, target).describe("Where alerts go."),
    digest: z
      .strictObject({
        by: text.describe("The e-mail target by whose server it goes."),
        hour: z.int().min(0).max(23).optional().describe("The hour from which it is sent, on business days; 7 when not given."),
        owners: z.record(z.string(), address).optional().describe("E-mail addresses by owner; users have their own."),
      })
      .optional()
      .describe("A mail to each owner: what is open and theirs."),
  })
  .optional()
  .describe("Who is told of what is new, worse, overdue, or did not happen.");
