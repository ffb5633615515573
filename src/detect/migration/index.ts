import type { Engine } from "../../engines/engine.ts";
import { findColumnChanges } from "./columns.ts";
import { lookAt, type ResidueEstate, type ResidueInput, type ResidueNames } from "./dataset.ts";
import { findIdFormats } from "./id-formats.ts";
import { findOpenInRetired } from "./retired.ts";

export type { ResidueEstate, ResidueInput, ResidueNames } from "./dataset.ts";

/**
 * Looks for what a migration left behind, dataset by dataset, and adds a sign for each
 * thing it finds to the relation of `createSigns`. Temporary relations are dropped.
 */
export async function findResidue(engine: Engine, estate: ResidueEstate, input: ResidueInput, names: ResidueNames): Promise<void> {
  for (const set of input.sets.values()) {
    if (set.rows === 0) continue;
    const looked = await lookAt(engine, estate, input, names, set);
    await findIdFormats(looked);
    await findColumnChanges(looked);
    await findOpenInRetired(looked);
  }
}
