import { z } from "zod";
import type { Review } from "../model/index.ts";

/*
 * The written form of a review. `review.schema.json` is generated from here, so
 * each description is for the person who reads that file: meaning and unit.
 */

/** A property that is left out where it is not known: `T | undefined` in the model. */
function known<T extends z.ZodType>(schema: T, description: string): z.ZodType<z.output<T> | undefined> {
  return z.optional(schema).describe(description) as unknown as z.ZodType<z.output<T> | undefined>;
}

const text = (description: string) => z.string().describe(description);
const records = (description: string) => z.int().min(0).describe(description);
const share = (description: string) => z.number().min(0).max(1).describe(description);
const texts = (description: string) => z.array(z.string()).describe(description);
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const money = (description: string) => decimal.describe(`${description} Decimal string in the estate's currency.`);
const knownMoney = (description: string) =>
  known(decimal, `${description} Decimal string in the estate's currency; left out where records carry no amount.`);
const calendarDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const fingerprint = (description: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe(description);

const side = z.enum(["from", "to"]);
const outcome = z.enum(["matched", "different", "missing", "extra", "duplicate", "ambiguous", "in-flight", "excluded"]);
const reason = z.enum([
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
const systemKind = z.enum(["crm", "dispatch", "field", "billing", "books", "payments", "spreadsheet", "dashboard", "other"]);
const debtKind = z.enum([
  "source-of-truth-conflict",
  "status-mismatch",
  "spreadsheet-middleware",
  "silent-sync-failure",
  "corrected-export",
  "vendor-setting",
  "migration-residue",
  "unowned-automation",
]);
const SIDE = "Which side of the handoff: from is upstream, to is downstream.";

/** What the model writes `line?: number`: absent, never undefined by itself. */
const location = z
  .strictObject({
    file: text("Path relative to the estate's directory, with /."),
    line: z.int().min(1).exactOptional().describe("Line, or sheet row, counted from 1."),
    column: z.int().min(1).exactOptional().describe("Column, counted from 1."),
    cell: z.string().exactOptional().describe("Cell of a workbook, with its sheet where there are several: Sheet1!C12."),
  })
  .meta({ id: "Location", description: "Where something stands in a source." });

const problem = z
  .strictObject({
    code: text("Stable word for machines: unreadable-money."),
    message: text("What is wrong, as one plain sentence."),
    at: location.exactOptional().describe("Where it stands."),
    found: z.string().exactOptional().describe("The value as it was found."),
    expected: z.string().exactOptional().describe("What would have been readable."),
    hint: z.string().exactOptional().describe("The nearest valid word, or the next thing to do."),
  })
  .meta({ id: "Problem", description: "One value or row that could not be read as declared." });

const hint = z
  .strictObject({
    code: z.enum(["page-limit", "empty", "envelope-count", "round-count"]).describe("Stable word for the kind of sign."),
    message: text("The sign, as one plain sentence."),
  })
  .meta({ id: "CompletenessHint", description: "A sign that a capture may not be the whole." });

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

const brokenRecord = z
  .strictObject({
    fingerprint: fingerprint("Identity of the break, 16 hex digits; survives reordering and re-running."),
    handoff: text("Id of the handoff."),
    side: side.describe(SIDE),
    outcome: outcome.describe("What became of the record."),
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

const cause = z
  .strictObject({
    code: z.enum(["stale-capture", "page-limit"]).describe("Stable word for the cause."),
    proven: z.boolean().describe("true: the records prove it; false: they suggest it."),
    statement: text("The cause, as one plain sentence."),
  })
  .meta({ id: "Cause", description: "A cause that the records prove or suggest." });

const findingIdentity = z
  .strictObject({
    confidence: share(
      "Mean over the breaks that rest on links, 0 to 1: of a break's accepted links the weakest counts, of its links under review the likeliest.",
    ),
    accepted: records("Accepted links."),
    review: records("Links under review: a decision may change the finding."),
  })
  .meta({ id: "FindingIdentity", description: "How sure the identity links are that a finding rests on." });

const finding = z
  .strictObject({
    fingerprint: fingerprint("Identity of the finding, 16 hex digits over kind and place; the same in every run."),
    kind: debtKind.describe("Which of the eight kinds of integration debt."),
    severity: z.enum(["low", "medium", "high"]).describe("From least to most."),
    handoff: text("Id of the handoff."),
    outcome: outcome.describe("The outcome that its breaks share."),
    title: text("What is wrong, with number and amount, as one plain sentence."),
    records: records("Number of breaks."),
    amount: knownMoney("Money in the breaks, unsigned sum."),
    share: share("Share of the side's records in scope, 0 to 1."),
    onset: known(calendarDay, "Day of the first break by the record's own time, YYYY-MM-DD; left out where no record has one."),
    latest: known(calendarDay, "Day of the last break by the record's own time, YYYY-MM-DD; left out where no record has one."),
    slice: known(affectedSlice, "The slice in which the breaks crowd; left out where they do not."),
    cause: known(cause, "The cause that the records prove or suggest; left out where they do not tell."),
    identity: known(findingIdentity, "The identity links that it rests on; left out where it rests on none."),
    owner: known(z.string(), "Who owns the handoff; left out where nobody does."),
    alert: known(z.string(), "Where a failure is announced; left out where nowhere."),
    decision: known(z.string(), "The decision that reads what the handoff carries."),
    samples: z.array(brokenRecord).describe("The largest breaks first, at most 10; all of them stand in breaks.csv and breaks.parquet."),
    move: text("The next thing to do, as a sentence."),
  })
  .meta({ id: "Finding", description: "Breaks of one kind and place." });

const outcomeCount = z
  .strictObject({
    side: side.describe(SIDE),
    outcome: outcome.describe("What became of the records."),
    reason: reason.describe("Why, where that needs saying; none otherwise."),
    records: records("Number of records."),
    amount: knownMoney("Sum of their amounts."),
  })
  .meta({ id: "OutcomeCount", description: "How many records and how much of one side ended in one outcome." });

const bridgeBar = z
  .strictObject({
    id: text("Stable word: upstream, missing, adjustment:fees, downstream …"),
    title: text("The bar's name for people."),
    records: records("Number of records behind it."),
    amount: money("Signed amount: the totals as they are, every bar between as its effect on the way downstream."),
  })
  .meta({ id: "BridgeBar", description: "One step from the upstream total to the downstream total." });

const bridge = z
  .strictObject({
    slice: z
      .union([
        z.strictObject({ by: z.literal("total").describe("The whole handoff.") }),
        z.strictObject({
          by: z.enum(["unit", "month"]).describe("By what the handoff was sliced."),
          value: text("The unit's id, or the month YYYY-MM."),
        }),
      ])
      .describe("Which part of the handoff the bridge covers."),
    bars: z.array(bridgeBar).describe("In reading order: the upstream total first, the downstream total last."),
    residual: money("Downstream total minus (upstream total plus all bars between): 0.00, or a defect of Tieout."),
  })
  .meta({ id: "Bridge", description: "From one side's total to the other's, cent by cent." });

const counts = z
  .strictObject({
    matched: records("On both sides and equal, within tolerance."),
    different: records("On both sides, but values differ."),
    missing: records("Upstream, but not downstream."),
    extra: records("Downstream, but not upstream."),
    duplicate: records("The same thing a second time."),
    ambiguous: records("Several candidates, none certain."),
    "in-flight": records("Too recent to be expected on the other side."),
    excluded: records("Not in the handoff's scope."),
  })
  .meta({ id: "Counts", description: "Number of records by outcome." });

const handoff = z
  .strictObject({
    id: text("Id of the handoff."),
    title: text("Its name for people."),
    from: text("Id of the upstream dataset."),
    to: text("Id of the downstream dataset."),
    cardinality: z.enum(["one-to-one", "one-to-many", "many-to-one"]).describe("How many records of each side belong together."),
    identity: known(z.string(), "Id of the identity by which records are matched; left out where they are matched otherwise."),
    owner: known(z.string(), "Who owns it; left out where nobody does."),
    alert: known(z.string(), "Where a failure is announced; left out where nowhere."),
    decision: known(z.string(), "The decision that reads what it carries."),
    workflows: texts("The workflows that it belongs to."),
    outcomes: z.array(outcomeCount).describe("Every record of both datasets, counted once, by side, outcome and reason."),
    bridges: z.array(bridge).describe("The whole first, then units, then months; empty where neither side has an amount."),
    breaks: records("Number of breaks; a differing pair is one break."),
    clean: z.boolean().describe("true: no break."),
    counts: counts.describe("Number of records by outcome, both sides together; the outcomes add up."),
  })
  .meta({ id: "ReviewedHandoff", description: "Records of one dataset that must appear in another, and what became of them." });

const system = z
  .strictObject({
    id: text("Id of the system."),
    title: text("Its name for people."),
    vendor: known(z.string(), "Its vendor, in lower case."),
    kind: systemKind.describe("What it is used for."),
    owner: known(z.string(), "Who answers for it; left out where nobody does."),
  })
  .meta({ id: "ReviewedSystem", description: "One application that holds records, or a spreadsheet, or a dashboard." });

const dataset = z
  .strictObject({
    id: text("Id of the dataset: system.name."),
    title: text("Its name for people."),
    system: text("Id of its system."),
    entity: text("What a record is about: customer, job, invoice …"),
    files: texts("The files it was read from, relative to the estate's directory."),
    capturedAt: text("When the source said this, UTC, ISO 8601."),
    rows: records("Number of records."),
    unreadable: records("Number of values or rows that could not be read as declared."),
    unreadableSamples: z.array(problem).describe("The first of them, each with its place; at most 100."),
    amount: knownMoney("Sum of the dataset's amount field over all records."),
    hints: z.array(hint).describe("Signs that the capture may not be the whole."),
    notes: texts("What was assumed on reading: words without mapping, ambiguous dates, decimal marks."),
  })
  .meta({ id: "ReviewedDataset", description: "One dataset as the review read it." });

const identity = z
  .strictObject({
    id: text("Id of the identity."),
    title: text("Its name for people."),
    entity: text("What it is about: customer …"),
    members: z
      .array(z.strictObject({ dataset: text("Id of the dataset."), records: records("Number of its records.") }))
      .describe("The datasets that hold its records."),
    entities: records("Real things that the records stand for."),
    shared: records("Of them, those with records in more than one dataset."),
    links: z
      .strictObject({
        decision: records("By a person's decision."),
        key: records("By a declared key."),
        evidence: records("By evidence."),
      })
      .describe("Accepted links, by what they rest on."),
    review: records("Pairs that wait for a person's word."),
    unsure: records("Records without an accepted link to another dataset and with one under review."),
    leftOut: z
      .array(
        z.strictObject({
          rule: text("The blocking rule."),
          blocks: records("Blocks that were too large."),
          records: records("Records in them."),
          pairs: records("Pairs in them that nobody has looked at."),
        }),
      )
      .describe("Blocks too large to be compared."),
    compared: records("Pairs that were compared."),
    model: z
      .strictObject({
        frozen: z.boolean().describe("true: a file's model; false: estimated in this run."),
        prior: share("Probability that two records drawn at random are one."),
        comparisons: texts("What was compared."),
        degenerate: z
          .array(z.strictObject({ rule: text("The blocking rule of the session."), reason: text("Why its figures were not used.") }))
          .describe("Estimation sessions that were not used."),
      })
      .describe("By what the links were weighed."),
    notes: texts("What else should be known."),
  })
  .meta({ id: "ReviewedIdentity", description: "Which records are one, by what, and what was not decided or not looked at." });

const run = z
  .strictObject({
    check: text("What was checked: tie-out."),
    subject: text("On what: the id of a handoff or dataset."),
    status: z
      .enum(["found", "clear", "skipped", "failed"])
      .describe("found: breaks; clear: looked at and none; skipped, failed: not proven."),
    records: records("Number of records that it looked at."),
    findings: records("Number of findings that it gave."),
    reason: known(z.string(), "Why it was skipped or failed, or what it could not see."),
  })
  .meta({ id: "CheckRun", description: "One check: what it looked at, what it could not see, and why." });

const verdict = z
  .strictObject({
    sentence: text("The result, as one plain sentence."),
    findings: records("Number of findings."),
    breaks: records("Number of breaks."),
    amount: money("Money in the breaks, each record's once."),
    handoffsClean: records("Number of handoffs without a break."),
    handoffs: records("Number of handoffs."),
  })
  .meta({ id: "Verdict", description: "The result at a glance." });

export const reviewSchema = z
  .strictObject({
    version: z.literal(1).describe("Version of this form."),
    estate: z
      .strictObject({
        name: text("Machine name of the estate."),
        title: text("Its name for people."),
        currency: text("Currency of all amounts, ISO 4217."),
        timeZone: text("Zone in which days and months are counted, IANA name."),
      })
      .describe("The estate that was reviewed."),
    asOf: text("The time that the review speaks of, UTC, ISO 8601."),
    verdict: verdict.describe("What every report opens with."),
    systems: z.array(system).describe("The systems of the estate, as declared."),
    units: z
      .array(z.strictObject({ id: text("Id of the unit."), title: text("Its name for people.") }))
      .describe("Branches, locations or acquired companies, as declared."),
    datasets: z.array(dataset).describe("The datasets as they were read."),
    identities: z.array(identity).describe("Who is who; empty where the estate declares no identity."),
    handoffs: z.array(handoff).describe("The handoffs, as declared, and what became of their records."),
    findings: z.array(finding).describe("What is wrong: by severity, then amount, then fingerprint."),
    coverage: z.array(run).describe("Every check, those that did not run included."),
  })
  .describe("The result of a Tieout review. The same input gives the same bytes.");

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type Written = DeepReadonly<z.output<typeof reviewSchema>>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** Does not compile when the schema and the model say different things. */
export const schemaIsTheModel: Same<Written, Review> = true;

/** JSON Schema (draft 2020-12) of `review.json`. */
export function reviewJsonSchema(): Record<string, unknown> {
  const { $schema, ...body } = z.toJSONSchema(reviewSchema, { target: "draft-2020-12", io: "output" });
  return { $schema, $id: "urn:tieout:review:1", title: "Tieout review", ...body };
}
