import { SSF } from "@e965/xlsx";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

/** Number format of each cell style, by its index. */
export async function readFormats(zip: ZipArchive, file: string, part: string | undefined): Promise<readonly string[]> {
  if (part === undefined || !zip.has(part)) return ["General"];
  const own = new Map<number, string>();
  const used: number[] = [];
  let inCells = false;
  await readXml(zip, file, part, {
    open: (name, attributes) => {
      if (name === "cellXfs") inCells = true;
      else if (name === "numFmt") own.set(Number(attributes.get("numFmtId")), attributes.get("formatCode") ?? "General");
      else if (name === "xf" && inCells) used.push(Number(attributes.get("numFmtId") ?? "0"));
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  const builtIn = SSF.get_table() as Readonly<Record<number, string>>;
  return used.length === 0 ? ["General"] : used.map((id) => own.get(id) ?? builtIn[id] ?? "General");
}
