import type { Pack } from "./pack.ts";
import { servicetitan } from "./servicetitan.ts";

export type { Pack } from "./pack.ts";

/** `vendor.records` → its words. */
export const PACKS: ReadonlyMap<string, Pack> = new Map(
  Object.entries({ servicetitan }).flatMap(([vendor, packs]) =>
    Object.entries(packs).map(([records, pack]): [string, Pack] => [`${vendor}.${records}`, pack]),
  ),
);
