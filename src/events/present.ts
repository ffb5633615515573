import type { Dataset } from "../model/index.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { TimelinePlan } from "./plan.ts";
import { codeLiteral, joinState, saidState } from "./states.ts";

/** In which state a record of the track's dataset is by its own word. */
export interface PresentState {
  readonly word: Sql;
  /** SMALLINT; NULL where no state is mapped to the word. */
  readonly state: Sql;
  /** What must be joined for it. */
  readonly join: Sql;
  /** Does the record say a state at all? */
  readonly known: Sql;
}

/** Undefined where the records do not say. A deleted record is in the state that the track has for it, whatever its word says. */
export function presentState(plan: TimelinePlan, dataset: Dataset, alias: string): PresentState | undefined {
  const { track } = plan;
  const said = track.current ? saidState(plan, dataset, alias) : undefined;
  const deleted = track.deleted;
  if (said === undefined && deleted === undefined) return undefined;
  const word = said ?? sql`CAST(NULL AS VARCHAR)`;
  const joined = said === undefined ? sql`` : joinState(plan, dataset, said, "present");
  const state = said === undefined ? sql`CAST(NULL AS SMALLINT)` : sql`present.state`;
  if (deleted === undefined) return { word, state, join: joined, known: sql`(${word}) IS NOT NULL` };
  const isDeleted = id(alias, "_deleted");
  return {
    word: sql`CASE WHEN ${isDeleted} THEN ${deleted} ELSE ${word} END`,
    state: sql`CASE WHEN ${isDeleted} THEN ${codeLiteral(plan, deleted)} ELSE ${state} END`,
    join: joined,
    known: sql`(${isDeleted} OR (${word}) IS NOT NULL)`,
  };
}
