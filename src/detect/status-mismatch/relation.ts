import type { MismatchOutcome, Track } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { setOf, timelineOf, type Plan } from "./plan.ts";

const KIND = "status-mismatch";

/**
 * The relation of all state mismatches of a review, a row a mismatch, as
 * `StateMismatch` in the model. Times are UTC; `to_at` NULL: not over. `from_earliest` and
 * `to_latest` say the longest that it can have been, where times are known as intervals
 * only. `records`: of how many records it speaks. `file` and `line`: where the record
 * stands.
 */
export function createMismatches(mismatches: string): Sql {
  return sql`CREATE TABLE ${id(mismatches)} (
  fingerprint VARCHAR, lifecycle VARCHAR, rule VARCHAR, outcome VARCHAR, track VARCHAR, dataset VARCHAR, key VARCHAR,
  other_dataset VARCHAR, other_key VARCHAR, state VARCHAR, other_state VARCHAR,
  from_at TIMESTAMP, due_at TIMESTAMP, to_at TIMESTAMP, from_earliest TIMESTAMP, to_latest TIMESTAMP,
  seconds BIGINT, amount DECIMAL(18, 4), amount_days DECIMAL(38, 2), unit VARCHAR, date DATE, actor VARCHAR, records BIGINT,
  file VARCHAR, line BIGINT
)`;
}

/** What a mismatch of a record says; `w` is the record in its timeline's subjects. */
export interface MismatchColumns {
  readonly rule: string | undefined;
  readonly outcome: Sql;
  /** Goes into the fingerprint in place of the outcome: what is open today is the same mismatch when it is over. */
  readonly family: "agree" | "stay" | MismatchOutcome;
  readonly track: Track;
  readonly state: Sql;
  readonly other?: { readonly dataset: string | undefined; readonly key: Sql; readonly state: Sql } | undefined;
  readonly from: Sql;
  readonly due?: Sql;
  readonly to?: Sql;
  readonly fromEarliest?: Sql;
  readonly toLatest?: Sql;
  readonly seconds?: Sql;
  readonly amount?: Sql;
  readonly actor?: Sql;
  /** Tells mismatches of one record, state and instant apart, in the fingerprint. */
  readonly nth?: Sql;
  /** Behind FROM; holds `w`. */
  readonly source: Sql;
}

/** Adds mismatches of records. */
export function insertMismatches(plan: Plan, columns: MismatchColumns): Sql {
  const { dialect, lifecycle, estate } = plan;
  const { track, other } = columns;
  const nothing = (type: Sql): Sql => sql`CAST(NULL AS ${type})`;
  const time = (value: Sql | undefined): Sql => value ?? nothing(sql`TIMESTAMP`);
  const place = [`${KIND}|${lifecycle.id}|${columns.rule ?? ""}|${columns.family}|${track.id}|`];
  // A rule's record has one mismatch at a time; a track's may have several in one instant, of different states.
  const told = columns.rule === undefined ? [sql`found.key`, sql`found.state`] : [sql`found.key`, sql`found.other_key`];
  const nth = columns.nth === undefined ? [] : [sql`CAST(found.nth AS VARCHAR)`];
  const texts = [...told, sql`CAST(found.from_at AS VARCHAR)`, ...nth].map((text) => sql`coalesce(${text}, '')`);
  return sql`INSERT INTO ${id(plan.names.mismatches)}
SELECT ${dialect.fingerprint(sql`${place[0] as string} || ${join(texts, " || '|' || ")}`)}, ${lifecycle.id}, ${columns.rule ?? null}, found.outcome,
  ${track.id}, ${track.dataset}, found.key, ${other?.dataset ?? null}, found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  ${dialect.amountDays(sql`found.amount`, sql`found.seconds`)}, found.unit, ${dialect.localDate(sql`found.from_at`, estate.timeZone)}, found.actor, 1,
  ${filePath(plan, track)}, found.pos
FROM (
  SELECT ${columns.outcome} AS outcome, w.key, w.unit, w.file, w.pos,
    ${other?.key ?? nothing(sql`VARCHAR`)} AS other_key, ${columns.state} AS state, ${other?.state ?? nothing(sql`VARCHAR`)} AS other_state,
    ${columns.from} AS from_at, ${time(columns.due)} AS due_at, ${time(columns.to)} AS to_at,
    ${time(columns.fromEarliest)} AS from_earliest, ${time(columns.toLatest)} AS to_latest,
    ${columns.seconds ?? nothing(sql`BIGINT`)} AS seconds, abs(${columns.amount ?? sql`w.amount`}) AS amount, ${columns.actor ?? nothing(sql`VARCHAR`)} AS actor${columns.nth === undefined ? sql`` : sql`, ${columns.nth} AS nth`}
  FROM ${columns.source}
) AS found`;
}

function filePath(plan: Plan, track: Track): Sql {
  const files = setOf(plan, track.dataset).capture.files.map(({ path }, index) => sql`(${index}, ${path})`);
  if (files.length === 0) return sql`NULL`;
  return sql`(SELECT path FROM (VALUES ${join(files)}) AS files (number, path) WHERE files.number = found.file)`;
}

/** A mismatch that speaks of many records at once: a word, a definition. */
export interface GroupMismatch {
  readonly rule: string | undefined;
  readonly outcome: MismatchOutcome;
  readonly track: Track;
  readonly dataset: string;
  readonly key: string;
  readonly state: string;
  readonly otherDataset?: string | undefined;
  readonly otherState?: string | undefined;
  readonly unit?: string | undefined;
  readonly actor?: string | undefined;
  readonly records: number;
}

export async function insertGroups(plan: Plan, groups: readonly GroupMismatch[]): Promise<void> {
  for (let from = 0; from < groups.length; from += 500) {
    const rows = groups.slice(from, from + 500).map((group) => groupRow(plan, group));
    await plan.engine.runInline(sql`INSERT INTO ${id(plan.names.mismatches)}\n${join(rows, "\nUNION ALL\n")}`);
  }
}

function groupRow(plan: Plan, group: GroupMismatch): Sql {
  const { lifecycle } = plan;
  const place = [KIND, lifecycle.id, group.rule ?? "", group.outcome, group.track.id, group.dataset, group.key, group.state].join("|");
  return sql`SELECT ${plan.dialect.fingerprint(sql`${place}`)}, ${lifecycle.id}, ${group.rule ?? null}, ${group.outcome}, ${group.track.id}, ${group.dataset}, ${group.key},
  ${group.otherDataset ?? null}, NULL, ${group.state}, ${group.otherState ?? null}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  ${group.unit ?? null}, NULL, ${group.actor ?? null}, ${group.records}, NULL, NULL`;
}

/** Subjects of a track, behind FROM. */
export function subjects(plan: Plan, track: string): Sql {
  return id(timelineOf(plan, track).subjects);
}
