import { RunError } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import { MIGRATIONS, type Migration } from "./migrations/index.ts";
import type { StoreSession } from "./store.ts";

/** What an adapter lends to migrations: a session that can also run a script of several statements. */
export interface MigratingSession extends StoreSession {
  script(text: string): Promise<void>;
}

/** Any number does, as long as nothing else in the database takes the same. */
const LOCK = 8_314_001;

/**
 * Brings a schema up to date, in the transaction that the session is in. Of two
 * that start at once the second waits and finds nothing left to do.
 *
 * @throws RunError `store-newer` when a newer Tieout has been here; `store-changed` when an applied migration had another text
 */
export async function migrate(session: MigratingSession, now: string, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await session.rows(sql`SELECT pg_advisory_xact_lock(${LOCK})`);
  await session.run(sql`CREATE TABLE IF NOT EXISTS schema_migrations (
  number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL)`);
  const applied = await session.rows<{ number: number; name: string; sha256: string }>(
    sql`SELECT number, name, sha256 FROM schema_migrations ORDER BY number`,
  );
  for (const { number, name, sha256 } of applied) {
    const known = migrations.find((one) => one.number === number);
    if (known === undefined) {
      throw new RunError("store-newer", `The store has migration ${number} (${name}), which this version of Tieout does not know.`, {
        hint: "Use the version that made it, or a newer one. Nothing was changed.",
      });
    }
    if (known.sha256 !== sha256) {
      throw new RunError("store-changed", `Migration ${number} (${name}) of the store was made from another text than this version's.`, {
        hint: "Use the version that made the store; a migration that was released must not be edited. Nothing was changed.",
      });
    }
  }
  const done = new Set(applied.map(({ number }) => number));
  for (const { number, name, script, sha256 } of migrations) {
    if (done.has(number)) continue;
    await session.script(script);
    await session.run(
      sql`INSERT INTO schema_migrations (number, name, sha256, applied_at) VALUES (${number}, ${name}, ${sha256}, CAST(${now} AS timestamptz))`,
    );
  }
}
