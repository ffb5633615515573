import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { peersDirectory } from "./paths.ts";

/** Peers at the versions that are measured. They are never part of the package. */
const python = [
  "datacompy==1.1.0",
  "polars==1.44.2",
  "pandas==3.0.6",
  "reladiff==0.6.0",
  "duckdb==2.0.0",
  "splink==5.0.0",
  "sqlglot==30.30.0",
  "scipy==1.17.1",
  // AGPL: measured as a program of its own, never a part of the package.
  "pm4py==2.7.23.11",
];
const npm = ["daff@1.4.2", "exceljs@4.4.0"];

const venv = join(peersDirectory, "venv");
/** The interpreter that has the Python peers. */
export const peerPython = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** Which peers are usable; tries to install what is absent, and says on standard error what could not be. */
export function installPeers(): ReadonlySet<string> {
  mkdirSync(peersDirectory, { recursive: true });
  const usable = new Set<string>();
  if (!pythonPeers()) {
    const made = existsSync(peerPython) || runs("python3", ["-m", "venv", venv]);
    if (made) runs(peerPython, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...python]);
  }
  if (pythonPeers()) for (const name of ["datacompy", "reladiff", "splink", "pm4py"]) usable.add(name);
  if (npmPeers().length < npm.length) {
    runs("npm", ["install", "--prefix", join(peersDirectory, "npm"), "--no-audit", "--no-fund", "--loglevel=error", ...npm]);
  }
  for (const name of npmPeers()) usable.add(name);
  return usable;
}

/** Loads an npm peer; undefined when it is absent. */
export function peerModule(name: string): unknown {
  return createRequire(join(peersDirectory, "npm", "package.json"))(name);
}

function npmPeers(): string[] {
  const names = npm.map((pin) => pin.split("@")[0] as string);
  return names.filter((name) => existsSync(join(peersDirectory, "npm", "node_modules", name)));
}

function pythonPeers(): boolean {
  const wanted = python.map((pin) => pin.split("=="));
  const program = `import importlib.metadata as m; assert all(m.version(n) == v for n, v in ${JSON.stringify(wanted)})`;
  return existsSync(peerPython) && spawnSync(peerPython, ["-c", program], { stdio: "ignore" }).status === 0;
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
