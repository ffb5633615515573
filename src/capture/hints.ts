import type { CaptureSource, CapturedFile, CompletenessHint } from "../model/index.ts";

const PAGE_LIMITS = new Set([100, 200, 250, 500, 1000, 2000, 5000, 10_000, 50_000]);
/** The rows of a sheet, old and new form, with and without its header. */
const SHEET_LIMITS = new Set([65_535, 65_536, 1_048_575, 1_048_576]);

export interface CountedFile {
  readonly file: CapturedFile;
  /** The number of records that the file's envelope states. */
  readonly declaredCount: number | undefined;
}

/** Signs that a capture may not be the whole. */
export function completenessHints(source: CaptureSource, files: readonly CountedFile[]): CompletenessHint[] {
  const rows = files.reduce((sum, { file }) => sum + file.rows, 0);
  if (rows === 0) return [{ code: "empty", message: "The source holds no records." }, ...countHints(source, files, rows)];
  return [...limitHints(files), ...countHints(source, files, rows)];
}

/** Of several pages only a full last one is a sign: the others are full by nature. */
function limitHints(files: readonly CountedFile[]): CompletenessHint[] {
  const file = files.at(-1)?.file;
  if (file === undefined) return [];
  const name = files.length === 1 ? file.path : `The last of ${count(files.length)} files, ${file.path},`;
  if (SHEET_LIMITS.has(file.rows)) {
    return [
      {
        code: "page-limit",
        message: `${name} holds exactly ${count(file.rows)} records, the most that a sheet holds: some may be cut off.`,
      },
    ];
  }
  if (!PAGE_LIMITS.has(file.rows)) return [];
  return [{ code: "page-limit", message: `${name} holds exactly ${count(file.rows)} records, a usual page limit: there may be more.` }];
}

function countHints(source: CaptureSource, files: readonly CountedFile[], rows: number): CompletenessHint[] {
  // A list taken apart further has more rows than its envelope has records, and rightly so.
  if ((source.records?.split("[]").length ?? 1) > 2) return [];
  const declared = files.filter((each) => each.declaredCount !== undefined);
  // Each page may state the count of the whole.
  if (declared.length > 0 && declared.every((each) => each.declaredCount === rows)) return [];
  return declared
    .filter(({ file, declaredCount }) => declaredCount !== file.rows)
    .map(({ file, declaredCount }) => ({
      code: "envelope-count",
      message: `${file.path} states ${count(declaredCount ?? 0)} records and holds ${count(file.rows)}.`,
    }));
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
