import type { Handoff, RecordSet, Workflow, WorkflowJoin } from "../model/index.ts";

export interface WorkflowInput {
  /** By id. */
  readonly handoffs: ReadonlyMap<string, Handoff>;
  /** By dataset. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By handoff: what its tie-out kept. */
  readonly kept: ReadonlyMap<string, Kept>;
}

/** Tables of `from_row, to_row` and of `side, row, outcome, reason`. */
export interface Kept {
  readonly pairs: string;
  readonly outcomes: string;
}

/** One handoff of a chain. */
export interface ChainStep {
  /** From 1. */
  readonly number: number;
  readonly handoff: Handoff;
  readonly from: RecordSet;
  readonly to: RecordSet;
  readonly kept: Kept;
  /** How its end is the next step's beginning, where they are of two datasets. */
  readonly join: WorkflowJoin | undefined;
}

export interface Chain {
  readonly steps: readonly ChainStep[];
  /** Why it ends before the workflow does. */
  readonly broken: string | undefined;
}

/** The handoffs of a workflow as far as records can be followed from one to the next. */
export function connect({ handoffs: names, joins }: Workflow, input: WorkflowInput): Chain {
  const steps: ChainStep[] = [];
  for (const name of names) {
    const found = findHandoff(name, input);
    if (typeof found === "string") return { steps, broken: found };
    const before = steps.at(-1);
    if (before !== undefined && before.handoff.to.dataset !== found.handoff.from.dataset) {
      const [end, beginning] = [before.handoff.to.dataset, found.handoff.from.dataset];
      const joined = joins.find(({ from, to }) => from === end && to === beginning);
      if (joined === undefined) {
        const broken = `“${before.handoff.title}” ends at ${end}, “${found.handoff.title}” begins at ${beginning}, and no join leads from one to the other`;
        return { steps, broken };
      }
      steps[steps.length - 1] = { ...before, join: joined };
    }
    steps.push({ ...found, number: steps.length + 1, join: undefined });
  }
  return { steps, broken: steps.length === 0 ? "it names no handoff" : undefined };
}

function findHandoff(name: string, { handoffs, sets, kept }: WorkflowInput): Omit<ChainStep, "number" | "join"> | string {
  const handoff = handoffs.get(name);
  if (handoff === undefined) return `there is no handoff ${name}`;
  if (handoff.match.kind === "total") return `“${handoff.title}” compares totals and follows no record`;
  const [from, to, tables] = [sets.get(handoff.from.dataset), sets.get(handoff.to.dataset), kept.get(name)];
  if (from === undefined || to === undefined || tables === undefined) return `“${handoff.title}” was not tied out`;
  return { handoff, from, to, kept: tables };
}
