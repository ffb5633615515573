import { createRequire } from "node:module";
import type * as DuckDB from "@duckdb/node-api";

/**
 * The engine's own package. It is CommonJS in a hundred files: imported, Node reads every one of them for its names before
 * it runs them, which costs more than all that follows; required, none.
 */
export const { DuckDBInstance } = createRequire(import.meta.url)("@duckdb/node-api") as typeof DuckDB;
