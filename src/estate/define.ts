import type { EstateSpec } from "./schema.ts";

/**
 * Types an estate that is written in TypeScript or JavaScript. Gives back what it
 * was given; it is checked when the module is loaded.
 *
 * @example
 * ```ts
 * import { defineEstate } from "tieout";
 *
 * export default defineEstate({
 *   tieout: 1,
 *   estate: "summit-mechanical",
 *   timeZone: "America/New_York",
 *   currency: "USD",
 *   systems: {
 *     dispatch: { datasets: { jobs: { entity: "job", source: "jobs.csv", key: "id", fields: { id: "Id" } } } },
 *   },
 * });
 * ```
 */
export function defineEstate(spec: EstateSpec): EstateSpec {
  return spec;
}
