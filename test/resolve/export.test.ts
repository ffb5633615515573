import { parse } from "csv-parse/sync";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { LinkReason, RecordSet } from "../../src/model/index.ts";
import { exportCrosswalk } from "../../src/resolve/crosswalk/export.ts";
import { reasonInWords } from "../../src/resolve/crosswalk/reason-words.ts";
import { startEngine } from "../detect/given.ts";
import { CUSTOMER, givenCrosswalk, givenCustomers, type GivenLink } from "./given-crosswalk.ts";

let engine: Engine;
let close: () => Promise<void>;
let sets: ReadonlyMap<string, RecordSet>;
let directory: string;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await givenCustomers(engine);
  directory = await mkdtemp(path.join(tmpdir(), "tieout-export-"));
});
afterAll(async () => {
  await close();
  await rm(directory, { recursive: true, force: true });
});

const REASONS: readonly LinkReason[] = [
  { comparison: "prior", level: "before any evidence", weight: -12 },
  { comparison: "name", level: "same words in any order", weight: 7 },
  { comparison: "phone", level: "same number", weight: 11 },
  { comparison: "postcode", level: "different", weight: -2 },
  { comparison: "email", level: "missing", weight: 0 },
];

async function write(file: string, links: readonly GivenLink[]): Promise<number> {
  const crosswalk = await givenCrosswalk(engine, sets, links, { "crm 1": "customer-a", "books 10": "customer-a", "crm 3": "=customer" });
  const systems = new Map([
    ["crm", "HubSpot"],
    ["books", "@Books"],
  ]);
  const explain = (pattern: number): readonly LinkReason[] => (pattern === 1 ? REASONS : []);
  return await exportCrosswalk(engine, { crosswalk, identity: CUSTOMER, sets, systems, explain, file });
}

test("one row a record, why in words, no cell a formula", async () => {
  const file = path.join(directory, "crosswalk.csv");
  const links: readonly GivenLink[] = [
    { from: "crm 1", to: "books 10", confidence: 0.99987, status: "accepted" },
    { from: "crm 2", to: "books 11", confidence: 1, status: "accepted", method: "decision" },
    { from: "crm 3", to: "books 12", confidence: 1, status: "accepted", method: "key" },
    { from: "crm ", to: "books 12", confidence: 0.6 },
  ];
  expect(await write(file, links)).toBe(7);
  const text = await readFile(file, "utf8");
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  const of = (dataset: string, key: string): string[] =>
    Object.values(rows.find((row) => row["dataset"] === dataset && row["key"] === key) ?? {}).slice(2);
  const words = "phone: same number; name: same words in any order; but postcode: different";
  expect(of("crm", "1")).toEqual(["HubSpot", "1", "Ann Lee", "0.9000", "evidence", `like @Books 10 – ${words}`]);
  expect(of("books", "10")).toEqual(["'@Books", "10", "Lee, Ann", "0.9000", "evidence", `like HubSpot 1 – ${words}`]);
  expect(of("books", "11").slice(4)).toEqual(["decision", "a person decided that it is one with HubSpot 2"]);
  expect(of("crm", "3").slice(2)).toEqual(["'=Cy \u001b[31mRed", "0.9000", "key", "the declared key is that of @Books 12"]);
  expect(of("crm", "").slice(2)).toEqual(["No Key", "1.0000", "alone", "1 possible counterpart waits for review"]);
  for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
  expect(await readdir(directory)).toEqual(["crosswalk.csv"]);
  await write(file, links.toReversed());
  expect(await readFile(file, "utf8")).toBe(text);
});

test("never takes the place of another file", async () => {
  const file = path.join(directory, "customers.csv");
  await writeFile(file, "id,name\n1,Ann\n");
  await expect(write(file, [])).rejects.toMatchObject({ code: "not-a-crosswalk" });
  expect(await readFile(file, "utf8")).toBe("id,name\n1,Ann\n");
  await mkdir(path.join(directory, "folder"));
  await expect(write(path.join(directory, "folder"), [])).rejects.toMatchObject({ code: "not-a-crosswalk" });
  await expect(write(path.join(directory, "nowhere", "x.csv"), [])).rejects.toMatchObject({ code: "no-directory" });
});

test("reasons in words: what says most first, what says nothing not at all", () => {
  expect(reasonInWords([])).toBe("");
  expect(reasonInWords(REASONS.slice(0, 3))).toBe("phone: same number; name: same words in any order");
  expect(reasonInWords(REASONS.slice(3))).toBe("against it, postcode: different");
});
