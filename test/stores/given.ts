import { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";
import { id, inline, sql } from "../../src/sql/index.ts";
import { openPostgres } from "../../src/stores/index.ts";
import { PGLITE_PARSERS, pgliteStore } from "../../src/stores/pglite.ts";
import type { AuditAnchor, Store } from "../../src/stores/store.ts";

export const NOW = "2026-11-24T12:00:00.000Z";

/** A kind of store, as the tests of one file share it. */
export interface StoreKind {
  /** An empty store, its schema current; the one that was opened before is emptied for it. */
  open(anchor?: AuditAnchor): Promise<Store>;
  /** A second way into that store, as another server has it; the embedded store has none. */
  again(): Promise<Store>;
  end(): Promise<void>;
}

/** Making an embedded database is dear: one for all the files of a process. */
let database: Promise<PGlite> | undefined;
let schemas = 0;

export async function embedded(): Promise<StoreKind> {
  const made = await (database ??= PGlite.create({ parsers: PGLITE_PARSERS }));
  const schema = id(`desk${(schemas += 1)}`);
  await made.exec(inline(sql`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`));
  const over = async (anchor?: AuditAnchor): Promise<Store> => ({
    ...(await pgliteStore(made, anchor, NOW)),
    close: async () => undefined,
  });
  return { open: async (anchor) => emptied(await over(anchor)), again: () => over(), end: async () => undefined };
}

/** undefined: no server is installed here. */
export async function shared(): Promise<StoreKind | undefined> {
  const url = await newDatabase();
  if (url === undefined) return undefined;
  const options = { url, now: () => NOW, connections: 4 };
  const first = await openPostgres(options);
  const others: Store[] = [];
  return {
    open: async (anchor) => emptied({ ...first, anchor }),
    again: async () => {
      const other = await openPostgres(options);
      others.push(other);
      return other;
    },
    end: async () => void (await Promise.all([first, ...others].map((store) => store.close()))),
  };
}

/** Address of a new, empty database on the run's own server; undefined: there is none. */
export async function newDatabase(): Promise<string | undefined> {
  const server = inject("postgres");
  if (server === null) return undefined;
  const name = `desk_${process.pid}_${(schemas += 1)}`;
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(inline(sql`CREATE DATABASE ${id(name)}`));
  await client.end();
  return server.replace("/postgres?", `/${name}?`);
}

/** As it was made: emptying tables takes a hundredth of making them. Triggers that refuse it are passed by. */
async function emptied(store: Store): Promise<Store> {
  const tables = await store.rows<{ name: string }>(
    sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_migrations'`,
  );
  await store.transaction(async (session) => {
    await session.run(sql`SET LOCAL session_replication_role = replica`);
    for (const { name } of tables) await session.run(sql`DELETE FROM ${id(name)}`);
    await session.run(sql`INSERT INTO audit_head (seq, hash) VALUES (0, ${"0".repeat(64)})`);
  });
  return store;
}
