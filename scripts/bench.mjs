// One benchmark: `npm run bench -- NAME [--json]`; docs/benchmarks.md says which there are.
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root, run } from "./ensure.mjs";

ensureInstalled();
// It measures the command line as it is shipped.
if (process.argv[2] === "tieout-scale") ensureBuilt();
// What the compiler says goes to standard error: standard output holds results only.
const compiler = [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.bench.json"];
if (run(process.execPath, compiler, { stdio: ["ignore", 2, 2] }) !== 0) process.exit(2);
process.exit(run(process.execPath, [join(root, ".build", "bench", "run.js"), ...process.argv.slice(2)]));
