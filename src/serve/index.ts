/**
 * takes: an estate, its store, a port. gives: the API over HTTP, and who may use it. never
 * does: judge a record; keep anything that is not in the store.
 */
export { createLog } from "./log.ts";
export { serveEstate, type Served, type ServeOptions } from "./start.ts";
export { openPage } from "./static.ts";
