/**
 * takes: the Engine port. gives: DuckDB behind it, embedded. never does: know an
 * estate, download anything.
 */
export { openDuckdb, type DuckdbOptions } from "./engine.ts";
export { duckdbDialect } from "./dialect.ts";
export { lockFile, type HeldLock } from "./lock.ts";
