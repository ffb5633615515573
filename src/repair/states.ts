import type { AgreeRule, Finding, Lifecycle } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { fieldOf, insert, isWritable, ownerOf, setOf, systemTitle, type RepairPlan } from "./plan.ts";

/** States that disagree now: the reader's status becomes its own word for the state that the owner, or the first system, says. */
export async function repairStates(plan: RepairPlan): Promise<void> {
  for (const [place, finding] of plan.findings.entries()) {
    if (finding.kind !== "status-mismatch" || finding.outcome !== "disagrees") continue;
    const lifecycle = plan.estate.lifecycles.find(({ id: name }) => name === finding.lifecycle?.id);
    const rule = lifecycle?.rules.find(({ id: name }) => name === finding.lifecycle?.rule);
    if (lifecycle !== undefined && rule !== undefined) await repairRule(plan, lifecycle, rule, finding, place);
  }
}

interface StateCell {
  readonly dataset: string;
  readonly field: string;
  readonly state: string;
}

interface Refusal {
  readonly status: "decide" | "open";
  readonly reason: string;
  readonly question?: string;
  readonly candidates?: string;
}

async function repairRule(plan: RepairPlan, lifecycle: Lifecycle, rule: AgreeRule, { fingerprint }: Finding, place: number): Promise<void> {
  const when = lifecycle.tracks.find((track) => track.id === rule.when.track);
  const then = lifecycle.tracks.find((track) => track.id === rule.then.track);
  if (when === undefined || then === undefined) return;
  const found = sql`${id(plan.input.mismatches)} AS m
LEFT JOIN ${id(setOf(plan, then.dataset).relation)} AS r ON r._key = m.other_key
WHERE m.lifecycle = ${lifecycle.id} AND m.rule = ${rule.id} AND m.outcome = 'disagrees'`;
  const cell = stateCell(plan, lifecycle, rule);
  const right = systemTitle(plan, when.dataset);
  const refused = "field" in cell ? undefined : cell;
  const absent = sql`r._row IS NULL`;
  await insert(
    plan,
    "items",
    sql`SELECT ${fingerprint} AS finding, ${place} AS place, m.fingerprint || ':' || coalesce(m.other_key, '') AS item, m.key AS counted, m.dataset, m.key,
  CASE WHEN ${absent} THEN 'open' ELSE ${refused?.status ?? "exact"} END AS status,
  CASE WHEN NOT ${absent} THEN ${`${right}'s state is taken, in the other system's own word for it.`} END AS basis,
  CASE WHEN ${absent} THEN ${`${systemTitle(plan, then.dataset)} has no such record; where a handoff misses it, it is repaired there.`} ELSE ${refused?.reason ?? null} END AS reason,
  CASE WHEN NOT ${absent} THEN ${refused?.question ?? null} END AS question, CASE WHEN NOT ${absent} THEN ${refused?.candidates ?? null} END AS candidates
FROM ${found}`,
  );
  if (!("field" in cell)) return;
  await insert(
    plan,
    "cells",
    sql`SELECT ${fingerprint} AS finding, m.fingerprint || ':' || coalesce(m.other_key, '') AS item, ${cell.dataset} AS target, r._row AS row, 'update' AS action, ${cell.field} AS field,
  'state' AS how, ${cell.state} AS value, TRUE AS required FROM ${found} AND r._row IS NOT NULL`,
  );
}

/** What the second track's record should say, or why that is not known. */
function stateCell(plan: RepairPlan, lifecycle: Lifecycle, rule: AgreeRule): StateCell | Refusal {
  const tracks = new Map(lifecycle.tracks.map((track) => [track.id, track]));
  const [when, then] = [tracks.get(rule.when.track), tracks.get(rule.then.track)];
  if (when === undefined || then === undefined) return { status: "open", reason: "" };
  const { dataset } = setOf(plan, then.dataset);
  const field = dataset.state?.field;
  const ownField = setOf(plan, when.dataset).dataset.state?.field;
  const owner =
    field === undefined || ownField === undefined
      ? undefined
      : ownerOf(plan, { dataset: when.dataset, field: ownField }, { dataset: then.dataset, field });
  const [first, second] = [systemTitle(plan, when.dataset), systemTitle(plan, then.dataset)];
  if (owner !== undefined && owner !== setOf(plan, when.dataset).dataset.system) {
    return {
      status: "open",
      reason: `${second} is declared to own the state, and what ${first} would have to say for it the rule does not tell.`,
    };
  }
  if (then.history !== undefined || !then.current) {
    return { status: "open", reason: `${second} keeps a history of its states, and what happened an import cannot undo.` };
  }
  const derived = new Set((dataset.state?.derived ?? []).map(({ state }) => state));
  const states = rule.then.states.filter((state) => !derived.has(state) && state !== then.deleted);
  if (field === undefined || !isWritable(fieldOf(dataset, field)) || states.length === 0) {
    return { status: "open", reason: `${second} has no column for its states: they follow from other values.` };
  }
  const [state, ...others] = states;
  if (state === undefined || others.length > 0 || states.length < rule.then.states.length) {
    const candidates = rule.then.states.join("; ");
    return { status: "decide", reason: "The rule allows several states.", question: `Which state is it in ${second}?`, candidates };
  }
  return { dataset: dataset.id, field, state };
}

