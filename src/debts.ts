import { findAutomationSigns, findConflicts, findRekeying, findResidue, findSyncSigns, type KeptNames } from "./detect/index.ts";
import type { ChosenCapture, GatherPorts } from "./gather.ts";
import type { Crosswalk, Estate, RecordSet, ReviewedFact } from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import { id, sql } from "./sql/index.ts";

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
  const older = await olderRecords(estate, ports, input);
  const facts = await findConflicts(engine, estate, { sets, older, crosswalks }, names("facts"));
  for (const { relation } of [...older.values()].flat()) await engine.runInline(sql`DROP VIEW ${id(relation)}`);
  progress("looking for what migrations left behind …");
  await findResidue(engine, estate, { sets, crosswalks }, names("residue"));
  progress("looking at syncs, automations and typing …");
  await findSyncSigns(engine, estate, { sets, kept, breaks, crosswalks }, names("sync"));
  await findAutomationSigns(engine, estate, { sets, kept, breaks, crosswalks }, names("automation"));
  await findRekeying(engine, estate, { sets, kept, breaks, crosswalks }, names("typing"));
  return facts;
}

/** Older captures of the datasets that hold facts, or may: who changes a fact first shows from one to the next. */
async function olderRecords(
  estate: Estate,
  { engine }: GatherPorts,
  { sets, captures }: DebtInput,
): Promise<ReadonlyMap<string, readonly RecordSet[]>> {
  const held = new Set(estate.facts.flatMap((fact) => fact.held.map(({ dataset }) => dataset)));
  // What two systems hold of one entity may be copies that nobody declared.
  for (const { id: name, system, entity } of estate.datasets)
    if (estate.datasets.some((other) => other.entity === entity && other.system !== system)) held.add(name);
  const older = new Map<string, RecordSet[]>();
  for (const name of held) {
    const { dataset } = sets.get(name) as RecordSet;
    const own: RecordSet[] = [];
    for (const [index, capture] of (captures.get(name)?.older ?? []).entries()) {
      own.push(await openRecords(engine, estate, dataset, capture, { relation: `fact ${index} ${name}`, as: "view" }));
    }
    older.set(name, own);
  }
  return older;
}
