import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAll } from "./detect/found.ts";
import { score, share, type Tally } from "./detect/score.ts";
import { makeEstate, SET_NAMES, type SetName } from "./detect/sets.ts";
import { writeCompany } from "./detect/write.ts";
import type { Bench, BenchRun } from "./harness/bench.ts";

/** What must be reached, of each kind. */
const MARKS = { recall: 0.98, precision: 0.98, cause: 0.95 } as const;
/** How many examples of each mistake are said; all of them stand in the file. */
const EXAMPLES = 12;

/**
 * Generated companies into which faults of every kind were put, and clean twins: how many faults are found, how many
 * findings are true, and whether the cause is right.
 *
 * Options: `--datasets sync,clean` (sets of faults), `--sizes 1,2,3` (seeds, 1 to 10), `--rows N` (jobs of each, by
 * default 2,000, of the last seed 10,000).
 */
export const detect: Bench = async (run) => {
  const sets = chosenSets(run);
  const seeds = (run.options.get("sizes") ?? "1,2,3,4,5,6,7,8,9,10").split(",").map(Number);
  if (seeds.some((seed) => !Number.isInteger(seed) || seed < 1)) throw new Error("--sizes takes seeds, whole numbers from 1");
  const tallies = new Map<string, Tally>();
  const invented: string[] = [];
  let twins = 0;
  for (const seed of seeds) {
    const jobs = Number(run.options.get("rows") ?? (seed === 10 ? 10_000 : 2000));
    for (const set of sets) {
      const found = await reviewOne(set, seed, jobs, run);
      if (found === undefined) continue;
      const where = `${set} ${seed}`;
      if (set.startsWith("clean")) {
        twins++;
        for (const { kind, outcome, subjects, title } of found.found.findings)
          invented.push(`${where}: ${kind} ${outcome} ${subjects.join(" ")}: ${title}`);
      } else score(tallies, where, found.faults, found.found);
    }
  }
  for (const [kind, tally] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) report(run, kind, tally);
  if (twins > 0) {
    run.emit({
      bench: "detect",
      contender: "tieout",
      dataset: "clean twins",
      precision: invented.length === 0 ? 1 : 0,
      note: `${invented.length} findings in ${twins} clean estates`,
    });
    sayExamples(run, "in clean estates", invented);
  }
};

async function reviewOne(set: SetName, seed: number, jobs: number, run: BenchRun) {
  const directory = mkdtempSync(join(tmpdir(), "tieout-detect-"));
  try {
    const { company, faults } = makeEstate(set, seed, jobs);
    mkdirSync(directory, { recursive: true });
    writeCompany(directory, company);
    writeFileSync(join(directory, "truth.json"), `${JSON.stringify(faults, undefined, 1)}\n`);
    const started = performance.now();
    const found = await findAll(directory);
    run.say(
      `${set}, seed ${seed}: ${faults.length} faults, ${found.findings.length} findings, ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    return { faults, found };
  } catch (cause) {
    run.say(`${set}, seed ${seed}: no review: ${cause instanceof Error ? cause.message : String(cause)}`);
    process.exitCode = 1;
    return undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function report(run: BenchRun, kind: string, tally: Tally): void {
  const line = { bench: "detect", contender: "tieout", kind };
  const emit = (
    dataset: string,
    figures: { precision: number | undefined; recall: number | undefined; cause?: number | undefined },
  ): void => {
    const known = Object.entries(figures).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    run.emit({ ...line, dataset, ...Object.fromEntries(known) });
    for (const [name, value] of known) {
      const mark = MARKS[name as keyof typeof MARKS];
      if (value < mark) run.say(`${kind}, ${dataset}: ${name} ${value} is below the mark of ${mark}`);
    }
  };
  emit("findings", { precision: share(tally.findings), recall: share(tally.faults), cause: share(tally.causes) });
  emit("records", { precision: share(tally.added), recall: share(tally.lacked) });
  sayExamples(run, "faults missed", tally.faults.wrong);
  sayExamples(run, "findings invented", tally.findings.wrong);
  sayExamples(run, "records missed", tally.lacked.wrong);
  sayExamples(run, "records invented", tally.added.wrong);
  sayExamples(run, "causes wrong", tally.causes.wrong);
}

function sayExamples(run: BenchRun, what: string, all: readonly string[]): void {
  if (all.length === 0) return;
  run.say(`  ${what}: ${all.length}`);
  for (const each of all.slice(0, EXAMPLES)) run.say(`    ${each}`);
}

function chosenSets(run: BenchRun): readonly SetName[] {
  const wanted = run.options.get("datasets")?.split(",");
  const unknown = wanted?.find((name) => !SET_NAMES.some((set) => set === name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${SET_NAMES.join(", ")}`);
  return wanted === undefined ? SET_NAMES : SET_NAMES.filter((name) => wanted.includes(name));
}
