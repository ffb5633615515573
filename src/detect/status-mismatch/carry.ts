import type { CarryRule, FieldType, ReviewedRule } from "../../model/index.ts";
import { deadline, id, sql, type Sql } from "../../sql/index.ts";
import { beyond, countOutcomes, type OutcomeRow } from "./agree.ts";
import { createLink, recordsOf } from "./link.ts";
import {
  codes,
  create,
  deadlineContext,
  drop,
  durationInWords,
  isOneOf,
  knownOf,
  relation,
  setOf,
  stateId,
  timelineOf,
  trackOf,
  type Known,
  type Plan,
} from "./plan.ts";
import { insertMismatches } from "./relation.ts";

/**
 * Holds the present value of a field of one track against that of the linked
 * records of another: inserts those that differ though the agreed time since the
 * last change is over, or though nobody knows when it changed. One linked record with the
 * value is enough; records without a value, or without a linked record, are not
 * checked.
 */
export async function judgeCarry(plan: Plan, rule: CarryRule): Promise<ReviewedRule> {
  const [from, to] = [timelineOf(plan, rule.from.track), timelineOf(plan, rule.to.track)];
  const known = knownOf(from, to);
  const link = await createLink(plan, rule.from.track, rule.to.track);
  const held = await create(plan, relation(plan, "held"), heldQuery(plan, rule, link, known));
  const { due, join } = deadline(sql`h.changed`, sql`${id(held)} AS h`, rule.within, await deadlineContext(plan, sql`changed`, id(held)));
  const judged = await create(
    plan,
    relation(plan, "carried"),
    sql`SELECT h.*, ${due} AS due, CASE WHEN h.same THEN 'agrees' WHEN ${known.until} <= ${due} THEN 'waiting' ELSE 'disagrees' END AS outcome
FROM ${id(held)} AS h${join}`,
  );
  await plan.engine.runInline(
    insertMismatches(plan, {
      rule: rule.id,
      outcome: sql`'not-carried'`,
      family: "not-carried",
      track: trackOf(plan, rule.from.track),
      state: stateId(plan.lifecycle, sql`d.state`),
      other: { dataset: trackOf(plan, rule.to.track).dataset, key: sql`d.other_key`, state: stateId(plan.lifecycle, sql`d.other_state`) },
      from: sql`d.changed`,
      due: sql`d.due`,
      seconds: plan.dialect.secondsBetween(sql`d.due`, known.until),
      source: sql`${id(judged)} AS d JOIN ${id(from.subjects)} AS w ON w.subject = d.a WHERE d.outcome = 'disagrees'`,
    }),
  );
  const rows = await plan.engine.rows<OutcomeRow>(
    sql`SELECT d.outcome, count(*) AS records, count(w.amount) AS priced, sum(abs(w.amount)) AS amount
FROM ${id(judged)} AS d JOIN ${id(from.subjects)} AS w ON w.subject = d.a GROUP BY d.outcome`,
  );
  await drop(plan, link, held, judged);
  return {
    id: rule.id,
    title: rule.title,
    kind: "carry",
    when: { track: rule.from.track, states: rule.states },
    then: { track: rule.to.track, states: [] },
    within: durationInWords(rule.within),
    ...countOutcomes(rows),
    ...(await beyond(plan, rule.id, rows)),
  };
}

/** A row a record that is checked: `a`, its state, when its value changed, whether a linked record has it, and the linked record with the least key. */
function heldQuery(plan: Plan, rule: CarryRule, link: string, known: Known): Sql {
  const [from, to] = [trackOf(plan, rule.from.track), trackOf(plan, rule.to.track)];
  const changes = plan.input.changes?.get(rule.id) ?? plan.input.changes?.get(from.id);
  const now = (track: string): Sql =>
    sql`(SELECT subject, state FROM ${id(timelineOf(plan, track).spans)} WHERE entered <= ${known.until} AND (left_at IS NULL OR left_at > ${known.until}))`;
  const during = rule.states.length === 0 ? sql`` : sql` AND ${isOneOf(sql`n.state`, codes(plan.lifecycle, rule.states))}`;
  const own = sql`SELECT s.subject AS a, n.state, r.* FROM ${id(timelineOf(plan, from.id).subjects)} AS s
    JOIN ${recordsOf(plan, from, "s", "r")} LEFT JOIN ${now(from.id)} AS n ON n.subject = s.subject
    WHERE ${id("r", rule.from.field)} IS NOT NULL${during}`;
  return sql`SELECT a, state, changed, same, other_key, other_state FROM (
  SELECT f.a, f.state, ${changes === undefined ? sql`CAST(NULL AS TIMESTAMP)` : id("c", "at")} AS changed, k.key AS other_key, m.state AS other_state,
    max(CASE WHEN ${sameValue(plan, rule)} THEN 1 ELSE 0 END) OVER (PARTITION BY f.a) = 1 AS same,
    row_number() OVER (PARTITION BY f.a ORDER BY k.key, k.subject) AS first
  FROM (${own}) AS f
  JOIN ${id(link)} AS l ON l.a = f.a
  JOIN ${id(timelineOf(plan, to.id).subjects)} AS k ON k.subject = l.b
  JOIN ${recordsOf(plan, to, "k", "t")}
  LEFT JOIN ${now(to.id)} AS m ON m.subject = l.b${
    changes === undefined
      ? sql``
      : sql`
  LEFT JOIN ${id(changes)} AS c ON c.subject = f.a`
  }
) AS pairs WHERE first = 1`;
}

/** Do `f` and `t` hold the same value? A day and a time are the same when they are on one local day. */
function sameValue(plan: Plan, rule: CarryRule): Sql {
  const typeOf = (track: string, field: string): FieldType =>
    setOf(plan, trackOf(plan, track).dataset).dataset.fields.find(({ name }) => name === field)?.type ?? "text";
  const [from, to] = [typeOf(rule.from.track, rule.from.field), typeOf(rule.to.track, rule.to.field)];
  const [own, other] = [id("f", rule.from.field), id("t", rule.to.field)];
  const timely = [from, to].filter((type) => type === "date" || type === "timestamp");
  if (timely.length === 2 && from !== to) {
    const day = (value: Sql, type: FieldType): Sql => (type === "date" ? value : plan.dialect.localDate(value, plan.estate.timeZone));
    return sql`${day(own, from)} = ${day(other, to)}`;
  }
  const numeric = [from, to].every((type) => type === "money" || type === "number");
  if (from === to || numeric) return sql`${own} = ${other}`;
  return sql`CAST(${own} AS VARCHAR) = CAST(${other} AS VARCHAR)`;
}
