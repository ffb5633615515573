/*
 * exceljs.js FILE: its streaming reader. It does not tell what is hidden.
 */
import { peerModule } from "../../harness/peers.ts";
import { Checksum } from "../answer.ts";

interface Formula {
  readonly formula?: string;
  readonly sharedFormula?: string;
  readonly result?: number;
}
interface Row {
  eachCell(take: (cell: { readonly value: string | number | Date | Formula }) => void): void;
}
interface ExcelJs {
  readonly stream: { readonly xlsx: { readonly WorkbookReader: new (path: string, options: object) => AsyncIterable<AsyncIterable<Row>> } };
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("exceljs.js FILE");
const exceljs = peerModule("exceljs") as ExcelJs;
const sum = new Checksum();
// Without styles, so that dates stay the numbers they are.
const options = { worksheets: "emit", sharedStrings: "cache", hyperlinks: "ignore", styles: "ignore", entries: "ignore" };
for await (const sheet of new exceljs.stream.xlsx.WorkbookReader(path, options)) {
  for await (const row of sheet) {
    row.eachCell(({ value }) => {
      if (typeof value === "number") sum.number(value);
      else if (typeof value === "string") sum.text(value);
      else if (value instanceof Date) throw new Error("a date");
      else {
        if (value.formula !== undefined || value.sharedFormula !== undefined) sum.formula();
        if (value.result !== undefined) sum.number(value.result);
      }
    });
  }
}
const { hiddenRows: _, ...answer } = sum.answer();
console.log(JSON.stringify(answer));
