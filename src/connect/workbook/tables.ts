import type { WorkbookSheet } from "../../model/index.ts";
import type { Relation } from "./relations.ts";
import { FilterReader } from "./sheet-frame.ts";
import { rangeOf } from "./spans.ts";
import { unescapeXstring } from "./text-scratch.ts";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

/** Named tables of a sheet, with the filters that they have; `relations` are the sheet's. */
export async function readTables(
  zip: ZipArchive,
  file: string,
  relations: readonly Relation[],
): Promise<Pick<WorkbookSheet, "tables" | "filters">> {
  const tables: WorkbookSheet["tables"][number][] = [];
  const filters = new FilterReader();
  for (const { type, target } of relations) {
    if (type !== "table" || !zip.has(target)) continue;
    const columns: string[] = [];
    let name = "";
    let range = rangeOf("");
    await readXml(zip, file, target, {
      open: (element, attributes) => {
        if (element === "table") {
          name = attributes.get("displayName") ?? attributes.get("name") ?? "";
          range = rangeOf(attributes.get("ref") ?? "");
        } else if (element === "tableColumn") columns.push(unescapeXstring(attributes.get("name") ?? ""));
        else filters.open(element, attributes);
      },
    });
    if (range !== undefined) tables.push({ name, range, columns });
  }
  return { tables, filters: filters.list() };
}
