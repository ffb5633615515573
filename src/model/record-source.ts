/** The row of a source behind a sample: what stands there, before anything was made of it. */
export interface RecordSource {
  /** Relative to the estate's directory, with `/`. */
  readonly file: string;
  /** 1-based line of a text, or row of a sheet; undefined where the source has none. */
  readonly line: number | undefined;
  /** Number of the record, from 1, in JSON and Parquet; undefined elsewhere. */
  readonly record: number | undefined;
  /** `Merge!G8`, where a cell of a workbook is meant; undefined elsewhere. */
  readonly cell: string | undefined;
  /** In the order of the source, under its own headers; those of a JSON document by their path. */
  readonly cells: readonly SourceCell[];
  /** Cells beyond the limit that are left out. */
  readonly more: number;
}

export interface SourceCell {
  readonly column: string;
  /** As it stands there, long ones cut with `…`; null: empty. */
  readonly value: string | null;
}
