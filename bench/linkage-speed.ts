import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchResult } from "./harness/bench.ts";
import { figures } from "./harness/contest.ts";
import { measure, type Cost } from "./harness/measure.ts";
import { compiled, dataDirectory, repository } from "./harness/paths.ts";
import { installPeers, peerPython } from "./harness/peers.ts";
import { scoreLinks, type Quality } from "./linkage-quality/metrics.ts";
import { candidatePairs, makePeople, peopleTruth, type CandidatePairs } from "./linkage-speed/people.ts";

const names = ["tieout", "splink"] as const;
const mark = { faster: 3, memory: 1 / 3 };
/** The engine of both may use as many. */
const threads = 2;
/** Below this no linkage is worth timing: 1 in 20 duplicates shares no block. */
const leastF1 = 0.9;
const notes = {
  tieout: "reads Parquet; standardises, blocks, compares, estimates, weighs every candidate pair; links from probability .95",
  splink: "reads Parquet; blocks, compares, u by sampling, EM on two rules, predicts every candidate pair; links from probability .95",
} as const;

/**
 * Finds the duplicates of a million synthetic people by three given blocking
 * rules; both contenders must hold the very same candidate pairs.
 *
 * Options: `--rows N` (1,050,000), `--contenders a,b`.
 */
export const linkageSpeed: Bench = async (run) => {
  const rows = Number(run.options.get("rows") ?? "1050000");
  const wanted = run.options.get("contenders")?.split(",") ?? names;
  const unknown = wanted.find((name) => !names.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${names.join(", ")}`);
  run.say(`making ${rows} people, unless they are there`);
  const people = await makePeople(dataDirectory, rows, 1);
  const expected = await candidatePairs(people.file);
  run.say(`${expected.pairs} candidate pairs`);
  const truth = peopleTruth(people);
  const dataset = `people-${rows}`;
  const peers = wanted.includes("splink") ? installPeers() : new Set<string>();
  const scratch = mkdtempSync(join(tmpdir(), "tieout-linkage-"));
  const program = {
    tieout: [process.execPath, join(compiled, "linkage-speed", "contenders", "tieout.js")],
    splink: [peerPython, join(repository, "bench", "linkage-speed", "contenders", "peer.py")],
  } as const;
  const command = (name: (typeof names)[number], mode: "time" | "check") =>
    [...program[name], people.file, scratch, mode, String(threads)] as const;
  const present = names.filter((name) => wanted.includes(name) && (name === "tieout" || peers.has(name)));
  try {
    const quality = new Map<string, Quality>();
    for (const name of present) {
      run.say(`checking ${name}`);
      const { output } = await measure(command(name, "check"));
      const wrong = wrongPairs(JSON.parse(output) as Partial<CandidatePairs>, expected);
      if (wrong !== undefined) throw new Error(`linkage-speed: ${name} is wrong: ${wrong}`);
      const found = scoreLinks(ordered(readFileSync(join(scratch, "links.csv"), "utf8")), truth);
      if (found.f1 < leastF1) throw new Error(`linkage-speed: ${name} finds too little: ${JSON.stringify(found)}`);
      quality.set(name, found);
    }
    const costs = new Map<string, Cost[]>(present.map((name) => [name, []]));
    for (let round = 1; round <= run.repeats; round++) {
      run.say(`round ${round} of ${run.repeats}`);
      for (const name of present) costs.get(name)?.push(await measure(command(name, "time")));
    }
    const results = names.flatMap((contender): BenchResult[] => {
      if (!wanted.includes(contender)) return [];
      const place = { bench: "linkage-speed", contender, dataset };
      const [measured, scored] = [costs.get(contender), quality.get(contender)];
      if (measured === undefined || scored === undefined) return [{ ...place, note: "absent" }];
      return [{ ...place, ...figures(measured), ...rounded(scored), note: `${notes[contender]}; ${expected.pairs} candidate pairs` }];
    });
    results.forEach((result) => run.emit(result));
    sayMark(results, run.say);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** What a contender's candidate pairs are not; undefined when they are the very same. */
export function wrongPairs(given: Partial<CandidatePairs>, expected: CandidatePairs): string | undefined {
  if (given.pairs !== expected.pairs) return `${given.pairs} candidate pairs, must be ${expected.pairs}`;
  if (given.checksum !== expected.checksum) return `as many candidate pairs, but others: ${given.checksum}, must be ${expected.checksum}`;
  return undefined;
}

/** A pair is the same whichever record is named first. */
function ordered(lines: string): [string, string][] {
  return lines.split("\n").flatMap((line): [string, string][] => {
    const [a, b] = line.split(",");
    if (a === undefined || b === undefined) return [];
    return [Number(a) < Number(b) ? [a, b] : [b, a]];
  });
}

function rounded({ precision, recall, f1 }: Quality): Quality {
  const round = (value: number): number => Number(value.toFixed(5));
  return { precision: round(precision), recall: round(recall), f1: round(f1) };
}

function sayMark(results: readonly BenchResult[], say: (text: string) => void): void {
  const [ours, peer] = names.map((name) => results.find(({ contender }) => contender === name));
  if (ours?.cpu_seconds === undefined || peer?.cpu_seconds === undefined) return;
  const ratio = (part: "seconds" | "cpu_seconds" | "peak_rss_mb"): number => (peer[part] ?? 0) / (ours[part] ?? 1);
  const [wall, cpu, memory] = [ratio("seconds"), ratio("cpu_seconds"), ratio("peak_rss_mb")];
  const reached = (is: boolean): string => (is ? "reached" : "missed");
  say(`tieout is ${wall.toFixed(2)} × as fast (CPU ${cpu.toFixed(2)} ×); the mark is ${mark.faster}: ${reached(wall >= mark.faster)}`);
  say(
    `tieout takes ${(1 / memory).toFixed(2)} of the memory; the mark is ${mark.memory.toFixed(2)}: ${reached(1 / memory <= mark.memory)}`,
  );
}
