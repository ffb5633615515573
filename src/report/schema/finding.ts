import { z } from "zod";
import { cause } from "./cause.ts";
import {
  calendarDay,
  debtKind,
  decimal,
  findingOutcome,
  fingerprint,
  instant,
  known,
  knownAmountDays,
  knownDays,
  knownInstant,
  knownMoney,
  reason,
  records,
  share,
  side,
  SIDE,
  text,
  texts,
} from "./parts.ts";

const fieldValue = (where: string) =>
  z
    .strictObject({
      field: text("Name of the field, as the estate calls it."),
      value: z.string().nullable().describe("The value as it was read; null where the record has none."),
    })
    .describe(`The field of the ${where} record.`);

const fieldDifference = z
  .strictObject({ from: fieldValue("upstream"), to: fieldValue("downstream") })
  .meta({ id: "FieldDifference", description: "One compared field whose two values do not agree." });

const stateMismatch = z
  .strictObject({
    lifecycle: text("Id of the lifecycle."),
    rule: known(z.string(), "Id of the rule that is broken; left out where the track breaks the lifecycle itself."),
    track: text("Track whose record it is."),
    state: known(z.string(), "Id of the state that it says, or the system's word where no state is mapped."),
    other: known(
      z.strictObject({
        dataset: known(z.string(), "Id of the other system's dataset."),
        key: known(z.string(), "Native key of the other system's record; left out where it has none."),
        state: known(z.string(), "Id of the state that it says; absent where it has no record."),
      }),
      "What the other system says, or where the record came from or went.",
    ),
    from: knownInstant("Since when, at the latest that is certain."),
    due: knownInstant("From when on it counts: the agreed time has passed."),
    to: knownInstant("Until when; left out where it is so still."),
    days: knownDays("Days from `due` until `to`, or until what is known, two decimals."),
    amountDays: knownAmountDays("What that delayed."),
    atMost: known(
      z.strictObject({ from: instant("The earliest that it can have begun."), to: knownInstant("The latest that it can have ended.") }),
      "The longest that it can have been; left out where all times are exact.",
    ),
    actor: known(z.string(), "Who made the change; left out where it is not told."),
  })
  .meta({ id: "StateMismatch", description: "One record's states in one or two systems, over one stretch of time." });

const recordSource = z
  .strictObject({
    file: text("The file, relative to the estate's directory."),
    line: known(z.int().min(1), "Line of a text, or row of a sheet, from 1; left out where there is none."),
    record: known(z.int().min(1), "Number of the record, from 1, in JSON and Parquet; left out elsewhere."),
    cell: known(z.string(), "Sheet and cell of a workbook, where a cell is meant."),
    cells: z
      .array(
        z
          .strictObject({
            column: text("The source's own header, or the path in a JSON document."),
            value: z.string().nullable().describe("What stands there, cut with … where it is long; null: empty."),
          })
          .meta({ id: "SourceCell", description: "One cell as the source has it." }),
      )
      .describe("The record's cells in the order of the source, at most 60."),
    more: records("Number of cells that are left out."),
  })
  .meta({ id: "RecordSource", description: "The row of a source behind a sample, before anything was made of it." });

const brokenRecord = z
  .strictObject({
    fingerprint: fingerprint("Identity of the break, 16 hex digits; survives reordering and re-running."),
    handoff: known(z.string(), "Id of the handoff; left out where states are the matter."),
    side: known(side, SIDE),
    outcome: findingOutcome.describe("What became of the record, or of its states."),
    reason: reason.describe("Why, where that needs saying; none otherwise."),
    dataset: text("Id of the dataset that the record belongs to."),
    key: text("The record's native key, parts joined by ' · '."),
    reference: known(z.string(), "The match value that was looked for on the other side; left out where the record carries none."),
    unit: known(z.string(), "Id of the unit, or the source's own word where no unit is called so."),
    date: known(calendarDay, "Day of the record in the estate's time zone, YYYY-MM-DD."),
    amount: knownMoney("The record's amount."),
    difference: knownMoney("Downstream minus upstream amount, where both are known."),
    counterparts: texts("Native keys of the records on the other side: the counterpart, or all candidates; at most 10."),
    fields: z.array(fieldDifference).describe("The compared fields that do not agree, both values side by side."),
    states: known(stateMismatch, "Which states disagree, and from when to when; left out at handoffs."),
    source: recordSource
      .exactOptional()
      .describe("Where the record stands, and its raw cells; left out where no row of a source is behind it."),
  })
  .meta({ id: "Break", description: "One record-level violation." });

