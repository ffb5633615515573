import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";

/** What most breaks of a group say alike, and what signs say of datasets: read once for all groups. */
export interface InCommon {
  /** The most frequent reason of a handoff's breaks; undefined: there is none. */
  readonly reason: (
    handoff: string,
    side: string,
    outcome: string,
  ) => { readonly reason: string | null; readonly records: number } | undefined;
  /** The most frequent states of a track's mismatches; undefined: there are none. */
  readonly states: (
    lifecycle: string,
    rule: string | undefined,
    track: string,
    outcome: string,
  ) => { readonly state: string | null; readonly other: string | null; readonly records: number } | undefined;
  /** Is a state of the rule defined otherwise somewhere? */
  readonly isDefinedOtherwise: (lifecycle: string, rule: string | undefined) => boolean;
  /** Has the dataset other words for one thing than another? */
  readonly hasOtherWords: (dataset: string) => boolean;
}

/** @param relations names of the relations of breaks, mismatches and signs */
export async function readInCommon(
  engine: Engine,
  relations: { readonly breaks: string; readonly mismatches: string; readonly signs: string },
): Promise<InCommon> {
  const reasons = await engine.rows<{ handoff: string; side: string; outcome: string; reason: string | null; records: string }>(
    sql`SELECT handoff, side, outcome, reason, count(*) AS records FROM ${id(relations.breaks)}
GROUP BY handoff, side, outcome, reason ORDER BY count(*) DESC, reason`,
  );
  const states = await engine.rows<{
    lifecycle: string;
    rule: string;
    track: string;
    outcome: string;
    state: string | null;
    other: string | null;
    records: string;
  }>(
    sql`SELECT lifecycle, coalesce(rule, '') AS rule, track, outcome, state, other_state AS other, count(DISTINCT key) AS records FROM ${id(relations.mismatches)}
GROUP BY lifecycle, coalesce(rule, ''), track, outcome, state, other_state ORDER BY count(DISTINCT key) DESC, state, other_state`,
  );
  const definitions = await engine.rows<{ lifecycle: string; rule: string }>(
    sql`SELECT DISTINCT lifecycle, rule FROM ${id(relations.mismatches)} WHERE outcome = 'definition-differs' AND rule IS NOT NULL`,
  );
  const words = await engine.rows<{ dataset: string | null }>(
    sql`SELECT DISTINCT dataset FROM ${id(relations.signs)} WHERE outcome = 'value-sets-differ'`,
  );
  const reasonOf = firstOf(reasons, ({ handoff, side, outcome }) => [handoff, side, outcome]);
  const statesOf = firstOf(states, ({ lifecycle, rule, track, outcome }) => [lifecycle, rule, track, outcome]);
  return {
    reason: (...place) => numbered(reasonOf(place)),
    states: (lifecycle, rule, track, outcome) => numbered(statesOf([lifecycle, rule ?? "", track, outcome])),
    isDefinedOtherwise: (lifecycle, rule) => definitions.some((each) => each.lifecycle === lifecycle && each.rule === (rule ?? "")),
    hasOtherWords: (dataset) => words.some((each) => each.dataset === dataset),
  };
}

/** The first row of each place. */
function firstOf<T>(rows: readonly T[], placeOf: (row: T) => readonly string[]): (place: readonly string[]) => T | undefined {
  const first = new Map<string, T>();
  for (const row of rows) {
    const place = JSON.stringify(placeOf(row));
    if (!first.has(place)) first.set(place, row);
  }
  return (place) => first.get(JSON.stringify(place));
}

function numbered<T extends { readonly records: string }>(
  row: T | undefined,
): (Omit<T, "records"> & { readonly records: number }) | undefined {
  return row === undefined ? undefined : { ...row, records: Number(row.records) };
}