/** Records of which a finding says what another one's exact repair mends as well: one repair, told at both. */
export async function coverRepairs(plan: RepairPlan): Promise<void> {
  const exact = sql`(SELECT DISTINCT i.finding, i.item, i.dataset, i.key, c.target, t._key AS target_key, i.basis FROM ${id(plan.items)} AS i
JOIN ${id(plan.cells)} AS c ON c.finding = i.finding AND c.item = i.item
LEFT JOIN ${targetKeys(plan)} AS t ON t.target = c.target AND t.row = c.row WHERE i.status = 'exact')`;
  const cover = sql`SELECT v.finding, v.item, min(v.by_finding || '|' || v.by_item) AS by FROM (
  SELECT i.finding, i.item, e.finding AS by_finding, e.item AS by_item FROM ${id(plan.items)} AS i
  JOIN ${id(plan.input.mismatches)} AS m ON i.item = m.fingerprint || ':' || coalesce(m.other_key, '')
  JOIN ${exact} AS e ON e.dataset = m.dataset AND e.key = m.key AND e.target = m.other_dataset
  WHERE i.status <> 'exact' AND m.other_key IS NULL AND m.outcome = 'disagrees' AND e.finding <> i.finding
  UNION ALL
  SELECT i.finding, i.item, e.finding, e.item FROM ${id(plan.items)} AS i
  JOIN ${id(plan.input.breaks)} AS b ON b.fingerprint = i.item AND b.reason = 'counterpart-excluded'
  JOIN (VALUES ${join(plan.estate.handoffs.map(({ id: name, from, to }) => sql`(${name}, ${from.dataset}, ${to.dataset})`))}) AS h (name, from_set, to_set) ON h.name = b.handoff
  JOIN ${exact} AS e ON e.target = h.to_set AND e.dataset = h.from_set AND ((b.side = 'from' AND e.key = i.key) OR (b.side = 'to' AND e.target_key = i.key))
  WHERE i.status <> 'exact' AND e.finding <> i.finding
) AS v GROUP BY v.finding, v.item`;
  if (plan.estate.handoffs.length === 0) return;
  const name = `${plan.prefix} covered`;
  await plan.engine
    .runInline(sql`CREATE OR REPLACE TABLE ${id(name)} AS SELECT i.finding, i.item, split_part(c.by, '|', 1) AS by_finding, split_part(c.by, '|', 2) AS by_item
FROM ${id(plan.items)} AS i JOIN (${cover}) AS c ON c.finding = i.finding AND c.item = i.item`);
  await plan.engine
    .runInline(sql`UPDATE ${id(plan.items)} AS i SET status = 'exact', reason = NULL, question = NULL, candidates = NULL, basis = e.basis
FROM ${id(name)} AS c JOIN ${id(plan.items)} AS e ON e.finding = c.by_finding AND e.item = c.by_item WHERE i.finding = c.finding AND i.item = c.item`);
  await insert(
    plan,
    "cells",
    sql`SELECT c.finding, c.item, e.target, e.row, e.action, e.field, e.how, e.value, e.required, e.made FROM ${id(name)} AS c JOIN ${id(plan.cells)} AS e ON e.finding = c.by_finding AND e.item = c.by_item`,
  );
}

/** Native keys of the records that are to be changed. */
function targetKeys(plan: RepairPlan): Sql {
  const parts = [...plan.input.sets.values()].map(
    ({ dataset, relation }) =>
      sql`SELECT ${dataset.id} AS target, _row AS row, _key FROM ${id(relation)} WHERE _row IN (SELECT row FROM ${id(plan.cells)} WHERE target = ${dataset.id})`,
  );
  return sql`(${join(parts, " UNION ALL ")})`;
}
