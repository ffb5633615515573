import { findFiles, openWorkbook } from "./connect/index.ts";
import { closeSources, insertWorkbookSigns, openSources, proveFile, reviewWorkbook } from "./detect/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { OlderRecords } from "./older-records.ts";
import type { Estate, OpenWorkbook, ProvenFile, RecordSet, ReviewedWorkbook, WorkbookSource } from "./model/index.ts";

/** One file of a workbook, open, with where all that stands in it comes from. */
export interface ProvenBook {
  readonly open: OpenWorkbook;
  readonly proven: ProvenFile;
}

/** By workbook: its files, in the order of their names. */
export type ProvenBooks = ReadonlyMap<string, readonly ProvenBook[]>;

/**
 * Opens the files of every workbook and finds where each of their columns comes from.
 *
 * @param older earlier captures of the datasets
 * @throws InputError where a file is missing, damaged, protected or unsafe
 */
export async function proveWorkbooks(
  estate: Estate,
  { engine, progress }: GatherPorts,
  sets: ReadonlyMap<string, RecordSet>,
  older: OlderRecords = new Map(),
): Promise<ProvenBooks> {
  const books = new Map<string, readonly ProvenBook[]>();
  if (estate.workbooks.length === 0) return books;
  const newestFirst = new Map([...older].map(([dataset, own]) => [dataset, own.toReversed()]));
  const sources = await openSources(engine, { sets, older: newestFirst, timeZone: estate.timeZone }, { prefix: "workbook sources" });
  for (const [index, workbook] of estate.workbooks.entries()) {
    const files = await findFiles({ path: workbook.files, line: workbook.line }, estate.file, estate.directory);
    const own: ProvenBook[] = [];
    for (const [place, { path, absolute }] of files.entries()) {
      progress(`${path}: where every column comes from …`);
      const open = await openWorkbook(absolute, path);
      own.push({
        open,
        proven: await proveFile(engine, open, sources, { prefix: `workbook ${index} ${place}`, dateOrder: estate.dateOrder }),
      });
    }
    books.set(workbook.id, own);
  }
  await closeSources(engine, sources);
  return books;
}

/** Every workbook over all its files; what tells of debt is added to the relation of signs. */
export async function reviewWorkbooks(
  estate: Estate,
  { engine }: GatherPorts,
  books: ProvenBooks,
  signs: string,
): Promise<readonly ReviewedWorkbook[]> {
  const reviewed: ReviewedWorkbook[] = [];
  for (const workbook of estate.workbooks) {
    const own = books.get(workbook.id) ?? [];
    const changedBy = own.flatMap(({ open }) => open.workbook.revisions.flatMap(({ by }) => by ?? []));
    const one = reviewWorkbook(
      workbook,
      own.map(({ proven }) => proven),
      feedsOf(workbook, estate),
      changedBy,
    );
    await insertWorkbookSigns(engine, signs, one);
    reviewed.push(one);
  }
  return reviewed;
}

/** The reports that read it, and the datasets in which they stand. */
function feedsOf({ id }: WorkbookSource, { reports }: Estate): string[] {
  return reports.flatMap(({ id: report, values, through }) => {
    if (values.kind === "cells") return values.workbook === id ? [report] : [];
    return through === id ? [report, values.dataset] : [];
  });
}
