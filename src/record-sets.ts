import type { ChosenCapture, GatherPorts } from "./gather.ts";
import type { Estate } from "./model/index.ts";
import { openRecords, type OpenedRecords } from "./records/index.ts";

/**
 * The records of every dataset, from the captures that were chosen; the relations are called `records` and the dataset.
 *
 * @param as a table is read often, a view once
 * @throws InputError as `openRecords`
 */
export async function openRecordSets(
  estate: Estate,
  { engine, progress }: Pick<GatherPorts, "engine" | "progress">,
  captures: ReadonlyMap<string, ChosenCapture>,
  as: "table" | "view",
): Promise<ReadonlyMap<string, OpenedRecords>> {
  const sets = new Map<string, OpenedRecords>();
  for (const dataset of estate.datasets) {
    progress(`${dataset.id}: reading records …`);
    const { chosen } = captures.get(dataset.id) as ChosenCapture;
    sets.set(dataset.id, await openRecords(engine, estate, dataset, chosen, { relation: `records ${dataset.id}`, as }));
  }
  return sets;
}
