import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { DemoTruth } from "../../src/demo/index.ts";
import type { Side } from "../../src/model/index.ts";

/** Which contacts and customers are one, by what the demo says of them and not by what their records say. */
export interface WhoIsWho {
  readonly pairs: readonly CustomerPair[];
  /** The person or business; every record has one, if only its own. */
  readonly entityOf: (side: Side, key: string) => string;
  /** Nobody can tell who it is. */
  readonly isUnsure: (side: Side, key: string) => boolean;
}

export interface CustomerPair {
  readonly contact: string;
  readonly customer: string;
  readonly key: "yes" | "no";
  /** What was done to the customer's record; empty: nothing. */
  readonly form: string;
}

export function readWhoIsWho(directory: string): WhoIsWho {
  const pairs: CustomerPair[] = parse(readFileSync(join(directory, "truth-customers.csv"), "utf8"), { columns: true });
  const { identities } = JSON.parse(readFileSync(join(directory, "truth.json"), "utf8")) as DemoTruth;
  const contactOf = new Map(pairs.map(({ contact, customer }) => [customer, contact]));
  const unsure = new Set(identities.customer.unsure.flatMap(({ contact, customer }) => [`from ${contact}`, `to ${customer}`]));
  return {
    pairs,
    entityOf: (side, key) =>
      side === "from" ? `contact ${key}` : contactOf.has(key) ? `contact ${contactOf.get(key)}` : `customer ${key}`,
    isUnsure: (side, key) => unsure.has(`${side} ${key}`),
  };
}
