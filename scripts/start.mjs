// The main job on the example estate.
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root, run } from "./ensure.mjs";

ensureInstalled();
ensureBuilt();
process.exit(
  run(process.execPath, [join(root, "dist", "cli", "main.js"), "review", join("examples", "summit-mechanical"), ...process.argv.slice(2)]),
);
