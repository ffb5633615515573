// The package as it is shipped: dist/ from src/, dist/web from web/.
import { join } from "node:path";
import { buildPage, root, run } from "./ensure.mjs";

const status = run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"]);
if (status !== 0) process.exit(status);
buildPage();
