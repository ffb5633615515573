import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as XLSX from "@e965/xlsx";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorkbook } from "../../src/connect/index.ts";
import { generateDemo, type DemoTruth } from "../../src/demo/index.ts";
import { xlsxOf, type SpreadsheetFile } from "../../src/demo/files/xlsx.ts";
import { CORRECTION_KINDS } from "../../src/model/index.ts";

const scratch = await mkdtemp(join(tmpdir(), "tieout-reporting-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const units = ["albany", "syracuse", "rochester"] as const;
const words: Readonly<Record<string, string>> = { ALB: "albany", SYR: "syracuse", ROC: "rochester" };
const weekly = "weekly-revenue";

interface Given {
  readonly directory: string;
  readonly truth: DemoTruth;
}

const known = new Map<string, Promise<Given>>();

function demo(seed: number, { jobs = 400, clean = false } = {}): Promise<Given> {
  const name = `${seed}-${jobs}-${clean}`;
  const directory = join(scratch, name);
  const made = known.get(name) ?? generateDemo({ directory, jobs, seed, clean }).then((truth) => ({ directory, truth }));
  known.set(name, made);
  return made;
}

/** Cents, of a decimal string or of what a cell shows. */
function cents(value: unknown): number {
  return Math.round(Number(String(value).replaceAll(/[$,]/g, "")) * 100);
}

interface Job {
  readonly number: string;
  readonly unit: string;
  readonly week: string;
  readonly cents: number;
}

/** Completed jobs as the export has them, read by another reader than Tieout's. */
async function rawJobs(directory: string): Promise<Map<string, Job>> {
  const rows = parse(await readFile(join(directory, "dispatch/jobs.csv"), "utf8"), { columns: true, from_line: 2 }) as Record<
    string,
    string
  >[];
  return new Map(
    rows
      .filter((row) => row["Job Status"] === "Completed")
      .map((row) => {
        const [month, day, year] = (row["Completed On"] ?? "").slice(0, 10).split("/").map(Number);
        const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
        date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
        const unit = words[(row["Business Unit"] ?? "").slice(0, 3)] ?? "";
        const number = row["Job #"] ?? "";
        return [number, { number, unit, week: date.toISOString().slice(0, 10), cents: cents(row["Jobs Total"]) }];
      }),
  );
}

type Cells = Readonly<Record<string, XLSX.CellObject | undefined>>;

const read = new Map<string, Promise<Readonly<Record<string, Cells>>>>();

function sheetsOf(directory: string, file: string): Promise<Readonly<Record<string, Cells>>> {
  const path = join(directory, file);
  const open = async () => XLSX.read(await readFile(path), { cellFormula: true, cellStyles: true }).Sheets as Record<string, Cells>;
  const made = read.get(path) ?? open();
  read.set(path, made);
  return made;
}

function lastRow(cells: Cells): number {
  return XLSX.utils.decode_range(String(cells["!ref"])).e.r + 1;
}

describe.each(seeds)("seed %i", (seed) => {
  test("every number is the raw one and its corrections, and stands in its file", async () => {
    const { directory, truth } = await demo(seed);
    const jobs = [...(await rawJobs(directory)).values()];
    const board = parse(await readFile(join(directory, "platform/weeks.csv"), "utf8"), { columns: true }) as Record<string, string>[];
    for (const [id, cell] of [["friday", undefined] as const, ["flash", "B9"] as const, ["board", undefined] as const]) {
      const { numbers } = truth.reports[id] ?? { numbers: [] };
      expect(numbers).toHaveLength(id === "flash" ? 4 : 12);
      for (const { period, unit, raw, reported, outcome, corrections } of numbers) {
        const where = `${id} ${period} ${unit}`;
        const own = jobs.filter((job) => job.week === period && (unit === null || job.unit === unit));
        expect(
          own.reduce((sum, job) => sum + job.cents, 0),
          where,
        ).toBe(cents(raw));
        expect(
          corrections.reduce((sum, { effect }) => sum + cents(effect), cents(raw)),
          where,
        ).toBe(cents(reported));
        expect(outcome).toBe(raw === reported ? "ties" : "corrected");
        const { Summary = {} } = await sheetsOf(directory, `reporting/weekly-${period}.xlsx`);
        const place = cell ?? `B${4 + units.indexOf(unit as (typeof units)[number])}`;
        const shown = board.find((row) => row["Week"] === period && row["Branch"]?.toLowerCase().endsWith(String(unit)));
        expect(cents(id === "board" ? shown?.["Revenue"] : Summary[place]?.v), where).toBe(cents(reported));
      }
    }
  });

  test("the corrections of a record are what its rows add beyond the raw record", async () => {
    const { directory, truth } = await demo(seed);
    const raw = await rawJobs(directory);
    for (const { period, unit, corrections } of truth.reports["friday"]?.numbers ?? []) {
      const { Merge = {} } = await sheetsOf(directory, `reporting/weekly-${period}.xlsx`);
      const added = new Map<string, number>();
      const add = (key: string, amount: number) => added.set(key, (added.get(key) ?? 0) + amount);
      for (let row = 2; row <= lastRow(Merge); row++)
        if (words[String(Merge[`B${row}`]?.v)] === unit) add(String(Merge[`A${row}`]?.v), cents(Merge[`G${row}`]?.v));
      for (const job of raw.values()) if (job.week === period && job.unit === unit) add(job.number, -job.cents);
      const told = new Map<string, number>();
      for (const { key, effect } of corrections) if (key !== null) told.set(key, (told.get(key) ?? 0) + cents(effect));
      expect([...told].sort()).toEqual([...added].filter(([, amount]) => amount !== 0).sort());
    }
  });

  test("the cell that is named holds what was typed", async () => {
    const { directory, truth } = await demo(seed);
    for (const { corrections } of truth.reports["friday"]?.numbers ?? []) {
      for (const { kind, file, sheet, cell, key, after } of corrections) {
        if (sheet === null || cell === null) continue;
        const cells = (await sheetsOf(directory, file))[sheet] ?? {};
        const [first = ""] = cell.split(":");
        if (key !== null) expect(cells[`A${first.replaceAll(/\D/g, "")}`]?.v).toBe(key);
        if (cell.includes(":")) continue;
        expect(cells[cell]?.f === undefined, `${kind} ${sheet}!${cell}`).toBe(kind !== "formula-fault");
        if (after === null) continue;
        if (kind === "recategorised") expect(cells[cell]?.v).toBe(after);
        else expect(cents(cells[cell]?.v)).toBe(cents(after));
      }
    }
  });

  test("every formula was saved with its result", async () => {
    const { directory, truth } = await demo(seed);
    for (const { file } of truth.workbooks[weekly]?.files ?? []) expectResults(await sheetsOf(directory, file));
  });

  // Of the larger ones three: ten take longer than a test may.
  test.each(seed <= 3 ? [400, 2_500] : [400])("every kind of correction is there, %i jobs", async (jobs) => {
    const { truth } = await demo(seed, { jobs });
    const told = Object.values(truth.reports).flatMap(({ numbers }) => numbers.flatMap(({ corrections }) => corrections));
    // The word of a state does not stand in these files; the definition is no correction and has its own report.
    const seeded = CORRECTION_KINDS.filter((kind) => kind !== "definition" && kind !== "state-edited");
    expect([...new Set(told.map(({ kind }) => kind))].sort()).toEqual([...seeded].sort());
    const files = new Set(told.map(({ file }) => file));
    for (const { file } of truth.workbooks[weekly]?.files ?? []) expect(files).toContain(file);
    const invoiced = truth.reports["invoiced-work"];
    expect(invoiced?.reading).toEqual({ part: "filter", from: "class = 'Jobs'", to: "" });
    expect(invoiced?.numbers.some(({ outcome }) => outcome === "defined-otherwise")).toBe(true);
  });

  test("the clean twin is pasted and summed, and ties", async () => {
    const { directory, truth } = await demo(seed, { clean: true });
    const numbers = Object.values(truth.reports).flatMap(({ numbers }) => numbers);
    expect(numbers.filter(({ outcome, corrections }) => outcome !== "ties" || corrections.length > 0)).toEqual([]);
    const files = truth.workbooks[weekly]?.files ?? [];
    const columns = files.flatMap(({ tables }) => tables.flatMap((table) => table.columns));
    expect([...new Set(columns.map(({ origin }) => origin.kind))]).toEqual(["copied"]);
    expect(columns.flatMap(({ overrides }) => overrides)).toEqual([]);
    for (const { file } of files) {
      const { Jobs = {}, Summary = {} } = await sheetsOf(directory, file);
      const shown = Object.keys(Jobs).filter((place) => /^F(?!1$|2$)\d+$/.test(place));
      expect(cents(Summary["B7"]?.v)).toBe(shown.reduce((sum, place) => sum + cents(Jobs[place]?.v), 0));
      expect(cents(Summary["B9"]?.v)).toBe(cents(Summary["B7"]?.v));
    }
  });
});

/** Works out each formula of a file anew, in whole cents. */
function expectResults(sheets: Readonly<Record<string, Cells>>): void {
  const { Jobs = {}, Invoices = {}, Merge = {}, Summary = {} } = sheets;
  const find = (cells: Cells, column: string, key: unknown, taken: string): unknown => {
    for (let row = 1; row <= lastRow(cells); row++) if (cells[`${column}${row}`]?.v === key) return cells[`${taken}${row}`]?.v;
    return undefined;
  };
  const hidden = (Merge["!rows"] as unknown as XLSX.RowInfo[] | undefined) ?? [];
  for (let row = 2; row <= lastRow(Merge); row++) {
    const at = (column: string) => Merge[`${column}${row}`];
    const of = (column: string) => (at(column) === undefined ? 0 : cents(at(column)?.v));
    const key = at("A")?.v;
    if (at("B")?.f !== undefined) {
      expect(at("B")?.f).toBe(`LEFT(VLOOKUP($A${row},Jobs!$A:$F,2,FALSE),3)`);
      expect(at("B")?.v).toBe(String(find(Jobs, "A", key, "B")).slice(0, 3));
    }
    expect(at("C")?.f).toBe(`VLOOKUP($A${row},Jobs!$A:$F,6,FALSE)`);
    expect(of("C")).toBe(cents(find(Jobs, "A", key, "F")));
    expect(at("D")?.f).toBe(`IFERROR(VLOOKUP($A${row},Invoices!$B:$D,3,FALSE),0)`);
    expect(of("D")).toBe(cents(find(Invoices, "B", key, "D") ?? 0));
    expect(at("E")?.f).toBe(`C${row}-D${row}`);
    expect(of("E")).toBe(of("C") - of("D"));
    if (at("G")?.f !== undefined) {
      expect(at("G")?.f).toBe(`C${row}+F${row}`);
      expect(of("G")).toBe(of("C") + of("F"));
    }
  }
  const sum = (last: number, counts: (row: number) => boolean) => {
    let total = 0;
    for (let row = 2; row <= last; row++) if (counts(row)) total += cents(Merge[`G${row}`]?.v ?? 0);
    return total;
  };
  for (const row of [4, 5, 6]) {
    const cell = Summary[`B${row}`];
    if (cell?.f === undefined) continue;
    const [, last] = /^SUMIFS\(Merge!\$G\$2:\$G\$(\d+),Merge!\$B\$2:\$B\$\1,\$A\d\)$/.exec(cell.f) ?? [];
    expect(cents(cell.v)).toBe(sum(Number(last), (each) => Merge[`B${each}`]?.v === Summary[`A${row}`]?.v));
  }
  expect(cents(Summary["B7"]?.v)).toBe([4, 5, 6].reduce((total, row) => total + cents(Summary[`B${row}`]?.v), 0));
  expect(cents(Summary["B9"]?.v)).toBe(sum(lastRow(Merge), (row) => hidden[row - 1]?.hidden !== true));
}

test.each([1, 7, 40])("a year of %i jobs has its files too", async (jobs) => {
  const { directory, truth } = await demo(3, { jobs });
  for (const { numbers } of Object.values(truth.reports))
    for (const { raw, reported, outcome, corrections } of numbers)
      if (outcome !== "defined-otherwise")
        expect(corrections.reduce((sum, { effect }) => sum + cents(effect), cents(raw))).toBe(cents(reported));
  for (const { file } of truth.workbooks[weekly]?.files ?? []) expectResults(await sheetsOf(directory, file));
});

describe("a spreadsheet file", () => {
  const file: SpreadsheetFile = {
    creator: "Dana & Sons",
    lastModifiedBy: "Marcus <Bell>",
    created: "2026-09-08T12:18:00Z",
    modified: "2026-09-08T13:36:00Z",
    sheets: [
      {
        name: 'A "quoted" & <odd> name',
        widths: [10, 10, 10],
        hiddenRows: [2],
        hiddenColumns: [1],
        notes: [
          { cell: "A2", author: "Renata", text: "0 < 1 & more" },
          { cell: "B3", author: "Priya", text: "second" },
        ],
        rows: [
          [{ value: { text: "  kept blanks\u00e9" } }, undefined, { value: { number: "46265.625" }, format: "minute" }],
          [
            { value: { number: "-12.3" }, format: "money" },
            { value: { text: "00100090" }, format: "text" },
          ],
          [
            { value: { number: "-24.6" }, formula: "A2*2", format: "money" },
            { value: { text: "a<b" }, formula: 'IF(A2<0,"a<b","")' },
          ],
        ],
      },
      { name: "Plain", widths: [], rows: [[], [{ value: { text: "00100090" } }]] },
    ],
  };
  let bytes: Buffer;
  beforeAll(() => {
    bytes = xlsxOf(file);
  });

  test("is the same bytes each time", () => {
    expect(xlsxOf(structuredClone(file)).equals(bytes)).toBe(true);
  });

  test("is read back by another reader as it was written", () => {
    const { Props, SheetNames, Sheets } = XLSX.read(bytes, { cellFormula: true, cellStyles: true, cellNF: true });
    expect(SheetNames).toEqual(file.sheets.map(({ name }) => name));
    expect(Props).toMatchObject({ Author: "Dana & Sons", LastAuthor: "Marcus <Bell>", Application: "Microsoft Excel" });
    const cells = Sheets[SheetNames[0] ?? ""] as Cells;
    expect(cells["A1"]).toMatchObject({ t: "s", v: "  kept blanks\u00e9" });
    expect(cells["C1"]).toMatchObject({ t: "n", v: 46_265.625, z: "m/d/yy h:mm" });
    expect(cells["A2"]).toMatchObject({ v: -12.3, z: '"$"#,##0.00' });
    expect(cells["A2"]?.c?.[0]).toMatchObject({ a: "Renata", t: "0 < 1 & more" });
    expect(cells["B2"]).toMatchObject({ t: "s", v: "00100090", z: "@" });
    expect(cells["A3"]).toMatchObject({ v: -24.6, f: "A2*2" });
    expect(cells["B3"]).toMatchObject({ t: "s", v: "a<b", f: 'IF(A2<0,"a<b","")' });
    expect((cells["!rows"] as unknown as XLSX.RowInfo[])[2]?.hidden).toBe(true);
    expect((cells["!cols"] as unknown as XLSX.ColInfo[]).map((column) => column.hidden === true)).toEqual([false, true, false]);
  });

  test("is read by Tieout without a note of something unreadable", async () => {
    const { directory } = await demo(1);
    const { workbook, cells } = await openWorkbook(join(directory, "reporting/weekly-2026-09-07.xlsx"), "reporting/weekly-2026-09-07.xlsx");
    expect(workbook.notes).toEqual([]);
    expect(workbook).toMatchObject({ creator: "Dana Whitfield", lastModifiedBy: "Marcus Bell", application: "Microsoft Excel" });
    const merge = workbook.sheets.find(({ name }) => name === "Merge");
    expect(merge?.hiddenColumns).toEqual([{ from: 7, to: 7 }]);
    expect(merge?.hiddenRows).toHaveLength(1);
    expect(merge?.comments.map(({ author }) => author)).toEqual(["Priya Raman"]);
    expect(cells("Merge").at(1, 4)?.formula).toBe("RC[-2]-RC[-1]");
  });
});
