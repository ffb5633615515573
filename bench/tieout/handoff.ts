import type { CaptureManifest, Comparison, Dataset, Estate, FieldType, Handoff, RecordSet, Side } from "../../src/model/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { id, sql } from "../../src/sql/index.ts";
import { CAPTURED, COLUMNS } from "./data.ts";

/*
 * The benchmark's records as a review would hand them to the tie-out: one
 * handoff, seven comparisons, a cent of tolerance, three business days of grace,
 * bridges in total and per month.
 */

export const estate: Pick<Estate, "timeZone" | "currency" | "businessDays" | "holidays"> = {
  timeZone: "UTC",
  currency: "USD",
  businessDays: [1, 2, 3, 4, 5],
  holidays: [],
};

const types: Readonly<Record<(typeof COLUMNS)[number], FieldType>> = {
  number: "key",
  customer: "text",
  branch: "text",
  status: "text",
  amount: "money",
  tax: "money",
  serviced_on: "date",
  created_at: "timestamp",
};
const place = { amount: "amount", clock: "created_at", filter: undefined };
const compared = COLUMNS.filter((column) => column !== "number");

export const handoff: Handoff = {
  id: "job-to-invoice",
  title: "Jobs become invoices",
  from: { dataset: datasetId("from"), ...place },
  to: { dataset: datasetId("to"), ...place },
  match: { kind: "key", on: [{ from: "number", to: "number" }], ignoreCase: false },
  cardinality: "one-to-one",
  compare: compared.map((column): Comparison => ({
    from: column,
    to: column,
    tolerance: column === "amount" ? { kind: "amount", absolute: "0.01", relative: "0" } : { kind: "exact", ignoreCase: false },
  })),
  adjustments: [],
  grace: { count: 3, unit: "business-days" },
  owner: "billing",
  alert: undefined,
  workflows: ["job-to-cash"],
  decision: "billing",
  line: 1,
};

function datasetId(side: Side): string {
  return side === "from" ? "dispatch.jobs" : "books.invoices";
}

/** A view over one side's Parquet, with the columns that every record set has. */
export async function recordSet(engine: Engine, side: Side, file: string, keysRepeat: boolean): Promise<RecordSet> {
  const relation = `bench_${side}`;
  // Where numbers repeat, they are no native key: the side gets one of its own, as every system has.
  const key = keysRepeat ? sql`number || '#' || file_row_number` : sql`number`;
  await engine.runInline(sql`CREATE VIEW ${id(relation)} AS
SELECT ${key} AS id, number, customer, branch, status, amount, tax, serviced_on, created_at, file_row_number AS _row, 0 AS _file, file_row_number + 1 AS _pos,
  ${key} AS _key, amount AS _amount, serviced_on AS _date, branch AS _unit, status AS _state, FALSE AS _deleted, created_at AS _created
FROM read_parquet(${file}, file_row_number = TRUE)`);
  const [counted] = await engine.rows<{ rows: string }>(sql`SELECT count(*) AS rows FROM ${id(relation)}`);
  const rows = Number(counted?.rows);
  return {
    dataset: dataset(side, keysRepeat),
    capture: manifest(side, rows),
    relation,
    rows,
    unreadable: 0,
    unreadableSamples: [],
    notes: [],
  };
}

function dataset(side: Side, keysRepeat: boolean): Dataset {
  return {
    id: datasetId(side),
    system: side === "from" ? "dispatch" : "books",
    entity: side === "from" ? "job" : "invoice",
    title: side === "from" ? "Jobs" : "Invoices",
    captures: [],
    use: "latest",
    key: [keysRepeat ? "id" : "number"],
    repeatedKey: "refuse",
    fields: (["id", ...COLUMNS] as const).map((name) => ({
      name,
      type: name === "id" ? "key" : types[name],
      from: { column: name },
      decimal: undefined,
      dateOrder: undefined,
      timeZone: estate.timeZone,
      line: 1,
    })),
    amount: "amount",
    currency: { code: estate.currency },
    times: { created: "created_at", serviced: "serviced_on" },
    time: "serviced_on",
    created: "created_at",
    state: undefined,
    deleted: undefined,
    unit: undefined,
    by: { created: undefined, modified: undefined },
    line: 1,
  };
}

function manifest(side: Side, rows: number): CaptureManifest {
  return {
    version: 1,
    id: "0".repeat(64),
    dataset: datasetId(side),
    capturedAt: CAPTURED[side],
    capturedAtFrom: "declared",
    files: [
      {
        path: `${datasetId(side)}.parquet`,
        sha256: "0".repeat(64),
        bytes: 0,
        format: "parquet",
        encoding: undefined,
        delimiter: undefined,
        headerRow: undefined,
        sheet: undefined,
        rows,
      },
    ],
    rows,
    columns: COLUMNS.map((name) => ({ name, type: types[name] })),
    unreadable: [],
    unreadableRows: 0,
    hints: [],
    storedBytes: 0,
  };
}
