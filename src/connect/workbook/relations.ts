import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

/** How one part of a workbook points to another. */
export interface Relation {
  readonly id: string;
  /** Last word of its type: `worksheet`, `sharedStrings`; the same in both variants of the standard. */
  readonly type: string;
  /** Name of a part; what is external stays as it is. */
  readonly target: string;
  readonly external: boolean;
}

/** What a part points to; of the whole package when `part` is "". */
export async function relationsOf(zip: ZipArchive, file: string, part: string): Promise<readonly Relation[]> {
  const slash = part.lastIndexOf("/");
  const folder = part.slice(0, slash + 1);
  const name = `${folder}_rels/${part.slice(slash + 1)}.rels`;
  if (!zip.has(name)) return [];
  const relations: Relation[] = [];
  await readXml(zip, file, name, {
    open: (element, attributes) => {
      if (element !== "Relationship") return;
      const target = attributes.get("Target") ?? "";
      const external = attributes.get("TargetMode") === "External";
      relations.push({
        id: attributes.get("Id") ?? "",
        type: (attributes.get("Type") ?? "").split("/").at(-1) ?? "",
        target: external ? target : partName(folder, target),
        external,
      });
    },
  });
  return relations;
}

function partName(folder: string, target: string): string {
  const path = target.replaceAll("\\", "/");
  const parts: string[] = [];
  for (const word of (path.startsWith("/") ? path.slice(1) : folder + path).split("/")) {
    if (word === "..") parts.pop();
    else if (word !== "." && word !== "") parts.push(word);
  }
  return parts.join("/");
}
