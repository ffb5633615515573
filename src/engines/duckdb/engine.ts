import type { DuckDBAppender, DuckDBConnection, DuckDBInstance as Instance } from "@duckdb/node-api";
import { RunError } from "../../model/index.ts";
import { bind, id, inline, join, sql, type Expression, type ExpressionFault, type Sql, type SqlValue } from "../../sql/index.ts";
import type { Engine, EngineLimits, Row } from "../engine.ts";
import { duckdbDialect } from "./dialect.ts";
import { BEFORE, BEHIND, readExpression } from "./expression.ts";
import { DuckDBInstance } from "./library.ts";

/** Options of the embedded engine. */
export interface DuckdbOptions extends EngineLimits {
  /** A directory of its own for what does not fit into memory; the caller removes it. */
  readonly spill: string;
}

/**
 * Starts an embedded DuckDB. Nothing is downloaded: extensions beyond those
 * linked in are refused.
 *
 * @throws RunError `engine` when it cannot start with these limits
 */
export async function openDuckdb(options: DuckdbOptions): Promise<Engine> {
  const config: Record<string, string> = {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    temp_directory: options.spill,
    default_null_order: "nulls_last",
  };
  if (options.threads !== undefined) config["threads"] = String(options.threads);
  if (options.memory !== undefined) config["memory_limit"] = options.memory;
  let instance: Instance;
  let connection: DuckDBConnection;
  try {
    instance = await DuckDBInstance.create(":memory:", config);
    connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
  } catch (cause) {
    throw new RunError("engine", `The query engine could not start: ${message(cause)}`, { cause });
  }
  return new DuckdbEngine(instance, connection);
}

class DuckdbEngine implements Engine {
  readonly dialect = duckdbDialect;
  readonly #instance: Instance;
  readonly #connection: DuckDBConnection;

  constructor(instance: Instance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  async run(statement: Sql): Promise<void> {
    const { text, values } = bind(statement);
    await this.#guard(text, () => this.#connection.run(text, given(values)));
  }

  async rows<T extends Row = Row>(query: Sql): Promise<T[]> {
    const { text, values } = bind(query);
    const reader = await this.#guard(text, () => this.#connection.runAndReadAll(text, given(values)));
    return reader.getRowObjectsJson() as unknown as T[];
  }

  async runInline(statement: Sql): Promise<void> {
    const text = inline(statement);
    await this.#guard(text, () => this.#connection.run(text));
  }

  async parse(text: string): Promise<Expression | ExpressionFault> {
    const [row] = await this.rows<{ tree: string }>(sql`SELECT json_serialize_sql(CAST(${BEFORE + text + BEHIND} AS VARCHAR)) AS tree`);
    return readExpression(row?.tree ?? "{}");
  }

  async load(table: string, columns: readonly string[], rows: AsyncIterable<readonly (string | null)[]>): Promise<void> {
    const appender = await this.#appendTo(table, columns);
    let pending = 0;
    for await (const row of rows) {
      append(appender, row);
      if (++pending % 50_000 === 0) appender.flushSync();
    }
    appender.closeSync();
  }

  async loadBatches(
    table: string,
    columns: readonly string[],
    batches: AsyncIterable<readonly (readonly (string | null)[])[]>,
  ): Promise<void> {
    const appender = await this.#appendTo(table, columns);
    for await (const rows of batches) {
      for (const row of rows) append(appender, row);
      appender.flushSync();
    }
    appender.closeSync();
  }

  async #appendTo(table: string, columns: readonly string[]): Promise<DuckDBAppender> {
    const definitions = columns.map((name) => sql`${id(name)} VARCHAR`);
    await this.runInline(sql`CREATE TABLE ${id(table)} (${join(definitions)})`);
    return await this.#connection.createAppender(table);
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #guard<T>(text: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw engineError(cause, text);
    }
  }
}

/** A statement without values is run as it stands: prepared first, it would be planned no better and at more cost. */
function given(values: readonly SqlValue[]): SqlValue[] | undefined {
  return values.length === 0 ? undefined : [...values];
}

function append(appender: DuckDBAppender, row: readonly (string | null)[]): void {
  for (const value of row) {
    if (value === null) appender.appendNull();
    else appender.appendVarchar(value);
  }
  appender.endRow();
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** DuckDB says what went wrong in prose only; the states of the machine among them get a code and a hint. */
function engineError(cause: unknown, text: string): RunError {
  const said = message(cause);
  if (/no space left|could not write|disk full|file too large|max_temp_directory_size/i.test(said)) {
    return new RunError("disk-full", `The disk is full or may not be written: ${said}`, {
      cause,
      hint: "Free some space and run again; nothing earlier is lost.",
    });
  }
  if (/out of memory/i.test(said)) {
    return new RunError("memory", `The query engine's memory limit was reached: ${said}`, {
      cause,
      hint: "Give it more with --memory, or free disk space for what it sets aside.",
    });
  }
  return new RunError("query", `A query failed: ${said}\n${text.slice(0, 2000)}`, { cause });
}
