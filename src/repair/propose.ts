import type { Engine } from "../engines/engine.ts";
import type { Estate, Finding, RecordSet, ReviewedRepairs } from "../model/index.ts";

/** What repairs are made from. */
export interface RepairInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By handoff: the relations of its tied pairs and of its records' outcomes. */
  readonly kept: ReadonlyMap<string, { readonly pairs: string; readonly outcomes: string }>;
  readonly breaks: string;
  readonly mismatches: string;
}

/** The repairs, and the relation (columns `REPAIR_COLUMNS`) in which they stand. */
export interface RepairRun {
  readonly repairs: ReviewedRepairs;
  readonly relation: string;
}

/** What each record of each finding would have to say, as far as the records tell. */
export async function proposeRepairs(
  _engine: Engine,
  _estate: Estate,
  _input: RepairInput,
  _findings: readonly Finding[],
  relation: string,
): Promise<RepairRun> {
  return { repairs: { files: [], findings: [] }, relation };
}
