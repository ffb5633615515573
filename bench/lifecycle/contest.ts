import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult, BenchRun } from "../harness/bench.ts";
import { figures } from "../harness/contest.ts";
import { measure, median, type Cost } from "../harness/measure.ts";
import { compiled, repository } from "../harness/paths.ts";
import { peerPython } from "../harness/peers.ts";
import type { LogFiles } from "./data.ts";
import { wrongAnswer, type Answer } from "./truth.ts";

const OPERATIONS = ["load", "directly-follows", "performance", "variants", "rework", "durations"] as const;
type Taken = Readonly<Record<(typeof OPERATIONS)[number], { readonly seconds: number; readonly cpuSeconds: number }>>;

export const CONTENDERS = ["tieout", "pm4py", "pm4py-polars"] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** How much faster than PM4Py each operation is to be. */
const MARK = 5;
/** The engine may use as many; PM4Py on pandas uses one, on polars all. */
const threads = 2;
/** In microseconds. PM4Py's seconds are floats; on polars it drops what is less than a second. */
const tolerance: Readonly<Record<ContenderName, number>> = { tieout: 0.5, pm4py: 1, "pm4py-polars": 1_000_000 };
const notes: Readonly<Record<ContenderName, string>> = {
  tieout: "load: reads, codes, one ordered path with its times a case; durations and variants stay in the engine",
  pm4py: "pandas and format_dataframe, as its documentation reads files; performance has a standard deviation besides",
  "pm4py-polars": "polars lazy frames; drops what is less than a second",
};

/** Checks every contender's whole answer, then times the operations of each in turn. */
export async function contestLog(
  run: BenchRun,
  kind: "csv" | "parquet",
  log: LogFiles,
  names: readonly ContenderName[],
  peer: boolean,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "tieout-lifecycle-"));
  const answer = join(scratch, "answer.json");
  const command = (name: ContenderName, mode: "time" | "check"): readonly [string, ...string[]] => {
    const files = [log[kind], log.warmup[kind], mode, answer];
    if (name === "tieout") return [process.execPath, join(compiled, "lifecycle", "contenders", "tieout.js"), ...files, String(threads)];
    return [peerPython, join(repository, "bench", "lifecycle", "contenders", "peer.py"), ...files, name === "pm4py" ? "pandas" : "polars"];
  };
  const place = { bench: "lifecycle", dataset: `bpic2012-${log.events}-${kind}` };
  const present = names.filter((name) => name === "tieout" || peer);
  try {
    for (const name of present) {
      run.say(`${place.dataset}: checking ${name}`);
      await measure(command(name, "check"));
      const wrong = wrongAnswer(JSON.parse(readFileSync(answer, "utf8")) as Partial<Answer>, log.truth, tolerance[name]);
      if (wrong !== undefined) throw new Error(`lifecycle, ${place.dataset}: ${name} is wrong: ${wrong}`);
    }
    const measured = new Map<ContenderName, { cost: Cost; taken: Taken }[]>(present.map((name) => [name, []]));
    for (let round = 1; round <= run.repeats; round++) {
      run.say(`${place.dataset}: round ${round} of ${run.repeats}`);
      for (const name of present) {
        const { output, ...cost } = await measure(command(name, "time"));
        measured.get(name)?.push({ cost, taken: JSON.parse(output) as Taken });
      }
    }
    const medians = new Map<string, Median>();
    for (const contender of names) {
      const rounds = measured.get(contender);
      if (rounds === undefined) {
        run.emit({ ...place, contender, note: "absent" });
        continue;
      }
      for (const operation of OPERATIONS) {
        const seconds = middle(rounds.map(({ taken }) => taken[operation].seconds));
        const cpu = middle(rounds.map(({ taken }) => taken[operation].cpuSeconds));
        medians.set(`${contender} ${operation}`, { seconds, cpu });
        run.emit({ ...place, contender, operation, seconds, cpu_seconds: cpu });
      }
      const process: BenchResult = {
        ...place,
        contender,
        operation: "process",
        ...figures(rounds.map(({ cost }) => cost)),
        note: notes[contender],
      };
      run.emit(process);
    }
    sayMarks(run, medians);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Median {
  readonly seconds: number;
  readonly cpu: number;
}

function middle(values: readonly number[]): number {
  return Number(median(values).toFixed(4));
}

function sayMarks(run: BenchRun, medians: ReadonlyMap<string, Median>): void {
  for (const peer of ["pm4py", "pm4py-polars"]) {
    for (const operation of OPERATIONS) {
      const [ours, theirs] = [medians.get(`tieout ${operation}`), medians.get(`${peer} ${operation}`)];
      if (ours === undefined || theirs === undefined) continue;
      const times = theirs.seconds / ours.seconds;
      const cpu = theirs.cpu / ours.cpu;
      run.say(
        `${operation}: ${times.toFixed(1)} × as fast as ${peer} (CPU ${cpu.toFixed(1)} ×); the mark is ${MARK}: ${times >= MARK ? "reached" : "missed"}`,
      );
    }
  }
}
