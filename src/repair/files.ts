import type { Engine } from "../engines/engine.ts";
import type { RepairRun } from "./propose.ts";

/** Writes the import files of a review below its directory. */
export async function writeRepairs(_engine: Engine, _run: RepairRun, _directory: string): Promise<void> {}
