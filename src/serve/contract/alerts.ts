import { z } from "@hono/zod-openapi";
import { count, instant, known, text, type Read } from "./parts.ts";

/** How it stands with an alert: `given-up` after its last try. */
export const deliveryStates = z.enum(["waiting", "delivered", "given-up"]);

const delivery = z
  .object({
    id: count("Number of the row of the outbox."),
    event: text("What it tells of: new, worse, overdue, missed, failed or a digest, and of which run or day."),
    target: text("Who is told, by the name in the estate."),
    sentence: text("What is told, in words."),
    state: deliveryStates.describe("waiting: it is tried, or tried again; delivered; given-up: after its last try."),
    attempts: count("Tries so far."),
    createdAt: instant("When it was made."),
    deliveredAt: known(z.string(), "When the target had it; left out until then."),
    nextTryAt: known(z.string(), "When it is tried next; left out unless it waits."),
    lastError: known(z.string(), "Why the last try failed, by status or code; left out where none did."),
  })
  .openapi("Delivery");

export const alerts = z
  .object({
    targets: z.array(z.string()).describe("Names of the targets that the estate declares; empty: nobody is told of anything."),
    items: z.array(delivery).describe("What failed first, then newest first; 200 at most."),
  })
  .openapi("Alerts");
export type Alerts = Read<typeof alerts>;
