import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Bench, BenchRun } from "./harness/bench.ts";
import { figures } from "./harness/contest.ts";
import { capture, measure, type Cost } from "./harness/measure.ts";
import { dataDirectory, repository } from "./harness/paths.ts";
import { wrongReview, type GivenReview, type GivenTruth } from "./tieout-scale/check.ts";

const cli = join(repository, "dist", "cli", "main.js");
const probeJobs = 2_000;
/** Above this a run takes minutes, so that one is made where smaller estates get all. */
const largeEstate = 2_000_000;

/**
 * The whole review, as a person runs it, on demo estates of growing size: time a
 * record must not grow, memory must stay under the engine's limit.
 *
 * Options: `--sizes 10k,100k`, `--memory 4GiB`.
 */
export const tieoutScale: Bench = async (run) => {
  const memory = run.options.get("memory") ?? "4GiB";
  const sizes = (run.options.get("sizes") ?? "10k,100k,1M,10M").split(",").map((text) => ({ text, records: parseSize(text) }));
  if (!existsSync(cli)) throw new Error("The command line is not built: npm run build");
  const home = join(dataDirectory, `scale.${process.pid}`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  try {
    run.say("how many records a job brings");
    const probe = await reviewed(run, home, probeJobs, memory, 1);
    const perRecord: { text: string; seconds: number; cpu: number; peak: number }[] = [];
    for (const { text, records } of sizes) {
      const jobs = Math.max(1, Math.round((records * probeJobs) / probe.records));
      const repeats = records >= largeEstate ? 1 : run.repeats;
      const result = await reviewed(run, home, jobs, memory, repeats);
      const cost = figures(result.costs);
      perRecord.push({ text, seconds: cost.seconds / result.records, cpu: cost.cpu_seconds / result.records, peak: cost.peak_rss_mb });
      run.emit({
        bench: "tieout-scale",
        contender: "tieout",
        dataset: `demo-${text}`,
        ...cost,
        note: `${result.records} records of ${jobs} jobs; ${micros(cost.seconds / result.records)} a record, ${micros(cost.cpu_seconds / result.records)} of CPU; outcomes as truth.json has them; runs: ${repeats}; --memory ${memory}`,
      });
    }
    sayMark(perRecord, memory, run.say);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

/** Makes an estate, reviews it `repeats` times, each time with nothing stored before, and checks every review against the truth. */
async function reviewed(
  run: BenchRun,
  home: string,
  jobs: number,
  memory: string,
  repeats: number,
): Promise<{ readonly records: number; readonly costs: readonly Cost[] }> {
  const estate = join(home, `jobs-${jobs}`);
  run.say(`${jobs} jobs: making the estate`);
  await capture(process.execPath, [cli, "demo", estate, "--jobs", String(jobs), "--seed", "1"]);
  const truth = JSON.parse(readFileSync(join(estate, "truth.json"), "utf8")) as GivenTruth;
  const out = join(home, "out");
  const costs: Cost[] = [];
  let records = 0;
  for (let round = 1; round <= repeats; round++) {
    for (const left of [out, join(estate, ".tieout")]) rmSync(left, { recursive: true, force: true });
    run.say(`${jobs} jobs: review ${round} of ${repeats}`);
    costs.push(await measure([process.execPath, cli, "review", estate, "--out", out, "--memory", memory]));
    const review = JSON.parse(readFileSync(join(out, "review.json"), "utf8")) as GivenReview;
    const wrong = wrongReview(review, truth);
    if (wrong !== undefined) throw new Error(`tieout-scale, ${jobs} jobs: the review is wrong: ${wrong}`);
    records = review.datasets.reduce((sum, { rows }) => sum + rows, 0);
  }
  rmSync(estate, { recursive: true, force: true });
  return { records, costs };
}

function sayMark(
  sizes: readonly { text: string; seconds: number; cpu: number; peak: number }[],
  memory: string,
  say: (text: string) => void,
): void {
  sizes.forEach((size, index) => {
    const before = sizes[index - 1];
    if (before === undefined) return;
    say(
      `a record at ${size.text} takes ${(size.seconds / before.seconds).toFixed(2)} × the time and ${(size.cpu / before.cpu).toFixed(2)} × the CPU that it takes at ${before.text}`,
    );
  });
  const peak = Math.max(...sizes.map((size) => size.peak));
  say(`highest resident memory of the whole process: ${peak} MB, with --memory ${memory}`);
}

/** `10k` and `1M` as people write sizes. */
function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+)([kM]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`--sizes takes sizes such as 10k,1M, not ${text}`);
  return Number(digits) * (unit === "M" ? 1_000_000 : unit === "k" ? 1_000 : 1);
}

function micros(seconds: number): string {
  return `${(seconds * 1e6).toFixed(1)} µs`;
}
