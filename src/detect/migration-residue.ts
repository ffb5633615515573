import { z } from "zod";
import type { Row } from "../engines/engine.ts";
import {
  formatMoney,
  money,
  type AffectedSlice,
  type Break,
  type Finding,
  type FindingSubject,
  type Severity,
  type SignOutcome,
} from "../model/index.ts";
import { and, id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
import { moveOf, titleOf, type Told } from "./migration/say.ts";

const params = z.object({
  /** Signs shown with a finding, the largest first. */
  samples: z.int().min(1).max(50).default(10),
  /** A unit is named as the affected slice when it holds at least this share of the records … */
  sliceShare: z.number().min(0).max(1).default(0.6),
  /** … of at least so many. */
  sliceRecords: z.int().min(1).default(3),
});
type Params = z.infer<typeof params>;

/** What a migration left behind, one finding an outcome and subject, from the relation of signs. */
export const migrationResidue: Detector<Params> = {
  kind: "migration-residue",
  title: "Migration residue",
  looksAt: "records",
  params,
  requires: () => undefined,
  compile,
  read,
};

const GROUP = ["outcome", "subject_type", "subject"] as const;
const TEXTS = [
  "fingerprint",
  "dataset",
  "key",
  "field",
  "value",
  "other_value",
  "unit",
  "date",
  "from_at",
  "amount",
  "records",
  "detail",
] as const;
type SampleText = Readonly<Record<(typeof TEXTS)[number], string | null>>;

function compile(options: Params, relations: DetectorRelations, dialect: Dialect): Sql {
  const group = join(GROUP.map((name) => id(name)));
  const same = (other: string): Sql => and(GROUP.map((name) => sql`${id(other, name)} = ${id("t", name)}`));
  const place = sql`${`${migrationResidue.kind}|`} || t.outcome || '|' || t.subject_type || '|' || t.subject`;
  const text = TEXTS.map(
    (name, index) => sql`${`${index === 0 ? "{" : ","}"${name}":`} || ${dialect.jsonString(sql`CAST(${id(name)} AS VARCHAR)`)}`,
  );
  return sql`WITH own AS (
  SELECT * FROM ${id(relations.signs)} WHERE kind = ${migrationResidue.kind}
), totals AS (
  SELECT ${group}, count(*) AS signs, sum(records) AS records, sum(abs(amount)) AS amount, count(amount) AS priced, count(DISTINCT coalesce(unit, '')) AS units,
    CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest
  FROM own GROUP BY ${group}
), by_unit AS (
  SELECT ${group}, unit, sum(records) AS records, row_number() OVER (PARTITION BY ${group} ORDER BY sum(records) DESC, unit) AS place
  FROM own WHERE unit IS NOT NULL GROUP BY ${group}, unit
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY ${group} ORDER BY abs(coalesce(amount, 0)) DESC, records DESC, fingerprint) AS place FROM own
), samples AS (
  SELECT ${group}, ${dialect.stringAggregate(sql`${join(text, " || ")} || '}'`, ",", sql`place`)} AS samples
  FROM ranked WHERE place <= ${options.samples} GROUP BY ${group}
)
SELECT t.*, u.unit AS top_unit, u.records AS top_records, '[' || s.samples || ']' AS samples, ${dialect.fingerprint(place)} AS fingerprint
FROM totals AS t
LEFT JOIN by_unit AS u ON ${same("u")} AND u.place = 1
JOIN samples AS s ON ${same("s")}
ORDER BY ${join(GROUP.map((name) => id("t", name)))}`;
}

function read(row: Row, options: Params, context: DetectorContext): Finding {
  const outcome = row["outcome"] as SignOutcome;
  const subject: FindingSubject = { type: row["subject_type"] as FindingSubject["type"], id: String(row["subject"]) };
  const samples = JSON.parse(String(row["samples"])) as SampleText[];
  const first = samples[0] as SampleText;
  const detail = JSON.parse(first.detail ?? "{}") as Record<string, string>;
  const records = Number(row["records"]);
  const of = Number(detail["of"] ?? 0);
  const share = of === 0 ? 0 : Math.min(1, rounded(records / of, 6));
  const told: Told = {
    outcome,
    subject: subject.id,
    dataset: first.dataset ?? "",
    signs: Number(row["signs"]),
    records,
    amount: Number(row["priced"]) > 0 ? formatMoney(money(String(row["amount"]))) : undefined,
    field: optional(first.field),
    value: optional(first.value),
    otherValue: optional(first.other_value),
    day: optional(first.from_at === null ? null : (detail["cutover"] ?? first.date)),
    unit: Number(row["units"]) === 1 ? optional(first.unit) : undefined,
    detail,
  };
  return {
    fingerprint: String(row["fingerprint"]),
    kind: migrationResidue.kind,
    severity: severityOf(told, share),
    handoff: undefined,
    lifecycle: undefined,
    subject,
    outcome,
    title: titleOf(told, context),
    records,
    amount: told.amount,
    share,
    onset: optional(row["onset"]),
    latest: optional(row["latest"]),
    slice: affected(row, records, samples, options),
    cause: undefined,
    delay: undefined,
    identity: undefined,
    owner: detail["owner"],
    alert: undefined,
    decision: undefined,
    samples: samples.map((text) => toBreak(text, outcome)),
    move: moveOf(told),
  };
}

const LEVELS: readonly Severity[] = ["low", "medium", "high"];

/** By how much of it is still in use; what is open in a retired system is nobody's work. */
function severityOf({ outcome, detail }: Told, share: number): Severity {
  if (detail["inUse"] === "0") return "low";
  const level = (share >= 0.02 ? 1 : 0) + (outcome === "open-in-retired" ? 1 : 0) + (detail["owner"] === undefined ? 1 : 0);
  const most = outcome === "column-started" || outcome === "column-stopped" ? 1 : 2;
  return LEVELS[Math.min(level, most)] as Severity;
}

function affected(row: Row, records: number, samples: readonly SampleText[], options: Params): AffectedSlice | undefined {
  const unit = row["top_unit"];
  const top = Number(row["top_records"]);
  if (typeof unit !== "string" || top < options.sliceRecords || top / records < options.sliceShare) return undefined;
  const own = JSON.parse(samples.find((sample) => sample.unit === unit)?.detail ?? "{}") as {
    readonly of?: string;
    readonly ofUnit?: string;
  };
  const [all, of] = [Number(own.ofUnit), Number(own.of)];
  // Only a record's own signs tell of how many others its unit has.
  if (!(all > 0) || !(of > 0)) return undefined;
  const [shareOfBreaks, shareOfRecords] = [top / records, all / of];
  // A unit that holds as much of all records is no explanation.
  return shareOfBreaks < 1.3 * shareOfRecords
    ? undefined
    : { field: "unit", value: unit, shareOfBreaks: rounded(shareOfBreaks, 4), shareOfRecords: rounded(shareOfRecords, 4) };
}

function toBreak(text: SampleText, outcome: SignOutcome): Break {
  const { state } = JSON.parse(text.detail ?? "{}") as { readonly state?: string };
  const [field, value] = state === undefined ? [text.field, text.value] : ["state", state];
  const pair = field === null || value === null ? [] : [{ from: { field, value }, to: { field, value: text.other_value } }];
  return {
    fingerprint: text.fingerprint ?? "",
    handoff: undefined,
    side: undefined,
    outcome,
    reason: "none",
    dataset: text.dataset ?? "",
    key: text.key ?? "",
    reference: undefined,
    unit: optional(text.unit),
    date: optional(text.date),
    amount: text.amount === null ? undefined : formatMoney(money(text.amount)),
    difference: undefined,
    counterparts: [],
    fields: pair,
    states: undefined,
  };
}

function optional(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function rounded(share: number, digits: number): number {
  return Math.round(share * 10 ** digits) / 10 ** digits;
}
