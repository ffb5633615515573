import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { inline, type Sql } from "../../src/sql/index.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { conflicts, FIELDS, givenFact, records } from "./source-of-truth-given.ts";

/* The statements that look for conflicts, as a real engine ran them: a change of them shows in the review of the change. */
let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

test("copies that differ, words, and who changes first", async () => {
  const statements: string[] = [];
  const heard = (statement: Sql): Sql => (statements.push(inline(statement)), statement);
  const listening: Engine = {
    dialect: engine.dialect,
    run: (statement) => engine.run(heard(statement)),
    rows: (query) => engine.rows(heard(query)),
    runInline: (statement) => engine.runInline(heard(statement)),
    load: (table, columns, rows) => engine.load(table, columns, rows),
    parse: (text) => engine.parse(text),
    loadBatches: (table, columns, batches) => engine.loadBatches(table, columns, batches),
    close: () => engine.close(),
  };
  const side = (word: string, leads: boolean) => ({
    fields: FIELDS,
    captures: ["2026-09-01", "2026-09-02", "2026-09-03"].map((day, capture) => ({
      at: `${day}T12:00:00.000Z`,
      records: records(24, (index): GivenRecord => {
        const changed = capture >= (leads === index < 12 ? 1 : 2);
        return { email: index % 2 === 0 ? word : changed ? "Tampa" : "Orlando", modified: "2026-08-01 00:00:00" };
      }),
    })),
  });
  const found = await conflicts(listening, {
    copies: { "crm.contacts": side("St. Pete", true), "books.customers": side("Saint Petersburg", false) },
    facts: [givenFact({ via: undefined })],
  });
  expect(found.findings.map(({ outcome }) => outcome)).toEqual(["non-owner-writes", "two-origins", "value-sets-differ"]);
  const first = statements.findIndex((statement) => statement.includes('"c0 '));
  const written = statements
    .slice(first)
    .filter(
      (statement) =>
        !statement.startsWith("DROP") && !statement.includes("information_schema") && !statement.startsWith('SELECT * FROM "signs'),
    );
  const text = `${written.join(";\n\n")};\n`.replaceAll(/"(signs|calendar|entities|set) \d+/g, '"$1');
  await expect(text).toMatchFileSnapshot(`golden/${engine.dialect.name}/source-of-truth.sql`);
});
