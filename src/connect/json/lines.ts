import { InputError, type CaptureSource } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { ByteStream } from "../byte-stream.ts";
import { utf8Pieces } from "../encoding.ts";
import type { FileReading } from "../file-reading.ts";
import { ProblemList } from "../problem-list.ts";
import { limitsOf, type ProbedFile, type ReadContext } from "../reading.ts";
import { enginePath, readCsv, ScratchTable } from "../scratch-table.ts";
import { checkLevels, explode } from "./explode.ts";
import { unpackedPath } from "../unpack.ts";
import { parsePath } from "./path.ts";
import { noDelimiter } from "./read.ts";
import { JsonScanner } from "./scanner.ts";
import { JsonSplitter } from "./splitter.ts";
import { JsonFault } from "./watcher.ts";

/** JSON Lines: as they lie if all is well, else line by line, with what cannot be read listed. */
export async function readJsonLines(file: ProbedFile, source: CaptureSource, context: ReadContext): Promise<FileReading> {
  const levels = source.records === undefined ? [] : parsePath(source.records, { file: file.path, line: source.line });
  const lines = (await asTheyLie(file, context)) ?? (await oneByOne(file, context));
  if (levels.length === 0) {
    return { ...lines, columns: [{ name: "_json", type: "VARCHAR" }] };
  }
  const numbered =
    lines.position.kind === "column" ? lines.relation : sql`(SELECT *, row_number() OVER () AS ${id("_pos")} FROM ${lines.relation})`;
  const notes = await checkLevels(context.engine, numbered, levels, file.path);
  // The line is the envelope of its one list, not a parent, when the list is all that was asked for.
  const { relation, columns } = explode(numbered, levels, true);
  return { ...lines, relation, columns, notes, position: { kind: "column" } };
}

/** Numbers that the engine would round: a fraction and more than 15 digits, or an exponent. */
const wideNumber = `[:\\[,][ \\t]*-?(?:[0-9]+(?:\\.[0-9]+)?[eE]|${Array.from({ length: 15 }, (_, n) => `[0-9]{${n + 1},}\\.[0-9]{${15 - n},}`).join("|")})`;

async function asTheyLie(file: ProbedFile, context: ReadContext): Promise<FileReading | undefined> {
  if (!file.plain || file.lines === undefined) return undefined;
  const from = readCsv(await enginePath(await unpackedPath(file, context), context.scratch), {
    columns: 1,
    delimiter: noDelimiter,
    skip: 0,
    lineEnd: file.lines.end,
    longestLine: file.lines.longest,
    parallel: true,
    noQuotes: true,
  });
  const c0 = id("c0");
  const [row] = await context.engine.rows<{ n: string; bad: string }>(
    sql`SELECT count(*) AS n, count_if(${c0} IS NULL OR NOT json_valid(${c0}) OR regexp_matches(${c0}, ${wideNumber})) AS bad FROM ${from}`,
  );
  if (Number(row?.n) !== file.lines.count || Number(row?.bad) !== 0) return undefined;
  return { relation: sql`(SELECT ${c0} AS ${id("_json")} FROM ${from})`, position: { kind: "ordinal", first: 1 }, columns: [] };
}

async function oneByOne(file: ProbedFile, context: ReadContext): Promise<FileReading> {
  const limits = limitsOf(context);
  const table = await ScratchTable.create(context.scratch);
  const problems = new ProblemList(limits.maxProblems);
  const stream = new ByteStream(file, { gzip: file.compression === "gzip", bytes: file.bytes, limits });
  let line = 0;
  let good = 0;
  const take = (bytes: Buffer): void => {
    line++;
    if (bytes.every((c) => c <= 32)) return;
    try {
      table.add(line, [oneRecord(file.path, bytes, limits.maxRecordBytes)]);
      good++;
    } catch (cause) {
      if (!(cause instanceof JsonFault)) throw cause;
      problems.add(line, { code: "malformed-json", message: cause.message, at: { file: file.path, line, column: cause.column } });
    }
  };
  try {
    let rest: Buffer[] = [];
    for await (const piece of utf8Pieces(stream.pieces(), file.encoding ?? "utf-8", file.bom)) {
      let from = 0;
      for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
        const part = piece.subarray(from, end);
        take(rest.length === 0 ? part : Buffer.concat([...rest, part]));
        rest = [];
        from = end + 1;
      }
      if (from < piece.length) rest.push(piece.subarray(from));
      await table.drain();
    }
    if (rest.length > 0) take(Buffer.concat(rest));
    await table.finish();
  } catch (cause) {
    await table.abandon();
    throw cause;
  }
  if (problems.rows > good) throw notLines(file.path, problems, good + problems.rows);
  return { relation: table.relation(["_json"]), position: { kind: "column" }, columns: [], problems };
}

function oneRecord(file: string, bytes: Buffer, maxRecordBytes: number): string {
  const splitter = new JsonSplitter(file, { names: [], list: false }, maxRecordBytes, 256);
  const scanner = new JsonScanner(splitter);
  scanner.push(bytes);
  scanner.end();
  return Buffer.concat(splitter.take(true)).toString().trimEnd();
}

function notLines(file: string, problems: ProblemList, lines: number): InputError {
  const [first] = problems.list;
  return new InputError([
    {
      code: "malformed-json",
      message: `${problems.rows} of ${lines} lines are no JSON; the first fault: ${first?.message ?? ""}`,
      at: first?.at ?? { file },
      hint: "If the file is one document: format: json",
    },
  ]);
}
