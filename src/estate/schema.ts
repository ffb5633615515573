import { z } from "zod";
import { ATTRIBUTE_ROLES } from "../model/index.ts";
import { alerts } from "./schema-alerts.ts";
import { costs, type range } from "./schema-cost.ts";
import { fact } from "./schema-fact.ts";
import { lifecycle, workflow } from "./schema-flow.ts";
import { condition, dateOrder, day, duration, type fieldTest, instant, name, scalar, text, tolerance } from "./schema-parts.ts";
import { automation, maintenance, patterns } from "./schema-register.ts";
import { type metric, metrics, type report, reports, workbooks } from "./schema-report.ts";
import { desk } from "./schema-desk.ts";
import { triage } from "./schema-triage.ts";

/*
 * The written form of an estate: what stands in tieout.yaml, and what
 * defineEstate() takes. `resolve.ts` turns it into the model's Estate. The JSON
 * Schema for editors is generated from here, so descriptions are written for
 * the person who writes the file.
 */

const source = z.union([
  text.describe("A path or glob below the estate's directory, with /."),
  z.strictObject({
    path: text.describe("A path or glob below the estate's directory, with /."),
    format: z.enum(["csv", "json", "jsonl", "parquet", "xlsx"]).optional().describe("Told by the name and the first bytes when not given."),
    encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]).optional().describe("Found when not given."),
    delimiter: z.string().min(1).max(1).optional().describe("CSV: the character between values; found when not given."),
    headerRow: z.int().min(1).optional().describe("Line (or sheet row) of the header, from 1; found when not given."),
    sheet: text.optional().describe("XLSX: the sheet's name; the first with data when not given."),
    records: z
      .string()
      .optional()
      .describe("JSON: the way to the records, `[]` after each list to take apart: QueryResponse.Payment[].Line[]"),
    capturedAt: z
      .string()
      .optional()
      .describe("When the source said this: a time with its zone, or $.path into the JSON envelope. The file's own time when not given."),
  }),
]);

const field = z.union([
  text.describe("The column's header, or a JSON path within the record: CustomerRef.value; ^.Id is the parent's Id."),
  z.strictObject({
    column: text.optional().describe("The column's header, or a JSON path within the record."),
    sum: z.array(text).min(1).optional().describe("A signed sum of other fields: [total, -balance]."),
    value: scalar.optional().describe("The same value for every record."),
    type: z
      .enum(["text", "key", "money", "number", "date", "timestamp", "boolean"])
      .optional()
      .describe("text when not given; the fields named as key, amount and times are told."),
    decimal: z.enum([".", ","]).optional().describe("The decimal mark; told by the whole column when not given."),
    dateOrder: dateOrder.optional(),
    timeZone: z.string().optional().describe("The zone of times that carry none; the estate's when not given."),
  }),
]);

const dataset = z.strictObject({
  title: z.string().optional(),
  entity: z.string().describe("What a record is about: customer, job, quote, invoice, payment …"),
  source: source.optional(),
  captures: z.array(source).min(1).optional().describe("Several captures of the same dataset, each with its time; instead of source."),
  use: z.string().optional().describe("latest (the newest at or before asOf), or the time of the capture to use."),
  key: z.union([z.string(), z.array(z.string()).min(1)]).describe("The field, or fields, that identify a record."),
  repeatedKey: z
    .enum(["refuse", "report"])
    .optional()
    .describe("refuse (not given): a repeated key is bad input; report: later records with the same key are reported as duplicates."),
  fields: z.record(name, field),
  amount: z.string().optional().describe("The field that adds up to the dataset's total."),
  currency: z.string().optional().describe("A field that holds the currency, or a code such as USD; the estate's when not given."),
  times: z.record(name, z.string()).optional().describe("Named moments: { created: createdOn, completed: completedOn }."),
  time: z.string().optional().describe("Which of the times puts a record into a month; the first when not given."),
  state: z
    .union([
      z.string(),
      z.strictObject({
        field: z.string().optional(),
        words: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
        when: z
          .record(z.string(), condition)
          .optional()
          .describe(
            "States that the record's values tell, the first that holds first: { paid: { balance: 0 } }; they go before the words.",
          ),
      }),
    ])
    .optional()
    .describe("The status field; words maps each canonical state to the system's own words: { completed: [Completed, Done] }."),
  deleted: condition.optional(),
  unit: z.string().optional().describe("The field that names the branch, location or company."),
  by: z
    .strictObject({ created: z.string().optional(), modified: z.string().optional() })
    .optional()
    .describe("The fields that name who made a record and who last changed it: { created: createdBy, modified: modifiedBy }."),
});

