/**
 * takes: the source of a capture, the estate's directory. gives: its files, each
 * probed once (hash, format, encoding, layout) and then read as a relation of raw
 * columns with the place of every row. never does: type a value, store a capture,
 * leave the estate's directory, drop a row in silence.
 */
export { findFiles, type FoundFile } from "./find-files.ts";
export { probeSource } from "./probe.ts";
export { firstBytes, textPieces } from "./text-file.ts";
export { readProbed } from "./read.ts";
export type { Envelope, ProbedFile, ReadContext, SourceLimits, SourceReading } from "./reading.ts";
export { openRows, openWorkbook } from "./workbook/open.ts";
