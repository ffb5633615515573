import { parseArgs } from "node:util";
import type { Bench, BenchResult } from "./harness/bench.ts";

/*
 * node .build/bench/run.js NAME [--json] [--repeats N] [--OPTION VALUE …]
 */

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  tieout: async () => (await import("./tieout.ts")).tieout,
  "tieout-scale": async () => (await import("./tieout-scale.ts")).tieoutScale,
  "linkage-quality": async () => (await import("./linkage-quality.ts")).linkageQuality,
  "linkage-incremental": async () => (await import("./linkage-incremental.ts")).linkageIncremental,
  "linkage-speed": async () => (await import("./linkage-speed.ts")).linkageSpeed,
  detect: async () => (await import("./detect.ts")).detect,
  lifecycle: async () => (await import("./lifecycle.ts")).lifecycle,
  "workbook-read": async () => (await import("./workbook-read.ts")).workbookRead,
  "workbook-audit": async () => (await import("./workbook-audit.ts")).workbookAudit,
  "number-tieout": async () => (await import("./number-tieout.ts")).numberTieout,
  serve: async () => (await import("./serve.ts")).serve,
  "desk-killed": async () => (await import("./desk-killed.ts")).deskKilled,
  peers: async () => (await import("./peers.ts")).peers,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    repeats: { type: "string", default: "5" },
    datasets: { type: "string" },
    contenders: { type: "string" },
    rows: { type: "string" },
    sizes: { type: "string" },
    memory: { type: "string" },
  },
});
const [name] = positionals;
const load = name === undefined ? undefined : benches[name];
if (load === undefined) {
  console.error(`Usage: npm run bench -- NAME [--json] [--repeats N]\nNAME is one of ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) {
  console.error(`--repeats takes a whole number from 1, not ${values.repeats}`);
  process.exit(2);
}
const options = new Map(
  Object.entries(values).flatMap(([key, value]) => (typeof value === "string" && key !== "repeats" ? [[key, value] as const] : [])),
);

try {
  await (
    await load()
  )({ repeats, options, emit, say: (text) => console.error(text) });
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}

function emit(result: BenchResult): void {
  if (values.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { contender, dataset, operation, kind, note, ...rest } = result;
  const place = [dataset, operation, kind].filter((part) => part !== undefined).join(" ");
  const numbers = Object.entries(rest).flatMap(([key, value]) => (typeof value === "number" ? [`${key} ${value}`] : []));
  console.log(
    [`${contender.padEnd(10)} ${place.padEnd(16)} ${numbers.join("  ")}`, note].filter((part) => part !== undefined).join("\n    "),
  );
}
