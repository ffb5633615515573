/*
 * js-map.js FROM TO time|check: what a programmer writes first. Reads both files
 * through the engine into JavaScript, puts one side into a Map by key, looks up
 * the other, lists every difference beyond the tolerance.
 */
import { DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { COLUMNS, digestOf } from "../data.ts";

const [from, to, mode] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("js-map.js FROM TO time|check");
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
// As whole numbers: money stays exact, and JavaScript compares it fast.
const reads =
  "number, customer, branch, status, CAST(amount * 100 AS INTEGER), CAST(tax * 100 AS INTEGER), \
  CAST(serviced_on - DATE '1970-01-01' AS INTEGER), CAST(epoch(created_at) AS DOUBLE)";
const amountAt = COLUMNS.indexOf("amount");

const left = new Map<DuckDBValue, DuckDBValue[]>();
await eachRow(from, (row) => left.set(row[0] ?? null, row));
const tolerant: string[] = [];
const alone: string[] = [];
const join = { both: 0, different: 0, fromOnly: 0, toOnly: 0 };
await eachRow(to, (row) => {
  const other = left.get(row[0] ?? null);
  if (other === undefined) {
    join.toOnly++;
    alone.push(`${String(row[0])}\tto`);
    return;
  }
  left.delete(row[0] ?? null);
  join.both++;
  const before = tolerant.length;
  for (let column = 1; column < COLUMNS.length; column++) {
    const [a, b] = [other[column], row[column]];
    if (a === b || (column === amountAt && Math.abs(Number(a) - Number(b)) <= 1)) continue;
    tolerant.push(`${String(row[0])}\t${COLUMNS[column]}`);
  }
  if (tolerant.length > before) join.different++;
});
for (const number of left.keys()) alone.push(`${String(number)}\tfrom`);
join.fromOnly = left.size;
console.log(JSON.stringify(mode === "check" ? { join, tolerant: digestOf(tolerant), alone: digestOf(alone) } : { join }));
connection.closeSync();
instance.closeSync();

async function eachRow(file: string, use: (row: DuckDBValue[]) => void): Promise<void> {
  const result = await connection.stream(`SELECT ${reads} FROM read_parquet($1)`, [file]);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const columns = COLUMNS.map((_, column) => chunk.getColumnValues(column));
    for (let at = 0; at < chunk.rowCount; at++) use(columns.map((values) => values[at] ?? null));
  }
}
