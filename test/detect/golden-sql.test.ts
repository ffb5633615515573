import { afterAll, beforeAll, expect, test } from "vitest";
import { createBreaks, DETECTORS, tieOut, type ReadyDetector } from "../../src/detect/index.ts";
import { duckdbDialect } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Handoff, RecordSet } from "../../src/model/index.ts";
import { createCalendar, inline, type Dialect, type Sql } from "../../src/sql/index.ts";
import { givenCrosswalk, givenHandoff, givenRecords, startEngine } from "./given.ts";

/*
 * The full SQL of every detector and every kind of tie-out, per dialect. A change
 * of it shows in the review of the change. The tie-outs' statements are those that
 * a real engine ran.
 */
const dialects: readonly Dialect[] = [duckdbDialect];

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

/** A kind that two detectors tell has two statements. */
const fileOf = (detector: ReadyDetector): string =>
  DETECTORS.find(({ kind }) => kind === detector.kind) === detector ? detector.kind : `${detector.kind}-signs`;

test.each(dialects.flatMap((dialect) => DETECTORS.map((detector) => ({ dialect, detector, kind: fileOf(detector), name: dialect.name }))))(
  "$kind in $name",
  async ({ dialect, detector, kind }) => {
    const query = detector.query({ breaks: "breaks", mismatches: "mismatches", signs: "signs" }, dialect);
    await expect(`${inline(query)}\n`).toMatchFileSnapshot(`golden/${dialect.name}/${kind}.sql`);
  },
);

const FIELDS = {
  id: "key",
  ref: "key",
  amount: "money",
  fee: "money",
  created: "timestamp",
  date: "date",
  unit: "text",
  deleted: "boolean",
  maybe: "key",
} as const;
const side = { filter: { field: "unit", test: { op: "in", values: ["tampa"] } }, amount: "amount", clock: "created" } as const;
const repeated = [1, 2, 3].map((number) => ({ id: String(number), ref: "A", amount: number, fee: 0, unit: "tampa", deleted: false }));

const handoffs: Readonly<Record<string, Partial<Handoff>>> = {
  "one-to-one": { grace: { count: 3, unit: "business-days" } },
  "one-to-many": {
    cardinality: "one-to-many",
    compare: [
      {
        from: "date",
        to: "date",
        tolerance: { kind: "time", before: { count: 0, unit: "days" }, after: { count: 2, unit: "business-days" } },
      },
    ],
  },
  "many-to-one": {
    cardinality: "many-to-one",
    adjustments: [
      { id: "fees", title: "Fees", sign: -1, of: { kind: "field", side: "from", field: "fee" } },
      {
        id: "credits",
        title: "Credits",
        sign: 1,
        of: { kind: "dataset", dataset: "books.credits", amount: "amount", filter: undefined, on: [{ field: "ref", matches: "ref" }] },
      },
    ],
  },
  total: { match: { kind: "total" }, compare: [] },
  identity: { match: { kind: "identity", identity: "customer" } },
  "identity-one-to-many": { match: { kind: "identity", identity: "customer" }, cardinality: "one-to-many" },
};

test.each(Object.keys(handoffs))("tie-out %s", async (name) => {
  const sides = {
    from: await givenRecords(engine, `${name}.jobs`, { fields: FIELDS, records: repeated }),
    to: await givenRecords(engine, `${name}.invoices`, { fields: FIELDS, records: repeated.slice(1) }),
  };
  const crosswalk = await givenCrosswalk(engine, name, sides.from, sides.to);
  const sets = {
    ...sides,
    identity: { crosswalk, key: [{ from: "id", to: "ref" }] },
    adjustments: new Map<string, RecordSet>([
      ["books.credits", await givenRecords(engine, `${name}.credits`, { fields: FIELDS, records: [] })],
    ]),
  };
  await engine.runInline(createCalendar(`calendar ${name}`, { businessDays: [1, 2, 3, 4, 5], holidays: ["2026-09-07"] }, engine.dialect));
  await engine.runInline(createBreaks(`breaks ${name}`));
  const handoff = givenHandoff({
    from: { ...side, dataset: `${name}.jobs` },
    to: { ...side, dataset: `${name}.invoices` },
    ...handoffs[name],
  });
  const statements: string[] = [];
  const listening = listen(engine, (statement) => statements.push(inline(statement)));
  await tieOut(listening, { timeZone: "America/New_York", currency: "USD" }, handoff, sets, {
    prefix: "h1",
    calendar: `calendar ${name}`,
    breaks: `breaks ${name}`,
  });
  const written = statements.filter((statement) => !statement.startsWith("DROP"));
  await expect(`${written.join(";\n\n")};\n`).toMatchFileSnapshot(`golden/${engine.dialect.name}/tie-out-${name}.sql`);
});

/** The engine itself, telling what it runs. */
function listen(real: Engine, hear: (statement: Sql) => void): Engine {
  return {
    dialect: real.dialect,
    run: (statement) => (hear(statement), real.run(statement)),
    rows: (query) => (hear(query), real.rows(query)),
    runInline: (statement) => (hear(statement), real.runInline(statement)),
    load: (table, columns, rows) => real.load(table, columns, rows),
    parse: (text) => real.parse(text),
    loadBatches: (table, columns, batches) => real.loadBatches(table, columns, batches),
    close: () => real.close(),
  };
}
