/*
 * duckdb.js WORKBOOK RAW: the floor. The workbook's cells were parsed before (CSV beside it, not counted); a full join on the
 * key that only counts what differs, with no effect on any number.
 */
import { DuckDBInstance } from "@duckdb/node-api";

const [parsed, raw] = process.argv.slice(2);
if (parsed === undefined || raw === undefined) throw new Error("duckdb.js PARSED RAW");
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const reader = await connection.runAndReadAll(
  `SELECT count(*) FILTER (a.job IS NOT NULL AND b.job IS NOT NULL AND (a.branch, a.completed, a.amount) IS DISTINCT FROM (b.branch, b.completed, b.amount)) AS changed,
    count(*) FILTER (a.job IS NULL) AS added, count(*) FILTER (b.job IS NULL) AS removed
  FROM read_parquet($1) a FULL JOIN read_parquet($2) b ON a.job = b.job`,
  [raw, parsed],
);
const [row] = reader.getRowObjectsJson();
console.log(JSON.stringify({ join: Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)])) }));
connection.closeSync();
instance.closeSync();
