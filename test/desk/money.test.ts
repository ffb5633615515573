import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../src/sql/index.ts";
import { embedded, shared, type StoreKind } from "../stores/given.ts";
import { ANNA, deskOver, reviewOf } from "./given.ts";

describe.each([
  ["PGlite", embedded],
  ["PostgreSQL", shared],
] as const)("money and owners on %s", (_name, start) => {
  let kind: StoreKind | undefined;
  beforeAll(async () => {
    kind = await start();
  });
  afterAll(() => kind?.end());

  it("counts each record's money once, where it is largest", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk } = deskOver(await kind.open());
    await desk.recordRun(
      reviewOf({
        day: "2026-10-01",
        handoffs: {
          first: { breaks: { a: "100", b: "20", c: undefined } },
          second: { breaks: { "a@2": "70", "b@2": "30.50" }, owner: "sales" },
          cause: { breaks: { "c@2": "5" }, symptom: true },
        },
      }),
    );
    const { open } = await desk.overview();
    expect(open).toMatchObject({ count: 5, amount: "135.50" });
    const facets = await desk.facets({});
    // Values add up to the total but for what only a symptom tells.
    expect(facets.handoff).toEqual([
      { value: "first", count: 3, amount: "100.00" },
      { value: "second", count: 2, amount: "30.50" },
    ]);
    expect(facets.workflow).toEqual([{ value: "job-to-cash", count: 5, amount: "135.50" }]);
    // Seen alone, a handoff has all the money of its records.
    expect((await desk.facets({ handoffs: ["second"] })).total).toEqual({ count: 2, amount: "100.50", overdue: 0 });
    // With the larger one settled, what is left of the record is the smaller.
    await desk.act([{ fingerprint: "a", version: 1 }], { type: "resolve", reason: "posted" }, ANNA);
    expect((await desk.overview()).open).toMatchObject({ count: 4, amount: "105.50" });
  });

  it("gives what has no owner to its unit's, and leaves alone what has one", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk } = deskOver(await kind.open(), { north: "nora" });
    const units = ["north", "south"];
    await desk.recordRun(
      reviewOf({
        day: "2026-10-01",
        handoffs: { owned: { breaks: { a: "1", b: "1" }, units }, free: { breaks: { c: "1", d: "1" }, units, owner: null } },
      }),
    );
    const owners = async (): Promise<unknown> =>
      Object.fromEntries(
        (await desk.listExceptions({})).exceptions.map(({ fingerprint, owner, ownerFrom }) => [fingerprint, [owner, ownerFrom]]),
      );
    expect(await owners()).toEqual({
      a: ["billing", "declared"],
      b: ["billing", "declared"],
      c: ["nora", "declared"],
      d: [undefined, undefined],
    });
    // A second review of the same changes nothing; one that names an owner does.
    const again = await desk.recordRun(
      reviewOf({ day: "2026-10-02", handoffs: { free: { breaks: { c: "1", d: "1" }, units, owner: null } } }),
    );
    expect(again.changes).toMatchObject({ changed: 0, unchecked: 2 });
    await desk.recordRun(reviewOf({ day: "2026-10-03", handoffs: { free: { breaks: { c: "1", d: "1" }, units, owner: "sales" } } }));
    expect(await owners()).toMatchObject({ c: ["sales", "declared"], d: ["sales", "declared"] });
  });

  it("opens thousands at once with every index that it had", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const store = await kind.open();
    const { desk } = deskOver(store);
    const indexes = (): Promise<unknown> =>
      store.rows(sql`SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'exceptions' AND
  schemaname = current_schema() ORDER BY indexname`);
    const before = await indexes();
    const breaks = Object.fromEntries(Array.from({ length: 2_100 }, (_, index) => [`f${index}`, "1.5"]));
    const run = await desk.recordRun(reviewOf({ day: "2026-10-01", handoffs: { h: { breaks } } }));
    expect(run.changes.opened).toBe(2_100);
    expect(await indexes()).toEqual(before);
    expect((await desk.listExceptions({ text: "INV f77" })).exceptions.map(({ fingerprint }) => fingerprint).sort()).toEqual(
      ["f77", ...Array.from({ length: 10 }, (_, digit) => `f77${digit}`)].sort(),
    );
    expect((await desk.overview()).open).toMatchObject({ count: 2_100, amount: "3150.00" });
    expect(await desk.verifyAudit()).toMatchObject({ intact: true });
  });
});
