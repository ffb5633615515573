import { id, join, sql } from "../../sql/index.ts";
import { RunError } from "../../model/index.ts";
import type { ProbedFile, ReadContext } from "../reading.ts";
import { enginePath, readCsv } from "../scratch-table.ts";
import type { FileReading } from "../file-reading.ts";
import { unpackedPath } from "../unpack.ts";
import { straighten } from "./straighten.ts";

/** A delimited text: by the engine as it lies if that is safe, else by a straightened copy. */
export async function readDelimited(file: ProbedFile, context: ReadContext): Promise<FileReading> {
  const layout = file.csv;
  if (layout === undefined) throw new RunError("unprobed", `${file.path} was not probed as CSV.`);
  const columns = layout.columns.map((name) => ({ name, type: "VARCHAR" }));
  if (!file.plain) {
    context.progress?.(`${file.path}: straightening`);
    const { table, problems, notes } = await straighten(file, layout, context);
    return { relation: table.relation(layout.columns), position: { kind: "column" }, columns, problems, notes };
  }
  const from = readCsv(await enginePath(await unpackedPath(file, context), context.scratch), {
    columns: columns.length,
    delimiter: layout.delimiter,
    skip: layout.headerLine,
    lineEnd: file.lines?.end ?? "lf",
    longestLine: file.lines?.longest ?? 0,
    parallel: true,
  });
  const selected = layout.columns.map((name, index) => sql`${id(`c${index}`)} AS ${id(name)}`);
  return { relation: sql`(SELECT ${join(selected)} FROM ${from})`, position: { kind: "ordinal", first: layout.headerLine + 1 }, columns };
}
