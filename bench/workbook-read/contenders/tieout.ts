/*
 * tieout.js FILE: every row by our own reader, formulas as R1C1.
 */
import { openRows } from "../../../src/connect/index.ts";
import { Checksum } from "../answer.ts";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("tieout.js FILE");
const sum = new Checksum();
const workbook = await openRows(path, path);
let hiddenColumns = 0;
for (const { name } of workbook.sheets) {
  const outline = await workbook.stream(name, {
    row: (cells) => {
      if (cells.hidden) sum.hiddenRow();
      for (let at = 0; at < cells.length; at++) {
        if ((cells.formulas[at] as number) >= 0) sum.formula();
        const text = cells.text(at);
        if (text === undefined) sum.number(cells.numbers[at] as number);
        else sum.text(text);
      }
    },
  });
  for (const { from, to } of outline.hiddenColumns) hiddenColumns += to - from + 1;
}
await workbook.close();
console.log(JSON.stringify({ ...sum.answer(), hiddenColumns }));
