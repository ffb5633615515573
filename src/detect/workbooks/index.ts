export { workbookMiddleware } from "./detectors.ts";
export { closeSources, openSources, proveFile, type ProveOptions, type Sources, type WorkbookSources } from "./provenance/index.ts";
export { reviewWorkbook } from "./reviewed.ts";
export { insertWorkbookSigns } from "./signs.ts";
