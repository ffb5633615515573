/** What a log may be written as, and read from. `ocel-csv` is a folder with the tables of the SQLite form; `csv` is one table, an event a row. */
export type LogFormat = "ocel-json" | "ocel-sqlite" | "ocel-xml" | "ocel-csv" | "xes" | "csv";

export const LOG_FORMATS: readonly LogFormat[] = ["ocel-json", "ocel-sqlite", "ocel-xml", "ocel-csv", "xes", "csv"];

/**
 * An event log as relations of the engine. Rows stand in the order of the file.
 *
 * `events`: a row an event, readable or not.
 * - `event` BIGINT: from 1 without gaps, in the order of the file
 * - `id` VARCHAR: NULL where the file gives none (XES and plain tables often do not)
 * - `activity` VARCHAR: its type; NULL where it has none
 * - `at` TIMESTAMP: UTC; NULL where its time is missing or unreadable
 * - `at_text` VARCHAR: its time as written, where `at` does not tell it all: another
 *   offset than UTC, more digits than microseconds, or unreadable; else NULL
 *
 * `objects`: a row an object (in XES and plain tables: a case).
 * - `object` BIGINT from 1, `id` VARCHAR (NULL: a case without name), `type` VARCHAR
 *
 * `event_objects`: which objects an event is about.
 * - `event` BIGINT, `place` INTEGER; `event_id` VARCHAR: only where `event` is NULL, the id of an event that is not there
 * - `object` BIGINT (NULL: names an object that is not there), `object_id` VARCHAR, `qualifier` VARCHAR (empty: none)
 *
 * `object_objects`: `source` BIGINT, `source_id` VARCHAR (only where `source` is NULL), `place` INTEGER, `target` BIGINT, `target_id` VARCHAR, `qualifier` VARCHAR.
 *
 * `event_attributes`: `event` BIGINT, `event_id` VARCHAR (only where `event` is NULL), `place` INTEGER (from 1 within the event), `parent` INTEGER (the place of
 * the attribute that it is nested in; XES), `name`, `type` (XES's own; NULL: as declared), `value` VARCHAR.
 *
 * `object_attributes`: the same with `object`, `object_id`, and `at` TIMESTAMP, `at_text` VARCHAR: since when it has the value
 * (OCEL: 1970-01-01 for the beginning; XES: NULL). A value of NULL after the beginning says that the attribute was changed to nothing.
 *
 * `types`: `kind` (`event`, `object`), `place` INTEGER, `type` VARCHAR. `type_attributes`: `kind`, `type`, `place`, `name`,
 * `value_type` (`string`, `time`, `integer`, `float`, `boolean`, or whatever the file says). Every type and every
 * attribute (not nested) that is used is among them, declared in the file or not.
 *
 * `header`: what XES says before its traces. `place`, `parent` INTEGER; `section` (`log`: an attribute of the element itself;
 * `extension`: name, prefix as type, URI as value; `classifier`: name, scope as type, keys as value; `global-trace`, `global-event`,
 * `attribute`); `name`, `type`, `value`.
 */
export interface LogRelations {
  readonly events: string;
  readonly objects: string;
  readonly event_objects: string;
  readonly object_objects: string;
  readonly event_attributes: string;
  readonly object_attributes: string;
  readonly types: string;
  readonly type_attributes: string;
  readonly header: string;
}

export type LogRelation = keyof LogRelations;

export const LOG_RELATIONS: readonly LogRelation[] = [
  "events",
  "objects",
  "event_objects",
  "object_objects",
  "event_attributes",
  "object_attributes",
  "types",
  "type_attributes",
  "header",
];

export interface EventLog {
  readonly relations: LogRelations;
  /** Is the order of the file the order of the events within a case (XES)? Else time is. */
  readonly ordered: boolean;
  readonly counts: LogCounts;
  readonly problems: LogProblems;
  /** Plain sentences for the reader. */
  readonly notes: readonly string[];
}

export interface LogCounts {
  readonly events: number;
  readonly objects: number;
  /** Distinct activities. */
  readonly activities: number;
  readonly objectTypes: number;
  readonly eventObjects: number;
  readonly objectObjects: number;
  readonly eventAttributes: number;
  readonly objectAttributes: number;
}

/** How many, and the first 100 of them. */
export interface Counted {
  readonly kind: string;
  readonly count: number;
  readonly first: readonly string[];
}

export interface LogProblems {
  /**
   * References to what is not there. Kinds: `event-object` (an event names an object), `object-object` (an object names an object,
   * or a row begins at one), `event` (a row names an event), `event-attribute`, `object-attribute` (attributes of nothing).
   */
  readonly dangling: readonly Counted[];
  /**
   * Events that a reader of the log must do without. Kinds: `no-time`, `no-id`, `repeated-id`, `no-case`, `no-activity`; `row`: a line of a
   * table that could not be read, or was mended. The events stay in
   * the relation `events`. An event may be counted under several.
   */
  readonly unreadable: readonly Counted[];
  /** Objects whose id is missing or not their own: `no-id`, `repeated-id`. */
  readonly objects: readonly Counted[];
}

/** Names of a log's relations, all with one prefix. */
export function logRelations(prefix: string): LogRelations {
  const names = LOG_RELATIONS.map((name) => [name, `${prefix} ${name}`] as const);
  return Object.fromEntries(names) as unknown as LogRelations;
}
