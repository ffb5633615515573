import { z } from "zod";
import type { Row } from "../engines/engine.ts";
import { formatMoney, money, type Break, type Finding, type FindingSubject, type Severity, type SignOutcome } from "../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
import { moveOf, titleOf, writesOf, type Copy, type Told, type ToldWord } from "./source-of-truth/words.ts";

const params = z.object({
  /** Records (or words) shown with a finding, the largest first. */
  samples: z.int().min(1).max(50).default(10),
});
type Params = z.infer<typeof params>;

/**
 * Facts that two systems hold and say differently, that are changed where they
 * should not be, or that nobody owns; one finding a fact and outcome, from the
 * relation of signs.
 */
export const sourceOfTruthConflict: Detector<Params> = {
  kind: "source-of-truth-conflict",
  title: "Source of truth conflict",
  looksAt: "facts",
  params,
  // Copies that nobody declared are looked for too: it runs on every estate.
  requires: () => undefined,
  compile,
  read,
};

const GROUP = ["outcome", "subject_type", "subject"] as const;
/** Outcomes of which each sign speaks of one record; of the others each speaks of many. */
const SINGLE = sql`('values-differ', 'non-owner-writes')`;

function compile(options: Params, relations: DetectorRelations, dialect: Dialect): Sql {
  const group = join(GROUP.map((name) => id(name)));
  const same = (other: string): Sql =>
    join(
      GROUP.map((name) => sql`${id(other, name)} = ${id("t", name)}`),
      " AND ",
    );
  const place = sql`${`${sourceOfTruthConflict.kind}|`} || t.outcome || '|' || t.subject_type || '|' || t.subject`;
  return sql`WITH signs AS (
  SELECT * FROM ${id(relations.signs)} WHERE kind = ${sourceOfTruthConflict.kind} AND outcome <> 'defined-otherwise'
), keys AS (
  SELECT ${group}, dataset, key, sum(records) AS records, max(amount) AS amount FROM signs GROUP BY ${group}, dataset, key
), totals AS (
  SELECT ${group}, CASE WHEN outcome IN ${SINGLE} THEN count(*) ELSE sum(records) END AS records, count(amount) AS priced, sum(amount) AS amount
  FROM keys GROUP BY ${group}
), times AS (
  SELECT ${group}, count(*) AS signs, CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest FROM signs GROUP BY ${group}
), copies AS (
  SELECT ${group}, dataset, other_dataset, sum(records) AS records, min(detail) AS detail FROM signs GROUP BY ${group}, dataset, other_dataset
), copy_texts AS (
  SELECT ${group}, ${dialect.stringAggregate(json(COPY_TEXTS, dialect), ",", sql`records DESC, dataset, other_dataset`)} AS copies FROM copies GROUP BY ${group}
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY ${group} ORDER BY records DESC, coalesce(amount, 0) DESC, fingerprint, other_dataset, other_value) AS place FROM signs
), samples AS (
  SELECT ${group}, ${dialect.stringAggregate(json(SAMPLE_TEXTS, dialect), ",", sql`place`)} AS samples FROM ranked WHERE place <= ${options.samples} GROUP BY ${group}
)
SELECT t.*, d.signs, d.onset, d.latest, '[' || c.copies || ']' AS copies, '[' || s.samples || ']' AS samples, ${dialect.fingerprint(place)} AS fingerprint
FROM totals AS t
JOIN times AS d ON ${same("d")}
JOIN copy_texts AS c ON ${same("c")}
JOIN samples AS s ON ${same("s")}
ORDER BY ${join(GROUP.map((name) => id("t", name)))}`;
}

const COPY_TEXTS = ["dataset", "other_dataset", "records", "detail"] as const;
const SAMPLE_TEXTS = [
  "fingerprint",
  "dataset",
  "key",
  "other_dataset",
  "other_key",
  "field",
  "value",
  "other_value",
  "unit",
  "date",
  "amount",
  "actor",
  "records",
  "detail",
] as const;
type Texts<Name extends string> = Readonly<Record<Name, string | null>>;

/** A row as a JSON object of texts. */
function json(names: readonly string[], dialect: Dialect): Sql {
  const parts = names.map(
    (name, index) => sql`${`${index === 0 ? "{" : ","}"${name}":`} || ${dialect.jsonString(sql`CAST(${id(name)} AS VARCHAR)`)}`,
  );
  return sql`${join(parts, " || ")} || '}'`;
}