const side = z.union([
  z.string(),
  z.strictObject({
    dataset: z.string(),
    filter: condition.optional(),
    amount: z.string().optional().describe("The field summed in the bridge; the dataset's amount when not given."),
    clock: z
      .string()
      .optional()
      .describe("The time field that starts the grace; `from` side: the dataset's time; `to` side: its created time."),
  }),
]);

const compare = z.union([
  z.string().describe("The same field name on both sides, equal exactly."),
  z.strictObject({
    from: z.string(),
    to: z.string(),
    tolerance: tolerance.optional(),
    ignoreCase: z.boolean().optional(),
  }),
]);

const adjustment = z.strictObject({
  title: z.string().optional(),
  sign: z.enum(["plus", "minus"]).describe("minus: the downstream side is lower by it (a fee); plus: higher (a tip)."),
  from: z.string().optional().describe("A field of the upstream records."),
  to: z.string().optional().describe("A field of the downstream records."),
  dataset: z.string().optional().describe("Records of a third dataset."),
  amount: z.string().optional().describe("With dataset: the field to sum; the dataset's amount when not given."),
  filter: condition.optional(),
  match: z.record(z.string(), z.string()).optional().describe("With dataset: its field → the field of the one side that it belongs to."),
});

const handoff = z.strictObject({
  title: z.string().optional(),
  from: side,
  to: side,
  match: z
    .union([z.literal("total"), z.literal("identity"), z.record(z.string(), z.string())])
    .describe(
      "Upstream field → downstream field, all of which must be equal; or `identity`: by the entity that both records were resolved to; or `total`: one sum against the other.",
    ),
  identity: z.string().optional().describe("With match: identity, where both datasets are members of several: which one."),
  ignoreCase: z.boolean().optional(),
  cardinality: z.enum(["one-to-one", "one-to-many", "many-to-one"]).optional(),
  compare: z.array(compare).optional(),
  adjustments: z.record(name, adjustment).optional(),
  grace: duration.optional(),
  owner: z.string().optional(),
  alert: z.string().optional().describe("Where a failure is announced; leave out if nowhere."),
  workflows: z.array(z.string()).optional(),
  decision: z.string().optional().describe("The decision that reads what it carries: billing, close, payroll …"),
});

const cardinality = z.enum(["one-to-one", "one-to-many", "many-to-one", "many-to-many"]);
const probability = z.number().min(0).max(1);
const fieldNames = z.union([z.string(), z.array(z.string()).min(1)]);

const member = z.strictObject({
  fields: z
    .record(z.string(), fieldNames)
    .describe("Attribute → the field, or fields, that make it up: { lastName: surname, address: [street, unit] }."),
  duplicates: z.boolean().optional().describe("May two of its records be the same real thing? true when not given."),
  references: z
    .array(text)
    .optional()
    .describe("Fields of other datasets that name its records by their key: [books.invoices.customerId]; what hangs on a record."),
});

const identityLink = z.strictObject({
  from: z.string(),
  to: z.string(),
  cardinality: cardinality.optional().describe("How many records of one stand for one of the other; one-to-one when not given."),
  key: z
    .record(z.string(), z.string())
    .optional()
    .describe("Field of `from` → field of `to`: records in which all pairs are equal are one, whatever else they say."),
});

const identity = z.strictObject({
  title: z.string().optional(),
  entity: z.string().describe("What it is about: customer, vendor, job …"),
  accept: probability.optional().describe("Match probability from which a link is accepted unseen; 0.99 when not given."),
  review: probability.optional().describe("Match probability from which a link goes to the review queue; 0.5 when not given."),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "an ISO 3166 code of two capital letters, such as US")
    .optional()
    .describe("ISO 3166 code of the country of phone numbers that carry no country code; US when not given."),
  decisions: text
    .optional()
    .describe("File below the estate's directory that keeps people's word on pairs; decisions/<identity>.csv when not given."),
  model: text.optional().describe("File of a frozen model below the estate's directory; estimated anew in every run when not given."),
  attributes: z
    .record(name, z.enum(ATTRIBUTE_ROLES))
    .optional()
    .describe(
      "Attribute → what kind of thing it is: { suburb: place, dob: date }. Names such as lastName, phone and email tell it themselves.",
    ),
  members: z.record(z.string(), member).describe("The datasets that hold its records: system.dataset → how."),
  links: z.array(identityLink).min(1).optional().describe("Which datasets are linked; every pair of members when not given."),
  blocking: z
    .array(z.array(z.string()).min(1))
    .min(1)
    .optional()
    .describe("Attributes within which records are compared: [[phone], [lastName, postcode]]; proposed from the data when not given."),
});

