import type { Workbook } from "../../model/index.ts";
import type { Relation } from "./relations.ts";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

type Properties = Pick<Workbook, "creator" | "lastModifiedBy" | "createdAt" | "modifiedAt" | "application">;

const wanted = new Set(["creator", "lastModifiedBy", "created", "modified", "Application"]);

/** Who wrote a file, when, and with which program, as it says itself. `relations` are the package's. */
export async function readProperties(zip: ZipArchive, file: string, relations: readonly Relation[]): Promise<Properties> {
  const found = new Map<string, string>();
  for (const { type, target } of relations) {
    if (!/^(core-properties|extended-properties|extendedProperties)$/.test(type) || !zip.has(target)) continue;
    let inside: string | undefined;
    await readXml(zip, file, target, {
      open: (name) => {
        inside = wanted.has(name) && !found.has(name) ? name : undefined;
      },
      text: (text) => {
        if (inside !== undefined) found.set(inside, (found.get(inside) ?? "") + text);
      },
      close: () => {
        inside = undefined;
      },
    });
  }
  return {
    creator: filled(found.get("creator")),
    lastModifiedBy: filled(found.get("lastModifiedBy")),
    createdAt: instantOf(found.get("created")),
    modifiedAt: instantOf(found.get("modified")),
    application: filled(found.get("Application")),
  };
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

/** UTC ISO 8601. What says no zone is UTC: so these programs write it. */
export function instantOf(text: string | undefined): string | undefined {
  const given = text?.trim() ?? "";
  if (!/^\d{4}-\d\d-\d\d/.test(given)) return undefined;
  const time = new Date(/T.*(Z|[+-]\d\d:?\d\d)$/.test(given) || !given.includes("T") ? given : `${given}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