function read(row: Row, _options: Params, context: DetectorContext): Finding {
  const outcome = row["outcome"] as SignOutcome;
  const subject: FindingSubject = { type: row["subject_type"] as FindingSubject["type"], id: String(row["subject"]) };
  const records = Number(row["records"]);
  const amount = Number(row["priced"]) > 0 ? formatMoney(money(String(row["amount"]))) : undefined;
  const copies = (JSON.parse(String(row["copies"])) as Texts<(typeof COPY_TEXTS)[number]>[]).map((text): Copy => ({
    system: text.dataset === null ? undefined : context.systemOf(text.dataset),
    other: text.other_dataset === null ? undefined : context.systemOf(text.other_dataset),
    records: Number(text.records),
    detail: detailOf(text.detail),
  }));
  const shown = JSON.parse(String(row["samples"])) as Texts<(typeof SAMPLE_TEXTS)[number]>[];
  const words = shown.flatMap(({ value, other_value: other, detail: texts }): ToldWord[] =>
    outcome === "value-sets-differ" ? [{ value: value ?? undefined, other: other ?? undefined, detail: detailOf(texts) }] : [],
  );
  const detail = copies[0]?.detail ?? {};
  const of = Number(detail["of"] ?? 0);
  const told: Told = { outcome, subject, records, signs: Number(row["signs"]), of, amount, copies, words, detail };
  const share = shareOf(told);
  return {
    fingerprint: String(row["fingerprint"]),
    kind: sourceOfTruthConflict.kind,
    severity: severityOf(told, share),
    handoff: undefined,
    lifecycle: undefined,
    subject,
    outcome,
    title: titleOf(told, context),
    records,
    amount,
    share,
    onset: optional(row["onset"]),
    latest: optional(row["latest"]),
    slice: undefined,
    cause: undefined,
    delay: undefined,
    identity: undefined,
    owner: detail["steward"],
    alert: undefined,
    decision: undefined,
    samples: shown.map((text) => toBreak(text, outcome)),
    move: moveOf(told),
  };
}

/** Of records, the share that it speaks of; of changes, the share that began where they should not, or in the rarer of two places. */
function shareOf(told: Told): number {
  const { outcome, records, of, detail } = told;
  if (outcome === "non-owner-writes") {
    const { ahead, alone, changes, compared } = writesOf(told);
    return Math.max(part(ahead, changes), part(alone, compared));
  }
  if (outcome === "two-origins") return part(Math.min(Number(detail["leads"] ?? 0), Number(detail["otherLeads"] ?? 0)), of);
  return part(records, of);
}

function part(some: number, all: number): number {
  return all === 0 ? 0 : Math.min(1, Math.round((some / all) * 1e6) / 1e6);
}

const LEVELS: readonly Severity[] = ["low", "medium", "high"];

/** By how common it is; a step more where no system owns the fact. What is inferred is never high. */
function severityOf({ outcome, detail }: Told, share: number): Severity {
  if (outcome === "no-owner") return detail["inferredFact"] === undefined ? "medium" : "low";
  const base = share >= 0.02 ? 2 : share >= 0.002 ? 1 : 0;
  return LEVELS[Math.min(2, base + (detail["owner"] === undefined ? 1 : 0))] as Severity;
}

function toBreak(text: Texts<(typeof SAMPLE_TEXTS)[number]>, outcome: SignOutcome): Break {
  const detail = detailOf(text.detail);
  const isDifference = outcome === "values-differ" || outcome === "value-sets-differ";
  return {
    fingerprint: text.fingerprint ?? "",
    handoff: undefined,
    side: undefined,
    outcome,
    reason: isDifference ? "values-differ" : "none",
    dataset: text.dataset ?? "",
    key: text.key ?? "",
    reference: undefined,
    unit: optional(text.unit),
    date: optional(text.date),
    amount: text.amount === null ? undefined : formatMoney(money(text.amount)),
    difference: undefined,
    counterparts: text.other_key === null ? [] : [text.other_key],
    fields:
      text.field === null
        ? []
        : [
            {
              from: { field: text.field, value: text.value },
              to: { field: detail["otherField"] ?? text.field, value: text.other_value },
            },
          ],
    states: undefined,
  };
}

function detailOf(text: string | null): Readonly<Record<string, string>> {
  return JSON.parse(text ?? "{}") as Readonly<Record<string, string>>;
}

function optional(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
