import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { InputError, type CaptureSource } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { ByteStream } from "../byte-stream.ts";
import type { FileReading } from "../file-reading.ts";
import { limitsOf, type ProbedFile, type ReadContext } from "../reading.ts";
import { readCsv } from "../scratch-table.ts";
import { utf8Pieces } from "../encoding.ts";
import { checkLevels, explode } from "./explode.ts";
import { ScratchFile } from "../scratch-file.ts";
import { parsePath } from "./path.ts";
import { JsonScanner } from "./scanner.ts";
import { JsonSplitter } from "./splitter.ts";
import { JsonFault } from "./watcher.ts";

/** A character that cannot stand in a JSON text, so that lines are read whole. */
export const noDelimiter = "\u0001";

/** A JSON document: streamed once, its records written one a line, nested lists then taken apart by the engine. */
export async function readJson(file: ProbedFile, source: CaptureSource, context: ReadContext): Promise<FileReading> {
  const limits = limitsOf(context);
  const [first, ...nested] = parsePath(source.records, { file: file.path, line: source.line });
  const splitter = new JsonSplitter(file.path, first, limits.maxRecordBytes);
  const scanner = new JsonScanner(splitter);
  const lines = await ScratchFile.create(join(context.scratch, `${randomUUID()}.jsonl`));
  const stream = new ByteStream(file, { gzip: file.compression === "gzip", bytes: file.bytes, limits });
  try {
    for await (const piece of utf8Pieces(stream.pieces(), file.encoding ?? "utf-8", file.bom)) {
      scanner.push(piece);
      await lines.write(splitter.take());
    }
    scanner.end();
    await lines.write(splitter.take(true));
  } catch (cause) {
    throw cause instanceof JsonFault ? malformed(file.path, cause) : cause;
  } finally {
    await lines.close();
  }
  splitter.assertFound();

  const from = readCsv(lines.path, {
    columns: 1,
    delimiter: noDelimiter,
    skip: 0,
    lineEnd: "lf",
    longestLine: splitter.longest,
    parallel: true,
    noQuotes: true,
  });
  const records = sql`(SELECT ${id("c0")} AS ${id("_json")} FROM ${from})`;
  const notes = await checkLevels(context.engine, records, nested, file.path);
  const { relation, columns } = explode(records, nested, false);
  const time =
    source.capturedAt?.startsWith("$") === true ? splitter.envelope.get(source.capturedAt.replace(/^\$\.?/, ""))?.text : undefined;
  const declaredCount = nested.length === 0 ? splitter.declaredCount() : undefined;
  return { relation, columns, notes, position: { kind: "ordinal", first: 1 }, envelope: { time, declaredCount } };
}

function malformed(file: string, fault: JsonFault): InputError {
  const at = { file, line: fault.line, column: fault.column };
  return new InputError([{ code: "malformed-json", message: fault.message, at }], { cause: fault });
}
