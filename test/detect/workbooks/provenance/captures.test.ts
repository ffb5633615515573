import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../../../src/engines/engine.ts";
import type { RecordSet } from "../../../../src/model/index.ts";
import { id, sql } from "../../../../src/sql/index.ts";
import { givenRecords, startEngine, type GivenRecord } from "../../given.ts";
import { workbookOf, type Typed } from "../audit/made.ts";
import { overridesOf, prove, tableOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", amount: "money", note: "text" } as const;
const amount = (at: number): number => 100 + at * 7.25;
const AT = { old: "2026-09-01T00:00:00.000Z", now: "2026-10-01T00:00:00.000Z" };

/** Records `0012`, `0013` …, as two captures say them. */
async function captures(
  change: (at: number) => Partial<GivenRecord>,
): Promise<{ sets: ReadonlyMap<string, RecordSet>; older: ReadonlyMap<string, readonly RecordSet[]> }> {
  const records = (own: (at: number) => Partial<GivenRecord>): GivenRecord[] =>
    Array.from(
      { length: 40 },
      (_, at): GivenRecord => ({ id: String(at + 12).padStart(4, "0"), amount: amount(at), note: `note ${at}`, ...own(at) }) as GivenRecord,
    );
  const earlier = await givenRecords(engine, "books.bills", { fields: FIELDS, records: records(() => ({})), capturedAt: AT.old });
  await engine.runInline(sql`ALTER TABLE ${id(earlier.relation)} RENAME TO ${id("earlier")}`);
  const now = await givenRecords(engine, "books.bills", { fields: FIELDS, records: records(change), capturedAt: AT.now });
  return { sets: new Map([["books.bills", now]]), older: new Map([["books.bills", [{ ...earlier, relation: "earlier" }]]]) };
}

async function drop(): Promise<void> {
  await engine.runInline(sql`DROP TABLE ${id("earlier")}`);
  await engine.runInline(sql`DROP TABLE ${id("records books.bills")}`);
}

const pasted = (edit: (at: number) => number | undefined): Typed[][] => [
  ["Bill", "Sum"],
  // Programs drop leading zeros.
  ...Array.from({ length: 20 }, (_, at): Typed[] => [at + 12, edit(at) ?? amount(at)]),
];

test("what the system changed after the export is no edit; what no capture ever said is one", async () => {
  const given = await captures((at) => (at < 3 ? { amount: 9000 + at } : {}));
  const file = await prove(engine, workbookOf({ Bills: pasted((at) => (at === 10 ? 1 : undefined)) }), given.sets, given.older);
  const { columns, records } = tableOf(file, "Bills");
  expect(records).toMatchObject({ dataset: "books.bills", keyField: "id", matched: 20, capturedAt: AT.old });
  expect(columns[1]?.origin).toMatchObject({ kind: "copied", field: "amount", capturedAt: AT.old, differing: 1 });
  expect(overridesOf(file)).toEqual([`Bills.Sum row 12 edited: 1, expected ${amount(10)}, key 0022`]);
  await drop();
});

test("the newest capture, where several agree", async () => {
  const given = await captures(() => ({}));
  const file = await prove(engine, workbookOf({ Bills: pasted(() => undefined) }), given.sets, given.older);
  expect(tableOf(file, "Bills").records?.capturedAt).toBe(AT.now);
  await drop();
});

test("nothing stays in the engine", async () => {
  const given = await captures(() => ({}));
  const tables = sql`SELECT table_name FROM information_schema.tables ORDER BY 1`;
  const before = await engine.rows(tables);
  await prove(engine, workbookOf({ Bills: pasted(() => undefined) }), given.sets, given.older);
  expect(await engine.rows(tables)).toEqual(before);
  await drop();
});
