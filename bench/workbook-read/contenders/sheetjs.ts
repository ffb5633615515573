/*
 * sheetjs.js FILE: the whole workbook at once, in its densest form.
 */
import { readFileSync } from "node:fs";
import { read } from "@e965/xlsx";
import { Checksum } from "../answer.ts";

interface Sheet {
  readonly "!data"?: readonly (readonly ({ readonly v?: unknown; readonly f?: string } | undefined)[] | undefined)[];
  readonly "!rows"?: readonly ({ readonly hidden?: boolean } | undefined)[];
  readonly "!cols"?: readonly ({ readonly hidden?: boolean } | undefined)[];
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("sheetjs.js FILE");
const sum = new Checksum();
// Hidden rows and columns are read only together with styles.
const book = read(readFileSync(path), { type: "buffer", dense: true, cellText: false, cellHTML: false, cellStyles: true });
let hiddenColumns = 0;
for (const name of book.SheetNames) {
  const sheet = book.Sheets[name] as Sheet;
  sheet["!rows"]?.forEach((row) => {
    if (row?.hidden === true) sum.hiddenRow();
  });
  sheet["!cols"]?.forEach((column) => {
    if (column?.hidden === true) hiddenColumns++;
  });
  for (const row of sheet["!data"] ?? []) {
    for (const cell of row ?? []) {
      if (cell?.f !== undefined) sum.formula();
      if (typeof cell?.v === "number") sum.number(cell.v);
      else if (cell?.v !== undefined) sum.text(String(cell.v));
    }
  }
}
console.log(JSON.stringify({ ...sum.answer(), hiddenColumns }));
