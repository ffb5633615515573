import type { RecordSet } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { asText, moment, type TimelinePlan } from "./plan.ts";
import { presentState } from "./present.ts";
import { codeLiteral, joinState, saidState } from "./states.ts";
import { historyRows } from "./subjects.ts";

/** Makes the relation of events from what tells an instant: the history, the stamps, the time of the present state. */
export async function createTold(plan: TimelinePlan): Promise<void> {
  const parts = [...(await historyEvents(plan)), ...(await stampEvents(plan)), ...(await sinceEvents(plan))];
  const select = parts.length === 0 ? noEvents() : join(parts, "\nUNION ALL ");
  await plan.engine.runInline(sql`CREATE TABLE ${id(plan.events)} AS ${select}`);
}

async function historyEvents(plan: TimelinePlan): Promise<Sql[]> {
  const { history, track } = plan;
  if (history === undefined || track.history === undefined) return [];
  const { dataset } = history;
  const at = await moment(plan, history, track.history.at, "r");
  const recorded = track.history.recorded === undefined ? undefined : await moment(plan, history, track.history.recorded, "r");
  const actor = track.history.actor === undefined ? undefined : asText(dataset, track.history.actor, "r");
  return [
    sql`SELECT s.subject AS subject, w.state AS state, h.word AS word, ${id("h", "at")} AS ${id("at")}, ${id("h", "at")} AS at_latest,
  h.recorded AS recorded, h.actor AS actor, 'history' AS source, h.file AS file, h.pos AS pos
FROM (
  SELECT ${asText(dataset, track.history.record, "r")} AS record, ${saidState(plan, dataset, "r") ?? sql`CAST(NULL AS VARCHAR)`} AS word, ${at} AS ${id("at")},
    ${recorded ?? sql`CAST(NULL AS TIMESTAMP)`} AS recorded, ${actor ?? sql`CAST(NULL AS VARCHAR)`} AS actor, r._file AS file, r._pos AS pos
  FROM ${id(history.relation)} AS r WHERE ${historyRows(plan, "r")}
) AS h JOIN ${id(plan.subjects)} AS s ON s.key = h.record${joinState(plan, dataset, sql`h.word`, "w")}
WHERE ${id("h", "at")} IS NOT NULL`,
  ];
}

async function stampEvents(plan: TimelinePlan): Promise<Sql[]> {
  const { records, track } = plan;
  if (records === undefined) return [];
  const parts: Sql[] = [];
  for (const { state, field } of track.stamps) {
    const at = await moment(plan, records, field, "r");
    parts.push(ofRecords(plan, records, at, codeLiteral(plan, state), sql`CAST(${state} AS VARCHAR)`, "stamp", sql``));
  }
  return parts;
}

async function sinceEvents(plan: TimelinePlan): Promise<Sql[]> {
  const { records, track } = plan;
  const present = records === undefined ? undefined : presentState(plan, records.dataset, "r");
  if (records === undefined || track.since === undefined || present === undefined) return [];
  const at = await moment(plan, records, track.since, "r");
  return [ofRecords(plan, records, at, present.state, present.word, "since", present.join, present.known)];
}

function ofRecords(plan: TimelinePlan, set: RecordSet, at: Sql, state: Sql, word: Sql, source: string, joined: Sql, known?: Sql): Sql {
  return sql`SELECT s.subject AS subject, ${state} AS state, ${word} AS word, ${at} AS ${id("at")}, ${at} AS at_latest,
  CAST(NULL AS TIMESTAMP) AS recorded, CAST(NULL AS VARCHAR) AS actor, ${source} AS source, r._file AS file, r._pos AS pos
FROM ${id(set.relation)} AS r JOIN ${id(plan.subjects)} AS s ON s.subject = r._row${joined}
WHERE (${at}) IS NOT NULL AND ${known ?? sql`TRUE`}`;
}

function noEvents(): Sql {
  return sql`SELECT CAST(NULL AS BIGINT) AS subject, CAST(NULL AS SMALLINT) AS state, CAST(NULL AS VARCHAR) AS word,
  CAST(NULL AS TIMESTAMP) AS ${id("at")}, CAST(NULL AS TIMESTAMP) AS at_latest, CAST(NULL AS TIMESTAMP) AS recorded,
  CAST(NULL AS VARCHAR) AS actor, CAST(NULL AS VARCHAR) AS source, CAST(NULL AS INTEGER) AS file, CAST(NULL AS BIGINT) AS pos WHERE FALSE`;
}
