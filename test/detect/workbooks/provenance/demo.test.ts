import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { generateDemo, type DemoTruth } from "../../../../src/demo/index.ts";
import { cellName } from "../../../../src/formulas/index.ts";
import { chooseCaptures, gather } from "../../../../src/gather.ts";
import type { ColumnOrigin, ProvenFile, ProvenTable, RecordSet } from "../../../../src/model/index.ts";
import { openRecords } from "../../../../src/records/index.ts";
import { withEstate } from "../../../../src/runtime.ts";
import { proveWorkbooks } from "../../../../src/workbooks.ts";

type FileTruth = DemoTruth["workbooks"][string]["files"][number];
type TableTruth = FileTruth["tables"][number];
type Told = TableTruth["columns"][number]["origin"];

/** Datasets that the example's workbooks were made from, and what lies beside them. */
const DATASETS = /^(dispatch\.|books\.|platform\.|crm\.)/;

describe.each(SEEDS())("seed %i", (seed) => {
  test.each([false, true])("every column of every weekly workbook is known for what it is (clean: %s)", async (clean) => {
    const directory = await mkdtemp(path.join(tmpdir(), "tieout-provenance-"));
    try {
      await generateDemo({ directory, jobs: 400, seed, clean });
      const truth = JSON.parse(await readFile(path.join(directory, "truth.json"), "utf8")) as DemoTruth;
      const books = await withEstate(
        path.join(directory, "tieout.yaml"),
        { threads: 2, memory: "1GiB", progress: () => {} },
        async (estate, ports) => {
          const own = { ...estate, datasets: estate.datasets.filter(({ id }) => DATASETS.test(id)) };
          const captures = chooseCaptures(own, await gather(own, ports), undefined);
          const sets = new Map<string, RecordSet>();
          for (const dataset of own.datasets)
            sets.set(
              dataset.id,
              await openRecords(ports.engine, own, dataset, captures.get(dataset.id)!.chosen, {
                relation: `records ${dataset.id}`,
                as: "table",
              }),
            );
          return proveWorkbooks(own, ports, sets);
        },
      );
      for (const [id, { files }] of Object.entries(truth.workbooks)) {
        const proven = books.get(id)!.map((book) => book.proven);
        expect(proven.map(({ file }) => file)).toEqual(files.map(({ file }) => file));
        for (const [at, told] of files.entries()) expect(tellFile(proven[at]!, told), told.file).toEqual(told.tables.map(tellTruth));
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

/** All ten where `TIEOUT_SEEDS` asks for them. */
function SEEDS(): readonly number[] {
  const count = Number(process.env["TIEOUT_SEEDS"] ?? 1);
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** The tables that the truth tells of; a summary's rows are no records of a system. */
function tellFile(file: ProvenFile, told: FileTruth): unknown {
  const sheets = new Set(told.tables.map(({ sheet }) => sheet));
  return file.tables.filter(({ sheet }) => sheets.has(sheet)).map(tellTable);
}

function tellTable(table: ProvenTable): unknown {
  return {
    sheet: table.sheet,
    rows: [table.range.fromRow + 1, table.range.toRow + 1],
    records: table.records === undefined ? null : { dataset: table.records.dataset, matched: table.records.matched },
    hiddenRows: table.hiddenRows,
    columns: table.columns.map(({ title, hidden, origin, overrides, column }) => ({
      title,
      hidden,
      origin: words(origin),
      overrides: overrides.map(({ row, kind }) => `${kind} ${cellName(row, column)}`),
    })),
  };
}

function tellTruth({ sheet, rows, records, hiddenRows, columns }: TableTruth): unknown {
  return {
    sheet,
    rows: [...rows],
    records,
    hiddenRows,
    columns: columns.map(({ title, hidden, origin, overrides }) => ({
      title,
      hidden,
      origin: words(origin),
      overrides: overrides.map(({ kind, cell }) => `${kind} ${cell}`),
    })),
  };
}

function words(origin: Told | ColumnOrigin): string {
  switch (origin.kind) {
    case "copied":
      return `copied ${origin.dataset}.${origin.field}`;
    case "looked-up":
      return `looked-up ${origin.taken} where ${origin.join}, ${origin.misses} misses`;
    case "derived":
      return `derived of ${origin.reads.join(", ")}`;
    default:
      return origin.kind;
  }
}
