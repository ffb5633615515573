import type { Lifecycle, Track } from "./lifecycle.ts";

/**
 * One track's records and their states over time, as relations of the engine.
 * Times are UTC. State codes are indexes into the lifecycle's states; NULL is a
 * word that no state is mapped to.
 *
 * `subjects`: a row a followed record.
 * - `subject` BIGINT: unique; `_row` of the record in its record set, or a number of its own where only a history names it
 * - `key` VARCHAR, `amount` DECIMAL(18, 4), `unit` VARCHAR, `date` DATE, `file` INTEGER, `pos` BIGINT: as in the record set; NULL where only a history names it
 *
 * `events`: a row a change of state, as it was said.
 * - `subject` BIGINT, `state` SMALLINT, `word` VARCHAR
 * - `at` TIMESTAMP: when it occurred, at the earliest; `at_latest` TIMESTAMP: at the latest, equal where the time is known
 * - `recorded` TIMESTAMP, `actor` VARCHAR: NULL where not told
 * - `source` VARCHAR: `history`, `stamp`, `since`, `capture`, `current`
 * - `file` INTEGER, `pos` BIGINT: where it stands in its own dataset's capture
 *
 * `spans`: a row a stay of a record in a state, without repeats of one state and without states that nobody mapped.
 * - `subject` BIGINT, `place` INTEGER (from 1 within the subject), `state` SMALLINT
 * - `entered`, `entered_latest` TIMESTAMP; `left_at`, `left_latest` TIMESTAMP: NULL in the last stay
 * - `previous`, `next` SMALLINT: the states before and after; NULL at the ends
 * - `actor` VARCHAR: who entered it
 *
 * Events of one record at the same instant stand in the order of the lifecycle's states.
 */
export interface Timeline {
  readonly lifecycle: Lifecycle;
  readonly track: Track;
  readonly subjects: string;
  readonly events: string;
  readonly spans: string;
  /** Is every event's time known to the instant? */
  readonly exact: boolean;
  /** UTC ISO 8601: what happened later is not known. The earliest capture that the track reads, or the as-of time if that is earlier. */
  readonly knownUntil: string;
  readonly counts: TimelineCounts;
  /** Words that no state is mapped to, the most frequent first. */
  readonly unmapped: readonly UnmappedWord[];
}

/** What became of what was said: nothing is dropped in silence. */
export interface TimelineCounts {
  readonly records: number;
  /** Followed records of which no state is known at any time. */
  readonly silent: number;
  readonly events: number;
  /** Rows of a history without a readable time: no event. */
  readonly undated: number;
  /** Rows of a history that name no record. */
  readonly nameless: number;
  /** Rows of a history that name a record which is not there. */
  readonly orphaned: number;
  /** Events later than `knownUntil`: kept, but they end nothing. */
  readonly future: number;
  /** Recorded later than the track allows. */
  readonly lateRecorded: number;
}

export interface UnmappedWord {
  readonly dataset: string;
  readonly word: string;
  readonly records: number;
  /** Native keys, at most 10, sorted. */
  readonly samples: readonly string[];
}
