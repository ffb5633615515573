import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { utils, write } from "@e965/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Break, RecordSource } from "../src/model/index.ts";
import { review } from "./e2e/given.ts";

const HEADER = ["Number", "Total", "Note"];
/** 00103 and both of 00104 never reach the books; the note of the second is cut. */
const JOBS = [
  ["00101", "100.00", "first"],
  ["00103", "75.25", `<b>"third"</b> =1+1`],
  ["00104", "20.00", "fourth"],
  ["00104", "20.00", "x".repeat(300)],
];

const estate = (file: string): string => `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems:
  dispatch:
    datasets:
      jobs:
        entity: job
        source: { path: ${file}, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: number
        repeatedKey: report
        fields: { number: Number, total: Total, note: Note }
        amount: total
  books:
    datasets:
      invoices:
        entity: invoice
        source: { path: invoices.csv, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: id
        fields: { id: Id, job: Job, total: Total }
        amount: total
handoffs:
  job-to-invoice: { from: dispatch.jobs, to: books.invoices, match: { number: job } }
`;

const csv = (rows: readonly (readonly string[])[]): string =>
  [HEADER, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");

function workbook(rows: readonly (readonly string[])[]): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([HEADER, ...rows.map((row) => [...row])]), "Jobs");
  return write(book, { type: "buffer", bookType: "xlsx" }) as Buffer;
}

const FORMS: Readonly<Record<string, (rows: readonly (readonly string[])[]) => string | Buffer>> = {
  "jobs.csv": csv,
  "jobs.csv.gz": (rows) => gzipSync(csv(rows)),
  "jobs.json": (rows) => JSON.stringify(rows.map((row) => Object.fromEntries(row.map((cell, index) => [HEADER[index], cell])))),
  "jobs.xlsx": workbook,
};

describe("the raw row behind a sample", () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), "tieout-sources-"));
  });
  afterAll(() => rm(scratch, { recursive: true }));

  async function samplesOf(name: string, file: string, rows: readonly (readonly string[])[]): Promise<Break[]> {
    const directory = path.join(scratch, name);
    await mkdir(directory);
    await writeFile(path.join(directory, "tieout.yaml"), estate(file));
    await writeFile(path.join(directory, "invoices.csv"), "Id,Job,Total\n1,00101,100.00\n");
    await writeFile(path.join(directory, file), FORMS[file]?.(rows) ?? "");
    const { review: reviewed } = await review(directory);
    return reviewed.findings.flatMap(({ samples }) => samples).filter(({ dataset }) => dataset === "dispatch.jobs");
  }

  const place = ({ line, record }: RecordSource): number => line ?? record ?? 0;
  const cells = (source: RecordSource | undefined): (string | null)[] => source?.cells.map(({ value }) => value) ?? [];
  const of = (samples: readonly Break[], key: string): RecordSource[] =>
    samples.flatMap((sample) => (sample.key === key && sample.source !== undefined ? [sample.source] : []));

  it.each([
    ["jobs.csv", { line: 3, record: undefined }],
    ["jobs.csv.gz", { line: 3, record: undefined }],
    ["jobs.json", { line: undefined, record: 2 }],
    ["jobs.xlsx", { line: 3, record: undefined }],
  ])("is the row of %s as it stands there", async (file, where) => {
    const samples = await samplesOf(`form-${file}`, file, JOBS);
    const [source] = of(samples, "00103");
    expect(source).toMatchObject({ file, ...where, cell: undefined, more: 0 });
    expect(source?.cells.map(({ column }) => column)).toEqual(HEADER);
    expect(cells(source)).toEqual(JOBS[1]);
    expect(of(samples, "00101")).toEqual([]);
  });

  it("is one row for each record of a key that repeats, and cuts what is long", async () => {
    const rows = of(await samplesOf("repeated", "jobs.csv", JOBS), "00104");
    expect(new Set(rows.map(place))).toEqual(new Set([4, 5]));
    const long = rows.find((row) => place(row) === 5)?.cells[2]?.value;
    expect(long).toMatch(/^x{150,}…$/);
  });

  it("has the same cells in another order, at another line", async () => {
    const turned = await samplesOf("turned", "jobs.csv", JOBS.toReversed());
    const [source] = of(turned, "00103");
    expect(source?.line).toBe(4);
    expect(cells(source)).toEqual(JOBS[1]);
  });
});
