import { assert, asyncProperty, array, constantFrom, oneof, property, record, string } from "fast-check";
import { parse } from "csv-parse/sync";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { InputError, type IdentityDecision, type Problem } from "../../src/model/index.ts";
import { appendDecision, contradictions, loadDecisions, readDecisions, type DecisionsPlace } from "../../src/resolve/decisions/index.ts";
import { formatRow, parseTable, unguarded } from "../../src/resolve/decisions/table.ts";
import { sql } from "../../src/sql/index.ts";
import { givenRecords, startEngine } from "../detect/given.ts";

let root: string;
let directory: string;
let place: DecisionsPlace;
let file: string;
let runs = 0;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tieout-decisions-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  directory = path.join(root, `estate-${++runs}`);
  await mkdir(directory);
  place = at("decisions/customer.csv");
  file = path.join(directory, "decisions", "customer.csv");
});

const at = (name: string): DecisionsPlace => ({ directory, path: name, at: { file: "tieout.yaml", line: 7 } });
const HEADER = "from_dataset,from_key,to_dataset,to_key,verdict,by,at,note\n";
const T = (hour: number): string => `2026-11-24T${String(hour).padStart(2, "0")}:00:00.000Z`;

function decision(from: string, to: string, verdict: "same" | "different" = "same", hour = 7): IdentityDecision {
  const name = (text: string) => ({ dataset: text.split(" ")[0] ?? "", key: text.slice(text.indexOf(" ") + 1) });
  return { from: name(from), to: name(to), verdict, by: "ann", at: T(hour), note: "" };
}

