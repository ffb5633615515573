import type { WorkbookName, WorkbookSheet } from "../../model/index.ts";
import { damagedWorkbook } from "./refusals.ts";
import type { Relation } from "./relations.ts";
import { isTrue, readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

export interface SheetEntry {
  readonly name: string;
  readonly state: WorkbookSheet["state"];
  /** As revision logs name it. */
  readonly sheetId: string;
  /** Undefined when the workbook has no such part. */
  readonly part: string | undefined;
}

/** What `workbook.xml` says. */
export interface WorkbookPart {
  readonly sheets: readonly SheetEntry[];
  readonly names: readonly WorkbookName[];
  readonly date1904: boolean;
  /** Ids of relations, in the order by which formulas number other workbooks. */
  readonly externals: readonly string[];
}

export async function readWorkbookPart(zip: ZipArchive, file: string, part: string, relations: readonly Relation[]): Promise<WorkbookPart> {
  const sheets: SheetEntry[] = [];
  const names: { name: string; local: number | undefined; refersTo: string; hidden: boolean }[] = [];
  const externals: string[] = [];
  let date1904 = false;
  let inName = false;
  await readXml(zip, file, part, {
    open: (element, attributes) => {
      if (element === "sheet") {
        const state = attributes.get("state");
        const target = relations.find((relation) => relation.id === attributes.relation())?.target;
        sheets.push({
          name: attributes.get("name") ?? `Sheet ${sheets.length + 1}`,
          state: state === "hidden" ? "hidden" : state === "veryHidden" ? "very-hidden" : "visible",
          sheetId: attributes.get("sheetId") ?? "",
          part: target !== undefined && zip.has(target) ? target : undefined,
        });
      } else if (element === "workbookPr") date1904 = isTrue(attributes.get("date1904"));
      else if (element === "externalReference") externals.push(attributes.relation() ?? "");
      else if (element === "definedName") {
        inName = true;
        const local = attributes.get("localSheetId");
        names.push({
          name: attributes.get("name") ?? "",
          local: local === undefined ? undefined : Number(local),
          refersTo: "",
          hidden: isTrue(attributes.get("hidden")),
        });
      }
    },
    text: (text) => {
      const last = names.at(-1);
      if (inName && last !== undefined) last.refersTo += text;
    },
    close: (element) => {
      if (element === "definedName") inName = false;
    },
  });
  const twin = sheets.find((sheet, index) => sheets.findIndex((other) => other.name.toLowerCase() === sheet.name.toLowerCase()) < index);
  if (twin !== undefined) throw damagedWorkbook(file, `two sheets named ${twin.name}`);
  return {
    sheets,
    externals,
    date1904,
    names: names.map(({ local, ...name }) => ({ ...name, sheet: local === undefined ? undefined : sheets[local]?.name })),
  };
}
