import { utils, write } from "@e965/xlsx";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkbook } from "../../../../src/connect/index.ts";
import type { Engine } from "../../../../src/engines/engine.ts";
import { startEngine } from "../../given.ts";
import { jobsOf, origins, prove, serial, systems, tableOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
let directory: string;
const jobs = jobsOf(4, 30);
let sets: Awaited<ReturnType<typeof systems>>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await systems(engine, jobs);
  directory = await mkdtemp(path.join(tmpdir(), "tieout-real-"));
});
afterAll(async () => {
  await close();
  await rm(directory, { recursive: true, force: true });
});

test.each(["xlsx", "xlsb", "xls", "ods"] as const)(
  "a .%s file: hidden rows and columns, days as numbers, keys as numbers",
  async (bookType) => {
    const sheet = utils.aoa_to_sheet([
      ["Jobs of the week"],
      ["Job #", "Business Unit", "Completed On", "Jobs Total", "Twice", "Remark"],
      ...jobs.map((job, at) => [
        Number(job.number),
        job.branch,
        { t: "n", v: serial(job.completed), z: "m/d/yyyy" },
        job.total,
        { t: "n", v: job.total * 2, f: `D${at + 3}*2` },
        at % 5 === 0 ? `ask ${at}` : null,
      ]),
    ]);
    sheet["!rows"] = [...Array.from({ length: 10 }, () => ({})), { hidden: true }];
    sheet["!cols"] = [{}, {}, {}, {}, {}, { hidden: true }];
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, "jobs; --");
    const file = path.join(directory, `week.${bookType}`);
    await writeFile(file, write(book, { type: "buffer", bookType }) as Buffer);
    const proven = await prove(engine, await openWorkbook(file, `week.${bookType}`), sets);
    // The library writes no formulas into the binary formats: there the values alone stand.
    expect(origins(proven)).toEqual({
      "jobs; --.Job #": "copied dispatch.jobs.id",
      "jobs; --.Business Unit": "copied dispatch.jobs.unit",
      "jobs; --.Completed On": "copied dispatch.jobs.completed",
      "jobs; --.Jobs Total": "copied dispatch.jobs.amount",
      "jobs; --.Twice": bookType === "xlsx" || bookType === "ods" ? "derived D3*2" : "typed",
      "jobs; --.Remark": "typed",
    });
    const table = tableOf(proven, "jobs; --");
    // What the library does not write of a format cannot be read back.
    if (bookType === "xlsx") {
      expect(table.hiddenRows).toBe(1);
      expect(table.columns.map(({ hidden }) => hidden)).toEqual([false, false, false, false, false, true]);
    }
  },
);
