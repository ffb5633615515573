import { makeCompany } from "./company.ts";
import { seedAutomation } from "./faults-automation.ts";
import { seedFacts } from "./faults-facts.ts";
import { seedMigration } from "./faults-migration.ts";
import { seedNoise, seedSettings } from "./faults-settings.ts";
import { seedStatus } from "./faults-status.ts";
import { seedStale, seedSync, seedSyncDecoys } from "./faults-sync.ts";
import { random } from "./random.ts";
import type { Company } from "./records.ts";
import { Seeder, type Seeding } from "./seeding.ts";
import type { Fault } from "./truth.ts";

interface EstateSet {
  readonly seed: Seeding | undefined;
  readonly split?: boolean;
  readonly captures?: boolean;
}

/** Which faults go together into one estate, and the clean twins of each shape of estate. */
const SETS = {
  sync: { seed: seedSync },
  stale: { seed: seedStale },
  status: { seed: seedStatus },
  facts: { seed: seedFacts, captures: true },
  migration: { seed: seedMigration },
  automation: { seed: seedAutomation },
  settings: { seed: seedSettings },
  noise: { seed: seedNoise },
  clean: { seed: undefined },
  "clean-split": { seed: undefined, split: true },
  "clean-decoys": { seed: seedSyncDecoys, split: true },
  "clean-captures": { seed: undefined, captures: true },
} as const satisfies Readonly<Record<string, EstateSet>>;

export type SetName = keyof typeof SETS;
export const SET_NAMES = Object.keys(SETS) as readonly SetName[];

/** A company with the faults of a set, and the truth of it. The same set, seed and number give the same. */
export function makeEstate(name: SetName, seed: number, jobs: number): { readonly company: Company; readonly faults: readonly Fault[] } {
  const set: EstateSet = SETS[name];
  const company = makeCompany({ seed, jobs, split: set.split ?? false, captures: set.captures ?? false });
  const seeder = new Seeder(company, random(seed * 31 + 5));
  set.seed?.(seeder);
  return { company, faults: seeder.faults };
}
