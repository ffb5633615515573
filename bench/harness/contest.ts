import type { BenchResult, BenchRun } from "./bench.ts";
import { measure, median, type Cost } from "./measure.ts";

/** One program in a comparison. */
export interface Contender {
  readonly name: string;
  /** Which work it does and which it does not. */
  readonly note: string;
  /** Undefined: absent. `check` asks it to give its whole answer for checking. */
  readonly command: ((mode: "time" | "check") => readonly [string, ...string[]]) | undefined;
  /** Fails by saying what is wrong with the answer; undefined when it is right. */
  readonly wrong: (answer: unknown) => string | undefined;
}

/**
 * Checks every contender's answer, then runs them in turn, A B A B …, and emits
 * the medians.
 *
 * @throws Error when a contender's answer is wrong: its time would mean nothing
 */
export async function contest(
  run: BenchRun,
  place: { readonly bench: string; readonly dataset: string },
  contenders: readonly Contender[],
): Promise<readonly BenchResult[]> {
  const present = contenders.flatMap((contender) =>
    contender.command === undefined ? [] : [{ ...contender, command: contender.command }],
  );
  for (const contender of present) {
    run.say(`${place.dataset}: checking ${contender.name}`);
    const { output } = await measure(contender.command("check"));
    const wrong = contender.wrong(JSON.parse(output));
    if (wrong !== undefined) throw new Error(`${place.bench}, ${place.dataset}: ${contender.name} is wrong: ${wrong}`);
  }
  const costs = new Map<string, Cost[]>(present.map(({ name }) => [name, []]));
  for (let round = 1; round <= run.repeats; round++) {
    run.say(`${place.dataset}: round ${round} of ${run.repeats}`);
    for (const contender of present) costs.get(contender.name)?.push(await measure(contender.command("time")));
  }
  return contenders.map(({ name, note }) => {
    const measured = costs.get(name);
    const result: BenchResult =
      measured === undefined
        ? { ...place, contender: name, note: "absent" }
        : { bench: place.bench, contender: name, dataset: place.dataset, ...figures(measured), note };
    run.emit(result);
    return result;
  });
}

/** Medians, each figure by itself, in the units of the result. */
export function figures(costs: readonly Cost[]): { seconds: number; cpu_seconds: number; peak_rss_mb: number } {
  return {
    seconds: round(median(costs.map((cost) => cost.seconds)), 3),
    cpu_seconds: round(median(costs.map((cost) => cost.cpuSeconds)), 3),
    peak_rss_mb: round(median(costs.map((cost) => cost.peakBytes)) / 1_048_576, 1),
  };
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
