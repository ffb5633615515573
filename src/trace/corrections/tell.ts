import { createHash } from "node:crypto";
import { cellName } from "../../formulas/index.ts";
import { formatMoney, type Correction, type CorrectionKind, type Money } from "../../model/index.ts";
import type { Spot } from "./book.ts";
import type { OpenedFile, Place } from "./places.ts";

/** Where a change stands, and what it is about. */
export interface Told {
  readonly kind: CorrectionKind;
  readonly file: OpenedFile | { readonly file: string };
  readonly spot: Spot | undefined;
  /** Last column of a row that is meant as a whole; `spot` is its first cell. */
  readonly toColumn?: number | undefined;
  readonly dataset?: string | undefined;
  readonly key?: string | undefined;
  readonly column?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** A change with what it does to one number. */
export function correction(report: string, { period, unit }: Pick<Place, "period" | "unit">, told: Told, effect: Money): Correction {
  const { kind, file, spot, toColumn, key } = told;
  const cell =
    spot === undefined
      ? undefined
      : toColumn === undefined
        ? cellName(spot.row, spot.column)
        : `${cellName(spot.row, spot.column)}:${cellName(spot.row, toColumn)}`;
  const said = spot === undefined || !("book" in file) ? undefined : personAt(file, spot, toColumn);
  const name = [report, period, unit ?? "", kind, file.file, spot?.sheet ?? "", cell ?? "", key ?? ""].join("\n");
  return {
    fingerprint: createHash("sha256").update(name).digest("hex").slice(0, 16),
    kind,
    file: file.file,
    sheet: spot?.sheet,
    cell,
    dataset: told.dataset,
    key,
    column: told.column,
    before: told.before,
    after: told.after,
    effect: formatMoney(effect),
    by: said?.by ?? ("book" in file ? file.book.workbook.lastModifiedBy : undefined),
    comment: said?.comment,
  };
}

/** The comment at a cell, or in a row that is meant as a whole; else the revision of it. */
function personAt(
  { book }: OpenedFile,
  spot: Spot,
  toColumn: number | undefined,
): { readonly by: string | undefined; readonly comment: string | undefined } {
  const comments = (book.sheet(spot.sheet)?.comments ?? []).filter(
    ({ row, column }) => row === spot.row && column >= spot.column && column <= (toColumn ?? spot.column),
  );
  const [first] = comments;
  const revision = book.workbook.revisions.findLast(
    ({ sheet, row, column }) => sheet === spot.sheet && row === spot.row && column >= spot.column && column <= (toColumn ?? spot.column),
  );
  return { by: first?.author ?? revision?.by, comment: first === undefined ? undefined : comments.map(({ text }) => text).join("\n") };
}
