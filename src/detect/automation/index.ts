import type { Engine } from "../../engines/engine.ts";
import type { SignEstate, SignInput, SignNames } from "../sign-plan.ts";
import { findRegisterGaps } from "./register.ts";

/**
 * Adds what tells that something runs which nobody owns to the relation of signs:
 * `register-gap`, `unregistered-actor`, `run-missing`, `volume-fell`,
 * `breaks-of-one-actor`. Relations made on the way are dropped.
 */
export async function findAutomationSigns(engine: Engine, estate: SignEstate, input: SignInput, names: SignNames): Promise<void> {
  const plan = { engine, dialect: engine.dialect, estate, names, ...input };
  await findRegisterGaps(plan);
}
