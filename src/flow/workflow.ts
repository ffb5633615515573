import { connect, type ChainStep, type WorkflowInput } from "./chain.ts";
import { createFates, mismatchedDatasets, readFate, type Fate, type Mismatched, type NextStep } from "./fates.ts";
import { sentenceOf } from "./sentence.ts";
import type { Engine } from "../engines/engine.ts";
import {
  formatMoney,
  money,
  type Estate,
  type HandoffTiming,
  type Money,
  type ReviewedWorkflow,
  type RuleCount,
  type Workflow,
  type WorkflowStep,
} from "../model/index.ts";
import { id, sql } from "../sql/index.ts";

export interface FollowInput extends WorkflowInput {
  /** By handoff. */
  readonly timings: ReadonlyMap<string, HandoffTiming | undefined>;
  /** The relation of state mismatches; undefined: there is no lifecycle. */
  readonly mismatches: string | undefined;
}

/**
 * Follows every record that enters a chain of handoffs to its end, with its own
 * amount. All records that are in scope at the first handoff enter, second copies
 * of a key apart. At each step what a record has become by then is judged together:
 *
 * 1. Any of it has no certain and equal counterpart, or repeats another: it left here. So it did where any
 *    has a mismatch of its states (counted as `mismatched` where nothing else is wrong), and where the
 *    join from the step before names no record here.
 * 2. Any of it is in flight: it waits here.
 * 3. All of it is out of scope, or nothing was to be handed on (an invoice of nothing needs no payment): it ended here.
 * 4. Otherwise it passes with all counterparts of what is in scope.
 *
 * Each record has one fate, so that what entered is what passed, left, waits and ended,
 * in records and in money; a mismatch beyond the step where a record left changes nothing.
 * A chain that cannot be followed to its end is followed as far as it can, and says why.
 */
export async function followWorkflow(
  engine: Engine,
  estate: Pick<Estate, "currency">,
  workflow: Workflow,
  input: FollowInput,
  prefix: string,
): Promise<ReviewedWorkflow> {
  const { steps, broken } = connect(workflow, input);
  const hasAmount = steps[0]?.handoff.from.amount !== undefined;
  const fates = await findFates(engine, steps, await findMismatched(engine, input.mismatches), prefix);
  const count = (...kinds: readonly (Fate["kind"] | { step: number; kind: Fate["kind"] })[]): Tally =>
    sum(fates.filter(({ fate }) => kinds.some((kind) => (typeof kind === "string" ? fate.kind === kind : isAt(fate, kind)))));
  const tell = (tally: Tally): RuleCount => ({ records: tally.records, amount: hasAmount ? formatMoney(tally.amount) : undefined });
  const reviewed: WorkflowStep[] = [];
  const entered = sum(fates);
  let arrived = entered;
  for (const step of steps) {
    const at = (kind: Fate["kind"]): { step: number; kind: Fate["kind"] } => ({ step: step.number, kind });
    const left = count(at("outcome"), at("states"));
    const [mismatched, waiting, ended] = [count(at("states")), count(at("waiting")), count(at("ended"))];
    const passed = [left, waiting, ended].reduce(minus, arrived);
    reviewed.push({
      handoff: step.handoff.id,
      title: step.handoff.title,
      from: step.handoff.from.dataset,
      to: step.handoff.to.dataset,
      cardinality: step.handoff.cardinality,
      arrived: tell(arrived),
      passed: tell(passed),
      left: tell(left),
      mismatched: tell(mismatched),
      waiting: tell(waiting),
      ended: tell(ended),
      extra: await countExtra(engine, step),
      medianHours: input.timings.get(step.handoff.id)?.slices[0]?.calendar.p50,
    });
    arrived = passed;
  }
  const [passed, left] = [count("passed"), count("outcome", "states")];
  const result = {
    id: workflow.id,
    title: workflow.title,
    decision: workflow.decision,
    dataset: steps[0]?.handoff.from.dataset ?? firstDataset(workflow, input),
    entered: tell(entered),
    passed: tell(passed),
    share: shareOf(passed.records, left.records),
    steps: reviewed,
    broken,
  };
  const titleOf = (dataset: string): string => input.sets.get(dataset)?.dataset.title ?? dataset;
  return { ...result, sentence: sentenceOf(result, { left: tell(left), titleOf, currency: estate.currency }) };
}

