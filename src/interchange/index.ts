/**
 * takes: the text of an event log (OCEL 2.0 as JSON, SQLite, XML or tables; XES;
 * a plain table), or timelines. gives: the log as relations of the engine, with
 * counts and what is wrong with it; the same log written in any of the formats; a
 * draft of an estate that follows it. And takes: a review. gives: OpenLineage
 * events, the contract that a workbook implies, what of an estate a dbt manifest
 * reads. never does: drop an event in silence, expand an entity, open a file that
 * was not given to it.
 */
export { LOG_RELATIONS } from "./log.ts";
export type { Counted, EventLog, LogCounts, LogFormat, LogProblems, LogRelation, LogRelations } from "./log.ts";
export { readOcelXml, readXes } from "./read-xml.ts";
export { readOcelJson, type JsonLists } from "./read-ocel-json.ts";
export { readOcelTables, type LogTable, type LogTables } from "./read-ocel-tables.ts";
export { loadSqlite } from "./sqlite-file.ts";
export { settle } from "./settle.ts";
export type { TimeReading } from "./times.ts";
export type { RawLog } from "./raw.ts";
export { readFlat, type FlatColumns } from "./read-flat.ts";
export { writeLog, type WriteLogOptions } from "./write.ts";
export { draftLog, type Draft } from "./draft.ts";
export { datasetPath, draftText } from "./draft-text.ts";
export { openStoredLog, storeLog } from "./stored-log.ts";
export { logOfTimelines } from "./timeline-log.ts";
export { OutFile } from "./out-file.ts";
export { correctionsJsonSchema, lineageEvents, lineageFrame, type LineageEvent, type MetricLogic } from "./openlineage/index.ts";
export { dbtEvents, linkManifest, readManifest, type DbtManifest, type DbtReader } from "./dbt/index.ts";
export { contractOf, contractText } from "./odcs/index.ts";
