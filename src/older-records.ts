import type { ChosenCapture, GatherPorts } from "./gather.ts";
import type { Estate, RecordSet } from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import { id, sql } from "./sql/index.ts";

/** Earlier captures by dataset, the oldest first. */
export type OlderRecords = ReadonlyMap<string, readonly RecordSet[]>;

/**
 * Opens the earlier captures of some datasets as views, does the work, and drops them.
 *
 * @param captures the capture that is reviewed and the others, by dataset
 * @param prefix of the views' names
 */
export async function withOlderRecords<T>(
  estate: Estate,
  { engine }: Pick<GatherPorts, "engine">,
  captures: ReadonlyMap<string, ChosenCapture>,
  { datasets, prefix }: { readonly datasets: ReadonlySet<string>; readonly prefix: string },
  work: (older: OlderRecords) => Promise<T>,
): Promise<T> {
  const older = new Map<string, RecordSet[]>();
  for (const dataset of estate.datasets) {
    if (!datasets.has(dataset.id)) continue;
    const own: RecordSet[] = [];
    for (const [index, capture] of (captures.get(dataset.id)?.older ?? []).entries())
      own.push(await openRecords(engine, estate, dataset, capture, { relation: `${prefix} ${index} ${dataset.id}`, as: "view" }));
    older.set(dataset.id, own);
  }
  const done = await work(older);
  for (const { relation } of [...older.values()].flat()) await engine.runInline(sql`DROP VIEW ${id(relation)}`);
  return done;
}
