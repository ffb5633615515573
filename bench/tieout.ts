import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Bench, BenchResult } from "./harness/bench.ts";
import { contest, type Contender } from "./harness/contest.ts";
import { capture } from "./harness/measure.ts";
import { compiled, dataDirectory, repository } from "./harness/paths.ts";
import { installPeers, peerPython } from "./harness/peers.ts";
import { makeDataset, type DatasetFiles, type KnownAnswer } from "./tieout/data.ts";
import { DATASETS, type DatasetName } from "./tieout/kinds.ts";

const mark = 1.5;
const main: DatasetName = "different-1.27";
const notes = {
  tieout:
    "reads Parquet; every record's outcome, grace, tolerance, repeated keys, bridges to the cent in total and per month; lists every break with both values, written as Parquet",
  duckdb: "reads Parquet; only counts; tolerance; no grace, no list, no amounts",
  "js-map": "reads Parquet through the engine; lists every difference in memory; tolerance; no grace, no repeated keys, no amounts",
  datacompy: "reads Parquet with polars; report with samples, and every difference listed; tolerance as floats; no grace",
  reladiff: "loading into DuckDB not counted; joins in the database; lists every difference; no tolerance, no grace, refuses repeated keys",
  daff: "reads Parquet through the engine as texts; lists every difference; no tolerance, no grace",
} as const;

/**
 * Ties out a million records with a million, eight columns of which seven are
 * compared, and says whether the mark against the raw join is reached.
 *
 * Options: `--datasets a,b`, `--contenders a,b`, `--rows N`.
 */
export const tieout: Bench = async (run) => {
  const rows = Number(run.options.get("rows") ?? "1000000");
  const datasets = pick(run.options.get("datasets"), DATASETS);
  const wanted = pick(run.options.get("contenders"), Object.keys(notes) as (keyof typeof notes)[]);
  const peers = wanted.some((name) => !["tieout", "duckdb", "js-map"].includes(name)) ? installPeers() : new Set<string>();
  for (const dataset of datasets) {
    run.say(`${dataset}: making ${rows} × ${rows} records, unless they are there`);
    const files = await makeDataset(dataDirectory, dataset, rows, 1);
    const contenders: Contender[] = [];
    for (const name of wanted) {
      if (name === "js-map" && dataset === "duplicate-keys") continue;
      if (["datacompy", "reladiff", "daff"].includes(name) && dataset !== main) continue;
      contenders.push({
        name,
        note: notes[name],
        command: await commandOf(name, files, peers),
        wrong: (given) => wrong(given, files.answer),
      });
    }
    const results = await contest(run, { bench: "tieout", dataset }, contenders);
    sayMark(results, run.say);
  }
};

async function commandOf(name: keyof typeof notes, files: DatasetFiles, peers: ReadonlySet<string>): Promise<Contender["command"]> {
  const program = join(compiled, "tieout", "contenders", `${name}.js`);
  const python = join(repository, "bench", "tieout", "contenders", "peers.py");
  const { from, to } = files;
  if (name === "tieout") return (mode) => [process.execPath, program, from, to, mode, files.answer.dataset];
  if (name === "duckdb" || name === "js-map") return (mode) => [process.execPath, program, from, to, mode];
  if (!peers.has(name)) return undefined;
  if (name === "daff") return (mode) => [process.execPath, "--max-old-space-size=12288", program, from, to, mode];
  if (name === "datacompy") return (mode) => [peerPython, python, name, from, to, mode];
  const database = join(from, "..", "both.duckdb");
  if (!existsSync(database)) {
    const unfinished = `${database}.${process.pid}`;
    rmSync(unfinished, { force: true });
    await capture(peerPython, [python, "load", unfinished, from, to]);
    renameSync(unfinished, database);
  }
  return (mode) => [peerPython, python, name, database, "-", mode];
}

/** Whatever of the known answer a contender gives must be right. */
export function wrong(given: unknown, answer: KnownAnswer): string | undefined {
  const parts = Object.entries(given as Partial<Record<keyof KnownAnswer, unknown>>);
  if (parts.length === 0) return "it gives no answer";
  for (const [part, value] of parts) {
    const expected = JSON.stringify(answer[part as keyof KnownAnswer]);
    if (JSON.stringify(value) !== expected) return `${part} is ${JSON.stringify(value)}, must be ${expected}`;
  }
  return undefined;
}

function sayMark(results: readonly BenchResult[], say: (text: string) => void): void {
  const [ours, raw] = ["tieout", "duckdb"].map((name) => results.find((result) => result.contender === name)?.cpu_seconds);
  if (ours === undefined || raw === undefined) return;
  const ratio = ours / raw;
  say(`tieout takes ${ratio.toFixed(2)} × the CPU of the raw join; the mark is ${mark}: ${ratio <= mark ? "reached" : "missed"}`);
}

function pick<T extends string>(given: string | undefined, all: readonly T[]): readonly T[] {
  if (given === undefined) return all;
  return given.split(",").map((name) => {
    const found = all.find((one) => one === name);
    if (found === undefined) throw new Error(`${name} is none of ${all.join(", ")}`);
    return found;
  });
}
