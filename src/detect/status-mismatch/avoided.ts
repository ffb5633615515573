import type { Track } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import { pathsOf } from "./paths.ts";
import { codes, create, drop, isOneOf, relation, timelineOf, type Plan } from "./plan.ts";
import { insertGroups, type GroupMismatch } from "./relation.ts";
import { chanceOf, SIGNIFICANT } from "./statistics.ts";

/** Fewer records of a unit or a person tell nothing. */
const LEAST = 30;

/**
 * Inserts states that a unit or a person never uses: at least half of the others'
 * finished records pass through it, and less than 2 % of its own, of 30 or more, and chance
 * does not explain it: p < 0.000001 in a two-proportion z-test, corrected for all
 * units, persons and states compared.
 *
 * A record is finished when its last state in the track leads to no other that the
 * track shows: what has not come yet is not avoided. A person's records are those in
 * which they made any change.
 */
export async function findAvoided(plan: Plan, track: Track): Promise<void> {
  if (track.history === undefined) return;
  const { spans, subjects } = timelineOf(plan, track.id);
  const paths = pathsOf(plan.lifecycle, track);
  const ends = codes(plan.lifecycle, track.states).filter((state) => paths.isEnd(state));
  const finished = await create(
    plan,
    relation(plan, "finished"),
    sql`SELECT v.subject, w.unit FROM ${id(spans)} AS v JOIN ${id(subjects)} AS w ON w.subject = v.subject WHERE v.left_at IS NULL AND ${isOneOf(sql`v.state`, ends)}`,
  );
  const passed = await create(
    plan,
    relation(plan, "passed"),
    sql`SELECT DISTINCT subject, state FROM ${id(spans)} WHERE subject IN (SELECT subject FROM ${id(finished)})`,
  );
  const units = sql`SELECT unit AS who, subject FROM ${id(finished)} WHERE unit IS NOT NULL`;
  const persons = sql`SELECT DISTINCT actor AS who, subject FROM ${id(spans)} WHERE actor IS NOT NULL AND subject IN (SELECT subject FROM ${id(finished)})`;
  const all = await passes(plan, sql`SELECT '' AS who, subject FROM ${id(finished)}`, passed);
  const candidates = [
    ...(await passes(plan, units, passed)).map((group) => ({ ...group, by: "unit" as const })),
    ...(track.history.actor === undefined ? [] : await passes(plan, persons, passed)).map((group) => ({ ...group, by: "actor" as const })),
  ];
  await drop(plan, finished, passed);
  const [whole] = all;
  if (whole === undefined) return;
  const comparisons = candidates.length * whole.states.size;
  await insertGroups(
    plan,
    candidates.flatMap((group) =>
      [...whole.states].flatMap(([state, hits]): GroupMismatch[] => {
        const own = { hits: group.states.get(state) ?? 0, of: group.records };
        const rest = { hits: hits - own.hits, of: whole.records - own.of };
        if (rest.of < LEAST || rest.hits < 0.5 * rest.of || own.hits >= 0.02 * own.of) return [];
        if (chanceOf(own, rest, comparisons) >= SIGNIFICANT) return [];
        const name = plan.lifecycle.states[state]?.id ?? "";
        const avoided = { outcome: "avoided-word", track, dataset: track.dataset, key: group.who, state: name, records: own.of } as const;
        return [{ rule: undefined, ...avoided, [group.by]: group.who }];
      }),
    ),
  );
}

interface Passes {
  readonly who: string;
  readonly records: number;
  /** Records that passed through a state, by its code. */
  readonly states: ReadonlyMap<number, number>;
}

/** Of every group with enough records: how many passed through which state. */
async function passes(plan: Plan, members: Sql, passed: string): Promise<Passes[]> {
  const groups = await create(plan, relation(plan, "groups"), members);
  const enough = sql`(SELECT who, count(*) AS records FROM ${id(groups)} GROUP BY who HAVING count(*) >= ${LEAST})`;
  const rows = await plan.engine.rows<{ who: string; records: string; state: number; passed: string }>(
    sql`SELECT e.who, e.records, p.state, count(*) AS passed FROM ${enough} AS e JOIN ${id(groups)} AS g ON g.who = e.who
JOIN ${id(passed)} AS p ON p.subject = g.subject GROUP BY e.who, e.records, p.state ORDER BY e.who, p.state`,
  );
  await drop(plan, groups);
  const found = new Map<string, { who: string; records: number; states: Map<number, number> }>();
  for (const { who, records, state, passed: through } of rows) {
    const group = found.get(who) ?? { who, records: Number(records), states: new Map<number, number>() };
    group.states.set(state, Number(through));
    found.set(who, group);
  }
  return [...found.values()];
}
