// For work on the page: Vite serves it anew with each change and passes what it asks for on to `tieout serve` (TIEOUT_SERVER says where).
import { join } from "node:path";
import { ensureInstalled, root, run } from "./ensure.mjs";

ensureInstalled();
process.exit(
  run(process.execPath, [
    join(root, "node_modules", "vite", "bin", "vite.js"),
    "-c",
    join("web", "vite.config.ts"),
    ...process.argv.slice(2),
  ]),
);
