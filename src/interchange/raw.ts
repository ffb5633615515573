import type { Sql } from "../sql/index.ts";
import type { Counted } from "./log.ts";

/**
 * What a reader found, before times are read and references followed: queries of
 * text columns, each of which gives the columns named, in any order of rows.
 */
export interface RawLog {
  /** `n` BIGINT from 1, `id`, `activity`, `time`. */
  readonly events: Sql;
  /** `n` BIGINT from 1, `id`, `type`. */
  readonly objects: Sql;
  /** `event` or `event_id`, `place`, `object` or `object_id`, `qualifier`. */
  readonly eventObjects: Sql;
  /** `source` or `source_id`, `place`, `target_id`, `qualifier`. */
  readonly objectObjects: Sql;
  /** `event` or `event_id`, `place`, `parent`, `name`, `type`, `value`. */
  readonly eventAttributes: Sql;
  /** `object` or `object_id`, `place`, `parent`, `name`, `type`, `value`, `time`. */
  readonly objectAttributes: Sql;
  /** `kind`, `place`, `type`. */
  readonly types: Sql;
  /** `kind`, `type`, `place`, `name`, `value_type`. */
  readonly typeAttributes: Sql;
  /** `place`, `parent`, `section`, `name`, `type`, `value`. */
  readonly header: Sql;
  /**
   * Does the place of a row say whose it is, so that `event`, `source` and `object` of attributes are given as `n`? Else they are found
   * by their ids, in columns `event_id`, `source_id`, `object_id`.
   */
  readonly nested: boolean;
  /** Are an event's objects given as `n` (`object`), not by id? */
  readonly objectsByNumber: boolean;
  /** Must every event have an id of its own? */
  readonly identified: boolean;
  /** Is every event to have a case? */
  readonly cases: boolean;
  readonly ordered: boolean;
  /** Rows that a reader of tables could not read, of the kind `row`. */
  readonly unreadable?: Counted;
  readonly notes: readonly string[];
  /** Tables to be dropped once the log is settled. */
  readonly scratch: readonly string[];
}
