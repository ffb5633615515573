import { PGlite } from "@electric-sql/pglite";
import { id, inline, sql } from "../../src/sql/index.ts";
import { openPostgres } from "../../src/stores/index.ts";
import { PGLITE_PARSERS, pgliteStore } from "../../src/stores/pglite.ts";
import type { AuditAnchor, Store } from "../../src/stores/store.ts";
import { startPostgres } from "./postgres.ts";

export const NOW = "2026-11-24T12:00:00.000Z";

/** A kind of store, as the tests of one file share it. */
export interface StoreKind {
  /** An empty store, its schema current. */
  open(anchor?: AuditAnchor): Promise<Store>;
  /** A second way into the store opened last, as another server has it; the embedded store has none. */
  again(): Promise<Store>;
  end(): Promise<void>;
}

/** Starting an embedded database is dear: one for a file, a schema for a test. */
export async function embedded(): Promise<StoreKind> {
  const database = await PGlite.create({ parsers: PGLITE_PARSERS });
  let count = 0;
  return {
    open: async (anchor) => {
      count += 1;
      const schema = id(`desk${count}`);
      await database.exec(inline(sql`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`));
      return { ...(await pgliteStore(database, anchor, NOW)), close: async () => undefined };
    },
    again: async () => ({ ...(await pgliteStore(database, undefined, NOW)), close: async () => undefined }),
    end: () => database.close(),
  };
}

/** undefined: no server is installed here. */
export async function shared(): Promise<StoreKind | undefined> {
  const server = await startPostgres();
  if (server === undefined) return undefined;
  const opened: Store[] = [];
  let url = "";
  const open = async (anchor?: AuditAnchor): Promise<Store> => {
    const store = await openPostgres({ url, now: () => NOW, connections: 4, ...(anchor === undefined ? {} : { anchor }) });
    opened.push(store);
    return store;
  };
  return {
    open: async (anchor) => {
      url = await server.database();
      return open(anchor);
    },
    again: () => open(),
    end: async () => {
      await Promise.all(opened.map((store) => store.close().catch(() => undefined)));
      await server.stop();
    },
  };
}
