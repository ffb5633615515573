import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchResult, BenchRun } from "./harness/bench.ts";
import { figures } from "./harness/contest.ts";
import { measure, type Cost } from "./harness/measure.ts";
import { compiled, dataDirectory, repository } from "./harness/paths.ts";
import { installPeers, peerPython } from "./harness/peers.ts";
import { LINKAGE_DATASETS, makeLinkage, type LinkageDataset, type LinkageFiles } from "./linkage-quality/data.ts";
import { scoreClusters, scoreLinks, type Quality } from "./linkage-quality/metrics.ts";

type Scored = Quality & { readonly b3?: number };

const contenders = ["tieout", "splink"] as const;
/** The seed by which thresholds may be chosen, and the one that is reported. */
const seeds = { frozen: 1, reported: 2 } as const;
/** What a user without truth would take for Splink: even odds for an assignment, what its own example clusters at for duplicates. */
const frozen = { link: "0.5", dedupe: "0.95" } as const;
/** Splink gets the best of these by the truth of the first seed, which no user has. */
const generous = {
  link: [
    "0.000000001",
    "0.00000001",
    "0.0000001",
    "0.000001",
    "0.00001",
    "0.0001",
    "0.001",
    "0.01",
    "0.05",
    "0.2",
    "0.5",
    "0.8",
    "0.95",
    "0.99",
  ],
  dedupe: ["0.05", "0.2", "0.5", "0.8", "0.9", "0.95", "0.98", "0.99", "0.995", "0.998", "0.999", "0.9995", "0.9999"],
} as const;
/** Ours: even odds, fixed for all data; and the default of `accept`. */
const [even, accepted] = ["0.5", "0.99"] as const;
/** What must be reached at least. */
const marks: Readonly<Partial<Record<LinkageDataset, Partial<Scored>>>> = {
  transactions: { f1: 0.99 },
  "transactions-dropped": { f1: 0.98 },
  historical_50k: { f1: 0.86, b3: 0.88 },
  febrl4: { f1: 0.9986 },
};

/**
 * Links labelled data whose ids say nothing, and compares what is found with the
 * truth: links one-to-one between two sources, or the clusters of one source.
 *
 * Options: `--datasets a,b`, `--contenders a,b`.
 */
export const linkageQuality: Bench = async (run) => {
  const datasets = pick(run.options.get("datasets"), LINKAGE_DATASETS);
  const wanted = pick(run.options.get("contenders"), contenders);
  const peers = wanted.includes("splink") ? installPeers() : new Set<string>();
  for (const dataset of datasets) {
    const place = { bench: "linkage-quality", dataset };
    const files = await makeLinkage(dataDirectory, dataset, seeds.reported);
    if (files === undefined) {
      run.say(`${dataset}: the recorded data is absent`);
      for (const contender of wanted) run.emit({ ...place, contender, note: "absent: the recorded data is not there" });
      continue;
    }
    const results: BenchResult[] = [];
    for (const contender of wanted) {
      run.say(`${dataset}: ${contender}`);
      let result: BenchResult = { ...place, contender, note: "absent" };
      if (contender === "tieout") result = { ...place, contender, ...(await ours(run, dataset, files)) };
      else if (peers.has("splink")) result = { ...place, contender, ...(await splink(run, dataset, files)) };
      run.emit(result);
      results.push(result);
    }
    sayMark(dataset, results, run.say);
  }
};

/** With the probability from which more speaks for a link than against it; the note has the default, from which nobody looks. */
async function ours(run: BenchRun, dataset: LinkageDataset, files: LinkageFiles): Promise<Omit<BenchResult, "bench" | "contender">> {
  const program = join(compiled, "linkage-quality", "contenders", "tieout.js");
  const command = (threshold: string) => (out: string) => [process.execPath, program, dataset, threshold, out, ...files.files] as const;
  const [given] = await runs(run, dataset, files, [even], command(even), run.repeats);
  const [unseen] = await runs(run, dataset, files, [accepted], command(accepted), 1);
  return {
    ...given,
    note: `told what each column holds, nothing else: weights, blocking and standard forms by default; from probability ${even}; what is accepted unseen, from ${accepted}: precision ${unseen?.precision}, recall ${unseen?.recall}, the rest goes to review`,
  };
}

