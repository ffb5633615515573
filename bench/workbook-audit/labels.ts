import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkbook } from "../../src/connect/index.ts";
import type { OpenWorkbook } from "../../src/model/index.ts";
import { repository } from "../harness/paths.ts";

/** A cell that people called faulty. */
interface Annotation {
  readonly Workbook: string;
  readonly Worksheet: string;
  readonly Address: string;
  readonly BugKind: string;
}

/** A workbook and its faulty cells: `Sheet!B5` → kind of bug. */
export interface LabelledWorkbook {
  readonly name: string;
  readonly open: OpenWorkbook;
  readonly labels: ReadonlyMap<string, string>;
}

const directory = join(repository, "..", "shared", "data", "workbooks");

/** Labels of the other side of a disagreement: the formulas that typed numbers stand among, and the like. */
export const OTHER_SIDE: ReadonlySet<string> = new Set(["fwce", "refi"]);

/** The workbooks in which some cell is called faulty; undefined where the recorded data is absent. */
export async function labelledWorkbooks(): Promise<readonly LabelledWorkbook[] | undefined> {
  const file = join(directory, "annotations.json");
  if (!existsSync(file)) return undefined;
  const annotations = JSON.parse(readFileSync(file, "utf8")) as readonly Annotation[];
  const files = new Map(readdirSync(directory).map((name) => [name.toLowerCase(), name]));
  const found: LabelledWorkbook[] = [];
  for (const name of [...new Set(annotations.map((one) => one.Workbook))].sort()) {
    const bugs = annotations.filter((one) => one.Workbook === name && one.BugKind !== "no");
    const path = files.get(name.toLowerCase());
    if (bugs.length === 0 || path === undefined) continue;
    const open = await openWorkbook(join(directory, path), path);
    found.push({ name, open, labels: new Map(bugs.map((one) => [`${one.Worksheet}!${one.Address}`, one.BugKind])) });
  }
  return found;
}
