import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockFile } from "../src/engines/duckdb/index.ts";
import { openWorkspace } from "../src/workspace.ts";

let estate: string;

beforeEach(async () => {
  estate = await mkdtemp(path.join(tmpdir(), "tieout-workspace-"));
});
afterEach(async () => {
  await rm(estate, { recursive: true, force: true });
});

it("gives captures and an empty scratch directory, and takes the scratch away again", async () => {
  const workspace = await openWorkspace(estate, lockFile);
  expect(workspace.directory).toBe(path.join(estate, ".tieout"));
  expect((await stat(workspace.captures)).isDirectory()).toBe(true);
  expect(await readdir(workspace.scratch)).toEqual([]);
  await workspace.close();
  await workspace.close();
  expect((await readdir(workspace.directory)).sort()).toEqual(["captures", "lock.duckdb"]);
});

it("removes what killed runs left half done and nothing else", async () => {
  const captures = path.join(estate, ".tieout", "captures", "a.b");
  await mkdir(path.join(captures, "1234"), { recursive: true });
  await mkdir(path.join(captures, "5678.partial"));
  await writeFile(path.join(captures, "5678.partial", "records.parquet"), "half");
  await mkdir(path.join(estate, ".tieout", "scratch-old", "deep"), { recursive: true });
  const workspace = await openWorkspace(estate, lockFile);
  expect(await readdir(captures)).toEqual(["1234"]);
  expect((await readdir(workspace.directory)).filter((name) => name.startsWith("scratch-"))).toHaveLength(1);
  await workspace.close();
});

it("refuses to open twice in one process, and opens again after closing", async () => {
  const workspace = await openWorkspace(estate, lockFile);
  await expect(openWorkspace(estate, lockFile)).rejects.toMatchObject({ name: "RunError", code: "workspace-locked" });
  await workspace.close();
  const again = await openWorkspace(estate, lockFile);
  await again.close();
});

it("names the process that holds it, and is free as soon as that one is killed", async () => {
  await openWorkspace(estate, lockFile).then((workspace) => workspace.close());
  const file = path.join(estate, ".tieout", "lock.duckdb");
  const script = `import("@duckdb/node-api").then(async ({ DuckDBInstance }) => {
    globalThis.held = await DuckDBInstance.create(${JSON.stringify(file)});
    console.log("held");
    setInterval(() => {}, 1000);
  });`;
  const other = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => other.once("exit", resolve));
  await new Promise((resolve) => other.stdout.once("data", resolve));
  await expect(openWorkspace(estate, lockFile)).rejects.toMatchObject({
    code: "workspace-locked",
    message: expect.stringContaining(String(other.pid)) as string,
  });
  other.kill("SIGKILL");
  await ended;
  const workspace = await openWorkspace(estate, lockFile);
  await workspace.close();
});

it("says where it may not write", async () => {
  const root = process.geteuid?.() === 0;
  await chmod(estate, root ? 0o755 : 0o555);
  try {
    if (root) process.seteuid?.(65534);
    await expect(openWorkspace(estate, lockFile)).rejects.toMatchObject({
      name: "RunError",
      code: "no-permission",
      message: expect.stringContaining(path.join(estate, ".tieout")) as string,
    });
  } finally {
    if (root) process.seteuid?.(0);
  }
});

it("says that a file stands in its place", async () => {
  await writeFile(path.join(estate, ".tieout"), "");
  await expect(openWorkspace(estate, lockFile)).rejects.toMatchObject({ code: "no-workspace" });
});
