export { proveFile, type ProveOptions } from "./prove.ts";
export { closeSources, openSources, type Sources, type WorkbookSources } from "./sources.ts";
