import { afterAll, beforeAll, expect, test } from "vitest";
import { findAutomationSigns } from "../../src/detect/automation/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine } from "./given.ts";
import { detailOf, findGiven, givenAutomation, only } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

test("everything that the register does not say is told with its risk; a whole entry is not", async () => {
  const whole = givenAutomation();
  const bare = givenAutomation({ id: "bare", title: "Night script", owner: undefined, rollback: " ", output: undefined });
  const signs = await findGiven(engine, findAutomationSigns, { automations: [whole, bare], datasets: {} });
  expect(only(signs, "outcome", "subject_type", "subject", "value", "records")).toEqual([
    ["register-gap", "automation", "bare", "output", "1"],
    ["register-gap", "automation", "bare", "owner", "1"],
    ["register-gap", "automation", "bare", "rollback", "1"],
  ]);
  expect(detailOf(signs[1])).toMatchObject({
    title: "Night script",
    gaps: "owner, output, rollback",
    risk: expect.stringContaining("nobody answers"),
  });
});
