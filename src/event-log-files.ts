import { readdir } from "node:fs/promises";
import path from "node:path";
import { firstBytes, probeSource, readProbed, textPieces, type ProbedFile, type ReadContext, type SourceReading } from "./connect/index.ts";
import type { Engine } from "./engines/engine.ts";
import {
  loadSqlite,
  readFlat,
  readOcelJson,
  readOcelTables,
  readOcelXml,
  readXes,
  type Counted,
  type FlatColumns,
  type LogFormat,
  type LogTable,
  type RawLog,
} from "./interchange/index.ts";
import { formatProblem, InputError, type CaptureSource, type SourceFormat, type TextEncoding } from "./model/index.ts";
import { id, join, sql, type Sql } from "./sql/index.ts";

/** One file or folder that is to be read as an event log. */
export interface Reading {
  readonly engine: Engine;
  /** As the caller names it. */
  readonly file: string;
  readonly absolute: string;
  readonly scratch: string;
  readonly prefix: string;
  /** Plain tables. */
  readonly columns: FlatColumns;
}

/** How each format is read. */
export const logReaders: Readonly<Record<LogFormat, (reading: Reading) => Promise<RawLog>>> = {
  xes: ({ engine, file, absolute, prefix }) => readXes(engine, file, xmlPieces(file, absolute), prefix),
  "ocel-xml": ({ engine, file, absolute, prefix }) => readOcelXml(engine, file, xmlPieces(file, absolute), prefix),
  "ocel-json": readJson,
  "ocel-sqlite": readSqlite,
  "ocel-csv": readFolder,
  csv: readTable,
};

/** The format of a file by its first bytes. @throws InputError `no-permission` */
export async function logFormatOf(file: string, absolute: string): Promise<LogFormat> {
  const head = await firstBytes({ path: file, absolute }, 65_536);
  if (head.subarray(0, 15).toString("latin1") === "SQLite format 3") return "ocel-sqlite";
  // UTF-16 texts are told by the same characters.
  const text = head.toString("latin1").replaceAll("\0", "");
  const first = /[^\s\u00ef\u00bb\u00bf\u00ff\u00fe]/.exec(text)?.[0];
  if (first === "{" || first === "[") return "ocel-json";
  if (first !== "<") return "csv";
  return /<(?:\w+:)?(?:object-types|event-types|objects|events)[\s/>]/.test(text) ? "ocel-xml" : "xes";
}

function xmlPieces(file: string, absolute: string): AsyncGenerator<Buffer> {
  return textPieces({ path: file, absolute }, {}, (head) => {
    const named = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/.exec(head.subarray(0, 200).toString("latin1"))?.[1];
    const encoding = encodings[named?.toLowerCase() ?? "utf-8"];
    if (encoding !== undefined) return encoding;
    throw new InputError([
      {
        code: "unknown-encoding",
        message: "This XML is in an encoding that is not read.",
        at: { file, line: 1 },
        found: named ?? "",
        expected: "UTF-8, UTF-16 or ISO-8859-1",
      },
    ]);
  });
}

const encodings: Readonly<Record<string, TextEncoding>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "iso-8859-1": "windows-1252",
  latin1: "windows-1252",
  "windows-1252": "windows-1252",
  cp1252: "windows-1252",
};

async function readJson(reading: Reading): Promise<RawLog> {
  const { engine, file, absolute } = reading;
  const context: ReadContext = { engine, directory: path.dirname(absolute), scratch: reading.scratch };
  const source = sourceOf(path.basename(absolute), "json");
  const [probed] = await probeSource(source, file, context);
  const list = async (name: string): Promise<Sql> =>
    (await readProbed(probed as ProbedFile, { ...source, records: `${name}[]` }, context)).relation;
  const optional = (name: string): Promise<Sql> =>
    list(name).catch((cause: unknown) => {
      if (cause instanceof InputError && cause.problems[0]?.code === "wrong-records-path") return sql`(SELECT NULL AS _json WHERE FALSE)`;
      throw cause;
    });
  const events = await list("events").catch((cause: unknown) => {
    throw cause instanceof InputError && cause.message.includes("ocel:") ? olderOcel(file, cause) : cause;
  });
  return await readOcelJson(
    engine,
    {
      events,
      objects: await optional("objects"),
      eventTypes: await optional("eventTypes"),
      objectTypes: await optional("objectTypes"),
    },
    reading.prefix,
  );
}

