import type { AlertSettings } from "./alerts.ts";
import type { Automation, Maintenance } from "./automation.ts";
import type { Identity } from "./identity.ts";
import type { Severity } from "./finding.ts";
import type { Lifecycle, Workflow } from "./lifecycle.ts";
import type { DeclaredAnswer } from "./triage.ts";
import type { Assumption } from "./price.ts";
import type { Metric, Report, WorkbookSource } from "./metric.ts";

/**
 * The resolved estate: every default filled in, every reference checked. The
 * unresolved form that people write is `EstateSpec` in the room `estate`.
 */
export interface Estate {
  /** Machine name, `summit-mechanical`. */
  readonly name: string;
  readonly title: string;
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** Absolute directory; no source may lie outside it. */
  readonly directory: string;
  /** IANA time zone in which days and months are counted. */
  readonly timeZone: string;
  /** ISO 4217 code of the reporting currency. */
  readonly currency: string;
  /** How day and month stand in an ambiguous `03/04/2025`, when neither the field nor the column's other values tell. */
  readonly dateOrder: DateOrder;
  /** The instant (UTC, ISO 8601) that the review speaks of; undefined: the newest capture's time. */
  readonly asOf: string | undefined;
  /** Days of the week (0 = Sunday) that are business days. */
  readonly businessDays: readonly number[];
  /** ISO dates that are no business days. */
  readonly holidays: readonly string[];
  /** Business days that an exception may take by its severity; left out: the desk's own. */
  readonly due?: Readonly<Partial<Record<Severity, number | undefined>>> | undefined;
  readonly units: readonly Unit[];
  readonly systems: readonly System[];
  readonly datasets: readonly Dataset[];
  readonly facts: readonly Fact[];
  readonly identities: readonly Identity[];
  readonly handoffs: readonly Handoff[];
  readonly lifecycles: readonly Lifecycle[];
  readonly workflows: readonly Workflow[];
  /** Patterns (`*` and `?`, without case) of the actors that are persons. */
  readonly people: readonly string[];
  readonly automations: readonly Automation[];
  readonly maintenance: readonly Maintenance[];
  readonly workbooks: readonly WorkbookSource[];
  readonly metrics: readonly Metric[];
  readonly reports: readonly Report[];
  /** What work, waiting and losses cost, all of it assumed. */
  readonly costs: readonly Assumption[];
  /** What people say of the triage that no record can tell; none when left out. */
  readonly triage?: readonly DeclaredAnswer[];
  /** Who is told of exceptions; nobody when left out. */
  readonly alerts?: AlertSettings;
}

export type DateOrder = "mdy" | "dmy" | "ymd";

/** A branch, location or acquired company. */
export interface Unit {
  readonly id: string;
  readonly title: string;
  /** Words by which systems call it, its id and title included; compared without case. */
  readonly aliases: readonly string[];
  /** ISO day on which an acquired company's records moved over; undefined: it was always one of ours. */
  readonly acquired: string | undefined;
  /** Who works what breaks in it where the place that breaks has no owner. */
  readonly owner?: string | undefined;
}

/** One application that holds records, or a spreadsheet, or a dashboard. */
export interface System {
  readonly id: string;
  readonly title: string;
  readonly vendor: string | undefined;
  readonly kind: SystemKind;
  readonly owner: string | undefined;
  /** ISO day from which nothing may be worked in it any more. */
  readonly retired: string | undefined;
}

export type SystemKind = "crm" | "dispatch" | "field" | "billing" | "books" | "payments" | "spreadsheet" | "dashboard" | "other";

/** One table, file set, sheet or stream of a system, mapped to an entity. */
export interface Dataset {
  /** `system.name`, for instance `dispatch.jobs`. */
  readonly id: string;
  readonly system: string;
  readonly entity: string;
  readonly title: string;
  readonly captures: readonly CaptureSource[];
  /** Which capture the review reads: the newest at or before the as-of time, or the one of a stated time. */
  readonly use: "latest" | string;
  /** Names of the fields that together identify a record. */
  readonly key: readonly string[];
  /** `refuse`: a repeated key is bad input; `report`: later copies get the outcome `duplicate`. */
  readonly repeatedKey: "refuse" | "report";
  readonly fields: readonly Field[];
  /** The field whose sum is the dataset's total. */
  readonly amount: string | undefined;
  /** ISO 4217; a field that holds it, or one code for all records. */
  readonly currency: { readonly field: string } | { readonly code: string };
  /** Named moments of a record: `created`, `completed`, `modified`; each names a field. */
  readonly times: Readonly<Record<string, string>>;
  /** The field by which a record belongs to a month. */
  readonly time: string | undefined;
  /** The field that says when the record came to be in its system: the clock of captures. */
  readonly created: string | undefined;
  readonly state: StateMapping | undefined;
  /** A record that meets the condition was deleted or voided in its system. */
  readonly deleted: Condition | undefined;
  /** The field that names the unit. */
  readonly unit: string | undefined;
  /** The fields that name who made and who last changed a record. */
  readonly by: { readonly created: string | undefined; readonly modified: string | undefined };
  /** Place in the estate's file, for messages. */
  readonly line: number;
}

export interface StateMapping {
  /** The status field; undefined where every state is derived. */
  readonly field: string | undefined;
  /** The system's word (compared without case) → canonical state. Empty: the words are taken as they are. */
  readonly words: Readonly<Record<string, string>>;
  /** States that the record's values tell, the first condition that holds first; they go before the words. */
  readonly derived: readonly { readonly state: string; readonly when: Condition }[];
}

