import { z } from "zod";

/* The written form of how exceptions are worked. */

const days = z.number().int().min(0).max(1000);

export const desk = z
  .strictObject({
    due: z
      .strictObject({ high: days.optional(), medium: days.optional(), low: days.optional() })
      .optional()
      .describe("Business days that an exception may take, by its severity: { high: 2, medium: 5, low: 10 }."),
  })
  .optional()
  .describe("How exceptions are worked.");
