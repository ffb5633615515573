import type { RecordSet, TimelineCounts, UnmappedWord } from "../model/index.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import { countLate } from "./late.ts";
import { asText, instant, type TimelinePlan } from "./plan.ts";
import { historyRows } from "./subjects.ts";

const SAMPLES = 10;

/** What became of the history's rows. Each is one of: an event, undated, nameless, orphaned, or of a record that is not followed. */
export async function countTimeline(plan: TimelinePlan): Promise<TimelineCounts> {
  const { engine } = plan;
  const [events] = await engine.rows<{ events: string; future: string; told: string }>(sql`SELECT count(*) AS events,
  count(CASE WHEN ${id("at")} > ${instant(plan.knownUntil)} THEN 1 END) AS future,
  count(CASE WHEN source = 'history' THEN 1 END) AS told FROM ${id(plan.events)}`);
  const [records] = await engine.rows<{ records: string; spoken: string }>(sql`SELECT
  (SELECT count(*) FROM ${id(plan.subjects)}) AS records, (SELECT count(*) FROM ${id(plan.spans)} WHERE place = 1) AS spoken`);
  const rows = await countHistory(plan, Number(events?.told));
  return {
    records: Number(records?.records),
    silent: Number(records?.records) - Number(records?.spoken),
    events: Number(events?.events),
    ...rows,
    future: Number(events?.future),
    lateRecorded: await countLate(plan),
  };
}

async function countHistory(plan: TimelinePlan, told: number): Promise<{ undated: number; nameless: number; orphaned: number }> {
  const { engine, history, track } = plan;
  if (history === undefined || track.history === undefined) return { undated: 0, nameless: 0, orphaned: 0 };
  const at = id("r", track.history.at);
  const record = asText(history.dataset, track.history.record, "r");
  const rows = sql`FROM ${id(history.relation)} AS r WHERE ${historyRows(plan, "r")}`;
  const [count] = await engine.rows<{ undated: string; nameless: string; named: string }>(sql`SELECT
  count(CASE WHEN ${at} IS NULL THEN 1 END) AS undated, count(CASE WHEN ${at} IS NOT NULL AND ${record} IS NULL THEN 1 END) AS nameless,
  count(CASE WHEN ${at} IS NOT NULL THEN ${record} END) AS named ${rows}`);
  const lost = Number(count?.named) - told;
  // Rows that are no events and name a record are rare; only then is it worth asking whether it is there.
  const orphaned = plan.records === undefined || lost === 0 ? 0 : await countOrphans(plan, plan.records, record, at, rows);
  return { undated: Number(count?.undated), nameless: Number(count?.nameless), orphaned };
}

async function countOrphans(plan: TimelinePlan, records: RecordSet, record: Sql, at: Sql, rows: Sql): Promise<number> {
  const [count] = await plan.engine.rows<{ n: string }>(sql`SELECT count(*) AS n ${rows} AND ${at} IS NOT NULL AND ${record} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM ${id(records.relation)} AS k WHERE k._key = ${record})`);
  return Number(count?.n);
}

/** Words that no state is mapped to, by dataset, spelled as the least of their forms. */
export async function unmappedWords(plan: TimelinePlan): Promise<UnmappedWord[]> {
  const { engine } = plan;
  const dataset = sql`CASE WHEN source = 'history' THEN ${plan.history?.dataset.id ?? null} ELSE ${plan.records?.dataset.id ?? null} END`;
  const words = sql`SELECT DISTINCT ${dataset} AS dataset, lower(word) AS folded, min(word) OVER (PARTITION BY ${dataset}, lower(word)) AS word, subject
  FROM ${id(plan.events)} WHERE state IS NULL AND word IS NOT NULL`;
  const found = await engine.rows<{
    dataset: string;
    word: string;
    folded: string;
    records: string;
  }>(sql`SELECT dataset, folded, word, count(*) AS records
FROM (${words}) AS words GROUP BY dataset, folded, word ORDER BY records DESC, dataset, word`);
  if (found.length === 0) return [];
  const samples = await engine.rows<{ dataset: string; folded: string; key: string }>(sql`SELECT dataset, folded, key FROM (
  SELECT words.dataset AS dataset, words.folded AS folded, s.key AS key,
    row_number() OVER (PARTITION BY words.dataset, words.folded ORDER BY s.key, s.subject) AS place
  FROM (${words}) AS words JOIN ${id(plan.subjects)} AS s ON s.subject = words.subject WHERE s.key IS NOT NULL
) AS keys WHERE place <= ${SAMPLES} ORDER BY dataset, folded, place`);
  return found.map((row) => ({
    dataset: row.dataset,
    word: row.word,
    records: Number(row.records),
    samples: samples.filter((sample) => sample.dataset === row.dataset && sample.folded === row.folded).map(({ key }) => key),
  }));
}
