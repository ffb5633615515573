import { z } from "zod";
import type { Row } from "../engines/engine.ts";
import {
  formatMoney,
  money,
  type AffectedSlice,
  type Break,
  type Finding,
  type FindingSubject,
  type Handoff,
  type Severity,
  type Side,
  type SignKind,
  type SignOutcome,
} from "../model/index.ts";
import { and, id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";

const params = z.object({
  /** Signs shown with a finding, the largest first. */
  samples: z.int().min(1).max(50).default(10),
  /** A unit is named as the affected slice when it holds at least this share of the records … */
  sliceShare: z.number().min(0).max(1).default(0.6),
  /** … of at least so many. */
  sliceBreaks: z.int().min(1).default(3),
});
type Params = z.infer<typeof params>;

/** What a finding of signs has to tell. */
export interface ToldSigns {
  readonly outcome: SignOutcome;
  readonly subject: FindingSubject;
  readonly signs: number;
  /** Records that they speak of. */
  readonly records: number;
  /** In words, with its currency; undefined where no sign has one. */
  readonly worth: string | undefined;
  /** 0 to 1, of `detail.of` records; 0 where that is not told. */
  readonly share: number;
  /** The `value` of every sign that is shown. */
  readonly values: readonly string[];
  /** The signs that are shown, the largest first. */
  readonly shown: readonly [ShownSign, ...ShownSign[]];
  /** The unit that all signs speak of; undefined where they speak of several, or of none. */
  readonly unit: string | undefined;
  /** Of the largest sign: the texts of its detail. */
  readonly detail: Readonly<Record<string, string | undefined>>;
  readonly handoff: Handoff | undefined;
  readonly context: DetectorContext;
}

/** A sign that is shown with its finding: what the relation of signs has of it, as texts. */
export type ShownSign = Readonly<Record<(typeof SAMPLE_TEXTS)[number], string | null>>;

/** How the signs of one outcome are told. */
export interface SignWords {
  readonly title: (told: ToldSigns) => string;
  readonly move: (told: ToldSigns) => string;
  readonly severity: (told: ToldSigns) => Severity;
}

export interface SignDetector {
  readonly kind: SignKind;
  readonly title: string;
  readonly looksAt: Detector<Params>["looksAt"];
  /** The outcomes that it tells; signs of others are not its own. */
  readonly words: Readonly<Partial<Record<SignOutcome, SignWords>>>;
  readonly requires: Detector<Params>["requires"];
  /** The share that a unit has of all records, 0 to 1, where no handoff counts them; undefined: not known. */
  readonly shareOfUnit?: (unit: string, shown: readonly ShownSign[]) => number | undefined;
  /** What of a shown sign is told in another way. */
  readonly show?: (sign: ShownSign) => Partial<Break>;
}

/** A detector that makes a finding of all signs of one outcome and subject. */
export function signDetector(spec: SignDetector): Detector<Params> {
  return {
    kind: spec.kind,
    title: spec.title,
    looksAt: spec.looksAt,
    params,
    requires: spec.requires,
    compile: (options, relations, dialect) => compile(spec, options, relations, dialect),
    read: (row, options, context) => read(spec, row, options, context),
  };
}

const GROUP = ["outcome", "subject_type", "subject"] as const;

function compile(spec: SignDetector, options: Params, relations: DetectorRelations, dialect: Dialect): Sql {
  const group = join(GROUP.map((name) => id(name)));
  const same = (other: string): Sql => and(GROUP.map((name) => sql`${id(other, name)} = ${id("t", name)}`));
  const place = sql`${`${spec.kind}|`} || t.outcome || '|' || t.subject_type || '|' || t.subject`;
  const outcomes = join(Object.keys(spec.words).map((outcome) => sql`${outcome}`));
  return sql`WITH own AS (
  SELECT *, coalesce(date, CAST(from_at AS DATE)) AS day FROM ${id(relations.signs)} WHERE kind = ${spec.kind} AND outcome IN (${outcomes})
), totals AS (
  SELECT ${group}, count(*) AS signs, sum(records) AS records, sum(abs(amount)) AS at_risk, count(amount) AS priced, count(DISTINCT coalesce(unit, '')) AS units,
    CAST(min(day) AS VARCHAR) AS onset, CAST(max(day) AS VARCHAR) AS latest
  FROM own GROUP BY ${group}
), by_unit AS (
  SELECT ${group}, unit, sum(records) AS records, row_number() OVER (PARTITION BY ${group} ORDER BY sum(records) DESC, unit) AS place
  FROM own WHERE unit IS NOT NULL GROUP BY ${group}, unit
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY ${group} ORDER BY abs(coalesce(amount, 0)) DESC, records DESC, fingerprint) AS place FROM own
), samples AS (
  SELECT ${group}, ${dialect.stringAggregate(sampleJson(dialect), ",", sql`place`)} AS samples FROM ranked WHERE place <= ${options.samples} GROUP BY ${group}
)
SELECT t.*, u.unit AS top_unit, u.records AS top_records, '[' || s.samples || ']' AS samples, ${dialect.fingerprint(place)} AS fingerprint
FROM totals AS t
LEFT JOIN by_unit AS u ON ${same("u")} AND u.place = 1
JOIN samples AS s ON ${same("s")}
ORDER BY ${join(GROUP.map((name) => id("t", name)))}`;
}

const SAMPLE_TEXTS = [
  "fingerprint",
  "dataset",
  "key",
  "other_key",
  "field",
  "value",
  "other_value",
  "amount",
  "unit",
  "day",
  "detail",
] as const;

/** A sign as a JSON object of texts. */
function sampleJson(dialect: Dialect): Sql {
  const parts = SAMPLE_TEXTS.map(
    (name, index) => sql`${`${index === 0 ? "{" : ","}"${name}":`} || ${dialect.jsonString(sql`CAST(${id(name)} AS VARCHAR)`)}`,
  );
  return sql`${join(parts, " || ")} || '}'`;
}

function read(spec: SignDetector, row: Row, options: Params, context: DetectorContext): Finding {
  const outcome = row["outcome"] as SignOutcome;
  const subject = { type: row["subject_type"] as FindingSubject["type"], id: String(row["subject"]) };
  const samples = JSON.parse(String(row["samples"])) as [ShownSign, ...ShownSign[]];
  const detail = JSON.parse(samples[0].detail ?? "{}") as Readonly<Record<string, string | undefined>>;
  const records = Number(row["records"]);
  const amount = Number(row["priced"]) > 0 ? formatMoney(money(String(row["at_risk"]))) : undefined;
  const of = Number(detail["of"] ?? 0);
  const handoff = subject.type === "handoff" ? context.handoffs.get(subject.id) : undefined;
  const told: ToldSigns = {
    outcome,
    subject,
    signs: Number(row["signs"]),
    records,
    worth: amount === undefined ? undefined : context.amountInWords(amount),
    share: of === 0 ? 0 : Math.min(1, Math.round((records / of) * 1e6) / 1e6),
    values: samples.flatMap(({ value }) => (value === null ? [] : [value])),
    shown: samples,
    unit: Number(row["units"]) === 1 ? optional(samples[0].unit) : undefined,
    detail,
    handoff,
    context,
  };
  const words = spec.words[outcome] as SignWords;
  const side = detail["side"] as Side | undefined;
  const shareOfUnit = (unit: string): number | undefined => {
    if (handoff === undefined || side === undefined) return spec.shareOfUnit?.(unit, samples);
    const all = context.inScope(handoff.id, side);
    return all === 0 ? 0 : context.inScope(handoff.id, side, unit) / all;
  };
  return {
    fingerprint: String(row["fingerprint"]),
    kind: spec.kind,
    severity: words.severity(told),
    handoff: handoff?.id,
    lifecycle: undefined,
    subject,
    outcome,
    title: words.title(told),
    records,
    amount,
    share: told.share,
    onset: optional(row["onset"]),
    latest: optional(row["latest"]),
    slice: affected(row, records, shareOfUnit, options),
    cause: undefined,
    delay: undefined,
    identity: undefined,
    owner: handoff?.owner ?? detail["owner"],
    alert: handoff?.alert,
    decision: handoff?.decision ?? detail["decision"],
    samples: samples.map((sign) => ({ ...toBreak(sign, outcome, subject, handoff), ...spec.show?.(sign) })),
    move: words.move(told),
  };
}

function affected(
  row: Row,
  records: number,
  shareOfUnit: (unit: string) => number | undefined,
  options: Params,
): AffectedSlice | undefined {
  const [unit, top] = [row["top_unit"], Number(row["top_records"])];
  if (typeof unit !== "string" || top < options.sliceBreaks || top / records < options.sliceShare) return undefined;
  const [shareOfBreaks, shareOfRecords] = [top / records, shareOfUnit(unit)];
  // A unit that holds as much of all records is no explanation.
  if (shareOfRecords === undefined || shareOfBreaks < 1.3 * shareOfRecords) return undefined;
  return { field: "unit", value: unit, shareOfBreaks: rounded(shareOfBreaks), shareOfRecords: rounded(shareOfRecords) };
}

function toBreak(text: ShownSign, outcome: SignOutcome, subject: FindingSubject, handoff: Handoff | undefined): Break {
  return {
    fingerprint: text.fingerprint ?? "",
    handoff: handoff?.id,
    side: undefined,
    outcome,
    reason: "none",
    dataset: text.dataset ?? "",
    // What speaks of no one record is known by what it says, or by its subject.
    key: text.key ?? text.value ?? subject.id,
    reference: undefined,
    unit: optional(text.unit),
    date: optional(text.day),
    amount: text.amount === null ? undefined : formatMoney(money(text.amount)),
    difference: undefined,
    counterparts: text.other_key === null ? [] : [text.other_key],
    fields:
      text.field === null ? [] : [{ from: { field: text.field, value: text.value }, to: { field: text.field, value: text.other_value } }],
    states: undefined,
  };
}

/** `1 record`, `1,204 records`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** By how common it is; never less than the least. */
export function severityByShare(share: number, least: Severity): Severity {
  const levels: readonly Severity[] = ["low", "medium", "high"];
  const own = share >= 0.02 ? 2 : share >= 0.002 ? 1 : 0;
  return levels[Math.max(own, levels.indexOf(least))] as Severity;
}

function optional(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
