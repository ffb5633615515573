import { chooseCaptures, gather, type GatherPorts } from "./gather.ts";
import { InputError, type Estate, type Problem } from "./model/index.ts";
import { checkRecords, openRecords } from "./records/index.ts";

/** What `tieout check` found. */
export interface CheckResult {
  /** A review would refuse these. */
  readonly errors: readonly Problem[];
  /** A review would run, but the estate leaves something open: words without mapping, say. */
  readonly warnings: readonly Problem[];
  readonly datasets: number;
  readonly records: number;
}

/**
 * Holds the estate against its data without reviewing: everything that is wrong,
 * all at once, each at its place.
 *
 * @throws RunError
 */
export async function checkEstate(estate: Estate, ports: GatherPorts): Promise<CheckResult> {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  let records = 0;
  const captures = await collect(errors, async () => chooseCaptures(estate, await gather(estate, ports), estate.asOf));
  for (const dataset of estate.datasets) {
    const chosen = captures?.get(dataset.id)?.chosen;
    if (chosen === undefined) continue;
    ports.progress(`${dataset.id}: checking …`);
    await collect(errors, async () => {
      const set = await openRecords(ports.engine, estate, dataset, chosen, { relation: `records ${dataset.id}`, as: "view" });
      records += set.rows;
      warnings.push(...set.unreadableSamples, ...(await checkRecords(ports.engine, estate, set)));
    });
  }
  return { errors, warnings, datasets: estate.datasets.length, records };
}

async function collect<T>(errors: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    errors.push(...error.problems);
    return undefined;
  }
}
