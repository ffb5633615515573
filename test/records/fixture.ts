import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine, Row } from "../../src/engines/engine.ts";
import type { Capture, Dataset, Estate, Field, SourceFormat } from "../../src/model/index.ts";
import { openRecords, type OpenOptions } from "../../src/records/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";

/** An engine and a directory to lay captures in. */
export interface Bench {
  readonly engine: Engine;
  readonly root: string;
  close(): Promise<void>;
}

export async function openBench(threads = 2): Promise<Bench> {
  const root = await mkdtemp(path.join(tmpdir(), "tieout-records-"));
  const engine = await openDuckdb({ spill: path.join(root, "spill"), threads, memory: undefined });
  return {
    engine,
    root,
    close: async () => {
      await engine.close();
      await rm(root, { recursive: true });
    },
  };
}

let serial = 0;

/** A capture of one CSV whose records begin on line 2. */
export async function capture(
  { engine, root }: Bench,
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  format: SourceFormat = "csv",
): Promise<Capture> {
  const parquet = path.join(root, `${(serial += 1)}.parquet`);
  const first = format === "json" ? 1 : 2;
  const lines = rows.map((row, index) => sql`(${join([...row.map((value) => sql`CAST(${value} AS VARCHAR)`), sql`${index}`])})`);
  const names = join([...columns.map((name) => id(name)), sql`_n`]);
  const values =
    rows.length === 0 ? sql`SELECT ${join(columns.map(() => sql`CAST(NULL AS VARCHAR)`))}, 0 WHERE FALSE` : sql`VALUES ${join(lines)}`;
  await engine.runInline(
    sql`COPY (SELECT * EXCLUDE (_n), CAST(0 AS INTEGER) AS _file, CAST(_n + ${first} AS BIGINT) AS _pos FROM (${values}) AS v(${names}) ORDER BY _n) TO ${parquet} (FORMAT parquet)`,
  );
  return {
    parquet,
    reused: false,
    manifest: {
      version: 1,
      id: "0",
      dataset: "a.b",
      capturedAt: "2026-10-01T00:00:00.000Z",
      capturedAtFrom: "declared",
      files: [
        {
          path: format === "json" ? "data.json" : "data.csv",
          sha256: "0",
          bytes: 1,
          format,
          encoding: "utf-8",
          delimiter: ",",
          headerRow: 1,
          sheet: undefined,
          rows: rows.length,
        },
      ],
      rows: rows.length,
      columns: columns.map((name) => ({ name, type: "VARCHAR" })),
      unreadable: [],
      unreadableRows: 0,
      hints: [],
      storedBytes: (await stat(parquet)).size,
    },
  };
}

export function field(name: string, more: Partial<Field> = {}): Field {
  return {
    name,
    type: "text",
    from: { column: name },
    decimal: undefined,
    dateOrder: undefined,
    timeZone: "America/New_York",
    line: 10,
    ...more,
  };
}

export function dataset(fields: readonly Field[], more: Partial<Dataset> = {}): Dataset {
  return {
    id: "a.b",
    system: "a",
    entity: "job",
    title: "B",
    captures: [],
    use: "latest",
    key: [fields[0]?.name ?? ""],
    repeatedKey: "report",
    fields,
    amount: undefined,
    currency: { code: "USD" },
    times: {},
    time: undefined,
    created: undefined,
    state: undefined,
    deleted: undefined,
    unit: undefined,
    by: { created: undefined, modified: undefined },
    line: 5,
    ...more,
  };
}

export function estate(more: Partial<Estate> = {}): Estate {
  return {
    name: "test",
    title: "Test",
    file: "tieout.yaml",
    directory: "/",
    timeZone: "America/New_York",
    currency: "USD",
    dateOrder: "mdy",
    asOf: undefined,
    businessDays: [1, 2, 3, 4, 5],
    holidays: [],
    units: [],
    systems: [],
    datasets: [],
    facts: [],
    identities: [],
    handoffs: [],
    lifecycles: [],
    workflows: [],
    people: [],
    automations: [],
    maintenance: [],
    workbooks: [],
    metrics: [],
    reports: [],
    costs: [],
    ...more,
  };
}

/** The values of one field of one type for these texts, in order, with what was said of it. */
export async function readColumn(bench: Bench, texts: readonly (string | null)[], of: Partial<Field>, more: Partial<Estate> = {}) {
  const stored = await capture(
    bench,
    ["v"],
    texts.map((text) => [text]),
  );
  const records = await open(bench, stored, dataset([field("v", of)]), more);
  return { ...records, values: records.contents.map((row) => row["v"]) };
}

export async function open(bench: Bench, stored: Capture, of: Dataset, more: Partial<Estate> = {}, options: Partial<OpenOptions> = {}) {
  const relation = `r${(serial += 1)}`;
  const records = await openRecords(bench.engine, estate(more), of, stored, { relation, as: "table", ...options });
  const contents: Row[] = await bench.engine.rows(sql`SELECT * FROM ${id(relation)} ORDER BY _row`);
  return { ...records, contents };
}
