import { z } from "zod";
import type { Row } from "../engines/engine.ts";
import {
  formatMoney,
  money,
  type AffectedSlice,
  type Break,
  type FieldDifference,
  type Finding,
  type FindingIdentity,
  type Handoff,
  type OutcomeName,
  type OutcomeReason,
  type Severity,
  type Side,
} from "../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";

const params = z.object({
  /** Breaks shown with a finding, the largest first. */
  samples: z.int().min(1).max(50).default(10),
  /** A unit is named as the affected slice when it holds at least this share of the breaks … */
  sliceShare: z.number().min(0).max(1).default(0.6),
  /** … of at least so many. */
  sliceBreaks: z.int().min(1).default(3),
});
type Params = z.infer<typeof params>;

/**
 * Records that a handoff lost, doubled, changed or invented, one finding a
 * handoff, side and outcome, from the breaks of the tie-out.
 */
export const silentSyncFailure: Detector<Params> = {
  kind: "silent-sync-failure",
  title: "Silent sync failure",
  looksAt: "handoffs",
  params,
  requires: (context) => (context.handoffs.size === 0 ? "the estate declares no handoff" : undefined),
  compile,
  read,
};

function compile(options: Params, relations: DetectorRelations, dialect: Dialect): Sql {
  const breaks = id(relations.breaks);
  const atRisk = sql`abs(coalesce(difference, amount, 0))`;
  return sql`WITH totals AS (
  SELECT handoff, side, outcome, count(*) AS records, sum(${atRisk}) AS at_risk, count(coalesce(difference, amount)) AS priced,
    sum(CAST(floor(confidence * 10000 + 0.005) AS BIGINT)) AS confidence, count(confidence) AS linked, sum(accepted) AS accepted, sum(review) AS review,
    CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest
  FROM ${breaks} GROUP BY handoff, side, outcome
), by_unit AS (
  SELECT handoff, side, outcome, unit, count(*) AS records,
    row_number() OVER (PARTITION BY handoff, side, outcome ORDER BY count(*) DESC, unit) AS place
  FROM ${breaks} WHERE unit IS NOT NULL GROUP BY handoff, side, outcome, unit
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY handoff, side, outcome ORDER BY ${atRisk} DESC, fingerprint) AS place FROM ${breaks}
), samples AS (
  SELECT handoff, side, outcome, ${dialect.stringAggregate(sampleJson(dialect), ",", sql`place`)} AS samples
  FROM ranked WHERE place <= ${options.samples} GROUP BY handoff, side, outcome
)
SELECT t.*, u.unit AS top_unit, u.records AS top_records, '[' || s.samples || ']' AS samples,
  ${dialect.fingerprint(sql`${`${silentSyncFailure.kind}|`} || t.handoff || '|' || t.outcome || '|' || t.side`)} AS fingerprint
FROM totals AS t
LEFT JOIN by_unit AS u ON u.handoff = t.handoff AND u.side = t.side AND u.outcome = t.outcome AND u.place = 1
JOIN samples AS s ON s.handoff = t.handoff AND s.side = t.side AND s.outcome = t.outcome
ORDER BY t.handoff, t.side, t.outcome`;
}

const SAMPLE_TEXTS = [
  "fingerprint",
  "reason",
  "dataset",
  "key",
  "reference",
  "unit",
  "date",
  "amount",
  "difference",
  "counterparts",
  "fields",
] as const;

/** A break as a JSON object of texts. */
function sampleJson(dialect: Dialect): Sql {
  const parts = SAMPLE_TEXTS.map(
    (name, index) => sql`${`${index === 0 ? "{" : ","}"${name}":`} || ${dialect.jsonString(sql`CAST(${id(name)} AS VARCHAR)`)}`,
  );
  return sql`${join(parts, " || ")} || '}'`;
}

function read(row: Row, options: Params, context: DetectorContext): Finding {
  const handoff = context.handoffs.get(String(row["handoff"])) as Handoff;
  const side = row["side"] as Side;
  const outcome = row["outcome"] as OutcomeName;
  const records = Number(row["records"]);
  const amount = Number(row["priced"]) > 0 ? formatMoney(money(String(row["at_risk"]))) : undefined;
  const inScope = context.inScope(handoff.id, side);
  const share = inScope === 0 ? 0 : Math.round((records / inScope) * 1e6) / 1e6;
  const texts = JSON.parse(String(row["samples"])) as Record<(typeof SAMPLE_TEXTS)[number], string | null>[];
  const slice = affected(row, records, inScope, options, context);
  return {
    fingerprint: String(row["fingerprint"]),
    kind: silentSyncFailure.kind,
    severity: severityOf(share, handoff),
    handoff: handoff.id,
    lifecycle: undefined,
    subject: undefined,
    outcome,
    title: titleOf(handoff, outcome, Number(row["review"]) > 0, records, amount, context),
    records,
    amount,
    share,
    onset: optional(row["onset"]),
    latest: optional(row["latest"]),
    slice,
    cause: undefined,
    delay: undefined,
    identity: restsOn(row),
    owner: handoff.owner,
    alert: handoff.alert,
    decision: handoff.decision,
    samples: texts.map((text) => toBreak(text, handoff.id, side, outcome)),
    move: moveOf(handoff, outcome, Number(row["review"]) > 0, slice, context),
  };
}

