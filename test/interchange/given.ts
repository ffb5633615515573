import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine, Row } from "../../src/engines/engine.ts";
import { readEventLog, writeEventLog, type ReadLogOptions } from "../../src/event-logs.ts";
import type { EventLog, LogFormat, LogRelation } from "../../src/interchange/index.ts";
import { LOG_RELATIONS } from "../../src/interchange/index.ts";
import { id, sql } from "../../src/sql/index.ts";

/** A running engine and a directory of its own for the tests of a file. */
export interface Given {
  readonly engine: Engine;
  readonly directory: string;
  /** A path in the directory that nothing else has. */
  path(name: string): string;
}

export function given(): Given {
  let engine: Engine | undefined;
  let directory = "";
  let paths = 0;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "tieout-"));
    engine = await openDuckdb({ threads: 2, memory: undefined, spill: join(directory, "spill") });
  });
  afterAll(async () => {
    await engine?.close();
    rmSync(directory, { recursive: true });
  });
  return {
    get engine() {
      return engine as Engine;
    },
    get directory() {
      return directory;
    },
    path: (name) => join(directory, `${++paths} ${name}`),
  };
}

let logs = 0;

/** Reads a file as a log of its own. */
export function read({ engine }: Given, file: string, options: ReadLogOptions = {}): Promise<EventLog> {
  return readEventLog(engine, file, { prefix: `log ${++logs}`, ...options });
}

const extensions: Readonly<Record<LogFormat, string>> = {
  "ocel-json": "log.json",
  "ocel-xml": "log.xml",
  "ocel-sqlite": "log.sqlite",
  "ocel-csv": "log",
  xes: "log.xes",
  csv: "log.csv",
};

/** Writes a log and reads it again. */
export async function through(
  given: Given,
  log: EventLog,
  format: LogFormat,
  objectType?: string,
): Promise<{ log: EventLog; file: string; notes: readonly string[] }> {
  const file = given.path(extensions[format]);
  const notes = await writeEventLog(given.engine, log, file, format, { objectType });
  return { log: await read(given, file), file, notes };
}

/** All rows of all relations. */
export async function contents({ engine }: Given, log: EventLog): Promise<Record<LogRelation, readonly Row[]>> {
  const found = {} as Record<LogRelation, readonly Row[]>;
  for (const name of LOG_RELATIONS) found[name] = await engine.rows(sql`SELECT * FROM ${id(log.relations[name])} ORDER BY ALL`);
  return found;
}

/** Drops the relations of logs that a property test makes in numbers. */
export async function forget({ engine }: Given, ...gone: readonly EventLog[]): Promise<void> {
  for (const { relations } of gone) for (const name of LOG_RELATIONS) await engine.runInline(sql`DROP TABLE ${id(relations[name])}`);
}
