import type { Pool, PoolClient } from "pg";
import { RunError } from "../model/index.ts";
import { bind, type Sql } from "../sql/index.ts";
import { migrate } from "./migrate.ts";
import type { AuditAnchor, Store, StoreRow, StoreSession } from "./store.ts";
import { PARSERS, wireValues } from "./values.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host/database`; never shown or logged. */
  readonly url: string;
  /** Connections at most; 10 when not given. */
  readonly connections?: number;
  readonly anchor?: AuditAnchor;
  /** UTC ISO 8601. */
  readonly now: () => string;
  /** Told of connections that broke while nobody used them; the pool makes new ones. */
  readonly onLost?: (message: string) => void;
}

/**
 * The shared store, PostgreSQL 15 or newer. One database (or schema, by
 * `search_path`) holds one estate's desk.
 *
 * @throws RunError `store-unreachable`, `store-newer`, `store-changed`
 */
export async function openPostgres({ url, connections = 10, anchor, now, onLost }: PostgresOptions): Promise<Store> {
  const { Pool: Connections } = (await import("pg")).default;
  const pool = new Connections({
    connectionString: url,
    max: connections,
    // The pool waits for it before it lends the connection.
    onConnect: (client): Promise<unknown> => client.query("SET TIME ZONE 'UTC'"),
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: (type: number) => PARSERS[type] ?? ((text: string) => text) },
  });
  pool.on("error", (error) => onLost?.(error.message));
  try {
    await inTransaction(pool, (client) => migrate({ ...session(client), script: async (text) => void (await client.query(text)) }, now()));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    kind: "postgres",
    anchor,
    ...session(pool),
    transaction: (work) => inTransaction(pool, (client) => work(session(client))),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    const message = cause instanceof Error && cause.message !== "" ? cause.message : String((cause as NodeJS.ErrnoException).code);
    throw new RunError("store-unreachable", `The database cannot be reached: ${message}`, {
      cause,
      hint: "Check DATABASE_URL, and that the server runs and lets this user in.",
    });
  });
  let broken: Error | undefined;
  // The pool does not listen to what it has lent: a loss between two statements, unheard, would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on("error", onError);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that cannot even roll back is of no use to the next one.
    await client.query("ROLLBACK").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

function session(target: Pool | PoolClient): StoreSession {
  const query = async (statement: Sql): Promise<{ rows: StoreRow[]; rowCount: number | null }> => {
    const { text, values } = bind(statement);
    return target.query<StoreRow>(text, wireValues(values));
  };
  return {
    rows: async <T extends StoreRow>(statement: Sql) => (await query(statement)).rows as T[],
    run: async (statement) => (await query(statement)).rowCount ?? 0,
  };
}
