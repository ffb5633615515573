// The whole suite; `--project acceptance` runs the truths of the recorded data alone.
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ensurePage, root, run } from "./ensure.mjs";

ensureInstalled();
ensureBuilt();
ensurePage();
process.exit(run(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...process.argv.slice(2)]));