const affectedSlice = z
  .strictObject({
    field: text("The field by which the records were sliced."),
    value: text("Its value in the slice."),
    shareOfBreaks: share("Share of the breaks that lie in the slice, 0 to 1."),
    shareOfRecords: share("Share of all records that lie in the slice, 0 to 1."),
  })
  .meta({ id: "AffectedSlice", description: "The slice in which breaks crowd." });

const findingIdentity = z
  .strictObject({
    confidence: share(
      "Mean over the breaks that rest on links, 0 to 1: of a break's accepted links the weakest counts, of its links under review the likeliest.",
    ),
    accepted: records("Accepted links."),
    review: records("Links under review: a decision may change the finding."),
  })
  .meta({ id: "FindingIdentity", description: "How sure the identity links are that a finding rests on." });

const findingSubject = z
  .strictObject({
    type: z
      .enum(["fact", "dataset", "field", "handoff", "automation", "actor", "unit", "report", "workbook"])
      .describe("What kind of thing it is."),
    id: text("Its id."),
  })
  .meta({ id: "FindingSubject", description: "What a finding is about, where it is neither a handoff nor a lifecycle." });

const findingLifecycle = z
  .strictObject({
    id: text("Id of the lifecycle."),
    rule: known(z.string(), "Id of the rule that is broken; left out where a track breaks the lifecycle itself."),
    track: text("Track whose records they are."),
  })
  .meta({ id: "FindingLifecycle", description: "A place in a lifecycle." });

const findingDelay = z
  .strictObject({
    days: decimal.describe("Days beyond the agreed time over all breaks, two decimals, as a decimal string."),
    longest: decimal.describe("The longest of them."),
    amountDays: knownAmountDays("What that delayed: each break's amount times its days."),
    open: records("Breaks that are not over yet."),
  })
  .meta({ id: "FindingDelay", description: "Time beyond what was agreed, added up over the breaks." });

export const finding = z
  .strictObject({
    fingerprint: fingerprint("Identity of the finding, 16 hex digits over kind and place; the same in every run."),
    kind: debtKind.describe("Which of the eight kinds of integration debt."),
    severity: z.enum(["low", "medium", "high"]).describe("From least to most."),
    handoff: known(z.string(), "Id of the handoff; left out where it was found elsewhere."),
    lifecycle: known(findingLifecycle, "Where in a lifecycle it was found; left out where it was found elsewhere."),
    subject: known(findingSubject, "What else it is about; left out where it was found at a handoff or in a lifecycle."),
    outcome: findingOutcome.describe("The outcome that its breaks share."),
    title: text("What is wrong, with number and amount, as one plain sentence."),
    records: records("Number of breaks."),
    amount: knownMoney("Money in the breaks, unsigned sum."),
    share: share("Share of the side's records in scope, 0 to 1."),
    onset: known(calendarDay, "Day of the first break by the record's own time, YYYY-MM-DD; left out where no record has one."),
    latest: known(calendarDay, "Day of the last break by the record's own time, YYYY-MM-DD; left out where no record has one."),
    slice: known(affectedSlice, "The slice in which the breaks crowd; left out where they do not."),
    cause: known(cause, "The cause that the records prove or suggest; left out where they do not tell."),
    delay: known(findingDelay, "How long the states were apart; left out where time is no part of it."),
    identity: known(findingIdentity, "The identity links that it rests on; left out where it rests on none."),
    owner: known(z.string(), "Who owns the handoff or the rule; left out where nobody does."),
    alert: known(z.string(), "Where a failure is announced; left out where nowhere."),
    decision: known(z.string(), "The decision that reads what the handoff carries."),
    samples: z.array(brokenRecord).describe("The largest breaks first, at most 10; all of them stand in breaks.csv or mismatches.csv."),
    move: text("The next thing to do, as a sentence."),
    symptoms: z
      .array(
        z
          .strictObject({ fingerprint: fingerprint("Identity of the other finding."), title: text("Its title.") })
          .meta({ id: "FindingSymptom", description: "A finding that another one explains." }),
      )
      .exactOptional()
      .describe("Findings that have the same cause in the same records; left out where there are none. Their money is not counted again."),
    symptomOf: fingerprint("Identity of the finding of which this one is a symptom.").exactOptional(),
  })
  .meta({ id: "Finding", description: "Breaks of one kind and place." });
