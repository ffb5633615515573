import { existsSync } from "node:fs";
import type { Bench } from "./harness/bench.ts";
import { installPeers } from "./harness/peers.ts";
import { CONTENDERS, contestLog } from "./lifecycle/contest.ts";
import { makeLog, recorded } from "./lifecycle/data.ts";
import { timeDisagreements } from "./lifecycle/disagreements.ts";

const DATASETS = ["csv", "parquet", "disagreements"] as const;

/**
 * Measures of a log of 5.24 million events beside PM4Py, and the times in which two systems of a million jobs
 * disagree.
 *
 * Options: `--datasets csv,parquet,disagreements`, `--contenders a,b`, `--sizes N` (copies of the recorded log, 20),
 * `--rows N` (jobs, 1,000,000).
 */
export const lifecycle: Bench = async (run) => {
  const datasets = chosen("datasets", DATASETS, run.options);
  const names = chosen("contenders", CONTENDERS, run.options);
  const kinds = datasets.filter((name) => name !== "disagreements");
  if (kinds.length > 0 && !existsSync(recorded)) {
    run.say("lifecycle: the recorded log ../shared/data/event-logs/bpic2012.xes.gz is not there; its measures are skipped");
    run.emit({ bench: "lifecycle", contender: "tieout", dataset: "bpic2012", note: "skipped: the recorded log is absent" });
  } else if (kinds.length > 0) {
    const copies = Number(run.options.get("sizes") ?? "20");
    run.say(`making ${copies} copies of the recorded log, unless they are there`);
    const log = await makeLog(copies);
    const peer = names.some((name) => name !== "tieout") && installPeers().has("pm4py");
    for (const kind of kinds) await contestLog(run, kind, log, names, peer);
  }
  if (datasets.includes("disagreements")) await timeDisagreements(run, Number(run.options.get("rows") ?? "1000000"));
};

function chosen<Name extends string>(option: string, all: readonly Name[], options: ReadonlyMap<string, string>): readonly Name[] {
  const wanted = options.get(option)?.split(",");
  const unknown = wanted?.find((name) => !all.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${all.join(", ")}`);
  return wanted === undefined ? all : all.filter((name) => wanted.includes(name));
}
