import type { Engine } from "../../engines/engine.ts";
import type { SignEstate, SignInput, SignNames } from "../sign-plan.ts";
import { findUnalerted } from "./alert.ts";
import { findLate } from "./late.ts";
import { findLogged } from "./logged.ts";
import { findRetries } from "./retries.ts";
import { findTruncated } from "./truncated.ts";
import { findVoids } from "./voids.ts";

/**
 * Adds what tells that a sync fails without saying so to the relation of signs:
 * `truncated`, `void-not-propagated`, `late-under-watermark`, `retried-twice`,
 * `logged-success`, `no-alert`. Relations made on the way are dropped.
 */
export async function findSyncSigns(engine: Engine, estate: SignEstate, input: SignInput, names: SignNames): Promise<void> {
  const plan = { engine, dialect: engine.dialect, estate, names, ...input };
  await findTruncated(plan);
  await findVoids(plan);
  await findLate(plan);
  await findRetries(plan);
  await findLogged(plan);
  await findUnalerted(plan);
}
