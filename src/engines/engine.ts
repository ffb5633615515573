import type { Dialect, Expression, ExpressionFault, Sql } from "../sql/index.ts";

/** A row as JavaScript sees it. DECIMAL, BIGINT, DATE and TIMESTAMP arrive as strings: money is never a float. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The port to a query engine. Set work is done behind it; only small results
 * come through. One statement runs at a time.
 */
export interface Engine {
  readonly dialect: Dialect;
  /** Runs a statement for its effect. */
  run(statement: Sql): Promise<void>;
  /** Runs a query whose result is small. */
  rows<T extends Row = Row>(query: Sql): Promise<T[]>;
  /** A statement that takes no bound parameters (CREATE VIEW, COPY): its values are written as literals. */
  runInline(statement: Sql): Promise<void>;
  /** Reads a value of one record that a person wrote in SQL; a fault where it is none, or more than that. Nothing is run. */
  parse(text: string): Promise<Expression | ExpressionFault>;
  /** Rows from JavaScript into a new table, for readers whose format the engine does not know; memory stays bounded. */
  load(table: string, columns: readonly string[], rows: AsyncIterable<readonly (string | null)[]>): Promise<void>;
  /** The same, many rows at a time: for readers of millions of small rows, where waiting for each would cost more than reading it. */
  loadBatches(table: string, columns: readonly string[], batches: AsyncIterable<readonly (readonly (string | null)[])[]>): Promise<void>;
  close(): Promise<void>;
}

/** How much of the machine an engine may take. */
export interface EngineLimits {
  readonly threads: number | undefined;
  /** For instance `4GiB`; undefined: three quarters of the machine's. */
  readonly memory: string | undefined;
}
