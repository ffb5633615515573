import { z } from "zod";
import { AGE_BANDS } from "../../model/index.ts";

import { debtKind, fingerprint, known, money, records, text } from "./parts.ts";

const age = z
  .strictObject({
    finding: fingerprint("Fingerprint of the finding."),
    band: z.enum(AGE_BANDS).describe("Days between the record's own day and the time of the review."),
    records: records("Number of records."),
    amount: money("Unsigned sum of their amounts."),
  })
  .meta({ id: "AgedRecords", description: "Records of one finding and one age." });

const month = z
  .strictObject({
    month: text("2026-05, in the estate's zone."),
    kind: debtKind.describe("Kind of debt."),
    records: records("Number of records."),
    amount: money("Unsigned sum of their amounts."),
    inScope: known(z.number().int().min(0), "All records in scope of that month; left out where no scope is counted."),
  })
  .meta({ id: "MonthOfRecords", description: "Records of one month and one kind of debt." });

export const ageing = z
  .strictObject({ ages: z.array(age).describe("By finding, then age."), months: z.array(month).describe("By month, then kind.") })
  .meta({ id: "ReviewedAgeing", description: "How old what does not hold is, and when it came to be; each record once." });
