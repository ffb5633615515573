import { createHash } from "node:crypto";
import type { CaptureSource, SourceFormat, TextEncoding } from "../model/index.ts";

/** The way one file is read and the bytes that it holds. */
export interface IdentifiedFile {
  readonly path: string;
  readonly sha256: string;
  readonly format: SourceFormat;
  readonly encoding: TextEncoding | undefined;
  readonly delimiter: string | undefined;
  readonly headerRow: number | undefined;
  readonly sheet: string | undefined;
}

/** Counts up when a change in the readers gives other rows for the same bytes, so that old captures are not taken for new ones. */
const READING = 1;

/**
 * Hex SHA-256 over the dataset, its files' bytes, the way they are read and the
 * declared time. The files' own times are no part of it: touching a file makes
 * no new capture.
 */
export function captureId(dataset: string, source: CaptureSource, files: readonly IdentifiedFile[]): string {
  const read = files.map((file) => [
    file.path,
    file.sha256,
    file.format,
    file.encoding ?? null,
    file.delimiter ?? null,
    file.headerRow ?? null,
    file.sheet ?? null,
  ]);
  const whole = [READING, dataset, source.headerRow ?? null, source.records ?? null, source.capturedAt ?? null, read];
  return createHash("sha256").update(JSON.stringify(whole)).digest("hex");
}
