import type { Definition } from "../../model/index.ts";
import { deadline, id, sql } from "../../sql/index.ts";
import type { JudgedRule } from "./agree.ts";
import { create, deadlineContext, drop, relation, trackOf, type Plan } from "./plan.ts";
import { insertGroups, subjects, type GroupMismatch } from "./relation.ts";
import { chanceOf, SIGNIFICANT } from "./statistics.ts";

/** Units told of one rule, those with the most records first. */
const UNITS = 200;
/** Fewer records of a unit tell nothing. */
const LEAST = 20;

/**
 * What a rule's states mean in the next system: of the records that were in one of
 * them until the agreed time was over, what the other system said at that
 * moment, in all units and in each.
 *
 * A unit's definition differs when a state that at least 80 % of the others' records have
 * then is that of less than 20 % of its own, of 20 or more, and chance does not
 * explain it: p < 0.000001 in a two-proportion z-test, corrected for all units and
 * states compared.
 */
export async function compareDefinitions(plan: Plan, judged: JudgedRule): Promise<Definition[]> {
  const counts = await countStates(plan, judged);
  const units = [...counts.keys()].filter((unit) => unit !== "");
  const largest = units
    .map((unit) => ({ unit, records: total(counts.get(unit)) }))
    .sort((a, b) => b.records - a.records || (a.unit < b.unit ? -1 : 1))
    .slice(0, UNITS)
    .map(({ unit }) => unit)
    .sort();
  const all = new Map<string, number>();
  for (const states of counts.values()) for (const [state, records] of states) all.set(state, (all.get(state) ?? 0) + records);
  await insertGroups(plan, differing(plan, judged, counts, all));
  const told = [["", all] as const, ...largest.map((unit) => [unit, counts.get(unit) ?? new Map<string, number>()] as const)];
  const order = [...plan.lifecycle.states.map((state) => state.id), ABSENT];
  return told.flatMap(([unit, states]) =>
    order.flatMap((state): Definition[] => {
      const records = states.get(state);
      if (records === undefined) return [];
      return [{ rule: judged.rule.id, unit, state, records, share: Math.round((records / total(states)) * 1e4) / 1e4 }];
    }),
  );
}

const ABSENT = "absent";

type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

function total(states: ReadonlyMap<string, number> | undefined): number {
  return [...(states?.values() ?? [])].reduce((sum, records) => sum + records, 0);
}

/** By unit (`""` without one) and state of the other system. Of several linked records the one with the least key speaks. */
async function countStates(plan: Plan, { rule, known, input, x }: JudgedRule): Promise<Counts> {
  const { due, join } = deadline(sql`x.s`, sql`${id(x)} AS x`, rule.within, await deadlineContext(plan, sql`s`, id(x)));
  const over = await create(
    plan,
    relation(plan, "over"),
    sql`SELECT a, min(due) AS due FROM (SELECT x.k AS a, x.e, ${due} AS due FROM ${id(x)} AS x${join}) AS stays
WHERE CASE WHEN e = ${known.open} THEN ${known.until} > due ELSE e > due END GROUP BY a`,
  );
  const rows = await plan.engine.rows<{ unit: string | null; state: number | null; records: string }>(
    sql`SELECT w.unit, t.state, count(*) AS records FROM ${id(over)} AS o
JOIN ${subjects(plan, rule.when.track)} AS w ON w.subject = o.a
LEFT JOIN (
  SELECT o.a, ${plan.dialect.argMin(sql`v.state`, sql`k.key`)} AS state FROM ${id(over)} AS o
  JOIN ${id(input.link)} AS l ON l.a = o.a
  JOIN ${id(input.then.spans)} AS v ON v.subject = l.b AND v.entered <= o.due AND (v.left_at > o.due OR v.left_at IS NULL)
  JOIN ${subjects(plan, rule.then.track)} AS k ON k.subject = l.b
  GROUP BY o.a
) AS t ON t.a = o.a
GROUP BY w.unit, t.state`,
  );
  await drop(plan, over);
  const counts = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const unit = row.unit ?? "";
    const state = row.state === null ? ABSENT : (plan.lifecycle.states[row.state]?.id ?? "");
    const states = counts.get(unit) ?? new Map<string, number>();
    states.set(state, (states.get(state) ?? 0) + Number(row.records));
    counts.set(unit, states);
  }
  return counts;
}

function differing(plan: Plan, { rule }: JudgedRule, counts: Counts, all: ReadonlyMap<string, number>): GroupMismatch[] {
  const units = [...counts].filter(([unit, states]) => unit !== "" && total(states) >= LEAST).sort(([a], [b]) => (a < b ? -1 : 1));
  const comparisons = units.length * all.size;
  return units.flatMap(([unit, states]) =>
    [...all.keys()].flatMap((state): GroupMismatch[] => {
      const own = { hits: states.get(state) ?? 0, of: total(states) };
      const rest = { hits: (all.get(state) ?? 0) - own.hits, of: total(all) - own.of };
      if (rest.of < LEAST || rest.hits < 0.8 * rest.of || own.hits >= 0.2 * own.of) return [];
      if (chanceOf(own, rest, comparisons) >= SIGNIFICANT) return [];
      const track = trackOf(plan, rule.when.track);
      return [
        {
          rule: rule.id,
          outcome: "definition-differs",
          track,
          dataset: track.dataset,
          key: unit,
          state,
          otherDataset: trackOf(plan, rule.then.track).dataset,
          otherState: commonest(states),
          unit,
          records: own.of,
        },
      ];
    }),
  );
}

function commonest(states: ReadonlyMap<string, number>): string | undefined {
  return [...states].sort(([a, most], [b, other]) => other - most || (a < b ? -1 : 1))[0]?.[0];
}
