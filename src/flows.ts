import type { KeptNames } from "./detect/index.ts";
import { followWorkflow, measureTiming } from "./flow/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { Estate, Handoff, HandoffTiming, RecordSet, ReviewedWorkflow } from "./model/index.ts";

/** What the tie-outs left behind, by handoff. */
export interface FlowInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly kept: ReadonlyMap<string, KeptNames>;
  /** The relation of state mismatches; undefined where the estate declares no lifecycle. */
  readonly mismatches: string | undefined;
}

/** How long each handoff takes, and how the records fare in each workflow. */
export interface ReviewedFlow {
  readonly timings: ReadonlyMap<string, HandoffTiming | undefined>;
  readonly workflows: readonly ReviewedWorkflow[];
}

/** Measures every handoff and follows every workflow of the estate. */
export async function reviewFlow(estate: Estate, ports: GatherPorts, input: FlowInput): Promise<ReviewedFlow> {
  const { engine, progress } = ports;
  const timings = new Map<string, HandoffTiming | undefined>();
  for (const [index, handoff] of estate.handoffs.entries()) {
    const kept = input.kept.get(handoff.id);
    if (kept === undefined) continue;
    progress(`${handoff.id}: measuring time …`);
    const [from, to] = [handoff.from, handoff.to].map(({ dataset }) => input.sets.get(dataset) as RecordSet) as [RecordSet, RecordSet];
    const names = { prefix: `time${index}`, calendar: "calendar" };
    timings.set(handoff.id, await measureTiming(engine, estate, handoff, { from, to, kept }, names));
  }
  const handoffs = new Map(estate.handoffs.map((handoff): [string, Handoff] => [handoff.id, handoff]));
  const workflows: ReviewedWorkflow[] = [];
  for (const [index, workflow] of estate.workflows.entries()) {
    progress(`${workflow.id}: following records …`);
    const { sets, kept, mismatches } = input;
    workflows.push(await followWorkflow(engine, estate, workflow, { handoffs, sets, kept, timings, mismatches }, `chain${index}`));
  }
  return { timings, workflows };
}
