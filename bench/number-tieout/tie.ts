import { statSync } from "node:fs";
import { openWorkbook } from "../../src/connect/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import {
  money,
  type ColumnOrigin,
  type Dataset,
  type FieldType,
  type Metric,
  type ProvenFile,
  type RecordSet,
  type Report,
  type Unit,
} from "../../src/model/index.ts";
import { declaredReading, findCorrections, tieReport, totalsOf } from "../../src/trace/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { digestOf } from "../tieout/data.ts";
import { BRANCHES, MONTHS, type Answer } from "./data.ts";

const types: Readonly<Record<string, FieldType>> = { job: "key", branch: "text", completed: "date", amount: "money", status: "text" };
const dataset: Dataset = {
  id: "dispatch.jobs",
  system: "dispatch",
  entity: "job",
  title: "Jobs",
  captures: [],
  use: "latest",
  key: ["job"],
  repeatedKey: "refuse",
  fields: Object.entries(types).map(([name, type], line) => ({
    name,
    type,
    from: { column: name },
    decimal: undefined,
    dateOrder: undefined,
    timeZone: "UTC",
    line,
  })),
  amount: "amount",
  currency: { code: "USD" },
  times: {},
  time: "completed",
  created: undefined,
  state: undefined,
  deleted: undefined,
  unit: "branch",
  by: { created: undefined, modified: undefined },
  line: 1,
};
const units: Unit[] = BRANCHES.map((title) => ({ id: title, title, aliases: [title], acquired: undefined }));
const metric: Metric = {
  id: "revenue",
  title: "Revenue",
  dataset: dataset.id,
  aggregate: "sum",
  value: "amount",
  where: undefined,
  date: "completed",
  period: "month",
  byUnit: true,
  owner: undefined,
  decision: undefined,
  line: 1,
};
const last = MONTHS * BRANCHES.length + 1;
const cells = {
  kind: "cells",
  workbook: "jobs",
  sheet: "Summary",
  value: `C2:C${last}`,
  unit: `B2:B${last}`,
  period: `A2:A${last}`,
} as const;
const report: Report = {
  id: "board",
  title: "Board",
  metric: metric.id,
  values: cells,
  through: "jobs",
  tolerance: "0",
  owner: undefined,
  decision: undefined,
  line: 1,
};

async function rawSet(engine: Engine, file: string): Promise<RecordSet> {
  await engine.runInline(sql`CREATE VIEW raw AS
SELECT job, branch, completed, amount, status, file_row_number AS _row, 0 AS _file, file_row_number + 1 AS _pos, job AS _key, amount AS _amount,
  completed AS _date, branch AS _unit, status AS _state, FALSE AS _deleted, CAST(NULL AS TIMESTAMP) AS _created
FROM read_parquet(${file}, file_row_number = TRUE)`);
  const [counted] = await engine.rows<{ rows: string }>(sql`SELECT count(*) AS rows FROM ${id("raw")}`);
  return {
    dataset,
    relation: "raw",
    rows: Number(counted?.rows),
    unreadable: 0,
    unreadableSamples: [],
    notes: [],
    capture: {
      version: 1,
      id: "raw",
      dataset: dataset.id,
      capturedAt: "2027-01-01T00:00:00.000Z",
      capturedAtFrom: "declared",
      files: [],
      rows: Number(counted?.rows),
      columns: [],
      unreadable: [],
      unreadableRows: 0,
      hints: [],
      storedBytes: statSync(file).size,
    },
  };
}

/** Where the columns come from, as the room `detect` finds it. */
function provenFile(rows: number): ProvenFile {
  const fields = ["job", "branch", "completed", "amount", "status"];
  const copied = (field: string): ColumnOrigin => ({
    kind: "copied",
    dataset: dataset.id,
    field,
    capturedAt: "",
    containment: 1,
    differing: 0,
  });
  return {
    file: "jobs.xlsx",
    savedAt: undefined,
    savedBy: undefined,
    createdBy: undefined,
    tables: [
      {
        sheet: "Jobs",
        name: "Jobs",
        headerRow: 0,
        range: { fromRow: 1, toRow: rows - 1, fromColumn: 0, toColumn: 4 },
        records: { dataset: dataset.id, keyColumn: 0, keyField: "job", capturedAt: "", matched: rows },
        hiddenRows: 0,
        columns: fields.map((field, column) => ({
          column,
          title: field,
          hidden: false,
          filled: rows,
          origin: copied(field),
          overrides: [],
          exceptions: 0,
        })),
      },
    ],
    faults: [],
    hiddenSheets: [],
    comments: [],
    reads: [],
    notes: [],
  };
}

/** Reads the workbook and ties its 96 numbers out with the raw export, every correction priced. */
export async function tieNumbers(engine: Engine, workbook: string, raw: string): Promise<Pick<Answer, "corrections" | "difference">> {
  const open = await openWorkbook(workbook, "jobs.xlsx");
  const set = await rawSet(engine, raw);
  const reading = await declaredReading(engine, { file: "estate", timeZone: "UTC" }, metric, dataset);
  const totals = await totalsOf(engine, metric, set, reading);
  const files = [{ open, proven: provenFile(open.cells("Jobs").rowCount) }];
  const found = await findCorrections(
    engine,
    { report, metric, reading, totals, set, files, units, cells, told: undefined },
    { prefix: "bench" },
  );
  const tied = tieReport(report, metric, totals, found.told, [], found.corrections, found.definition);
  let difference = money("0");
  for (const number of tied.numbers) {
    if (number.residual !== "0.00") throw new Error(`${number.period} ${number.unit} leaves ${number.residual}`);
    difference = difference.plus(number.difference);
  }
  const lines = [...found.corrections].flatMap(([key, list]) => {
    const [period = "", unit] = key.split("|");
    return list.map((one) => [Number(period.slice(5, 7)), unit, one.kind, one.key, one.effect].join("\t"));
  });
  return { corrections: digestOf(lines), difference: difference.times(100).toNumber() };
}
