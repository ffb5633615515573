import { dynamics } from "./dynamics.ts";
import { housecallpro } from "./housecallpro.ts";
import { hubspot } from "./hubspot.ts";
import { jobber } from "./jobber.ts";
import { quickbooks } from "./quickbooks.ts";
import { salesforce } from "./salesforce.ts";
import { servicetitan } from "./servicetitan.ts";
import { xero } from "./xero.ts";
import type { Pack } from "./pack.ts";

export type { Pack } from "./pack.ts";

/** `vendor.records` → its words. */
export const PACKS: ReadonlyMap<string, Pack> = new Map(
  Object.entries({ dynamics, housecallpro, hubspot, jobber, quickbooks, salesforce, servicetitan, xero }).flatMap(([vendor, packs]) =>
    Object.entries(packs).map(([records, pack]): [string, Pack] => [`${vendor}.${records}`, pack]),
  ),
);
