/**
 * takes: an estate, a dataset and a capture of it. gives: the relation of
 * record-set.ts in the engine, with what could not be read and how doubtful
 * columns were understood. never does: open a source, change a capture.
 */
export { checkRecords } from "./check.ts";
export { openRecords, type OpenedRecords, type OpenOptions } from "./open.ts";
export { writtenRecords } from "./written.ts";
