import type { Engine } from "../../engines/engine.ts";
import type { Definition, Lifecycle, ReviewedLifecycle, ReviewedRule, ReviewedTrack, Track } from "../../model/index.ts";
import { judgeRule, type JudgedRule } from "./agree.ts";
import { findAvoided } from "./avoided.ts";
import { judgeCarry } from "./carry.ts";
import { checkTransitions } from "./conform.ts";
import { compareDefinitions } from "./definitions.ts";
import { checkStays } from "./dwell.ts";
import { checkRecording, checkWords } from "./late.ts";
import { checkRepeats } from "./repeats.ts";
import { timelineOf, type MismatchEstate, type MismatchInput, type MismatchNames, type Plan } from "./plan.ts";

export { createMismatches } from "./relation.ts";
export { disagreements, type ApartInput, type Disagreements } from "./apart.ts";
export { knownOf, type MismatchEstate, type MismatchInput, type MismatchNames } from "./plan.ts";

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
  const definitions: Definition[] = [];
  for (const rule of lifecycle.rules) {
    const further = async (judged: JudgedRule): Promise<void> => void definitions.push(...(await compareDefinitions(plan, judged)));
    rules.push(await judgeRule(plan, rule, further));
  }
  for (const rule of lifecycle.carries) rules.push(await judgeCarry(plan, rule));
  const tracks: ReviewedTrack[] = [];
  for (const track of lifecycle.tracks) tracks.push(await reviewTrack(plan, track));
  return {
    id: lifecycle.id,
    title: lifecycle.title,
    entity: lifecycle.entity,
    workflows: lifecycle.workflows,
    states: lifecycle.states.map(({ id, title }) => ({ id, title })),
    tracks,
    rules,
    definitions,
  };
}

/** Holds one track against the lifecycle itself. */
async function reviewTrack(plan: Plan, track: Track): Promise<ReviewedTrack> {
  const { knownUntil, exact, counts, unmapped } = timelineOf(plan, track.id);
  const transitions = await checkTransitions(plan, track);
  const now = await checkStays(plan, track);
  await checkRepeats(plan, track);
  await checkRecording(plan, track);
  await checkWords(plan, track);
  await findAvoided(plan, track);
  return { id: track.id, title: track.title, dataset: track.dataset, knownUntil, exact, counts, unmapped, now, transitions };
}
