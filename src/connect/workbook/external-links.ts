import type { ExternalLink } from "../../model/index.ts";
import { relationsOf, type Relation } from "./relations.ts";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

/** Other workbooks that formulas read; `order` holds the ids of relations as formulas number them. */
export async function readExternalLinks(
  zip: ZipArchive,
  file: string,
  relations: readonly Relation[],
  order: readonly string[],
): Promise<readonly ExternalLink[]> {
  const links: ExternalLink[] = [];
  for (const [index, id] of order.entries()) {
    const part = relations.find((relation) => relation.id === id)?.target;
    if (part === undefined || !zip.has(part)) continue;
    const targets = await relationsOf(zip, file, part);
    const sheets: string[] = [];
    let target = "";
    let cachedCells = 0;
    let inCell = false;
    await readXml(zip, file, part, {
      open: (name, attributes) => {
        if (name === "externalBook" || name === "oleLink") {
          target = targets.find((relation) => relation.id === attributes.relation())?.target ?? "";
        } else if (name === "ddeLink") target = `${attributes.get("ddeService") ?? ""}|${attributes.get("ddeTopic") ?? ""}`;
        else if (name === "sheetName") sheets.push(attributes.get("val") ?? "");
        else if (name === "cell") inCell = true;
        else if (name === "v" && inCell) {
          cachedCells++;
          inCell = false;
        }
      },
    });
    links.push({ index: index + 1, target, sheets, cachedCells });
  }
  return links;
}
