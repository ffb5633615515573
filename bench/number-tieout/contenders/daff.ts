/*
 * daff.js PARSED RAW: daff's table diff by key. Rows are read through the engine as texts; the workbook's cells were parsed
 * before, not counted. It lists changed cells and knows of no number.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { peerModule } from "../../harness/peers.ts";

interface Flags {
  addPrimaryKey(column: string): void;
  ordered: boolean;
  unchanged_context: number;
}
interface Daff {
  readonly TableView: new (rows: readonly (readonly string[])[]) => object;
  readonly CompareFlags: new () => Flags;
  readonly TableDiff: new (alignment: object, flags: Flags) => { hilite(into: object): boolean };
  compareTables(a: object, b: object, flags: Flags): { align(): object };
}

const [parsed, raw] = process.argv.slice(2);
if (parsed === undefined || raw === undefined) throw new Error("daff.js PARSED RAW");
const daff = peerModule("daff") as Daff;
const flags = new daff.CompareFlags();
flags.addPrimaryKey("job");
flags.ordered = false;
flags.unchanged_context = 0;
const tables = [await texts(raw), await texts(parsed)] as const;
const alignment = daff.compareTables(new daff.TableView(tables[0]), new daff.TableView(tables[1]), flags).align();
const found: string[][] = [];
new daff.TableDiff(alignment, flags).hilite(new daff.TableView(found));
console.log(JSON.stringify({ rows: found.filter(([action]) => /^(\+\+\+|---|-+>)$/.test(action ?? "")).length }));

async function texts(file: string): Promise<string[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = ["job", "branch", "completed", "amount", "status"];
  const list = columns.map((column) => `CAST(${column} AS VARCHAR)`).join(", ");
  const rows = (await connection.runAndReadAll(`SELECT ${list} FROM read_parquet($1)`, [file])).getRows() as string[][];
  connection.closeSync();
  instance.closeSync();
  return [columns, ...rows];
}
