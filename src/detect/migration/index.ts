import type { Engine } from "../../engines/engine.ts";
import { findColumnChanges } from "./columns.ts";
import { lookAt, type ResidueEstate, type ResidueInput, type ResidueNames } from "./dataset.ts";
import { findIdFormats } from "./id-formats.ts";
import { findOpenInRetired } from "./retired.ts";
import { findOldWords } from "./words.ts";

export type { ResidueEstate, ResidueInput, ResidueNames } from "./dataset.ts";

/**
 * Looks for what a migration left behind, dataset by dataset, and adds a sign for each
 * thing it finds to the relation of `createSigns`. Temporary relations are dropped.
 * Of a retired system only what is open in it is looked for: the rest is history.
 */
export async function findResidue(engine: Engine, estate: ResidueEstate, input: ResidueInput, names: ResidueNames): Promise<void> {
  for (const set of input.sets.values()) {
    if (set.rows === 0) continue;
    const looked = await lookAt(engine, estate, input, names, set);
    await findOpenInRetired(looked);
    if (looked.system?.retired !== undefined) continue;
    const formats = await findIdFormats(looked);
    const columns = await findColumnChanges(looked);
    const days = [...formats, ...columns.map(({ change, unit }) => ({ day: change.day, unit }))].flatMap(({ day, unit }) =>
      unit === undefined ? [day] : [],
    );
    await findOldWords(looked, [...new Set(days)].sort());
  }
}
