import type { WorkbookRevision } from "../../model/index.ts";
import { instantOf } from "./properties.ts";
import { relationsOf, type Relation } from "./relations.ts";
import { cornerOf } from "./spans.ts";
import type { SheetEntry } from "./workbook-part.ts";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

export interface Revisions {
  readonly revisions: readonly WorkbookRevision[];
  readonly notes: readonly string[];
}

/** The log of a shared workbook: which cell was changed from what to what, by whom and when. */
export async function readRevisions(
  zip: ZipArchive,
  file: string,
  relations: readonly Relation[],
  sheets: readonly SheetEntry[],
): Promise<Revisions> {
  const revisions: WorkbookRevision[] = [];
  let others = 0;
  for (const { type, target } of relations) {
    if (type !== "revisionHeaders" || !zip.has(target)) continue;
    const logs = await relationsOf(zip, file, target);
    const headers: { at: string | undefined; by: string | undefined; part: string | undefined }[] = [];
    await readXml(zip, file, target, {
      open: (name, attributes) => {
        if (name !== "header") return;
        const part = logs.find((relation) => relation.id === attributes.relation())?.target;
        headers.push({ at: instantOf(attributes.get("dateTime")), by: attributes.get("userName"), part });
      },
    });
    for (const { at, by, part } of headers) {
      if (part === undefined || !zip.has(part)) continue;
      const log = new RevisionLog();
      await readXml(zip, file, part, log);
      others += log.others;
      for (const { sheetId, place, before, after } of log.changes) {
        const corner = cornerOf(place);
        if (corner?.row === undefined || corner.column === undefined) continue;
        const sheet = sheets.find((entry) => entry.sheetId === sheetId)?.name;
        revisions.push({ at, by, sheet, row: corner.row, column: corner.column, before, after });
      }
    }
  }
  const notes = others === 0 ? [] : [`${file}: ${others} entries of the revision log are no changes of cells and were not read`];
  return { revisions, notes };
}

interface Change {
  readonly sheetId: string;
  place: string;
  before: string | undefined;
  after: string | undefined;
}

/** Elements of a log that are entries, other than changes of cells. */
const otherEntries = new Set(["rrc", "rm", "rsnm", "ris", "rfmt", "rcv", "raf", "rdn", "rcmt", "rqt"]);

class RevisionLog {
  readonly changes: Change[] = [];
  others = 0;
  #side: "before" | "after" | undefined;
  #inValue: "v" | "f" | "t" | undefined;

  open(name: string, attributes: { get(name: string): string | undefined }): void {
    if (name === "rcc") this.changes.push({ sheetId: attributes.get("sId") ?? "", place: "", before: undefined, after: undefined });
    else if (otherEntries.has(name)) this.others++;
    const last = this.changes.at(-1);
    if (name === "oc" || name === "nc") {
      this.#side = name === "oc" ? "before" : "after";
      if (last !== undefined) last.place = attributes.get("r") ?? last.place;
    }
    this.#inValue = name === "v" || name === "f" || name === "t" ? name : undefined;
    // A formula is told as such; the value that it had follows and is not.
    if (this.#inValue === "f" && last !== undefined && this.#side !== undefined) last[this.#side] = "=";
  }

  text(text: string): void {
    const last = this.changes.at(-1);
    if (last === undefined || this.#side === undefined || this.#inValue === undefined) return;
    const known = last[this.#side] ?? "";
    if (this.#inValue === "v" && known.startsWith("=")) return;
    last[this.#side] = known + text;
  }

  close(name: string): void {
    this.#inValue = undefined;
    if (name === "oc" || name === "nc") this.#side = undefined;
  }
}
