/*
 * duckdb.js FROM TO: a raw full join in the engine that only counts, with the
 * amount's tolerance; the floor that any tie-out stands on.
 */
import { DuckDBInstance } from "@duckdb/node-api";

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("duckdb.js FROM TO");
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const exact = ["customer", "branch", "status", "tax", "serviced_on", "created_at"];
const reader = await connection.runAndReadAll(
  `SELECT count(*) FILTER (a.number IS NOT NULL AND b.number IS NOT NULL) AS "both",
    count(*) FILTER (a.number IS NOT NULL AND b.number IS NOT NULL
      AND (abs(b.amount - a.amount) > 0.01 OR ${exact.map((column) => `a.${column} IS DISTINCT FROM b.${column}`).join(" OR ")})) AS different,
    count(*) FILTER (b.number IS NULL) AS "fromOnly", count(*) FILTER (a.number IS NULL) AS "toOnly"
  FROM read_parquet($1) a FULL JOIN read_parquet($2) b ON a.number = b.number`,
  [from, to],
);
const [counts] = reader.getRowObjectsJson();
const join = Object.fromEntries(Object.entries(counts ?? {}).map(([name, count]) => [name, Number(count)]));
console.log(JSON.stringify({ join }));
connection.closeSync();
instance.closeSync();
