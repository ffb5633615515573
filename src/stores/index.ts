/**
 * takes: a directory or a database's address. gives: the port to what is kept
 * between reviews, its schema current. never does: know what the tables mean.
 */
export { anchorFile } from "./anchor-file.ts";
export { openPglite } from "./pglite.ts";
export { openPostgres } from "./postgres.ts";
export type { AuditAnchor, ChainHead, Store, StoreRow, StoreSession } from "./store.ts";
