import { formatMoney, money, type OpenWorkbook, type Period, type ProvenFile, type ReportedFrom, type Unit } from "../../model/index.ts";
import { numberKey, periodOf, type Told, type ToldNumber } from "../numbers/index.ts";
import { Book, spotName, type Spot } from "./book.ts";
import { dayOfValue, decimalOf, digits, textOf, type Scalar } from "./values.ts";

/** One file of a workbook. */
export interface WorkbookFile {
  readonly open: OpenWorkbook;
  readonly proven: ProvenFile;
}

/** The same, opened to be read. */
export interface OpenedFile {
  readonly index: number;
  readonly file: string;
  readonly book: Book;
  readonly proven: ProvenFile;
}

/** A cell that tells a number. */
export interface Place {
  readonly file: OpenedFile;
  readonly spot: Spot;
  readonly key: string;
  /** First day of its period, ISO. */
  readonly period: string;
  readonly unit: string | undefined;
  /** Decimal string, as it was saved; undefined: none stands there. */
  readonly value: string | undefined;
}

export type CellsOfReport = ReportedFrom & { readonly kind: "cells" };

/** What calls a unit, without case, by every word. */
export function unitWords(units: readonly Unit[]): (word: string) => string | undefined {
  const ids = new Map(units.flatMap(({ id, aliases }) => [id, ...aliases].map((word) => [word.trim().toLowerCase(), id] as const)));
  return (word) => ids.get(word.trim().toLowerCase());
}

export function openFiles(files: readonly WorkbookFile[]): OpenedFile[] {
  return files.map(({ open, proven }, index) => ({ index, file: open.workbook.file, book: new Book(open), proven }));
}

/** Every cell that tells a number of a report; of several files with the same period, those of the one saved last. */
export function placesOf(
  values: CellsOfReport,
  files: readonly OpenedFile[],
  metric: { readonly period: Period; readonly byUnit: boolean },
  units: readonly Unit[],
): { readonly places: readonly Place[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const unitOf = unitWords(units);
  const newest = new Map<string, OpenedFile>();
  const all: Place[] = [];
  for (const file of files.toSorted(later)) {
    const sheet = file.book.sheet(values.sheet);
    if (sheet === undefined) {
      notes.push(`${file.file} has no sheet ${JSON.stringify(values.sheet)}`);
      continue;
    }
    const spots = spotsOf(values.value, sheet.name);
    const unitSpots = values.unit === undefined ? [] : spotsOf(values.unit, sheet.name);
    const periodSpots = spotsOf(values.period, sheet.name);
    const strange = new Set<string>();
    const older = new Set<string>();
    spots.forEach((spot, at) => {
      const said = valueAt(file, periodSpots[periodSpots.length === 1 ? 0 : at]);
      const text = wordsOf(said, file.book.workbook.date1904, metric.period);
      const period = text === undefined ? undefined : periodOf(text, metric.period);
      if (period === undefined) {
        strange.add(text ?? "");
        return;
      }
      const first = newest.get(period) ?? file;
      newest.set(period, first);
      if (first !== file) {
        older.add(period);
        return;
      }
      const word = valueAt(file, unitSpots[unitSpots.length === 1 ? 0 : at]);
      const unit = metric.byUnit ? unitOfWord(word, unitOf) : undefined;
      const value = valueAt(file, spot);
      if (value?.kind === "error") notes.push(`${file.file} tells ${value.error} at ${spotName(spot)} of ${sheet.name}`);
      const told = value?.kind === "number" ? formatMoney(decimalOf(value.number)) : undefined;
      all.push({ file, spot, key: numberKey(period, unit), period, unit, value: told });
    });
    if (strange.size > 0) notes.push(`${file.file}: ${JSON.stringify([...strange][0])} is no period`);
    if (older.size > 0)
      notes.push(`${file.file} also tells ${[...older].join(", ")}; ${newest.get([...older][0]!)!.file}, saved later, is what counts`);
  }
  const seen = new Set<string>();
  const places = all.filter(({ key }) => !seen.has(key) && seen.add(key));
  return { places, notes: notes.toSorted() };
}

/** What the cells tell. */
export function toldAt(places: readonly Place[], notes: readonly string[]): Told {
  const numbers = places.flatMap(({ file, spot, key, period, unit, value }): [string, ToldNumber][] =>
    value === undefined
      ? []
      : [
          [
            key,
            {
              period,
              unit,
              value: formatMoney(money(value)),
              at: { file: file.file, cell: `${spot.sheet}!${spotName(spot)}`, line: undefined },
            },
          ],
        ],
  );
  return { numbers: new Map(numbers), notes };
}

/** Saved last first; of those that do not tell, by name. */
function later(a: OpenedFile, b: OpenedFile): number {
  const [left, right] = [a, b].map(({ proven, file }) => `${proven.savedAt ?? ""} ${file}`) as [string, string];
  return left < right ? 1 : left > right ? -1 : 0;
}

function valueAt(file: OpenedFile, spot: Spot | undefined): Scalar {
  return spot === undefined ? undefined : file.book.at(spot)?.value;
}

/** A period as `periodOf` reads it. A small number in a cell is a year, else it counts days. */
function wordsOf(value: Scalar, date1904: boolean, period: Period): string | undefined {
  if (value === undefined || value.kind === "error") return undefined;
  if (value.kind !== "number") return dayOfValue(value, date1904) ?? textOf(value);
  if (period === "year" && value.number >= 1900 && value.number < 2200) return digits(value.number);
  return dayOfValue(value, date1904);
}

/** No word, and words for all of them, mean all units together. */
function unitOfWord(value: Scalar, unitOf: (word: string) => string | undefined): string | undefined {
  if (value === undefined || value.kind === "error") return undefined;
  const word = textOf(value).trim();
  return unitOf(word) ?? (word === "" || /^(grand |sub)?(total|all|company|sum)\b/i.test(word) ? undefined : word);
}

/** The cells of `B4:B6`, in order. */
function spotsOf(range: string, sheet: string): Spot[] {
  const [from, to = from] = range.replaceAll("$", "").toUpperCase().split(":").map(corner);
  if (from === undefined || to === undefined) return [];
  const spots: Spot[] = [];
  for (let row = Math.min(from[0], to[0]); row <= Math.max(from[0], to[0]); row++)
    for (let column = Math.min(from[1], to[1]); column <= Math.max(from[1], to[1]); column++) spots.push({ sheet, row, column });
  return spots;
}

function corner(cell: string): readonly [row: number, column: number] {
  const [, letters = "", row = "1"] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  return [Number(row) - 1, [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1];
}
