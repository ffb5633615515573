import { afterAll, beforeAll, expect, it } from "vitest";
import { sql } from "../../src/sql/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { shared, type StoreKind } from "./given.ts";

let kind: StoreKind | undefined;
let store: Store;
beforeAll(async () => {
  kind = await shared();
  if (kind !== undefined) store = await kind.open();
});
afterAll(() => kind?.end());

it("a connection lost between two statements of a transaction fails that transaction alone", async (context) => {
  if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
  const held = store.transaction(async (session) => {
    const [own] = await session.rows<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
    await store.rows(sql`SELECT pg_terminate_backend(${own?.pid ?? 0})`);
    await expect
      .poll(() => store.rows(sql`SELECT count(*) AS n FROM pg_stat_activity WHERE pid = ${own?.pid ?? 0}`), { interval: 20 })
      .toEqual([{ n: 0 }]);
    await session.rows(sql`SELECT 1 AS one`);
  });
  await expect(held).rejects.toThrow();
  expect(await store.transaction((session) => session.rows(sql`SELECT 1 AS one`))).toEqual([{ one: 1 }]);
});
