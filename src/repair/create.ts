import type { Condition, Handoff } from "../model/index.ts";
import { and, compileCondition, id, join, sql, type Sql } from "../sql/index.ts";
import { conditionType, converted, fieldOf, holdsMoney, isWritable, setOf, systemTitle, type RepairPlan } from "./plan.ts";

/** One cell of a record that is made from another. */
interface MadeCell {
  readonly field: string;
  readonly how: "value" | "word" | "state" | "unit";
  /** Over `r`, the upstream's record. */
  readonly value: Sql;
  /** Without it the record would not be what the handoff asks for. */
  readonly required: boolean;
}

/** How a handoff's missing record is made downstream. */
export interface Making {
  readonly cells: readonly MadeCell[];
  /** TRUE where the record that would be made is in the handoff's scope, over `r`; never NULL. */
  readonly isInScope: Sql;
  /** Why none can be made exactly, whichever it is. */
  readonly refused: { readonly status: "decide" | "open"; readonly reason: string; readonly candidates: string | undefined } | undefined;
}

/** What the handoff itself says of the record: its reference, what is compared, its scope; and unit and day, which the upstream knows. */
export function planMaking(plan: RepairPlan, handoff: Handoff): Making {
  const from = setOf(plan, handoff.from.dataset).dataset;
  const to = setOf(plan, handoff.to.dataset).dataset;
  const cells: MadeCell[] = [];
  const filled = new Map<string, Sql>();
  const refusals: NonNullable<Making["refused"]>[] = [];
  const refuse = (reason: string, status: "decide" | "open" = "open", candidates?: string): void => {
    refusals.push({ status, reason, candidates });
  };
  const copy = (source: string | undefined, target: string | undefined, required: boolean): void => {
    if (source === undefined || target === undefined || filled.has(target)) return;
    const field = fieldOf(to, target);
    const value = converted(plan, fieldOf(from, source), field, "r");
    if (value === undefined || !isWritable(field)) {
      if (required) refuse(`${to.title} holds ${target} in a form that no column of ${from.title} tells.`);
      return;
    }
    filled.set(target, value);
    cells.push({ field: target, how: "value", value: sql`CAST(${value} AS VARCHAR)`, required });
  };
  const { match } = handoff;
  if (holdsMoney(plan, to.id)) {
    const [upstream, downstream] = [systemTitle(plan, from.id), systemTitle(plan, to.id)];
    const ways = `move the money in ${downstream}; take back in ${upstream}`;
    refuse(`${downstream} holds money that moved, and an import moves none.`, "decide", ways);
  }
  if (match.kind !== "key") refuse("Who is meant is told by likeness, and a new record would need more than that.");
  else for (const pair of match.on) copy(pair.from, pair.to, true);
  for (const comparison of handoff.compare) copy(comparison.from, comparison.to, true);
  copy(handoff.from.amount, handoff.to.amount, true);
  if (handoff.cardinality !== "one-to-one") refuse("Several records stand for one here, and how many are lost no record tells.");
  const scope = handoff.to.filter === undefined ? [] : conditionsOf(handoff.to.filter);
  for (const condition of scope) meet(condition);
  copy(from.time, to.time, false);
  const unit = to.unit === undefined || filled.has(to.unit) ? undefined : fieldOf(to, to.unit);
  if (unit !== undefined && isWritable(unit)) cells.push({ field: unit.name, how: "unit", value: sql`r._unit`, required: false });
  const tests = scope.filter((condition) => fieldsIn(condition).every((field) => filled.has(field)));
  return { cells, isInScope: inScope(), refused: refusals.find(({ status }) => status === "open") ?? refusals[0] };

  /** What the condition asks for goes into a cell, or is looked at when the record is known. */
  function meet(condition: Condition): void {
    if (fieldsIn(condition).every((field) => filled.has(field))) return;
    if (!("field" in condition) || condition.test.op !== "in") {
      refuse(`${to.title} must meet a condition that nothing upstream tells of.`);
      return;
    }
    const [value, ...more] = condition.test.values;
    const isState = condition.field === "_state";
    const name = isState ? to.state?.field : condition.field;
    if (
      name === undefined ||
      value === undefined ||
      !isWritable(fieldOf(to, name)) ||
      (isState && to.state?.derived.some(({ state }) => state === value))
    ) {
      refuse(`The state of ${to.title} is worked out from other values, which nothing upstream tells.`);
    } else if (more.length > 0) {
      const words = condition.test.values.join("; ");
      refuse(`${to.title} says in ${name} which of several it is, and nothing upstream tells.`, "decide", words);
    } else cells.push({ field: name, how: isState ? "state" : "word", value: sql`${value}`, required: true });
  }

  function inScope(): Sql {
    const known = cells.filter(({ required }) => required).map(({ value }) => sql`(${value}) IS NOT NULL`);
    if (tests.length === 0) return and(known);
    const typeOf = (name: string) => conditionType(to.fields.find((field) => field.name === name));
    const context = { typeOf, timeZone: plan.estate.timeZone, dialect: plan.engine.dialect, alias: "made" };
    const values = [...filled].map(([field, value]) => sql`${value} AS ${id(field)}`);
    const met = and(tests.map((test) => compileCondition(test, context)));
    return and([...known, sql`(SELECT ${met} FROM (SELECT ${join(values)}) AS made)`]);
  }
}

function conditionsOf(condition: Condition): readonly Condition[] {
  return "all" in condition ? condition.all.flatMap(conditionsOf) : [condition];
}

function fieldsIn(condition: Condition): readonly string[] {
  if ("all" in condition) return condition.all.flatMap(fieldsIn);
  if ("any" in condition) return condition.any.flatMap(fieldsIn);
  return "not" in condition ? fieldsIn(condition.not) : [condition.field];
}
