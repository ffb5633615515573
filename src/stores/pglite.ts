import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { PGlite, Transaction } from "@electric-sql/pglite";
import { RunError } from "../model/index.ts";
import { bind, type Sql } from "../sql/index.ts";
import { migrate } from "./migrate.ts";
import type { AuditAnchor, Store, StoreRow, StoreSession } from "./store.ts";
import { AS_TEXT, PARSERS, wireValues } from "./values.ts";

export interface PgliteOptions {
  /** Made when it is not there; undefined: in memory, gone when it is closed. */
  readonly directory: string | undefined;
  readonly anchor?: AuditAnchor;
  /** UTC ISO 8601. */
  readonly now: () => string;
}

/** What PGlite reads by itself is read as the other adapter reads it. */
export const PGLITE_PARSERS = { ...Object.fromEntries(AS_TEXT.map((type) => [type, (text: string) => text])), ...PARSERS };

/**
 * The embedded store. PGlite does not refuse a second process: the caller holds
 * the workspace's lock for as long as the store is open.
 *
 * @throws RunError `store-unusable`, `store-newer`, `store-changed`
 */
export async function openPglite({ directory, anchor, now }: PgliteOptions): Promise<Store> {
  // Loading it takes longer than most commands: only those that need a store pay.
  const { PGlite: Database } = await import("@electric-sql/pglite");
  if (directory !== undefined) await mkdir(path.dirname(directory), { recursive: true });
  const database = await Database.create({ ...(directory === undefined ? {} : { dataDir: directory }), parsers: PGLITE_PARSERS }).catch(
    (cause: unknown) => {
      throw new RunError("store-unusable", `The store cannot be opened: ${directory ?? "in memory"}: ${messageOf(cause)}`, {
        cause,
        hint: "It may have been damaged. Bring back a copy of the directory; reviews and captures are not in it.",
      });
    },
  );
  try {
    return await pgliteStore(database, anchor, now());
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The port over a database that is open: its schema is the one that the search path names first. */
export async function pgliteStore(database: PGlite, anchor: AuditAnchor | undefined, now: string): Promise<Store> {
  await database.exec("SET TIME ZONE 'UTC'");
  await database.transaction((transaction) =>
    migrate({ ...session(transaction), script: async (text) => void (await transaction.exec(text)) }, now),
  );
  return {
    kind: "pglite",
    anchor,
    ...session(database),
    transaction: (work) => database.transaction((transaction) => work(session(transaction))),
    close: () => database.close(),
  };
}

function session(target: PGlite | Transaction): StoreSession {
  const query = async (statement: Sql): Promise<{ rows: StoreRow[]; affectedRows?: number }> => {
    const { text, values } = bind(statement);
    return target.query<StoreRow>(text, wireValues(values));
  };
  return {
    rows: async <T extends StoreRow>(statement: Sql) => (await query(statement)).rows as T[],
    run: async (statement) => (await query(statement)).affectedRows ?? 0,
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