/** Where one capture of a dataset comes from. */
export interface CaptureSource {
  /** Path or glob below the estate's directory, with `/`. */
  readonly path: string;
  /** undefined: told by the file's name and first bytes. */
  readonly format: SourceFormat | undefined;
  readonly encoding: TextEncoding | undefined;
  readonly delimiter: string | undefined;
  /** 1-based line (or sheet row) of the header; undefined: found. */
  readonly headerRow: number | undefined;
  readonly sheet: string | undefined;
  /**
   * JSON only: the way to the records, each step a name, `[]` after a list to be
   * taken apart: `QueryResponse.Payment[].Line[].LinkedTxn[]`. Undefined: the document
   * is the list (or one record a line).
   */
  readonly records: string | undefined;
  /** When the source said this, UTC ISO 8601; or a path into the JSON envelope (`$.time`); undefined: the file's own time. */
  readonly capturedAt: string | undefined;
  readonly line: number;
}

export type SourceFormat = "csv" | "json" | "jsonl" | "parquet" | "xlsx";
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export type FieldType = "text" | "key" | "money" | "number" | "date" | "timestamp" | "boolean";

/** One attribute of a record, as the estate calls it. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly from: FieldOrigin;
  /** money and number: the decimal mark; undefined: told by the whole column. */
  readonly decimal: "." | "," | undefined;
  /** date and timestamp: order of day and month; undefined: told by the whole column. */
  readonly dateOrder: DateOrder | undefined;
  /** timestamp without a zone of its own: the zone it is meant in. */
  readonly timeZone: string;
  readonly line: number;
}

export type FieldOrigin =
  /** A column's header, or a JSON path relative to the record (`CustomerRef.value`; `^.Id` is the parent's). */
  | { readonly column: string }
  /** A signed sum of other money or number fields: TotalAmt − Balance. */
  | { readonly sum: readonly { readonly field: string; readonly sign: 1 | -1 }[] }
  /** The same value for every record. */
  | { readonly value: string };

/** One attribute of an entity that the business reads, and its system of record. */
export interface Fact {
  /** `customer.billing_email`. */
  readonly id: string;
  readonly owner: string | undefined;
  readonly readers: readonly string[];
  /** Which field of which dataset holds it. */
  readonly held: readonly { readonly dataset: string; readonly field: string }[];
  /** By which identity, handoff or lifecycle records of these datasets are the same; undefined: found where only one joins two of them. */
  readonly via: { readonly kind: "identity" | "handoff" | "lifecycle"; readonly id: string } | undefined;
  readonly tolerance: Tolerance;
  /** How long after a change the copies may differ. */
  readonly grace: Duration;
  readonly line: number;
}

/** Records of one dataset that must appear in another. */
export interface Handoff {
  readonly id: string;
  readonly title: string;
  readonly from: HandoffSide;
  readonly to: HandoffSide;
  readonly match: MatchRule;
  readonly cardinality: Cardinality;
  readonly compare: readonly Comparison[];
  readonly adjustments: readonly Adjustment[];
  readonly grace: Duration;
  readonly owner: string | undefined;
  readonly alert: string | undefined;
  /** The workflows it belongs to, in the words of product.md: `job-to-cash`. */
  readonly workflows: readonly string[];
  /** The decision that reads what it carries: `billing`, `close`. */
  readonly decision: string | undefined;
  readonly line: number;
}

export interface HandoffSide {
  readonly dataset: string;
  /** Records that do not meet it are excluded. Undefined: all. */
  readonly filter: Condition | undefined;
  /** The field summed in the bridge; undefined: records are counted, not summed. */
  readonly amount: string | undefined;
  /** The field that starts the grace clock; undefined: no record of this side is ever in flight. */
  readonly clock: string | undefined;
}

export type MatchRule =
  /** All pairs of fields must be equal. */
  | { readonly kind: "key"; readonly on: readonly { readonly from: string; readonly to: string }[]; readonly ignoreCase: boolean }
  /** Both sides belong to one identity, and records are matched by the entity that they were resolved to. */
  | { readonly kind: "identity"; readonly identity: string }
  /** All of one side against all of the other: a control total. */
  | { readonly kind: "total" };

export type Cardinality = "one-to-one" | "one-to-many" | "many-to-one";

export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly tolerance: Tolerance;
}

export type Tolerance =
  | { readonly kind: "exact"; readonly ignoreCase: boolean }
  /** |to − from| ≤ max(absolute, relative × |from|). Decimal strings. */
  | { readonly kind: "amount"; readonly absolute: string; readonly relative: string }
  /** −before ≤ to − from ≤ after. */
  | { readonly kind: "time"; readonly before: Duration; readonly after: Duration };

/** Something that lawfully stands between the two sums of a matched group. */
export interface Adjustment {
  readonly id: string;
  readonly title: string;
  readonly sign: 1 | -1;
  readonly of:
    /** A field of the upstream or downstream records themselves, a fee for instance. */
    | { readonly kind: "field"; readonly side: "from" | "to"; readonly field: string }
    /** Records of a third dataset that carry the match key. `on` pairs its fields with those of the one side; empty for totals. */
    | {
        readonly kind: "dataset";
        readonly dataset: string;
        readonly amount: string;
        readonly filter: Condition | undefined;
        readonly on: readonly { readonly field: string; readonly matches: string }[];
      };
}

export interface Duration {
  readonly count: number;
  readonly unit: "hours" | "days" | "business-days";
}

/** A condition on one record. Values are compared as the field's type reads them; text without regard to case. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly field: string; readonly test: Test };

export type Test =
  | { readonly op: "in"; readonly values: readonly string[] }
  | { readonly op: "above" | "at-least" | "below" | "at-most"; readonly value: string }
  | { readonly op: "starts-with" | "contains"; readonly value: string }
  | { readonly op: "present" };
