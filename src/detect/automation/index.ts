import type { Engine } from "../../engines/engine.ts";
import { drop, type SignEstate, type SignInput, type SignNames } from "../sign-plan.ts";
import { createMachines, findUnregistered } from "./actors.ts";
import { findAttributed } from "./attribution.ts";
import { findRegisterGaps } from "./register.ts";
import { findMissingRuns } from "./runs.ts";
import { findFalls } from "./volume.ts";

/**
 * Adds what tells that something runs which nobody owns to the relation of signs:
 * `register-gap`, `unregistered-actor`, `run-missing`, `volume-fell`,
 * `breaks-of-one-actor`. Relations made on the way are dropped.
 */
export async function findAutomationSigns(engine: Engine, estate: SignEstate, input: SignInput, names: SignNames): Promise<void> {
  const plan = { engine, dialect: engine.dialect, estate, names, ...input };
  await findRegisterGaps(plan);
  const machines = await createMachines(plan);
  await findUnregistered(plan, machines);
  await drop(plan, machines);
  await findMissingRuns(plan);
  await findFalls(plan);
  await findAttributed(plan);
}
