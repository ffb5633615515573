// Installs what is missing and builds when the sources are newer, so that `npm start` and `npm test` work from a bare clone.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32", ...options });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

export function ensureInstalled() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Tieout needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(2);
  }
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs) return;
  console.error("Installing packages (once) …");
  // Not `npm ci`: it refuses a lock file that lacks the optional binaries of other platforms, which a mirror may not hold.
  if (run(npm, ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]) !== 0) process.exit(2);
}

export function ensureBuilt() {
  const built = join(root, "dist", "cli", "main.js");
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, "src"))) return;
  if (run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"]) !== 0) process.exit(2);
}

/** The page for the browser; nothing but `tieout serve` needs it. */
export function ensurePage() {
  const built = join(root, "dist", "web", "index.html");
  const made = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (made > newest(join(root, "web")) && made > statSync(join(root, "package-lock.json")).mtimeMs) return;
  buildPage();
}

export function buildPage() {
  const vite = [join(root, "node_modules", "vite", "bin", "vite.js"), "build", "-c", join("web", "vite.config.ts"), "--logLevel", "warn"];
  // What it says goes to standard error: standard output is for results.
  if (run(process.execPath, vite, { stdio: ["ignore", 2, 2] }) !== 0) process.exit(2);
}

function newest(directory) {
  let latest = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    latest = Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return latest;
}