/** The engine sums whole ten-thousandths, so that the order of the rows changes no digit; what is not certain is never rounded up to 1. */
function restsOn(row: Row): FindingIdentity | undefined {
  const linked = Number(row["linked"]);
  if (linked === 0) return undefined;
  const confidence = Math.floor(Number(row["confidence"]) / linked) / 10000;
  return { confidence, accepted: Number(row["accepted"]), review: Number(row["review"]) };
}

/** How much it matters, by how common it is and whether anybody would be told. */
function severityOf(share: number, handoff: Handoff): Severity {
  const unseen = handoff.alert === undefined || handoff.owner === undefined;
  if (share >= 0.02 || (unseen && share >= 0.005)) return "high";
  return share >= 0.002 || unseen ? "medium" : "low";
}

function affected(row: Row, records: number, inScope: number, options: Params, context: DetectorContext): AffectedSlice | undefined {
  const unit = row["top_unit"];
  const top = Number(row["top_records"]);
  if (typeof unit !== "string" || top < options.sliceBreaks || top / records < options.sliceShare) return undefined;
  const side = row["side"] as Side;
  const all = context.inScope(String(row["handoff"]), side, unit);
  const shareOfRecords = inScope === 0 ? 0 : all / inScope;
  const shareOfBreaks = top / records;
  // A unit that holds as much of all records is no explanation.
  if (shareOfBreaks < 1.3 * shareOfRecords) return undefined;
  return { field: "unit", value: unit, shareOfBreaks: rounded(shareOfBreaks), shareOfRecords: rounded(shareOfRecords) };
}

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  missing: ["record never arrived", "records never arrived"],
  different: ["record arrived changed", "records arrived changed"],
  extra: ["record has no origin", "records have no origin"],
  duplicate: ["record was entered twice", "records were entered twice"],
  ambiguous: ["record has several candidates", "records have several candidates"],
};

const UNDECIDED = [
  "record may have a counterpart that nobody has confirmed",
  "records may have counterparts that nobody has confirmed",
] as const;

function titleOf(
  handoff: Handoff,
  outcome: OutcomeName,
  undecided: boolean,
  records: number,
  amount: string | undefined,
  context: DetectorContext,
): string {
  if (handoff.match.kind === "total") return `${handoff.title}: the totals differ by ${context.amountInWords(amount ?? "0")}`;
  const words = undecided ? UNDECIDED : (WORDS[outcome] ?? ["record", "records"]);
  const worth =
    amount === undefined
      ? ""
      : outcome === "different"
        ? `, off by ${context.amountInWords(amount)} in all`
        : `, worth ${context.amountInWords(amount)}`;
  return `${handoff.title}: ${records.toLocaleString("en-US")} ${records === 1 ? words[0] : words[1]}${worth}`;
}

const MOVES: Readonly<Record<string, string>> = {
  missing: "Inspect the sync rules and retries of this handoff, and enter the listed records downstream",
  different: "Compare the field map and later edits of this handoff, and correct the listed values where they are wrong",
  extra: "Find who or what writes records downstream without an upstream one, and link or void the listed records",
  duplicate: "Make the sync idempotent by its reference, and void the listed second copies",
  ambiguous: "Decide which candidate is the true one, and correct the reference of the others",
};

function moveOf(
  handoff: Handoff,
  outcome: OutcomeName,
  undecided: boolean,
  slice: AffectedSlice | undefined,
  context: DetectorContext,
): string {
  if (handoff.match.kind === "total") return "Tie out the handoffs beneath this total first: what breaks in them is what it is off by.";
  const where = slice === undefined ? "" : `, beginning with ${context.unitTitle(slice.value)}`;
  const owner = handoff.owner === undefined ? "; name an owner of the handoff first" : "";
  const alert = handoff.alert === undefined ? "; nobody is told when it fails: add an alert" : "";
  if (undecided) return `Say which of the listed candidates are the same: tieout resolve asks, and keeps the answers${owner}${alert}.`;
  return `${MOVES[outcome] ?? "Look at the listed records"}${where}${owner}${alert}.`;
}

function toBreak(
  text: Readonly<Record<(typeof SAMPLE_TEXTS)[number], string | null>>,
  handoff: string,
  side: Side,
  outcome: OutcomeName,
): Break {
  return {
    fingerprint: text.fingerprint ?? "",
    handoff,
    side,
    outcome,
    reason: text.reason as OutcomeReason,
    dataset: text.dataset ?? "",
    key: text.key ?? "",
    reference: optional(text.reference),
    unit: optional(text.unit),
    date: optional(text.date),
    amount: text.amount === null ? undefined : formatMoney(money(text.amount)),
    difference: text.difference === null ? undefined : formatMoney(money(text.difference)),
    counterparts: text.counterparts === null ? [] : text.counterparts.split("; "),
    fields: JSON.parse(text.fields ?? "[]") as FieldDifference[],
    states: undefined,
  };
}

function optional(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