/** With the threshold that does best by the truth of the other seed, so that nobody can say that it was held back; the note has the one that a user would take. */
async function splink(run: BenchRun, dataset: LinkageDataset, files: LinkageFiles): Promise<Omit<BenchResult, "bench" | "contender">> {
  const kind = files.files.length === 2 ? "link" : "dedupe";
  const program = join(repository, "bench", "linkage-quality", "contenders", "peer.py");
  const command = (thresholds: readonly string[], given: LinkageFiles) => (out: string) =>
    [peerPython, program, dataset, thresholds.join(","), out, ...given.files] as const;
  const grid = generous[kind];
  const other = (await makeLinkage(dataDirectory, dataset, seeds.frozen)) ?? files;
  const tried = await runs(run, dataset, other, grid, command(grid, other), 1);
  const best = grid[tried.reduce((at, scored, index) => (scored.f1 > (tried[at]?.f1 ?? 0) ? index : at), 0)] ?? frozen[kind];
  const [given] = await runs(run, dataset, files, [best], command([best], files), run.repeats);
  const [plain] = await runs(run, dataset, files, [frozen[kind]], command([frozen[kind]], files), 1);
  const how = kind === "link" ? "optimal one-to-one assignment (scipy) of its weights" : "its connected components";
  const model =
    dataset === "childcare_sites" ? "its ready-made comparisons, as it has no example of this data" : "the model of its own example";
  const without = `f1 ${plain?.f1}${plain?.b3 === undefined ? "" : `, b3 ${plain.b3}`}`;
  return {
    ...given,
    note: `${model}; ${how} from probability ${best}, the best of ${grid.length} by the truth of seed ${seeds.frozen}; from ${frozen[kind]}: ${without}`,
  };
}

/** Runs a contender, and scores the one file that it writes per threshold. */
async function runs(
  run: BenchRun,
  dataset: LinkageDataset,
  given: LinkageFiles,
  thresholds: readonly string[],
  command: (out: string) => readonly [string, ...string[]],
  repeats: number,
): Promise<(Scored & ReturnType<typeof figures>)[]> {
  const scratch = mkdtempSync(join(tmpdir(), "tieout-linkage-"));
  try {
    const costs: Cost[] = [];
    for (let round = 1; round <= repeats; round++) {
      if (repeats > 1) run.say(`${dataset}: round ${round} of ${repeats}`);
      const out = join(scratch, String(round));
      mkdirSync(out);
      costs.push(await measure(command(out)));
    }
    return thresholds.map((threshold) => {
      const answers = costs.map((_, round) => readFileSync(join(scratch, String(round + 1), `${threshold}.csv`), "utf8"));
      return { ...figures(costs), ...rounded(score(answers[0] ?? "", given)) };
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Lines of two ids that are linked, or of an id and its cluster. */
export function score(answer: string, { truth }: LinkageFiles): Scored {
  const lines = answer.split("\n").flatMap((line): [string, string][] => {
    const [first, second] = line.split(",");
    return first === undefined || second === undefined ? [] : [[first, second]];
  });
  const [left, right] = truth;
  if (left === undefined) throw new Error("a data set without records");
  return right === undefined ? scoreClusters(new Map(lines), left) : scoreLinks(lines, { left, right });
}

function rounded(scored: Scored): Scored {
  return Object.fromEntries(Object.entries(scored).map(([name, value]) => [name, Number(Number(value).toFixed(5))])) as unknown as Scored;
}

function sayMark(dataset: LinkageDataset, results: readonly BenchResult[], say: (text: string) => void): void {
  const found = results.find(({ contender }) => contender === "tieout");
  for (const measure of ["f1", "b3"] as const) {
    const [value, mark] = [found?.[measure], marks[dataset]?.[measure]];
    if (value === undefined || mark === undefined) continue;
    say(`${dataset}: ${measure} ${value}; the mark is ${mark}: ${value >= mark ? "reached" : "missed"}`);
  }
}

function pick<T extends string>(given: string | undefined, all: readonly T[]): readonly T[] {
  if (given === undefined) return all;
  return given.split(",").map((name) => {
    const found = all.find((one) => one === name);
    if (found === undefined) throw new Error(`${name} is none of ${all.join(", ")}`);
    return found;
  });
}
