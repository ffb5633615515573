/**
 * takes: files that were read, as relations with their problems and envelopes.
 * gives: immutable captures, Parquet and manifest, found again by what they hold.
 * never does: open a source, change or remove a whole capture.
 */
export { captureId } from "./capture-id.ts";
export { findCapture, listCaptures } from "./find.ts";
export type { Reading } from "./reading.ts";
export { storeCapture, type StoreRequest } from "./store.ts";
