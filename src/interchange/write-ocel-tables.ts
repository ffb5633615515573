import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type sqlite from "node-sqlite3-wasm";
import type { Engine } from "../engines/engine.ts";
import { InputError } from "../model/index.ts";
import { id, join, sql } from "../sql/index.ts";
import type { EventLog } from "./log.ts";
import { layOut, type LaidTable } from "./ocel-layout.ts";
import type { OcelPlan } from "./ocel-plan.ts";
import { quoted, sqliteLibrary } from "./sqlite-file.ts";

const page = 10_000;

/** OCEL 2.0 as an SQLite file. */
export async function writeOcelSqlite(engine: Engine, log: EventLog, plan: OcelPlan, target: string): Promise<string[]> {
  const layout = await layOut(engine, log, plan, true);
  const part = `${target}.part`;
  await rm(part, { force: true });
  let cut = 0;
  const { Database } = await sqliteLibrary();
  try {
    const database = new Database(part);
    try {
      database.exec("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
      for (const table of layout.tables) cut += await fill(engine, database, table);
      database.exec("COMMIT");
    } finally {
      database.close();
    }
    await rename(part, target);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
  return cut === 0 ? [...layout.notes] : [...layout.notes, `${cut} values held a NUL character, which is written as U+FFFD.`];
}

async function fill(engine: Engine, database: sqlite.Database, table: LaidTable): Promise<number> {
  const definitions = table.columns.map(({ name, type }) => `${quoted(name)} ${type}`);
  database.exec(`CREATE TABLE ${quoted(table.name)} (${definitions.join(", ")})`);
  const statement = database.prepare(`INSERT INTO ${quoted(table.name)} VALUES (${table.columns.map(() => "?").join(", ")})`);
  const booleans = new Set(table.columns.filter(({ type }) => type === "BOOLEAN").map(({ name }) => name));
  let cut = 0;
  const value = (found: unknown, column: string): string | number | null => {
    if (found === null || found === undefined) return null;
    const text = String(found);
    if (booleans.has(column)) return text === "true" ? 1 : 0;
    if (!text.includes("\0")) return text;
    cut++;
    return text.replaceAll("\0", "\ufffd");
  };
  const staged = `written page of ${table.name}`;
  await engine.runInline(
    sql`CREATE OR REPLACE TABLE ${id(staged)} AS SELECT row_number() OVER () AS ${id("n of page")}, * FROM (${table.rows}) AS t`,
  );
  try {
    for (let from = 0; ; from += page) {
      const rows = await engine.rows(
        sql`SELECT * FROM ${id(staged)} WHERE ${id("n of page")} > ${from} AND ${id("n of page")} <= ${from + page} ORDER BY ${id("n of page")}`,
      );
      for (const row of rows) statement.run(table.columns.map(({ name }) => value(row[name], name)));
      if (rows.length < page) return cut;
    }
  } finally {
    statement.finalize();
    await engine.runInline(sql`DROP TABLE ${id(staged)}`);
  }
}

/**
 * OCEL 2.0 as a folder of CSV, a file a table.
 *
 * @throws InputError `not-empty` when there is something in the folder already
 */
export async function writeOcelCsv(engine: Engine, log: EventLog, plan: OcelPlan, target: string): Promise<string[]> {
  await mkdir(target, { recursive: true });
  const there = await readdir(target);
  if (there.length > 0) {
    throw new InputError([
      {
        code: "not-empty",
        message: "A log is written as a folder of CSV only where nothing is yet.",
        at: { file: target },
        found: there.slice(0, 3).join(", "),
      },
    ]);
  }
  const layout = await layOut(engine, log, plan, false);
  for (const table of layout.tables) {
    const columns = join(table.columns.map(({ name }) => id(name)));
    await engine.runInline(
      sql`COPY (SELECT ${columns} FROM (${table.rows}) AS t) TO ${path.join(target, `${table.name}.csv`)} (FORMAT csv, HEADER, FORCE_QUOTE *)`,
    );
  }
  return [...layout.notes];
}
