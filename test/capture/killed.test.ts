import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { findCapture, listCaptures } from "../../src/capture/index.ts";
import { lockFile } from "../../src/engines/duckdb/index.ts";
import { openWorkspace } from "../../src/workspace.ts";

const repository = path.resolve(import.meta.dirname, "../..");
let root: string;
let estate: string;
let script: string;

/** A run of its own: opens the workspace, says so, and stores the captures whose ids it is given, one after the other. */
const RUN = `
import { openWorkspace } from "./built/workspace.js";
import { lockFile, openDuckdb } from "./built/engines/duckdb/index.js";
import { storeCapture } from "./built/capture/index.js";
import { sql } from "./built/sql/index.js";
const [estate, ...ids] = process.argv.slice(2);
const workspace = await openWorkspace(estate, lockFile).catch((error) => {
  console.log(error.code);
  process.exit(2);
});
console.log("open");
const engine = await openDuckdb({ spill: workspace.scratch, threads: 1, memory: undefined });
for (const id of ids) {
  const file = { path: "a.csv", sha256: "0", bytes: 1, format: "csv", encoding: "utf-8", delimiter: ",", headerRow: 1, sheet: undefined };
  const reading = {
    file,
    relation: sql\`(SELECT CAST(i AS VARCHAR) AS n, md5(CAST(i AS VARCHAR)) AS noise FROM range(20000) AS t(i))\`,
    position: { kind: "ordinal", first: 2 },
    columns: [{ name: "n", type: "VARCHAR" }, { name: "noise", type: "VARCHAR" }],
    unreadable: [], unreadableRows: 0, envelope: { time: undefined, declaredCount: undefined },
  };
  const source = { path: "a.csv", capturedAt: "2026-10-01T00:00:00Z", line: 1 };
  await storeCapture(engine, { dataset: "a.b", id, source, estateFile: "tieout.yaml", readings: [reading], fileTimes: [], capturesDirectory: workspace.captures });
}
console.log("stored");
if (ids.length === 0) setInterval(() => {}, 1000);
else { await engine.close(); await workspace.close(); }
`;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tieout-killed-"));
  await symlink(path.join(repository, "node_modules"), path.join(root, "node_modules"));
  await writeFile(path.join(root, "package.json"), '{ "type": "module" }');
  const files = ["workspace.ts", "capture/index.ts", "engines/duckdb/index.ts", "sql/index.ts"].map((file) =>
    path.join(repository, "src", file),
  );
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: path.join(repository, "src"), outDir: path.join(root, "built") };
  const config = { extends: path.join(repository, "tsconfig.json"), compilerOptions, files, include: [] };
  await writeFile(path.join(root, "tsconfig.json"), JSON.stringify(config));
  await promisify(execFile)(process.execPath, [path.join(repository, "node_modules/typescript/bin/tsc"), "-p", root]);
  script = path.join(root, "run.js");
  await writeFile(script, RUN);
}, 120_000);
beforeEach(async () => {
  estate = await mkdtemp(path.join(root, "estate-"));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

/** Starts a run; gives what it said so far, and its end. */
function start(ids: readonly string[]) {
  const child = spawn(process.execPath, [script, estate, ...ids], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const heard = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("\n")) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, heard, ended, said: () => said.trim().split("\n") };
}

const idOf = (number: number): string => number.toString(16).padStart(64, "0");

it("leaves earlier captures whole wherever a run is killed, and the next run works", async () => {
  const first = start([idOf(1)]);
  expect(await first.ended).toBe(0);
  const { capture } = await findCapture(path.join(estate, ".tieout", "captures"), "a.b", idOf(1));
  const bytes = await readFile(capture?.parquet ?? "");
  for (let round = 0; round < 10; round += 1) {
    const run = start(Array.from({ length: 40 }, (_, index) => idOf(100 * (round + 1) + index)));
    await run.heard;
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 200));
    run.child.kill("SIGKILL");
    await run.ended;

    const workspace = await openWorkspace(estate, lockFile);
    const entries = await readdir(path.join(workspace.captures, "a.b"));
    const listed = await listCaptures(workspace.captures, "a.b");
    await workspace.close();
    // Whatever stands under its own name is whole; what was half done is gone.
    expect(listed.map(({ manifest }) => manifest.id).sort()).toEqual(entries.sort());
    expect(listed.every(({ manifest }) => manifest.rows === 20_000)).toBe(true);
    expect(await readFile(capture?.parquet ?? "")).toEqual(bytes);
  }
  expect((await readdir(path.join(estate, ".tieout"))).sort()).toEqual(["captures", "lock.duckdb"]);
}, 120_000);

it("lets one of two processes in", async () => {
  const holder = start([]);
  await holder.heard;
  const other = start([idOf(2)]);
  expect(await other.ended).toBe(2);
  expect(other.said()).toEqual(["workspace-locked"]);
  holder.child.kill("SIGKILL");
  await holder.ended;
  const third = start([idOf(2)]);
  expect(await third.ended).toBe(0);
  expect(third.said()).toEqual(["open", "stored"]);
}, 60_000);
