import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { columnName } from "../../../../src/formulas/index.ts";
import type { Engine } from "../../../../src/engines/engine.ts";
import type { ColumnOrigin, OpenWorkbook } from "../../../../src/model/index.ts";
import { startEngine } from "../../given.ts";
import { workbookOf, type Typed } from "../audit/made.ts";
import { dated, jobsOf, prove, randomOf, serial, systems, tableOf, type Job } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
const jobs = jobsOf(11, 120);
let sets: Awaited<ReturnType<typeof systems>>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await systems(engine, jobs);
});
afterAll(() => close());

type Kind = "branch" | "type" | "customer" | "total" | "day" | "derived" | "looked-up" | "amounts" | "remarks" | "checked" | "empty";
const KINDS: readonly Kind[] = [
  "branch",
  "type",
  "customer",
  "total",
  "day",
  "derived",
  "looked-up",
  "amounts",
  "remarks",
  "checked",
  "empty",
];

const TRUE_ORIGIN: Readonly<Record<Kind | "key", string>> = {
  key: "copied dispatch.jobs.id",
  branch: "copied dispatch.jobs.unit",
  type: "copied dispatch.jobs.type",
  customer: "copied dispatch.jobs.customer",
  total: "copied dispatch.jobs.amount",
  day: "copied dispatch.jobs.completed",
  derived: "derived",
  "looked-up": "looked-up Key = Ref",
  amounts: "typed",
  remarks: "typed",
  checked: "typed",
  empty: "empty",
};

interface Model {
  readonly seed: number;
  readonly rows: number;
  readonly kinds: readonly Kind[];
  readonly keyAt: number;
  readonly titles: number;
}

const model: fc.Arbitrary<Model> = fc.record({
  seed: fc.integer({ min: 1, max: 100_000 }),
  rows: fc.integer({ min: 8, max: 60 }),
  kinds: fc.shuffledSubarray([...KINDS], { minLength: 2 }),
  keyAt: fc.nat({ max: 4 }),
  titles: fc.integer({ min: 0, max: 2 }),
});

function bookOf({ seed, rows, kinds, keyAt, titles }: Model): { readonly open: OpenWorkbook; readonly origins: readonly string[] } {
  const random = randomOf(seed);
  const own = [...jobs];
  for (let at = own.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [own[at], own[other]] = [own[other]!, own[at]!];
  }
  const columns: (Kind | "key")[] = [...kinds];
  columns.splice(Math.min(keyAt, columns.length), 0, "key");
  const letter = columnName(columns.indexOf("key"));
  const first = titles + 2;
  const cell = (kind: Kind | "key", job: Job, row: number): Typed => {
    switch (kind) {
      case "key":
        return Number(job.number);
      case "branch":
      case "type":
      case "customer":
      case "total":
        return job[kind];
      case "day":
        return serial(job.completed);
      case "derived":
        return [`=${letter}${row}*2`, Number(job.number) * 2];
      case "looked-up":
        return [`=VLOOKUP(${letter}${row},Invoices!$A:$B,2,FALSE)`, job.total];
      case "amounts":
        return random(3) === 0 ? -(random(400) + 1) : null;
      case "remarks":
        return `see mail of ${random(9000) + 1000}`;
      case "checked":
        return random(2) === 0 ? "Yes" : "No";
      case "empty":
        return null;
    }
  };
  const body = own.slice(0, rows).map((job, at) => columns.map((kind) => cell(kind, job, first + at)));
  const sheet: Typed[][] = [
    ...Array.from({ length: titles }, (_, at): Typed[] => [`printed ${at}`]),
    columns.map((kind, at) => (kind === "key" ? "Key" : `Column ${at}`)),
    ...body,
  ];
  const day = columns.indexOf("day");
  const invoices: Typed[][] = [["Ref", "Sum"], ...jobs.map((job): Typed[] => [job.number, job.total])];
  const open = workbookOf({
    List: { rows: sheet, formats: day < 0 ? {} : dated(columnName(day), first, first + rows - 1) },
    Invoices: invoices,
  });
  return { open, origins: columns.map((kind) => TRUE_ORIGIN[kind]) };
}

function words(origin: ColumnOrigin): string {
  if (origin.kind === "copied") return `copied ${origin.dataset}.${origin.field}`;
  return origin.kind === "looked-up" ? `looked-up ${origin.join.replace("List.", "").replace("Invoices.", "")}` : origin.kind;
}

test("columns of known origin are told, whatever their order, their titles and the order of rows", async () => {
  await fc.assert(
    fc.asyncProperty(model, async (given) => {
      const { open, origins } = bookOf(given);
      const table = tableOf(await prove(engine, open, sets), "List");
      // Typed words and amounts may be all empty by chance.
      const filled = table.columns.map(({ filled: count }, at) => (count === 0 ? "empty" : origins[at]!));
      expect(table.columns.map(({ origin }) => words(origin))).toEqual(filled);
      expect(table.columns.flatMap(({ overrides }) => overrides)).toEqual([]);
      expect(table.records).toMatchObject({ dataset: "dispatch.jobs", keyField: "id", matched: given.rows });
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("the order of rows changes nothing", async () => {
  const given: Model = { seed: 5, rows: 40, kinds: ["branch", "total", "day", "remarks", "checked"], keyAt: 1, titles: 1 };
  const one = await prove(engine, bookOf(given).open, sets);
  const other = await prove(engine, bookOf({ ...given, seed: 77 }).open, sets);
  const shape = (file: typeof one): unknown => tableOf(file, "List").columns.map(({ title, origin }) => [title, words(origin)]);
  expect(shape(other)).toEqual(shape(one));
});