interface Tally {
  readonly records: number;
  readonly amount: Money;
}

interface CountedFate extends Tally {
  readonly fate: Fate;
}

async function findMismatched(engine: Engine, mismatches: string | undefined): Promise<Mismatched | undefined> {
  if (mismatches === undefined) return undefined;
  const rows = await engine.rows<{ dataset: string }>(mismatchedDatasets(mismatches));
  return { relation: mismatches, datasets: new Set(rows.map(({ dataset }) => dataset)) };
}

/** How many of the records that entered have which fate. */
async function findFates(
  engine: Engine,
  steps: readonly ChainStep[],
  mismatched: Mismatched | undefined,
  prefix: string,
): Promise<CountedFate[]> {
  let next: NextStep | undefined;
  for (const step of steps.toReversed()) {
    const fates = `${prefix}_fates_${step.number}`;
    await engine.runInline(createFates(step, fates, next, mismatched));
    if (next !== undefined) await engine.runInline(sql`DROP TABLE ${id(next.fates)}`);
    next = { step, fates };
  }
  if (next === undefined) return [];
  const { from, handoff } = next.step;
  const { amount } = handoff.from;
  const [total, records] =
    amount === undefined
      ? [sql`NULL`, sql``]
      : [sql`CAST(sum(${id("r", amount)}) AS VARCHAR)`, sql` JOIN ${id(from.relation)} AS r ON r._row = f.row`];
  const rows = await engine.rows<{ bad: number; done: number; records: string; amount: string | null }>(
    sql`SELECT f.bad, f.done, count(*) AS records, ${total} AS amount FROM ${id(next.fates)} AS f${records} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  await engine.runInline(sql`DROP TABLE ${id(next.fates)}`);
  return rows.map((row) => ({ fate: readFate(row.bad, row.done), records: Number(row.records), amount: money(row.amount) }));
}

/** Downstream records of a step that nothing upstream explains. */
async function countExtra(engine: Engine, { handoff, kept, to }: ChainStep): Promise<RuleCount> {
  const { amount } = handoff.to;
  const [row] = await engine.rows<{ records: string; amount: string | null }>(
    sql`SELECT count(*) AS records, ${amount === undefined ? sql`NULL` : sql`CAST(sum(${id("r", amount)}) AS VARCHAR)`} AS amount
FROM ${id(kept.outcomes)} AS o JOIN ${id(to.relation)} AS r ON r._row = o.row WHERE o.side = 'to' AND o.outcome = 'extra'`,
  );
  return { records: Number(row?.records), amount: amount === undefined ? undefined : formatMoney(money(row?.amount)) };
}

function isAt(fate: Fate, place: { step: number; kind: Fate["kind"] }): boolean {
  return fate.kind === place.kind && "step" in fate && fate.step === place.step;
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((total, { records, amount }) => ({ records: total.records + records, amount: total.amount.plus(amount) }), {
    records: 0,
    amount: money(0),
  });
}

function minus(from: Tally, { records, amount }: Tally): Tally {
  return { records: from.records - records, amount: from.amount.minus(amount) };
}

/** Four digits; what is not all or nothing is never rounded to it. */
function shareOf(passed: number, left: number): number | undefined {
  if (passed + left === 0) return undefined;
  if (left === 0 || passed === 0) return left === 0 ? 1 : 0;
  return Math.min(0.9999, Math.max(0.0001, Math.round((passed / (passed + left)) * 10_000) / 10_000));
}

function firstDataset({ handoffs: [first] }: Workflow, { handoffs }: WorkflowInput): string {
  return (first === undefined ? undefined : handoffs.get(first)?.from.dataset) ?? "";
}
