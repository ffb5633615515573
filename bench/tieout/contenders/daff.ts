/*
 * daff.js FROM TO time|check: daff's table diff by primary key. Rows are read
 * through the engine as texts; daff lists every changed cell, with no tolerance.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { peerModule } from "../../harness/peers.ts";
import { COLUMNS, digestOf } from "../data.ts";

type Table = readonly (readonly string[])[];
interface Flags {
  addPrimaryKey(column: string): void;
  ordered: boolean;
  unchanged_context: number;
}
interface Daff {
  readonly TableView: new (rows: Table) => object;
  readonly CompareFlags: new () => Flags;
  readonly TableDiff: new (alignment: object, flags: Flags) => { hilite(into: object): boolean };
  compareTables(a: object, b: object, flags: Flags): { align(): object };
}

const [from, to, mode] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("daff.js FROM TO time|check");
const daff = peerModule("daff") as Daff;
const flags = new daff.CompareFlags();
flags.addPrimaryKey("number");
flags.ordered = false;
flags.unchanged_context = 0;
const tables = [await texts(from), await texts(to)] as const;
const alignment = daff.compareTables(new daff.TableView(tables[0]), new daff.TableView(tables[1]), flags).align();
const found: string[][] = [];
new daff.TableDiff(alignment, flags).hilite(new daff.TableView(found));

const exact: string[] = [];
const alone: string[] = [];
// Unchanged columns are left out of a diff, so that places of columns are told by its own header.
const header = found[0] ?? [];
const numberAt = header.indexOf("number");
for (const row of found) {
  const [action] = row;
  const number = row[numberAt];
  if (action === "+++") alone.push(`${number}\tto`);
  else if (action === "---") alone.push(`${number}\tfrom`);
  else if (action?.endsWith("->")) {
    row.forEach((cell, at) => {
      if (at > 0 && String(cell).includes(action)) exact.push(`${number}\t${header[at]}`);
    });
  }
}
console.log(JSON.stringify(mode === "check" ? { exact: digestOf(exact), alone: digestOf(alone) } : { exact: exact.length }));

async function texts(file: string): Promise<string[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = COLUMNS.map((column) => `CAST(${column} AS VARCHAR)`).join(", ");
  const rows = (await connection.runAndReadAll(`SELECT ${columns} FROM read_parquet($1)`, [file])).getRows() as string[][];
  connection.closeSync();
  instance.closeSync();
  return [[...COLUMNS], ...rows];
}
