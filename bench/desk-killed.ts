import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AuditVerdict } from "../src/model/index.ts";
import { startPostgres } from "../test/stores/postgres.ts";
import type { Bench } from "./harness/bench.ts";

const DATASETS = ["pglite", "postgres"] as const;

/**
 * Kills a process with kill -9 while it writes to the desk, again and again; the next one looks: was an acknowledged
 * write lost, does the audit chain hold? The first that was lost ends the benchmark.
 *
 * Options: `--datasets pglite,postgres`, `--rows N` (kills on each, 50).
 */
export const deskKilled: Bench = async ({ options, emit, say }) => {
  const kills = Number(options.get("rows") ?? "50");
  if (!Number.isInteger(kills) || kills < 1) throw new Error(`--rows takes a whole number from 1, not ${options.get("rows")}`);
  const wanted = options.get("datasets")?.split(",") ?? DATASETS;
  const root = await mkdtemp(path.join(tmpdir(), "tieout-desk-killed-"));
  const server = wanted.includes("postgres") ? await startPostgres() : undefined;
  try {
    for (const dataset of DATASETS.filter((name) => wanted.includes(name))) {
      const place = dataset === "pglite" ? path.join(root, "store") : server?.url;
      if (place === undefined) {
        emit({ bench: "desk-killed", contender: "tieout", dataset, note: "skipped: no PostgreSQL server is installed here" });
        continue;
      }
      say(`${dataset}: ${kills} kills`);
      const begun = performance.now();
      const writes = await rounds(place, path.join(root, `heads-${dataset}`), kills);
      const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
      const note = `${kills} kills, ${writes} acknowledged writes, none lost; the audit chain was intact after each`;
      emit({ bench: "desk-killed", contender: "tieout", dataset, operation: "kill -9", seconds, note });
    }
  } finally {
    await server?.stop();
    await rm(root, { recursive: true, force: true });
  }
};

async function rounds(place: string, anchor: string, kills: number): Promise<number> {
  let acknowledged = -1;
  for (let round = 0; round <= kills; round += 1) {
    const told = await writer(place, anchor, round === 0 ? "first" : round === kills ? "last" : "next");
    const { numbers, audit } = told;
    // All that was acknowledged, and at most the one more that was under way.
    const whole = numbers.every((number, index) => number === index);
    const kept = round === 0 ? numbers.length === 0 : [acknowledged + 1, acknowledged + 2].includes(numbers.length);
    if (!whole || !kept) throw new Error(`round ${round}: ${numbers.length} writes are there, ${acknowledged + 1} were acknowledged`);
    if (!audit.intact) throw new Error(`round ${round}: ${audit.sentence}`);
    if (audit.rows !== numbers.length + 1) throw new Error(`round ${round}: the log has ${audit.rows} rows for ${numbers.length} writes`);
    if (round < kills && told.acknowledged < numbers.length) throw new Error(`round ${round}: the writer was killed before it wrote`);
    ({ acknowledged } = round < kills ? told : { acknowledged });
  }
  return acknowledged + 1;
}

interface Told {
  /** What was there when it began. */
  readonly numbers: readonly number[];
  readonly audit: AuditVerdict;
  /** The last of its own writes that it was told of; -1: none. */
  readonly acknowledged: number;
}

/** Runs a writer, and kills it up to 200 ms after its first acknowledged write, unless it only looks. */
async function writer(place: string, anchor: string, task: "first" | "next" | "last"): Promise<Told> {
  const program = path.join(import.meta.dirname, "desk-killed", "contenders", "writer.js");
  const child = spawn(process.execPath, [program, place, anchor, task], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").length > 2) timer ??= setTimeout(() => child.kill("SIGKILL"), Math.random() * 200);
  });
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  const [first = "", ...written] = said.slice(0, said.lastIndexOf("\n")).split("\n");
  return { ...(JSON.parse(first) as Omit<Told, "acknowledged">), acknowledged: Number(written.at(-1) ?? -1) };
}
