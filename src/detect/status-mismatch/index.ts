import type { Engine } from "../../engines/engine.ts";
import type { Lifecycle, ReviewedLifecycle, ReviewedRule, ReviewedTrack } from "../../model/index.ts";
import { judgeRule } from "./agree.ts";
import { timelineOf, type MismatchEstate, type MismatchInput, type MismatchNames, type Plan } from "./plan.ts";

export { createMismatches } from "./relation.ts";
export { createApart, createJudged, type ApartInput } from "./apart.ts";
export type { MismatchEstate, MismatchInput, MismatchNames } from "./plan.ts";

/**
 * Judges a lifecycle: adds what is wrong with the states of its records to the
 * relation of mismatches, and says what was looked at. Relations made on the way
 * are dropped.
 */
export async function findMismatches(
  engine: Engine,
  estate: MismatchEstate,
  lifecycle: Lifecycle,
  input: MismatchInput,
  names: MismatchNames,
): Promise<ReviewedLifecycle> {
  const plan: Plan = { engine, dialect: engine.dialect, estate, lifecycle, input, names };
  const rules: ReviewedRule[] = [];
  for (const rule of lifecycle.rules) rules.push(await judgeRule(plan, rule, async () => {}));
  const tracks: ReviewedTrack[] = lifecycle.tracks.map((track) => {
    const { knownUntil, exact, counts, unmapped } = timelineOf(plan, track.id);
    return { id: track.id, title: track.title, dataset: track.dataset, knownUntil, exact, counts, unmapped, now: [], transitions: [] };
  });
  return {
    id: lifecycle.id,
    title: lifecycle.title,
    entity: lifecycle.entity,
    workflows: lifecycle.workflows,
    states: lifecycle.states.map(({ id, title }) => ({ id, title })),
    tracks,
    rules,
    definitions: [],
  };
}