async function given(text: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function problems(work: Promise<unknown>): Promise<readonly Problem[]> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`);
  return error.problems;
}

describe("adding", () => {
  test("makes directory and first line, then adds a line each; what stands there is never touched", async () => {
    await appendDecision(place, { ...decision("crm 1", "books 2"), note: "same phone,\nsays  Bo" });
    const before = await readFile(file, "utf8");
    expect(before).toBe(`${HEADER}crm,1,books,2,same,ann,${T(7)},"same phone, says Bo"\n`);
    await appendDecision(place, decision("crm =1+1", 'books a "b"; c', "different", 8));
    const after = await readFile(file, "utf8");
    expect(after).toBe(`${before}crm,'=1+1,books,"a ""b""; c",different,ann,${T(8)},\n`);
    const { all } = await readDecisions(place);
    expect(all.map(({ from, to, line }) => [from.key, to.key, line])).toEqual([
      ["1", "2", 2],
      ["=1+1", 'a "b"; c', 3],
    ]);
  });

  test("keeps the file's own columns, delimiter and a last line without an end", async () => {
    await given("checked;verdict;at;by;note;to_key;to_dataset;from_key;from_dataset\r\nyes;same;2026-11-24T07:00:00Z;bo;;2;books;1;crm");
    await appendDecision(place, { ...decision("crm 3", "books 4"), note: "a;b" });
    expect((await readFile(file, "utf8")).split("\n").slice(2)).toEqual([`;same;${T(7)};ann;"a;b";4;books;3;crm`, ""]);
    expect((await readDecisions(place)).all.map(({ by, to }) => `${by} ${to.dataset} ${to.key}`)).toEqual(["bo books 2", "ann books 4"]);
  });

  test("refuses a file that is none of decisions", async () => {
    await given("id,name\n1,Ann\n");
    const [problem] = await problems(appendDecision(place, decision("crm 1", "books 2")));
    expect(problem).toMatchObject({ code: "missing-column", at: { file: "decisions/customer.csv", line: 1, column: 1 } });
    expect(await readFile(file, "utf8")).toBe("id,name\n1,Ann\n");
  });

  test("whatever a key holds comes back, and no other reader sees a formula", async () => {
    const key = oneof(
      string({ unit: "grapheme", minLength: 1 }),
      string({ unit: constantFrom("'", "=", "-", '"', ",", ";", "\t", "\n", "\r", "a", " "), minLength: 1 }),
    );
    await assert(
      property(array(key, { minLength: 2, maxLength: 4 }), (cells) => {
        const line = formatRow(cells, ",");
        expect(parseTable(`a,b\n${line}`).rows[1]?.map(({ text }) => unguarded(text))).toEqual(cells);
        for (const cell of (parse(line) as string[][])[0] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });
});

describe("reading", () => {
  test("no file, an empty one and one without lines hold no decision", async () => {
    expect((await readDecisions(place)).all).toEqual([]);
    for (const text of ["", "\n\n", HEADER, HEADER.trimEnd(), `\ufeff${HEADER}\r\n,,\n`.slice(0, -3)]) {
      await given(text);
      expect((await readDecisions(place)).all, JSON.stringify(text)).toEqual([]);
    }
  });

  test("the latest on a pair holds, in whatever order the pair stands; of equal times the lower line", async () => {
    await given(
      `${HEADER}crm,1,books,2,same,ann,2026-11-24T09:00:00+01:00,\nbooks,2,crm,1,different,bo,2026-11-24T08:30:00Z,\ncrm,1,books,2,same,cy,2026-11-24T03:00:00-05:00,older\ncrm,5,crm,6,same,ann,${T(1)},\ncrm,5,crm,6,Different,ann,${T(1)},\n`,
    );
    const { all, holding } = await readDecisions(place);
    expect(all.map((one) => one.at)).toEqual([T(8), "2026-11-24T08:30:00.000Z", T(8), T(1), T(1)]);
    expect(holding.map(({ line, verdict }) => [line, verdict])).toEqual([
      [3, "different"],
      [6, "different"],
    ]);
  });

  test("tells everything that is wrong, each at its place", async () => {
    await given(
      `${HEADER}crm,1,books,,sme,ann,yesterday,\n"crm","a\nb",books,7,same,,2026-11-24T07:00:00,x\ncrm,1\ncrm,1,crm,1,same,ann,${T(1)},\n<<<<<<< HEAD\ncrm,1,books,2,same,ann,${T(1)},"open\n`,
    );
    const found = (await problems(readDecisions(place))).map(({ code, at: where, hint }) => [
      code,
      where?.line,
      where?.column,
      hint?.slice(0, 18),
    ]);
    expect(found).toEqual([
      ["empty-cell", 2, 13, undefined],
      ["unknown-verdict", 2, 14, "Did you mean same?"],
      ["bad-instant", 2, 22, undefined],
      ["empty-cell", 4, 17, undefined],
      ["bad-instant", 4, 18, undefined],
      ["cell-count", 5, 1, undefined],
      ["same-record", 6, 11, undefined],
      ["merge-conflict", 7, 1, "Keep the lines of "],
      ["open-quote", 8, 49, undefined],
    ]);
  });

  test("tells columns that are missing or named twice, and bytes that are no UTF-8", async () => {
    await given("from_dataset,from_key,to_dataset,to_key,veredict,by,at,note\n");
    expect((await problems(readDecisions(place)))[0]).toMatchObject({ code: "missing-column", hint: "Is veredict meant as verdict?" });
    await given(HEADER.replace("note", "note,by"));
    expect((await problems(readDecisions(place)))[0]).toMatchObject({ code: "repeated-column", at: { line: 1, column: 60 } });
    await given(Buffer.concat([Buffer.from(HEADER), Buffer.from([0x41, 0xe9, 0x2c])]));
    expect((await problems(readDecisions(place)))[0]).toMatchObject({ code: "not-utf-8", at: { line: 2 } });
  });
});

describe("the file's place", () => {
  const escapes = async (name: string): Promise<string[]> => {
    const read = await problems(readDecisions(at(name)));
    const added = await problems(appendDecision(at(name), decision("crm 1", "books 2")));
    expect(added).toEqual(read);
    return read.map(({ code }) => code);
  };

  test("is below the estate's directory, links followed", async () => {
    const outside = path.join(root, `outside-${runs}`);
    await mkdir(outside);
    await writeFile(path.join(outside, "there.csv"), HEADER);
    await symlink(outside, path.join(directory, "folder"));
    await symlink(path.join(outside, "there.csv"), path.join(directory, "there.csv"));
    await symlink(path.join(outside, "not-there.csv"), path.join(directory, "dangling.csv"));
    await symlink("round.csv", path.join(directory, "round.csv"));
    await mkdir(path.join(directory, "a-directory"));
    await writeFile(path.join(directory, "a-file"), "");
    for (const name of [
      "../x.csv",
      "/tmp/x.csv",
      "C:\\x.csv",
      "a/../../x.csv",
      "",
      "folder/x.csv",
      "there.csv",
      "dangling.csv",
      "round.csv",
    ]) {
      expect(await escapes(name), name).toEqual(["path-escapes"]);
    }
    expect(await escapes("a-directory")).toEqual(["not-a-file"]);
    expect(await escapes("a-file/x.csv")).toEqual(["not-a-file"]);
    expect(await readFile(path.join(outside, "there.csv"), "utf8")).toBe(HEADER);
  });

  test("may be a link within it", async () => {
    await mkdir(path.join(directory, "kept"));
    await symlink("kept", path.join(directory, "decisions"));
    await appendDecision(place, decision("crm 1", "books 2"));
    expect(await readFile(path.join(directory, "kept", "customer.csv"), "utf8")).toContain("crm,1,books,2");
  });
});

describe("contradictions", () => {
  test("a triangle of same, same and different is told at the different, with the others' lines", async () => {
    for (const one of [
      decision("crm 1", "books 2"),
      decision("books 2", "crm 3"),
      decision("crm 3", "crm 1", "different"),
      decision("crm 8", "crm 9", "different"),
    ]) {
      await appendDecision(place, one);
    }
    expect(contradictions(await readDecisions(place))).toMatchObject([
      { code: "contradicting-decisions", at: { file: "decisions/customer.csv", line: 4 }, found: "different here; same by lines 3, 2" },
    ]);
    await appendDecision(place, decision("crm 1", "books 2", "different", 9));
    expect(contradictions(await readDecisions(place))).toEqual([]);
  });
});

describe("as a relation", () => {
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => ({ engine, close } = await startEngine()));
  afterAll(() => close());

  test("meets the records of keys, all that share one; what is gone is noted and no error", async () => {
    const sets = new Map([
      ["crm", await givenRecords(engine, "crm", { fields: { id: "key" }, records: [{ id: "1" }, { id: "5" }, { id: "5" }] })],
      ["books", await givenRecords(engine, "books", { fields: { id: "key" }, records: [{ id: "2" }, { id: null }] })],
    ]);
    for (const one of [
      decision("crm 1", "books 2", "different"),
      decision("crm 5", "books 2"),
      decision("crm 7", "books 2"),
      decision("vendors 1", "crm 8"),
    ]) {
      await appendDecision(place, one);
    }
    const notes = await loadDecisions(engine, await readDecisions(place), sets, "decided");
    const rows = await engine.rows(
      sql`SELECT line, from_dataset, from_row, to_dataset, to_row, verdict FROM decided ORDER BY line, to_row`,
    );
    expect(rows.map((row) => Object.values(row).join(" "))).toEqual([
      "2 books 0 crm 0 different",
      "3 books 0 crm 1 same",
      "3 books 0 crm 2 same",
    ]);
    expect(notes).toEqual([
      "decisions/customer.csv:4: this decision meets no records: crm has no record 7.",
      "decisions/customer.csv:5: this decision meets no records: vendors takes no part in the identity; crm has no record 8.",
    ]);
    await loadDecisions(engine, { file: "x", all: [], holding: [] }, sets, "decided");
    expect(await engine.rows(sql`SELECT * FROM decided`)).toEqual([]);
  });
});

test("many writers, one line each", async () => {
  await assert(
    asyncProperty(array(record({ key: string({ minLength: 1 }) }), { minLength: 1, maxLength: 8 }), async (keys) => {
      const own = at(`decisions/many-${++runs}.csv`);
      await appendDecision(own, decision("crm 0", "books 0"));
      await Promise.all(keys.map(({ key }, index) => appendDecision(own, { ...decision(`crm ${index}`, "books 1"), note: key })));
      expect((await readDecisions(own)).all).toHaveLength(keys.length + 1);
    }),
    { numRuns: 10 },
  );
});