export const estateSchema = z.strictObject({
  tieout: z.literal(1).describe("Version of this file's form."),
  estate: name,
  title: z.string().optional(),
  timeZone: z.string().describe("IANA name: America/New_York."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "an ISO 4217 code of three capital letters, such as USD")
    .describe("ISO 4217 code of the reporting currency: USD."),
  dateOrder: dateOrder.optional(),
  asOf: instant.optional(),
  businessDays: z
    .array(z.enum(["sun", "mon", "tue", "wed", "thu", "fri", "sat"]))
    .min(1)
    .optional(),
  holidays: z.array(day).optional(),
  units: z
    .record(
      name,
      z.union([
        z.string(),
        z.strictObject({
          title: z.string().optional(),
          aliases: z.array(z.string()).optional(),
          acquired: day.optional().describe("The day on which an acquired company's records moved over: 2026-03-01."),
          owner: z.string().optional().describe("Who works what breaks in it, where the handoff, lifecycle or fact has no owner."),
        }),
      ]),
    )
    .optional(),
  systems: z.record(
    name,
    z.strictObject({
      title: z.string().optional(),
      vendor: z.string().optional(),
      kind: z.enum(["crm", "dispatch", "field", "billing", "books", "payments", "spreadsheet", "dashboard", "other"]).optional(),
      owner: z.string().optional(),
      retired: day.optional().describe("The day from which nothing may be worked in it any more: 2026-03-01."),
      datasets: z.record(name, dataset),
    }),
  ),
  facts: z.record(z.string(), fact).optional().describe("Attributes, the system that owns each, and where it is held."),
  identities: z.record(name, identity).optional().describe("Who is who: entities whose records stand in several datasets."),
  handoffs: z.record(name, handoff).optional(),
  lifecycles: z.record(name, lifecycle).optional().describe("What states a thing may be in, and where each system says which it is in."),
  workflows: z.record(name, workflow).optional().describe("Chains of handoffs, each of which feeds a decision."),
  people: patterns
    .optional()
    .describe('Names by which persons sign what they write; * and ? stand for any letters and for one: ["*@summit.example"].'),
  automations: z.record(name, automation).optional().describe("What runs by itself: the register of scripts, connectors and rules."),
  maintenance: z.array(maintenance).optional().describe("Times in which no run of a system is expected."),
  workbooks,
  metrics,
  reports,
  costs,
  triage,
  alerts,
  desk,
});

/** What a person writes in tieout.yaml. */
export type EstateSpec = z.input<typeof estateSchema>;
export type ParsedEstate = z.output<typeof estateSchema>;
export type DatasetSpec = z.input<typeof dataset>;
export type IdentitySpec = z.input<typeof identity>;
export type MemberSpec = z.input<typeof member>;
export type HandoffSpec = z.input<typeof handoff>;
export type FieldSpec = z.input<typeof field>;
export type SourceSpec = z.input<typeof source>;
export type ConditionSpec = z.input<typeof condition>;
export type FieldTestSpec = z.input<typeof fieldTest>;
export type SideSpec = z.input<typeof side>;
export type CompareSpec = z.input<typeof compare>;
export type AdjustmentSpec = z.input<typeof adjustment>;
export type StateSpec = DatasetSpec["state"];
export type LifecycleSpec = z.input<typeof lifecycle>;
export type TrackSpec = LifecycleSpec["tracks"][string];
export type LinkSpec = NonNullable<LifecycleSpec["links"]>[number];
export type AgreeSpec = Exclude<NonNullable<LifecycleSpec["agree"]>[string], false>;
export type CarrySpec = NonNullable<LifecycleSpec["carry"]>[string];
export type WorkflowSpec = z.input<typeof workflow>;
export type FactSpec = z.input<typeof fact>;
export type MetricSpec = z.input<typeof metric>;
export type ReportSpec = z.input<typeof report>;
export type AutomationSpec = z.input<typeof automation>;
export type RangeSpec = z.input<typeof range>;
export type ToleranceSpec = z.input<typeof tolerance>;
