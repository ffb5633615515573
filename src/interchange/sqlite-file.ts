import { access, copyFile, open, stat, symlink } from "node:fs/promises";
import path from "node:path";
import type sqlite from "node-sqlite3-wasm";
import type { Engine } from "../engines/engine.ts";
import { InputError } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import type { LogTable, LogTables } from "./read-ocel-tables.ts";

/** Rows that go to the engine at once. */
const batch = 5000;

/**
 * Loads the tables of an OCEL 2.0 SQLite file into the engine, as text. Only
 * plain tables are read: views and virtual tables would run what the file says.
 * The file is not written, and nothing is put beside it.
 *
 * @param scratch an existing directory of the caller's
 * @throws InputError `damaged-sqlite`, `sqlite-unmerged`
 */
export async function loadSqlite(engine: Engine, file: string, absolute: string, scratch: string, prefix: string): Promise<LogTables> {
  const refuse = (code: string, message: string, hint: string, cause?: unknown): InputError =>
    new InputError([{ code, message, at: { file }, hint }], cause === undefined ? {} : { cause });
  const waiting = await stat(`${absolute}-wal`).catch(() => undefined);
  if (waiting !== undefined && waiting.size > 0) {
    throw refuse(
      "sqlite-unmerged",
      "Changes of this database still lie in the -wal file beside it.",
      "Run: PRAGMA wal_checkpoint(TRUNCATE)",
    );
  }
  const tables = new Map<string, LogTable>();
  const { Database, SQLite3Error } = await sqliteLibrary();
  try {
    const database = new Database(await reachable(absolute, path.join(scratch, "database")), { readOnly: true });
    try {
      const names = database.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND (name LIKE 'event%' OR name LIKE 'object%' OR name = 'tieout_attributes') ORDER BY rowid",
      );
      for (const { name } of names) {
        if (typeof name === "string") tables.set(name, await loadTable(engine, database, name, `${prefix} table ${tables.size}`));
      }
    } finally {
      database.close();
    }
  } catch (cause) {
    if (!(cause instanceof SQLite3Error)) throw cause;
    throw refuse("damaged-sqlite", `This SQLite file cannot be read: ${cause.message}.`, "Copy or export it again.", cause);
  }
  return tables;
}

/**
 * The library locks a file by a directory beside it, even to read it; beside a
 * link that directory lies in the scratch directory. A file in write-ahead mode is copied,
 * because that mode needs shared memory, which WebAssembly does not have.
 */
async function reachable(absolute: string, link: string): Promise<string> {
  const handle = await open(absolute, "r");
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(20), 0, 20, 0);
  await handle.close();
  if (bytesRead === 20 && (buffer[18] === 2 || buffer[19] === 2)) {
    await copyFile(absolute, link);
    const copy = await open(link, "r+");
    await copy.write(Buffer.from([1, 1]), 0, 2, 18);
    await copy.close();
  } else {
    await access(absolute);
    await symlink(absolute, link);
  }
  return link;
}

async function loadTable(engine: Engine, database: sqlite.Database, name: string, relation: string): Promise<LogTable> {
  const columns: string[] = [];
  const types = new Map<string, string>();
  for (const row of database.all(`PRAGMA table_info(${quoted(name)})`)) {
    columns.push(String(row["name"]));
    types.set(String(row["name"]), String(row["type"]));
  }
  const places = columns.map((_, place) => `c${place}`);
  await engine.loadBatches(relation, [...places, "row"], rowsOf(database, name, columns));
  await engine.runInline(sql`ALTER TABLE ${id(relation)} ALTER COLUMN ${id("row")} TYPE BIGINT`);
  return { relation, columns: columns.map((column, place) => ({ name: column, at: `c${place}`, type: types.get(column) ?? "" })) };
}

async function* rowsOf(
  database: sqlite.Database,
  name: string,
  columns: readonly string[],
): AsyncGenerator<readonly (readonly (string | null)[])[]> {
  // By place, for names such as __proto__ and names that are repeated.
  const selected = columns.map((column, place) => `${quoted(column)} AS c${place}`);
  const statement = database.prepare(`SELECT ${selected.join(", ")} FROM ${quoted(name)}`);
  try {
    let rows: (readonly (string | null)[])[] = [];
    let n = 0;
    for (const found of statement.iterate() as IterableIterator<Record<string, sqlite.SQLiteValue>>) {
      rows.push([...columns.map((_, place) => asText(found[`c${place}`])), String(++n)]);
      if (rows.length < batch) continue;
      yield rows;
      rows = [];
    }
    yield rows;
  } finally {
    statement.finalize();
  }
}

function asText(value: sqlite.SQLiteValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value);
}

/** The library, compiled when it is first needed: most commands never touch SQLite. */
export async function sqliteLibrary(): Promise<typeof sqlite> {
  return (await import("node-sqlite3-wasm")).default;
}

/** A name in SQLite's quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
