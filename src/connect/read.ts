import type { CaptureSource } from "../model/index.ts";
import { assertUnchanged } from "./byte-stream.ts";
import { readDelimited } from "./csv/read.ts";
import type { FileReading } from "./file-reading.ts";
import { readJson } from "./json/read.ts";
import { readJsonLines } from "./json/lines.ts";
import { readParquet } from "./parquet.ts";
import { noEnvelope, type ProbedFile, type ReadContext, type SourceReading } from "./reading.ts";
import { readWorkbook } from "./workbook/read.ts";

/**
 * Reads a probed file: a relation with the source's own columns, in the source's
 * order, and where each row stands.
 *
 * @throws InputError with the place of what cannot be read
 * @throws RunError `file-changed`, `disk-full`
 */
export async function readProbed(file: ProbedFile, source: CaptureSource, context: ReadContext): Promise<SourceReading> {
  await assertUnchanged(file, file);
  const reading = await readers[file.format](file, source, context);
  await assertUnchanged(file, file);
  return {
    file: {
      path: file.path,
      sha256: file.sha256,
      bytes: file.bytes,
      format: file.format,
      encoding: file.encoding,
      delimiter: file.delimiter,
      headerRow: reading.headerRow ?? file.headerRow,
      sheet: reading.sheet ?? file.sheet,
    },
    relation: reading.relation,
    position: reading.position,
    columns: reading.columns,
    unreadable: reading.problems?.list ?? [],
    unreadableRows: reading.problems?.rows ?? 0,
    notes: reading.notes ?? [],
    envelope: reading.envelope ?? noEnvelope,
    verify: () => assertUnchanged(file, file),
  };
}

type Reader = (file: ProbedFile, source: CaptureSource, context: ReadContext) => Promise<FileReading>;

const readers: Readonly<Record<ProbedFile["format"], Reader>> = {
  csv: (file, _source, context) => readDelimited(file, context),
  json: readJson,
  jsonl: readJsonLines,
  parquet: (file, _source, context) => readParquet(file, context),
  xlsx: readWorkbook,
};
