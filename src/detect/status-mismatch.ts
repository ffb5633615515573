import { z } from "zod";
import type { Row } from "../engines/engine.ts";
import {
  formatMoney,
  money,
  type AffectedSlice,
  type AgreeRule,
  type Break,
  type CarryRule,
  type Finding,
  type FindingDelay,
  type Lifecycle,
  type MismatchOutcome,
  type Severity,
  type StateMismatch,
  type Track,
} from "../model/index.ts";
import { and, id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
import { inDays } from "./status-mismatch/show.ts";
import { moveOf, titleOf, type Told } from "./status-mismatch/words.ts";

const params = z.object({
  /** Mismatches shown with a finding, the largest first. */
  samples: z.int().min(1).max(50).default(10),
  /** A unit is named as the affected slice when it holds at least this share of the records … */
  sliceShare: z.number().min(0).max(1).default(0.6),
  /** … of at least so many. */
  sliceBreaks: z.int().min(1).default(3),
});
type Params = z.infer<typeof params>;

/**
 * Records whose states disagree between systems or break the lifecycle, one
 * finding a lifecycle, rule, track and outcome, from the relation of mismatches.
 */
export const statusMismatch: Detector<Params> = {
  kind: "status-mismatch",
  title: "Status mismatch",
  looksAt: "lifecycles",
  params,
  requires: (context) => (context.lifecycles.size === 0 ? "the estate declares no lifecycle" : undefined),
  compile,
  read,
};

/** Mismatches that each speak of many records. */
const GROUPED = sql`('unmapped-word', 'avoided-word', 'definition-differs')`;
const GROUP = ["lifecycle", "rule_id", "track", "outcome"] as const;

function compile(options: Params, relations: DetectorRelations, dialect: Dialect): Sql {
  const group = join(GROUP.map((name) => id(name)));
  const same = (other: string): Sql => and(GROUP.map((name) => sql`${id(other, name)} = ${id("t", name)}`));
  const place = sql`${`${statusMismatch.kind}|`} || t.lifecycle || '|' || t.rule_id || '|' || t.track || '|' || t.outcome`;
  return sql`WITH mismatches AS (
  SELECT *, coalesce(rule, '') AS rule_id FROM ${id(relations.mismatches)}
), totals AS (
  SELECT ${group}, CASE WHEN outcome IN ${GROUPED} THEN sum(records) ELSE count(DISTINCT key) END AS records,
    count(*) AS mismatches, count(seconds) AS timed, sum(seconds) AS seconds, max(seconds) AS longest, sum(amount_days) AS amount_days, count(amount) AS priced,
    sum(CASE WHEN to_at IS NULL AND seconds IS NOT NULL THEN 1 ELSE 0 END) AS open,
    count(DISTINCT state) AS states, count(DISTINCT coalesce(other_state, '')) AS other_states, max(other_dataset) AS other_dataset,
    CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest
  FROM mismatches GROUP BY ${group}
), priced AS (
  SELECT ${group}, sum(own) AS own, sum(linked) AS linked FROM (
    SELECT ${group}, key, max(amount) AS own, sum(amount) AS linked FROM (
      SELECT ${group}, key, other_key, max(amount) AS amount FROM mismatches GROUP BY ${group}, key, other_key
    ) AS pairs GROUP BY ${group}, key
  ) AS keys GROUP BY ${group}
), by_unit AS (
  SELECT ${group}, unit, records, row_number() OVER (PARTITION BY ${group} ORDER BY records DESC, unit) AS place FROM (
    SELECT ${group}, unit, count(DISTINCT key) AS records FROM mismatches WHERE unit IS NOT NULL AND outcome NOT IN ${GROUPED} GROUP BY ${group}, unit
  ) AS units
), by_state AS (
  SELECT ${group}, state, other_state, row_number() OVER (PARTITION BY ${group} ORDER BY count(*) DESC, state, other_state) AS place
  FROM mismatches GROUP BY ${group}, state, other_state
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY ${group} ORDER BY coalesce(amount, 0) DESC, coalesce(seconds, records) DESC, fingerprint) AS place FROM mismatches
), samples AS (
  SELECT ${group}, ${dialect.stringAggregate(sampleJson(dialect), ",", sql`place`)} AS samples FROM ranked WHERE place <= ${options.samples} GROUP BY ${group}
)
SELECT t.*, p.own, p.linked, u.unit AS top_unit, u.records AS top_records, b.state AS top_state, b.other_state AS top_other_state,
  '[' || s.samples || ']' AS samples, ${dialect.fingerprint(place)} AS fingerprint
FROM totals AS t
JOIN priced AS p ON ${same("p")}
LEFT JOIN by_unit AS u ON ${same("u")} AND u.place = 1
JOIN by_state AS b ON ${same("b")} AND b.place = 1
JOIN samples AS s ON ${same("s")}
ORDER BY ${join(GROUP.map((name) => id("t", name)))}`;
}

const SAMPLE_TEXTS = [
  "fingerprint",
  "dataset",
  "key",
  "other_dataset",
  "other_key",
  "state",
  "other_state",
  "from_at",
  "due_at",
  "to_at",
  "from_earliest",
  "to_latest",
  "seconds",
  "amount",
  "amount_days",
  "unit",
  "date",
  "actor",
] as const;
type SampleText = Readonly<Record<(typeof SAMPLE_TEXTS)[number], string | null>>;

/** A mismatch as a JSON object of texts. */
function sampleJson(dialect: Dialect): Sql {
  const parts = SAMPLE_TEXTS.map(
    (name, index) => sql`${`${index === 0 ? "{" : ","}"${name}":`} || ${dialect.jsonString(sql`CAST(${id(name)} AS VARCHAR)`)}`,
  );
  return sql`${join(parts, " || ")} || '}'`;
}

function read(row: Row, options: Params, context: DetectorContext): Finding {
  const lifecycle = context.lifecycles.get(String(row["lifecycle"])) as Lifecycle;
  const track = lifecycle.tracks.find((each) => each.id === row["track"]) as Track;
  const rule = [...lifecycle.rules, ...lifecycle.carries].find((each) => each.id === row["rule_id"]);
  const outcome = row["outcome"] as MismatchOutcome;
  const records = Number(row["records"]);
  const atRisk = rule !== undefined && "worth" in rule && rule.worth?.side === "then" ? row["linked"] : row["own"];
  const amount = Number(row["priced"]) > 0 ? formatMoney(money(String(atRisk))) : undefined;
  const followed = context.followed(lifecycle.id, track.id);
  const share = followed === 0 ? 0 : Math.min(1, Math.round((records / followed) * 1e6) / 1e6);
  const owner = rule?.owner ?? lifecycle.owner;
  const delay = delayOf(row);
  const slice = affected(row, records, followed, options, context);
  const samples = (JSON.parse(String(row["samples"])) as SampleText[]).map((text) => toBreak(text, outcome, lifecycle, rule, track));
  const told: Told = {
    lifecycle,
    track,
    rule,
    outcome,
    records,
    mismatches: Number(row["mismatches"]),
    amount,
    longest: row["longest"] === null ? undefined : Number(row["longest"]),
    state: optional(row["top_state"]),
    otherState: optional(row["top_other_state"]),
    states: Number(row["states"]),
    otherStates: Number(row["other_states"]),
    otherDataset: optional(row["other_dataset"]),
    keys: samples.map(({ key }) => key),
    owner,
    slice,
  };
  return {
    fingerprint: String(row["fingerprint"]),
    kind: statusMismatch.kind,
    severity: severityOf(outcome, share, amount, delay, owner),
    handoff: undefined,
    subject: undefined,
    lifecycle: { id: lifecycle.id, rule: rule?.id, track: track.id },
    outcome,
    title: titleOf(told, context),
    records,
    amount,
    share,
    onset: optional(row["onset"]),
    latest: optional(row["latest"]),
    slice,
    cause: undefined,
    delay,
    identity: undefined,
    owner,
    alert: undefined,
    decision: rule?.decision ?? lifecycle.decision,
    samples,
    move: moveOf(told, context),
  };
}

function delayOf(row: Row): FindingDelay | undefined {
  if (Number(row["timed"]) === 0) return undefined;
  return {
    days: inDays(String(row["seconds"])),
    longest: inDays(String(row["longest"])),
    amountDays: Number(row["priced"]) > 0 && row["amount_days"] !== null ? formatMoney(money(String(row["amount_days"]))) : undefined,
    open: Number(row["open"]),
  };
}

const LEVELS: readonly Severity[] = ["low", "medium", "high"];

/** By how common it is; a step more where it goes on and nobody owns it, a step less where it is over or no money is in it. */
function severityOf(
  outcome: MismatchOutcome,
  share: number,
  amount: string | undefined,
  delay: FindingDelay | undefined,
  owner: string | undefined,
): Severity {
  const base = share >= 0.02 ? 2 : share >= 0.002 ? 1 : 0;
  const isOver = delay !== undefined && delay.open === 0;
  const isWord = outcome === "unmapped-word" || outcome === "avoided-word" || outcome === "definition-differs";
  const worthless = !isWord && (amount === undefined || money(amount).isZero());
  const level = base + (!isOver && owner === undefined ? 1 : 0) - (isOver || worthless ? 1 : 0);
  return LEVELS[Math.max(0, Math.min(2, level))] as Severity;
}

function affected(row: Row, records: number, followed: number, options: Params, context: DetectorContext): AffectedSlice | undefined {
  const unit = row["top_unit"];
  const top = Number(row["top_records"]);
  if (typeof unit !== "string" || top < options.sliceBreaks || top / records < options.sliceShare) return undefined;
  const all = context.followed(String(row["lifecycle"]), String(row["track"]), unit);
  const shareOfRecords = followed === 0 ? 0 : all / followed;
  const shareOfBreaks = top / records;
  // A unit that holds as much of all records is no explanation.
  if (shareOfBreaks < 1.3 * shareOfRecords) return undefined;
  return { field: "unit", value: unit, shareOfBreaks: rounded(shareOfBreaks), shareOfRecords: rounded(shareOfRecords) };
}

function toBreak(
  text: SampleText,
  outcome: MismatchOutcome,
  lifecycle: Lifecycle,
  rule: AgreeRule | CarryRule | undefined,
  track: Track,
): Break {
  const states: StateMismatch = {
    lifecycle: lifecycle.id,
    rule: rule?.id,
    track: track.id,
    state: optional(text.state),
    other:
      text.other_state === null && text.other_key === null
        ? undefined
        : { dataset: optional(text.other_dataset), key: optional(text.other_key), state: optional(text.other_state) },
    from: instant(text.from_at),
    due: instant(text.due_at),
    to: instant(text.to_at),
    days: text.seconds === null ? undefined : inDays(text.seconds),
    amountDays: text.amount_days === null ? undefined : formatMoney(money(text.amount_days)),
    atMost: text.from_earliest === null ? undefined : { from: instant(text.from_earliest) as string, to: instant(text.to_latest) },
    actor: optional(text.actor),
  };
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
    counterparts: text.other_key === null ? [] : [text.other_key],
    fields: [],
    states,
  };
}

/** The engine's UTC TIMESTAMP in ISO 8601. */
function instant(text: string | null): string | undefined {
  return text === null ? undefined : new Date(`${text.replace(" ", "T")}Z`).toISOString();
}

function optional(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
