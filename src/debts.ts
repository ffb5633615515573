import { findAutomationSigns, findConflicts, findRekeying, findResidue, findSyncSigns, type KeptNames } from "./detect/index.ts";
import type { ChosenCapture, GatherPorts } from "./gather.ts";
import type { Crosswalk, Estate, RecordSet, ReviewedFact } from "./model/index.ts";
import { withOlderRecords } from "./older-records.ts";

/** What signs of other debt are looked for in. */
export interface DebtInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly captures: ReadonlyMap<string, ChosenCapture>;
  /** By identity. */
  readonly crosswalks: ReadonlyMap<string, Crosswalk>;
  /** By handoff: what its tie-out kept. */
  readonly kept: ReadonlyMap<string, KeptNames>;
  /** The relation of all breaks. */
  readonly breaks: string;
}

/**
 * Looks for what neither tie-outs nor lifecycles tell, and adds it to the relation of signs.
 *
 * @returns who owns which fact
 */
export async function findDebts(estate: Estate, ports: GatherPorts, input: DebtInput, signs: string): Promise<readonly ReviewedFact[]> {
  const { engine, progress } = ports;
  const { sets, crosswalks, kept, breaks } = input;
  const names = (prefix: string): { prefix: string; calendar: string; signs: string } => ({ prefix, calendar: "calendar", signs });
  progress("looking for copies that contradict each other …");
  const holders = { datasets: factHolders(estate), prefix: "fact" };
  const facts = await withOlderRecords(estate, ports, input.captures, holders, (older) =>
    findConflicts(engine, estate, { sets, older, crosswalks }, names("facts")),
  );
  progress("looking for what migrations left behind …");
  await findResidue(engine, estate, { sets, crosswalks }, names("residue"));
  progress("looking at syncs, automations and typing …");
  await findSyncSigns(engine, estate, { sets, kept, breaks, crosswalks }, names("sync"));
  await findAutomationSigns(engine, estate, { sets, kept, breaks, crosswalks }, names("automation"));
  await findRekeying(engine, estate, { sets, kept, breaks, crosswalks }, names("typing"));
  return facts;
}

/** The datasets that hold facts, or may: who changes a fact first shows from one capture to the next. */
function factHolders(estate: Estate): ReadonlySet<string> {
  const held = new Set(estate.facts.flatMap((fact) => fact.held.map(({ dataset }) => dataset)));
  // What two systems hold of one entity may be copies that nobody declared.
  for (const { id: name, system, entity } of estate.datasets)
    if (estate.datasets.some((other) => other.entity === entity && other.system !== system)) held.add(name);
  return held;
}
