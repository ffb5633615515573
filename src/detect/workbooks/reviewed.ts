import type { ProvenFile, ReviewedWorkbook, WorkbookSource } from "../../model/index.ts";

/** A cadence is told of at least so many files. */
const LEAST_FILES = 3;

/**
 * A workbook over all its files: what it copies from, how often it is made, and by whom.
 *
 * @param feeds ids of the reports and datasets that take their numbers from it
 * @param changedBy persons whom the files' revision logs name
 */
export function reviewWorkbook(
  source: WorkbookSource,
  files: readonly ProvenFile[],
  feeds: readonly string[],
  changedBy: readonly string[] = [],
): ReviewedWorkbook {
  const sorted = files.toSorted((a, b) => order(a.savedAt ?? "", b.savedAt ?? "") || order(a.file, b.file));
  const from = new Set(
    sorted.flatMap(({ tables }) =>
      tables.flatMap((table) => table.columns.flatMap(({ origin }) => (origin.kind === "copied" ? [origin.dataset] : []))),
    ),
  );
  const { id, title, owner, decision } = source;
  return {
    id,
    title,
    owner,
    decision,
    files: sorted,
    everyDays: cadenceOf(sorted),
    people: [...new Set([...sorted.flatMap(namedIn), ...changedBy])].filter((name) => name.trim() !== "").toSorted(),
    from: [...from].toSorted(),
    feeds: [...new Set(feeds)].toSorted(),
  };
}

function namedIn({ createdBy, savedBy, comments }: ProvenFile): string[] {
  return [createdBy, savedBy, ...comments.map(({ author }) => author)].filter((name) => name !== undefined);
}

/** Median of the days between a file and the next: by the days in their names where all have one, else by the time of saving. */
function cadenceOf(files: readonly ProvenFile[]): number | undefined {
  const named = files.map(({ file }) => dayInName(file));
  const saved = files.map(({ savedAt }) => savedAt?.slice(0, 10));
  const days = (named.includes(undefined) ? saved : named).flatMap((day) => (day === undefined ? [] : [Date.parse(day) / 86_400_000]));
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  if (sorted.length < LEAST_FILES) return undefined;
  const gaps = sorted
    .slice(1)
    .map((day, at) => day - sorted[at]!)
    .toSorted((a, b) => a - b);
  const middle = (gaps.length - 1) / 2;
  return (gaps[Math.floor(middle)]! + gaps[Math.ceil(middle)]!) / 2;
}

/** `weekly-2026-09-07.xlsx`, `weekly_20260907.xlsx` → `2026-09-07`. */
export function dayInName(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const [, year, month, day] = /(?<!\d)(20\d{2})[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(name) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
