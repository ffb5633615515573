import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunToRecord } from "../../src/desk/index.ts";
import { sql, type Sql } from "../../src/sql/index.ts";
import { anchorFile } from "../../src/stores/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { embedded, shared, type StoreKind } from "../stores/given.ts";
import { ANNA, deskOver, reviewOf } from "./given.ts";

const breaks = (): RunToRecord => reviewOf({ day: "2026-10-01", handoffs: { h: { breaks: { a: "1", b: "2", c: "3" } } } });

/** What somebody may do who has the database, and where it must show. */
const TAMPERING: readonly (readonly [what: string, statements: readonly Sql[], fault: string, at: number])[] = [
  ["an actor is replaced", [sql`UPDATE audit_log SET actor = 'user:zoe' WHERE seq = 2`], "changed", 2],
  ["a time is moved", [sql`UPDATE audit_log SET at = at + interval '1 second' WHERE seq = 3`], "changed", 3],
  ["a row is removed", [sql`DELETE FROM audit_log WHERE seq = 2`], "removed", 2],
  [
    "a row is removed and the rest renumbered",
    [sql`DELETE FROM audit_log WHERE seq = 2`, sql`UPDATE audit_log SET seq = 2 WHERE seq = 3`, sql`UPDATE audit_head SET seq = 2`],
    "changed",
    2,
  ],
  [
    "two rows change places",
    [
      sql`UPDATE audit_log SET seq = 9 WHERE seq = 2`,
      sql`UPDATE audit_log SET seq = 2 WHERE seq = 3`,
      sql`UPDATE audit_log SET seq = 3 WHERE seq = 9`,
    ],
    "changed",
    2,
  ],
  ["the tail is cut", [sql`DELETE FROM audit_log WHERE seq = 3`, sql`DELETE FROM exception_events WHERE audit = 3`], "cut", 3],
  [
    "the tail is cut and the head set back",
    [
      sql`DELETE FROM exception_events WHERE audit = 3`,
      sql`UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_log WHERE seq = 2)`,
      sql`DELETE FROM audit_log WHERE seq = 3`,
    ],
    "cut",
    3,
  ],
  ["an event is changed", [sql`UPDATE exception_events SET actor = 'zoe' WHERE audit = 2`], "event-changed", 2],
  ["an event of a review is removed", [sql`DELETE FROM exception_events WHERE audit = 1 AND fingerprint = 'b'`], "event-removed", 1],
  [
    "an event is added",
    [
      sql`INSERT INTO exception_events (fingerprint, type, at, actor, version, detail, audit) VALUES ('a', 'resolved', now(), 'zoe', 9, '{}', 2)`,
    ],
    "event-added",
    2,
  ],
  ["an exception's amount is changed", [sql`UPDATE exceptions SET amount = 0.01 WHERE fingerprint = 'b'`], "row-changed", 3],
  [
    "an exception is resolved past its history",
    [sql`UPDATE exceptions SET state = 'resolved', resolved_by = 'gone', resolved_at = now() WHERE fingerprint = 'a'`],
    "row-changed",
    2,
  ],
  ["an exception's due day is moved", [sql`UPDATE exceptions SET due = due + 30 WHERE fingerprint = 'c'`], "row-changed", 1],
  ["an exception is removed", [sql`DELETE FROM exceptions WHERE fingerprint = 'b'`], "row-removed", 3],
  [
    "an exception is added",
    [
      sql`INSERT INTO exceptions (fingerprint, level, finding, kind, outcome, severity, symptom, state, opened_at, first_seen, last_seen, changed_at, version)
SELECT 'z', level, finding, kind, outcome, severity, symptom, state, opened_at, first_seen, last_seen, changed_at, 1 FROM exceptions WHERE fingerprint = 'c'`,
    ],
    "row-added",
    4,
  ],
];

const TABLES = [sql`audit_log`, sql`exception_events`, sql`exceptions`];

async function tamper(store: Store, statements: readonly Sql[]): Promise<void> {
  for (const table of TABLES) await store.run(sql`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  for (const statement of statements) await store.run(statement);
  for (const table of TABLES) await store.run(sql`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
}

describe.each([
  ["PGlite", embedded],
  ["PostgreSQL", shared],
] as const)("the audit log on %s", (name, start) => {
  let kind: StoreKind | undefined;
  let directory: string;
  beforeAll(async () => {
    kind = await start();
    directory = await mkdtemp(path.join(tmpdir(), "tieout-audit-"));
  });
  afterAll(async () => {
    await kind?.end();
    await rm(directory, { recursive: true });
  });

  it.for(TAMPERING)("tells when %s", async ([what, statements, fault, at], context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const store = await kind.open(anchorFile(path.join(directory, name, what)));
    const { desk } = deskOver(store);
    await desk.recordRun(breaks());
    await desk.act([{ fingerprint: "a", version: 1 }], { type: "start" }, ANNA);
    await desk.act([{ fingerprint: "b", version: 1 }], { type: "assign", owner: "zoe" }, ANNA);
    expect(await desk.verifyAudit()).toMatchObject({ intact: true, rows: 3 });
    await tamper(store, statements);
    expect(await desk.verifyAudit()).toMatchObject({ intact: false, fault, at });
  });

  it("loses nothing to 16 writers, and refuses the stale of them", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk } = deskOver(await kind.open());
    await desk.recordRun(breaks());
    const other = deskOver(await kind.again()).desk;
    const counts = await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        const mine = writer % 2 === 0 ? desk : other;
        let [done, stale] = [0, 0];
        let version = (await mine.exception("a"))?.exception.version ?? 0;
        while (done < 5) {
          const [result] = await mine.act([{ fingerprint: "a", version }], { type: "assign", owner: `writer ${writer}, ${done}` }, ANNA);
          if (result?.outcome === "done") done += 1;
          else if (result?.outcome === "stale" && result.since.length > 0) stale += 1;
          else throw new Error(`unexpected: ${result?.outcome}`);
          ({ version } = result.exception);
        }
        return stale;
      }),
    );
    const story = await desk.exception("a");
    expect(story?.exception.version).toBe(81);
    const owners =
      story?.events.flatMap(({ type, detail }) => (type === "assigned" ? [detail["owner"] as { from: string; to: string }] : [])) ?? [];
    expect(new Set(owners.map(({ to }) => to)).size).toBe(80);
    // Each saw what the one before had written: none was overwritten unseen.
    expect(owners.slice(1).map(({ from }) => from)).toEqual(owners.slice(0, -1).map(({ to }) => to));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    expect(await desk.verifyAudit()).toMatchObject({ intact: true, rows: 81 });
  });
});
