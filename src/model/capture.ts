import type { SourceFormat, TextEncoding } from "./estate.ts";
import type { Problem } from "./errors.ts";

/** One file that a capture was read from. */
export interface CapturedFile {
  /** Relative to the estate's directory, with `/`. */
  readonly path: string;
  /** Hex SHA-256 of the bytes as they lie on disk (compressed, if they were). */
  readonly sha256: string;
  readonly bytes: number;
  readonly format: SourceFormat;
  readonly encoding: TextEncoding | undefined;
  readonly delimiter: string | undefined;
  /** 1-based line, or sheet row, of the header that was used. */
  readonly headerRow: number | undefined;
  readonly sheet: string | undefined;
  readonly rows: number;
}

/**
 * What a capture says of itself; stored as `manifest.json` beside its Parquet. A
 * capture is never rewritten: the same source bytes read in the same way are the
 * same capture.
 */
export interface CaptureManifest {
  readonly version: 1;
  /** Hex SHA-256 over the files' hashes and the way they were read. */
  readonly id: string;
  readonly dataset: string;
  /** UTC ISO 8601. */
  readonly capturedAt: string;
  readonly capturedAtFrom: "declared" | "envelope" | "file-time";
  readonly files: readonly CapturedFile[];
  readonly rows: number;
  /** Columns of the Parquet in order, as the source calls them. */
  readonly columns: readonly CapturedColumn[];
  /** Rows that could not be read, or were mended on the way, each with its place. */
  readonly unreadable: readonly Problem[];
  /** How many there were; `unreadable` lists at most the first 1,000. */
  readonly unreadableRows: number;
  readonly hints: readonly CompletenessHint[];
  /** What the readers did that is no problem: "3 repeated header rows were skipped". */
  readonly notes?: readonly string[];
  /** Bytes of the Parquet. */
  readonly storedBytes: number;
}

export interface CapturedColumn {
  readonly name: string;
  /** Engine type: text sources give `VARCHAR` only. */
  readonly type: string;
}

/** A sign that a capture may not be the whole: said, never acted on by itself. */
export interface CompletenessHint {
  readonly code: "page-limit" | "empty" | "envelope-count" | "round-count";
  readonly message: string;
}

/** A stored capture, ready to be read. */
export interface Capture {
  readonly manifest: CaptureManifest;
  /** Absolute path of the Parquet. Beside the source's columns it holds `_file` INTEGER (index into `files`) and `_pos` BIGINT (line in a text or sheet; record number, from 1, in JSON and Parquet). */
  readonly parquet: string;
  /** Was it already stored by an earlier run? */
  readonly reused: boolean;
}
