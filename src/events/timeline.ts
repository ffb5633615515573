import type { Engine } from "../engines/engine.ts";
import type { Lifecycle, Timeline, Track } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import { countTimeline, unmappedWords } from "./counts.ts";
import { addObserved } from "./observed.ts";
import { planTimeline, type TimelineEstate, type TimelineSources } from "./plan.ts";
import { createSpans } from "./spans.ts";
import { createSubjects } from "./subjects.ts";
import { createTold } from "./told.ts";

/**
 * Follows the records of one track through their states. Makes the relations
 * `PREFIX_subjects`, `PREFIX_events` and `PREFIX_spans` of the model's Timeline; they are
 * the caller's to drop. The order in which rows stand changes nothing.
 *
 * - Records whose key is a later copy (of a dataset that reports them) are not followed, as a tie-out leaves them out.
 * - A row of a history is one of: an event; undated; nameless; orphaned (it names a record that the track's
 *   dataset does not hold); or of a record that is not followed, which is not counted. Rows that do not meet the
 *   history's filter or were deleted are none of its rows. Where several hold, the first does.
 * - What a capture shows (`capture`, `current`) is held against the last that was known before it, told or shown;
 *   the same state adds nothing. `at` is then the time of what was known before, `at_latest` the capture's.
 *   Such an event stands at the record's own place in the capture that the review reads.
 * - `future` events are among `events` (and in the relation), but not in `spans`.
 *
 * @param prefix begins the names of all relations
 * @throws TypeError when a record set is missing
 */
export async function createTimeline(
  engine: Engine,
  estate: TimelineEstate,
  lifecycle: Lifecycle,
  track: Track,
  sources: TimelineSources,
  prefix: string,
): Promise<Timeline> {
  const plan = planTimeline(engine, estate, lifecycle, track, sources, prefix);
  await createSubjects(plan);
  await createTold(plan);
  await addObserved(plan);
  const [look] = await engine.rows<{ vague: string }>(
    sql`SELECT count(CASE WHEN ${id("at")} < at_latest THEN 1 END) AS vague FROM ${id(plan.events)}`,
  );
  const exact = Number(look?.vague) === 0;
  await createSpans(plan, exact);
  return {
    lifecycle,
    track,
    subjects: plan.subjects,
    events: plan.events,
    spans: plan.spans,
    exact,
    knownUntil: plan.knownUntil,
    counts: await countTimeline(plan),
    unmapped: await unmappedWords(plan),
  };
}
