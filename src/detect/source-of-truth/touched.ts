import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import type { RecordSet } from "../../model/index.ts";
import { isOneOf } from "../automation/actors.ts";
import { capturesOf, heldOnce } from "./changes.ts";
import { pairsOf, type FactPair } from "./facts.ts";
import { create, drop, moment, setOf, type Plan } from "./plan.ts";
import { changedAt, modifiedAt } from "./stamps.ts";
import { agrees, countsBusinessDays, textOf, valueOf } from "./values.ts";
import { wilson } from "./wilson.ts";

/** Of the records that are told of one actor, at most this share may be there by accident. */
const BY_ACCIDENT = 0.05;

export interface TouchedInput {
  readonly joined: string;
  /** All copies that differ, and of them those that are open. */
  readonly apart: string;
  readonly open: string;
  /** Tables of records of which it is known already. */
  readonly known: readonly string[];
}

/**
 * A table of the records that differ, in no other fact, and whose reader's record was last changed by one actor after the
 * owner's was, in any capture in which they said what they say now: `a_row`, `b_row`, `since`, `latest`, `actor`. Any record
 * may be touched so for another reason; how often shows in the records that agree. An actor's records are told only where at
 * most 5 % of them would be expected by that alone (the upper bound of Wilson's interval). undefined: the records do not say
 * who changed them when, or none is found.
 */
export async function createTouched(plan: Plan, pair: FactPair, input: TouchedInput, name: string): Promise<string | undefined> {
  const steps = stepQueries(plan, pair, input.joined);
  if (steps.length === 0) return undefined;
  const touches = await create(plan, `${name} touches`, join(steps, "\nUNION ALL\n"));
  const known = input.known.map((table) => sql`NOT EXISTS (SELECT 1 FROM ${id(table)} AS k WHERE k.a_row = d.a_row AND k.b_row = d.b_row)`);
  const open = sql`SELECT d.a_row, d.b_row, d.va, d.vb FROM ${id(input.open)} AS d WHERE ${and([sql`TRUE`, ...known])}`;
  const by = await create(
    plan,
    `${name} actors`,
    sql`SELECT d.a_row, d.b_row, t.actor, min(t.latest) AS latest FROM (${open}) AS d
JOIN ${id(touches)} AS t ON t.a_row = d.a_row AND t.b_row = d.b_row AND t.va = d.va AND t.vb = d.vb GROUP BY d.a_row, d.b_row, t.actor`,
  );
  const unusual = await unusualActors(plan, input, { touches, by, open });
  const found =
    unusual.length === 0
      ? undefined
      : await create(
          plan,
          `${name} touched`,
          sql`SELECT a_row, b_row, latest AS since, latest, actor FROM (
  SELECT *, row_number() OVER (PARTITION BY a_row, b_row ORDER BY latest, actor) AS place FROM ${id(by)} WHERE actor IN (${join(unusual.map((actor) => sql`${actor}`))})
) AS firsts WHERE place = 1`,
        );
  await drop(plan, touches, by);
  return found;
}

/** Records of which the reader's was changed after the owner's, capture by capture, with what both said then. */
function stepQueries(plan: Plan, pair: FactPair, joined: string): readonly Sql[] {
  const { a, b } = pair;
  const { dataset } = setOf(plan, b.dataset);
  const by = dataset.by.modified;
  const [own, other] = [modifiedAt(plan, a.dataset, "a"), modifiedAt(plan, b.dataset, "b")];
  if (by === undefined || own === undefined || other === undefined) return [];
  const owners = capturesOf(plan, a.dataset);
  const time = ({ capture }: RecordSet): number => Date.parse(capture.capturedAt);
  const automations = plan.estate.automations.flatMap(({ actors }) => actors);
  const others = otherFacts(plan, pair);
  const actor = sql`CAST(${id("b", by)} AS VARCHAR)`;
  return capturesOf(plan, b.dataset).map((reader) => {
    const owner = (owners.find((each) => time(each) >= time(reader)) ?? owners.at(-1)) as RecordSet;
    const after = dataset.created === undefined ? sql`` : sql` AND (b._created IS NULL OR ${other} > b._created)`;
    return sql`SELECT j.a_row, j.b_row, ${textOf(plan, pair, "a", "a")} AS va, ${textOf(plan, pair, "b", "b")} AS vb, ${other} AS latest, ${actor} AS actor
FROM ${id(joined)} AS j JOIN ${id(setOf(plan, a.dataset).relation)} AS x ON x._row = j.a_row JOIN ${id(setOf(plan, b.dataset).relation)} AS y ON y._row = j.b_row
JOIN ${id(owner.relation)} AS a ON a._key = x._key JOIN ${id(reader.relation)} AS b ON b._key = y._key
WHERE NOT a._deleted AND NOT b._deleted${heldOnce(owner, "a")}${heldOnce(reader, "b")} AND ${other} > ${changedAt(plan, a.dataset, "a")}
AND ${other} <= ${moment(owner.capture.capturedAt)}${after} AND ${actor} IS NOT NULL AND NOT ${isOneOf(actor, automations)}${others}`;
  });
}

/** ` AND …`: no other fact that both records hold differs, which would be what was touched. */
function otherFacts(plan: Plan, pair: FactPair): Sql {
  const ends = ({ a, b }: FactPair): string => [a.dataset, b.dataset].toSorted().join(" ");
  const others = plan.estate.facts.filter(({ id: name }) => name !== pair.fact.id).flatMap((fact) => pairsOf(plan, fact));
  const same = others
    .filter((other) => ends(other) === ends(pair))
    .map((other) => {
      const [a, b] = other.a.dataset === pair.a.dataset ? (["a", "b"] as const) : (["b", "a"] as const);
      const equal = sql`${textOf(plan, other, "a", a)} IS NOT DISTINCT FROM ${textOf(plan, other, "b", b)}`;
      if (other.tolerance.kind === "exact" || countsBusinessDays(other)) return equal;
      return sql`(${equal} OR coalesce(${agrees(plan, other, valueOf(plan, other, "a", a), valueOf(plan, other, "b", b))}, FALSE))`;
    });
  return same.length === 0 ? sql`` : sql` AND ${and(same)}`;
}

interface Tables {
  readonly touches: string;
  readonly by: string;
  readonly open: Sql;
}

/** Actors who touched more of the records that differ than is usual among those that agree. */
async function unusualActors(plan: Plan, input: TouchedInput, { touches, by, open }: Tables): Promise<readonly string[]> {
  const agree = sql`NOT EXISTS (SELECT 1 FROM ${id(input.apart)} AS d WHERE d.a_row = r.a_row AND d.b_row = r.b_row)`;
  const usual = sql`SELECT count(*) FROM (SELECT DISTINCT r.a_row, r.b_row FROM ${id(touches)} AS r WHERE r.actor = t.actor AND ${agree}) AS own`;
  const rows = await plan.engine.rows<{ actor: string; told: string; usual: string; agreeing: string; differing: string }>(
    sql`SELECT t.actor, t.told, (${usual}) AS usual, (SELECT count(*) FROM ${id(input.joined)} AS r WHERE ${agree}) AS agreeing,
  (SELECT count(*) FROM (${open}) AS d) AS differing
FROM (SELECT actor, count(*) AS told FROM ${id(by)} GROUP BY actor) AS t ORDER BY t.actor`,
  );
  return rows.flatMap(({ actor, told, usual, agreeing, differing }) =>
    wilson(Number(usual), Number(agreeing)).high * Number(differing) <= BY_ACCIDENT * Number(told) ? [actor] : [],
  );
}
