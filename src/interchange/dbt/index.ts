export { dbtEvents } from "./events.ts";
export { linkManifest, type DbtLinks, type DbtReader } from "./graph.ts";
export { readManifest, type DbtManifest } from "./manifest.ts";