function olderOcel(file: string, cause: InputError): InputError {
  const hint = "Convert it to OCEL 2.0, with pm4py for instance.";
  return new InputError([{ code: "not-ocel-json", message: "This is a log of OCEL 1.0, which is not read.", at: { file }, hint }], {
    cause,
  });
}

async function readSqlite({ engine, file, absolute, scratch, prefix }: Reading): Promise<RawLog> {
  return await readOcelTables(engine, file, await loadSqlite(engine, file, absolute, scratch, prefix));
}

/** The tables of the SQLite form, each in a file of its own; only files of the folder itself are opened. */
async function readFolder({ engine, file, absolute, scratch, prefix }: Reading): Promise<RawLog> {
  const tables = new Map<string, LogTable>();
  const readings: SourceReading[] = [];
  const context: ReadContext = { engine, directory: absolute, scratch };
  for (const name of (await readdir(absolute)).sort()) {
    const table = /^((?:event|object|tieout_attributes).*)\.csv$/i.exec(name)?.[1];
    if (table === undefined) continue;
    const reading = await readOne(sourceOf(name, "csv"), file, context);
    readings.push(reading);
    tables.set(table, await keepRows(engine, reading, `${prefix} table ${tables.size}`));
  }
  return { ...(await readOcelTables(engine, file, tables)), unreadable: unreadableRows(readings) };
}

/** A plain table in any form that the estate's sources may have. */
async function readTable({ engine, file, absolute, scratch, prefix, columns }: Reading): Promise<RawLog> {
  const reading = await readOne(sourceOf(path.basename(absolute), undefined), file, { engine, directory: path.dirname(absolute), scratch });
  const relation = `${prefix} table`;
  const table = await keepRows(engine, reading, relation);
  const raw = await readFlat(engine, file, table, columns, prefix);
  return { ...raw, unreadable: unreadableRows([reading]) };
}

async function readOne(source: CaptureSource, file: string, context: ReadContext): Promise<SourceReading> {
  const [probed] = await probeSource(source, file, context);
  return await readProbed(probed as ProbedFile, source, context);
}

/** Rows that a reader of tables could not read, or had to mend. */
function unreadableRows(readings: readonly SourceReading[]): Counted {
  const count = readings.reduce((sum, reading) => sum + reading.unreadableRows, 0);
  const first = readings.flatMap(({ unreadable }) => unreadable.map(formatProblem)).slice(0, 100);
  return { kind: "row", count, first };
}

/** A table with the rows of a reading, numbered in `row`; its columns are called c0, c1 …, whatever they are called in the file. */
async function keepRows(engine: Engine, reading: SourceReading, table: string): Promise<LogTable> {
  const columns = join(reading.columns.map(({ name }, place) => sql`CAST(${id(name)} AS VARCHAR) AS ${id(`c${place}`)}`));
  await engine.runInline(
    sql`CREATE TABLE ${id(table)} AS SELECT ${columns}, row_number() OVER () AS ${id("row")} FROM ${reading.relation}`,
  );
  return { relation: table, columns: reading.columns.map(({ name }, place) => ({ name, at: `c${place}`, type: "" })) };
}

/** A source with nothing said but its path and format. */
function sourceOf(name: string, format: SourceFormat | undefined): CaptureSource {
  return {
    path: name,
    format,
    encoding: undefined,
    delimiter: undefined,
    headerRow: undefined,
    sheet: undefined,
    records: undefined,
    capturedAt: undefined,
    line: 0,
  };
}
