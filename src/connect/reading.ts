import type { CapturedColumn, CapturedFile, Problem, SourceFormat, TextEncoding } from "../model/index.ts";
import type { Engine } from "../engines/engine.ts";
import type { Sql } from "../sql/index.ts";
import type { CsvLayout } from "./csv/layout.ts";

/** What a reader works with. */
export interface ReadContext {
  readonly engine: Engine;
  /** The estate's directory, absolute; no source may lie outside it. */
  readonly directory: string;
  /** An existing directory of the caller's; what is written there must live until the relation was read. */
  readonly scratch: string;
  readonly limits?: Partial<SourceLimits>;
  /** Told in plain sentences what takes time. */
  readonly progress?: (line: string) => void;
}

/** How much a packed file may unpack to before it is refused. */
export interface SourceLimits {
  /** Bytes that one gzip file may unpack to. Default 64 GiB. */
  readonly maxDecompressedBytes: number;
  /** Unpacked bytes for each packed byte; counts only above `ratioFromBytes`. Default 200. */
  readonly maxRatio: number;
  /** Default 256 MiB. */
  readonly ratioFromBytes: number;
  /** The same for workbooks. Default 100 MiB. */
  readonly workbookRatioFromBytes: number;
  /** Bytes that a workbook may unpack to; .xlsx and .xlsm are read row by row. Default 8 GiB. */
  readonly maxWorkbookBytes: number;
  /** The same for formats that are loaded whole: .xlsb, .xls, .ods. Default 1 GiB. */
  readonly maxLoadedWorkbookBytes: number;
  /** Cells of a workbook that may be held in memory together. Default 20 million. */
  readonly maxWorkbookCells: number;
  /** Bytes of one JSON record. Default 256 MiB. */
  readonly maxRecordBytes: number;
  /** Problems that are listed; all are counted. Default 1,000. */
  readonly maxProblems: number;
}

const MiB = 1024 * 1024;

const defaultLimits: SourceLimits = {
  maxDecompressedBytes: 64 * 1024 * MiB,
  maxRatio: 200,
  ratioFromBytes: 256 * MiB,
  workbookRatioFromBytes: 100 * MiB,
  maxWorkbookBytes: 8 * 1024 * MiB,
  maxLoadedWorkbookBytes: 1024 * MiB,
  maxWorkbookCells: 20_000_000,
  maxRecordBytes: 256 * MiB,
  maxProblems: 1000,
};

export function limitsOf(context: Pick<ReadContext, "limits">): SourceLimits {
  return { ...defaultLimits, ...context.limits };
}

/** A file that was found, hashed and looked through once. It can be read, or skipped when a capture of the same bytes is stored. */
export interface ProbedFile {
  /** Relative to the estate's directory, with `/`. */
  readonly path: string;
  readonly absolute: string;
  /** Hex SHA-256 of the bytes on disk. */
  readonly sha256: string;
  /** On disk. */
  readonly bytes: number;
  /** The file's own time, UTC ISO 8601. */
  readonly modifiedAt: string;
  /** The same in milliseconds, to notice a change. */
  readonly modifiedMs: number;
  readonly format: SourceFormat;
  readonly compression: "gzip" | undefined;
  /** Text formats only. */
  readonly encoding: TextEncoding | undefined;
  /** CSV only. */
  readonly delimiter: string | undefined;
  /** CSV: the 1-based line of the header. Workbooks: known after reading. */
  readonly headerRow: number | undefined;
  /** Workbooks: the sheet as declared. */
  readonly sheet: string | undefined;
  /** CSV: names of the columns as they will be delivered. */
  readonly columns: readonly string[] | undefined;
  /** May the engine read the text as it lies? */
  readonly plain: boolean;
  /** Bytes after decompression, for formats that are unpacked while probing. */
  readonly unpackedBytes: number;
  /** Does the text begin with a byte order mark? */
  readonly bom: boolean;
  /** CSV only. */
  readonly csv: CsvLayout | undefined;
  /** CSV and JSON Lines: what the engine needs to know to read the lines as they lie. */
  readonly lines: LineFacts | undefined;
}

export interface LineFacts {
  /** JSON Lines only. */
  readonly count: number;
  /** In bytes. */
  readonly longest: number;
  readonly end: "lf" | "crlf" | "cr";
}

/** One file, ready to be copied. */
export interface SourceReading {
  readonly file: Omit<CapturedFile, "rows">;
  /** A SELECT in parentheses that stands after FROM; rows come in the source's order. */
  readonly relation: Sql;
  /**
   * `column`: the relation's last column is `_pos` BIGINT. `ordinal`: it has no such
   * column; row n (from 0) stands at `first + n`.
   */
  readonly position: { readonly kind: "column" } | { readonly kind: "ordinal"; readonly first: number };
  /** The source's columns in order, without `_pos`. */
  readonly columns: readonly CapturedColumn[];
  /** What could not be read, or was mended on the way; at most `maxProblems`. */
  readonly unreadable: readonly Problem[];
  /** All rows that have such a problem. */
  readonly unreadableRows: number;
  /** Said to the reader; no problem. */
  readonly notes: readonly string[];
  /** What a JSON envelope says of its records. */
  readonly envelope: Envelope;
  /**
   * To be called once the relation was copied.
   *
   * @throws RunError `file-changed` when the file is no longer what was probed
   */
  verify(): Promise<void>;
}

export interface Envelope {
  /** The text at the source's `capturedAt` path. */
  readonly time: string | undefined;
  readonly declaredCount: number | undefined;
}

export const noEnvelope: Envelope = { time: undefined, declaredCount: undefined };
