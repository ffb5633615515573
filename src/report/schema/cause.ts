import { z } from "zod";
import { CAUSE_CLASSES, CAUSE_CODES } from "../../model/index.ts";
import { calendarDay, known, knownMoney, records, share, text, texts } from "./parts.ts";

const figures = { records: records("Breaks."), amount: knownMoney("Money in them.") };

const causeShare = z.strictObject(figures).meta({ id: "CauseShare", description: "Some of the breaks of a group." });

const term = z
  .strictObject({
    field: text("Field of the dataset; dataset.field of the other side's; or hour, weekday, month, file."),
    title: text("What people call the field."),
    value: z.string().nullable().describe("Its value; null where it is empty."),
    words: text("What people call the value."),
  })
  .meta({ id: "CauseTerm", description: "One field has one value." });

const slice = z
  .strictObject({
    terms: z.array(term).describe("One or two values."),
    records: records("Records that have them, in the time of the onset."),
    broken: records("How many of these are broken."),
    rateOutside: share("Share of the other records that are broken, 0 to 1."),
  })
  .meta({ id: "CauseSlice", description: "Records in which breaks crowd." });

const signature = z
  .strictObject({
    code: text("Stable word for the kind of transformation."),
    from: text("Field of the upstream record."),
    to: text("Field of the downstream record."),
    parameters: z.record(z.string(), z.string()).describe("Such as factor, offset, n."),
  })
  .meta({ id: "CauseSignature", description: "One exact transformation of one field's values." });

const onset = z
  .strictObject({
    from: known(calendarDay, "First day, YYYY-MM-DD; left out where the breaks were there from the first record on."),
    until: known(calendarDay, "Last day, YYYY-MM-DD; left out where they last until the last record."),
    between: z
      .strictObject({ earliest: calendarDay.describe("The earliest day."), latest: calendarDay.describe("The latest day.") })
      .describe("The change came on one of these days."),
  })
  .meta({ id: "CauseOnset", description: "Since when, and until when, breaks are more frequent." });

const part = {
  code: z.enum(CAUSE_CODES).describe("Stable word for the cause."),
  class: z.enum(CAUSE_CLASSES).describe("What kind of thing it is, and so who can end it."),
  confidence: share("How sure, 0 to 1; 0 where the records do not tell."),
  statement: text("The cause, as one plain sentence."),
  explained: z
    .strictObject({ ...figures, share: share("Their share of all breaks of the finding, 0 to 1.") })
    .describe("What it explains."),
  slices: z.array(slice).describe("Where the breaks crowd; empty where they do not, or that was not looked for."),
  signature: known(signature, "The transformation that makes the difference; left out where there is none."),
  onset: known(onset, "Since when; left out where no day parts the breaks."),
  rivals: texts("What explains as much, so that the records cannot tell which it is."),
  refutedBy: known(z.string(), "What would show that it is not so."),
  setting: known(z.string(), "Of a configuration: what is set."),
  recreated: known(z.string(), "Of a configuration: what replacing the vendor would bring back."),
};

const causePart = z.strictObject(part).meta({ id: "CausePart", description: "A cause of some of the breaks." });

export const cause = z
  .strictObject({
    ...part,
    proven: z.boolean().describe("true: by an experiment; false: the records suggest it."),
    unexplained: causeShare.describe("Breaks that no cause explains."),
    besides: z.array(causePart).describe("Causes of other breaks of the same finding, the larger first."),
  })
  .meta({ id: "Cause", description: "Why breaks happen, as far as the records prove or suggest it." });
