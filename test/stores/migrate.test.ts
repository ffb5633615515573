import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RunError } from "../../src/model/index.ts";
import { inline, sql } from "../../src/sql/index.ts";
import { migrate, type MigratingSession } from "../../src/stores/migrate.ts";
import { MIGRATIONS, migration } from "../../src/stores/migrations/index.ts";
import { openPostgres } from "../../src/stores/index.ts";
import type { Store, StoreSession } from "../../src/stores/store.ts";
import { embedded, newDatabase, NOW, shared, type StoreKind } from "./given.ts";

/** Migrations need a session that runs scripts: one statement after the other does here. */
function scripted(session: StoreSession): MigratingSession {
  return { ...session, script: async (text) => void (await session.run({ parts: [{ kind: "text", text }] })) };
}

describe.each([
  ["PGlite", embedded],
  ["PostgreSQL", shared],
] as const)("the schema on %s", (_name, start) => {
  let kind: StoreKind | undefined;
  let store: Store;
  beforeAll(async () => {
    kind = await start();
    if (kind !== undefined) store = await kind.open();
  });
  afterAll(() => kind?.end());

  it("is made once, and left alone when it is opened again", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const before = await store.rows(sql`SELECT * FROM schema_migrations`);
    expect(before).toEqual(MIGRATIONS.map(({ number, name, sha256 }) => ({ number, name, sha256, applied_at: NOW })));
    await kind.again();
    expect(await store.rows(sql`SELECT * FROM schema_migrations`)).toEqual(before);
  });

  it("refuses a migration that had another text, and one that is newer, and changes nothing", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const edited = MIGRATIONS.map((one) => migration(one.number, one.name, `${one.script} `));
    const codes: string[] = [];
    for (const list of [edited, []]) {
      await store
        .transaction((session) => migrate(scripted(session), NOW, list))
        .catch((error: unknown) => codes.push(error instanceof RunError ? error.code : String(error)));
    }
    expect(codes).toEqual(["store-changed", "store-newer"]);
  });

  it("applies what is missing, all of it or nothing", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const next = MIGRATIONS.length + 1;
    const good = migration(next, "good", "CREATE TABLE second (n integer)");
    const bad = migration(next + 1, "bad", "CREATE TABLE third (n nonsense)");
    await expect(store.transaction((session) => migrate(scripted(session), NOW, [...MIGRATIONS, good, bad]))).rejects.toThrow("nonsense");
    expect(await store.rows(sql`SELECT to_regclass('second') AS second`)).toEqual([{ second: null }]);
    await store.transaction((session) => migrate(scripted(session), NOW, [...MIGRATIONS, good]));
    expect(await store.rows(sql`SELECT count(*) AS n FROM second`)).toEqual([{ n: 0 }]);
    expect(await store.rows(sql`SELECT max(number) AS n FROM schema_migrations`)).toEqual([{ n: next }]);
  });

  it("reads every type the same way", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const row = {
      money: "12345678901234567890.1200",
      day: "2026-02-28",
      at: "2026-03-08T07:30:00.120Z",
      count: 9007199254740991,
      small: 3,
      yes: true,
      json: { a: [1, null] },
      none: null,
      text: "Ü'\"\\",
    };
    expect(
      await store.rows(sql`SELECT CAST(${row.money} AS numeric) AS money, CAST(${row.day} AS date) AS day, CAST('2026-03-08 02:30:00.12-05' AS timestamptz) AS at,
  CAST(${row.count} AS bigint) AS count, CAST(${row.small} AS integer) AS small, CAST(${true} AS boolean) AS yes, CAST(${JSON.stringify(row.json)} AS jsonb) AS json,
  CAST(${null} AS text) AS none, CAST(${row.text} AS text) AS text`),
    ).toEqual([row]);
  });

  it("refuses to change or remove what is append-only", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    for (const statement of [
      sql`UPDATE audit_log SET actor = 'x'`,
      sql`DELETE FROM audit_log`,
      sql`TRUNCATE audit_log`,
      sql`UPDATE exception_events SET actor = 'x'`,
      sql`DELETE FROM exceptions`,
      sql`DELETE FROM runs`,
      sql`UPDATE findings SET kind = 'x'`,
      sql`DELETE FROM users`,
    ]) {
      await expect(store.run(statement), inline(statement)).rejects.toThrow("is refused");
    }
  });
});

describe("several servers", () => {
  it("may start at once", async (context) => {
    const url = await newDatabase();
    if (url === undefined) return context.skip("no PostgreSQL server is installed here");
    const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgres({ url, now: () => NOW, connections: 1 })));
    expect(await stores[0]?.rows(sql`SELECT count(*) AS n FROM schema_migrations`)).toEqual([{ n: MIGRATIONS.length }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("say why they cannot, and not the password", async () => {
    const opening = openPostgres({ url: "postgres://anna:geheim@127.0.0.1:1/none", now: () => NOW });
    const error = await opening.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(RunError);
    expect((error as RunError).code).toBe("store-unreachable");
    expect(`${(error as RunError).message} ${(error as RunError).hint}`).not.toContain("geheim");
  });
});
