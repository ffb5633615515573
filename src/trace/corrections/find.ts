import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Correction, type Metric, type Money, type RecordSet, type Report, type Unit } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import type { CorrectionsByNumber, Reading, Told, Totals } from "../numbers/index.ts";
import { spotKey, type Spot } from "./book.ts";
import { fileEffects, type FileEffects } from "./file.ts";
import { missingRecords, type Missing, type Raw } from "./match.ts";
import { openFiles, placesOf, toldAt, type CellsOfReport, type OpenedFile, type Place, type WorkbookFile } from "./places.ts";
import { belongsTo } from "./rows.ts";
import { total, type FileNumber } from "./summed.ts";
import { correction, type Told as Told1 } from "./tell.ts";

export interface CorrectionsInput {
  readonly report: Report;
  readonly metric: Metric;
  readonly reading: Reading;
  readonly totals: Totals;
  readonly set: RecordSet;
  /** Every saving of the workbook through which the report goes. */
  readonly files: readonly WorkbookFile[];
  readonly units: readonly Unit[];
  /** The cells that tell the metric: the report's own, or those of another report of the same metric and workbook. */
  readonly cells: CellsOfReport;
  /** What a dashboard tells that is fed from those cells; undefined: the report is the cells. */
  readonly told: Told | undefined;
}

export interface FoundCorrections {
  readonly told: Told;
  readonly corrections: CorrectionsByNumber;
  /** Numbers of the metric as the workbook reads it; undefined: as it is declared. */
  readonly definition: ReadonlyMap<string, string> | undefined;
  readonly notes: readonly string[];
}

/** So many records without a row, or this share of all, are told one by one; more are another definition. */
const FEW = { records: 20, share: 0.2 };

/**
 * What people did between the raw records and the numbers that a report tells, read from the workbook through which it
 * goes. For every number whose cell sums rows: raw + the definition's difference + all effects = reported, but for what
 * is not understood. docs/corrections.md says how.
 */
export async function findCorrections(
  engine: Engine,
  input: CorrectionsInput,
  names: { readonly prefix: string },
): Promise<FoundCorrections> {
  const { report, metric, reading, set, units, totals } = input;
  const files = openFiles(input.files);
  const { places, notes } = placesOf(input.cells, files, metric, units);
  const cells = toldAt(places, notes);
  const told = input.told ?? cells;
  const raw: Raw = { engine, set, reading, metric };
  const list = new Map<string, Map<string, { readonly told: Told1; readonly place: Pick<Place, "period" | "unit">; effect: Money }>>();
  const definition = new Map<string, Money>();
  const add = (place: Pick<Place, "key" | "period" | "unit">, told: Told1 | undefined, effect: Money): void => {
    if (effect.isZero()) return;
    if (told === undefined) {
      definition.set(place.key, (definition.get(place.key) ?? money("0")).plus(effect));
      return;
    }
    const own = list.get(place.key) ?? new Map();
    list.set(place.key, own);
    const { fingerprint } = correction(report.id, place, told, effect);
    const known = own.get(fingerprint);
    if (known === undefined) own.set(fingerprint, { told, place, effect });
    else known.effect = known.effect.plus(effect);
  };
  const done: FileEffects[] = [];
  for (const file of files) {
    const own = places.filter((place) => place.file === file);
    if (own.length === 0) continue;
    done.push(await fileEffects(raw, file, own, units, siblings(own, files), `${names.prefix} ${file.index}`));
  }
  await resolveMoves(engine, done, add);
  for (const one of done) await addMissing(raw, one, done, input, add);
  for (const { file, numbers, added } of done) for (const number of numbers) addCells(file, number, added.get(number.place)!, add);
  if (input.told !== undefined) {
    for (const { key, period, unit, value, at } of [...told.numbers].map(([key, one]) => ({ key, ...one }))) {
      const own = cells.numbers.get(key);
      if (own === undefined) continue;
      const about: Told1 = {
        kind: "retyped",
        file: { file: at.file },
        spot: undefined,
        column: unit ?? "total",
        before: own.value,
        after: value,
      };
      add({ key, period, unit }, about, money(value).minus(money(own.value)));
    }
  }
  const corrections = new Map<string, Correction[]>();
  for (const [key, own] of [...list].toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const all = [...own.values()].filter(({ effect }) => !effect.isZero());
    if (all.length > 0)
      corrections.set(key, all.map(({ told, place, effect }) => correction(report.id, place, told, effect)).toSorted(byPlace));
  }
  for (const { relations } of done) for (const relation of relations) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(relation)}`);
  const redefined = [...definition].filter(([, effect]) => !effect.isZero());
  return {
    told,
    corrections,
    definition:
      redefined.length === 0
        ? undefined
        : new Map(redefined.map(([key, effect]) => [key, formatMoney(money(totals.get(key)?.value ?? "0").plus(effect))])),
    notes: [...new Set([...told.notes, ...(input.told === undefined ? [] : cells.notes), ...done.flatMap((one) => one.notes)])],
  };
}

type Add = (place: Pick<Place, "key" | "period" | "unit">, told: Told1 | undefined, effect: Money) => void;

function byPlace(a: Correction, b: Correction): number {
  const [left, right] = [a, b].map(({ file, sheet, cell, key, fingerprint }) => [file, sheet, cell, key, fingerprint].join("\n")) as [
    string,
    string,
  ];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The formula that belongs in a cell where a number was typed: what the report's other cells have, or the same cell in other files. */
function siblings(places: readonly Place[], files: readonly OpenedFile[]): (spot: Spot) => string | undefined {
  const most = (spots: readonly (readonly [OpenedFile, Spot])[]): string | undefined => {
    const counts = new Map<string, number>();
    for (const [file, spot] of spots) {
      const formula = file.book.at(spot)?.formula;
      if (formula !== undefined && formula !== "") counts.set(formula, (counts.get(formula) ?? 0) + 1);
    }
    return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  };
  return (spot) => {
    const own = places.find((place) => spotKey(place.spot) === spotKey(spot));
    // Sums of the same file end in the same row; those of other files need not. A total is no like of its parts.
    const beside = places.filter(({ file, unit }) => file === own?.file && (unit === undefined) === (own.unit === undefined));
    return most(beside.map((place) => [place.file, place.spot] as const)) ?? most(files.map((file) => [file, spot] as const));
  };
}

/** Rows of records that belong to another period: moved there, or counted in both. */
async function resolveMoves(engine: Engine, done: readonly FileEffects[], add: Add): Promise<void> {
  const moved = done.flatMap(({ effects }) =>
    effects.flatMap(({ from, told }) => (from === undefined || told?.key === undefined ? [] : [{ from, key: told.key }])),
  );
  const twice = new Set<string>();
  for (const period of new Set(moved.map(({ from }) => from))) {
    const own = done.filter(({ numbers }) => numbers.some(({ place }) => place.period === period));
    const keys = moved.filter(({ from }) => from === period).map(({ key }) => key);
    for (const key of await standing(engine, own, keys)) twice.add(`${period}\n${key.key}`);
  }
  for (const { file, effects } of done) {
    const own = new Set(effects.flatMap(({ place }) => place.period));
    for (const { place, effect, told, from } of effects) {
      const again = from !== undefined && !own.has(from) && told?.key !== undefined && twice.has(`${from}\n${told.key}`);
      add(place, told === undefined || !again ? told : { ...told, kind: "double-counted", file }, effect);
    }
  }
}

async function standing(
  engine: Engine,
  files: readonly FileEffects[],
  keys: readonly string[],
  which: "summed" | "others" = "summed",
): Promise<{ readonly key: string; readonly row: number; readonly file: FileEffects; readonly at: number }[]> {
  const found: { readonly key: string; readonly row: number; readonly file: FileEffects; readonly at: number }[] = [];
  for (const file of files) {
    for (const [at, { relation }] of file[which].entries()) {
      for (let from = 0; from < keys.length; from += 1000) {
        const some = join(keys.slice(from, from + 1000).map((key) => sql`${key}`));
        const rows = await engine.rows<{ key: string; row: string }>(
          sql`SELECT key, min(CAST(r AS BIGINT)) AS row FROM ${id(relation)} WHERE key IN (${some}) GROUP BY key ORDER BY key`,
        );
        for (const { key, row } of rows) found.push({ key, row: Number(row), file, at });
      }
    }
  }
  return found;
}

/** Records that count and stand in no row that a number sums. */
async function addMissing(raw: Raw, own: FileEffects, done: readonly FileEffects[], { set }: CorrectionsInput, add: Add): Promise<void> {
  if (own.summed.length === 0) return;
  const places = own.numbers.map(({ place }) => place);
  const periods = [...new Set(places.map(({ period }) => period))];
  const { counts, list } = await missingRecords(
    raw,
    own.summed.map(({ relation }) => relation),
    periods,
  );
  const concerned = counts.filter((one) => one.missing > 0 && places.some((place) => belongsTo(one, place)));
  const missing = concerned.reduce((sum, one) => sum + one.missing, 0);
  const records = counts.filter((one) => places.some((place) => belongsTo(one, place))).reduce((sum, one) => sum + one.records, 0);
  if (missing === 0) return;
  if (missing > Math.max(FEW.records, records * FEW.share)) {
    for (const one of concerned) for (const place of places) if (belongsTo(one, place)) add(place, undefined, one.value.negated());
    return;
  }
  const all = (await list(counts.reduce((sum, one) => sum + one.missing, 0))).filter((one) =>
    places.some((place) => belongsTo(one, place)),
  );
  const keys = all.map(({ key }) => key);
  const beside = new Map((await standing(raw.engine, [own], keys, "others")).map((one) => [one.key, one]));
  const elsewhere = new Map(
    (
      await standing(
        raw.engine,
        done.filter((file) => file !== own),
        keys,
      )
    ).map((one) => [one.key, one]),
  );
  for (const one of all) {
    const told = whereto(one, own, beside.get(one.key), elsewhere.get(one.key), set.dataset.id);
    for (const place of places) if (belongsTo(one, place)) add(place, told, one.value.negated());
  }
}

interface Standing {
  readonly row: number;
  readonly file: FileEffects;
  readonly at: number;
}

/** It stands in a table that is not summed; in another period's file; or nowhere. */
function whereto(one: Missing, own: FileEffects, beside: Standing | undefined, elsewhere: Standing | undefined, dataset: string): Told1 {
  const about = { dataset, key: one.key, before: formatMoney(one.value), after: undefined };
  if (beside !== undefined) {
    const { table } = own.others[beside.at]!;
    const spot = { sheet: table.sheet, row: beside.row, column: table.fromColumn };
    return { ...about, kind: "row-filtered", file: own.file, spot, toColumn: table.toColumn };
  }
  if (elsewhere !== undefined) {
    const moved = elsewhere.file.effects.find(({ told }) => told?.kind === "moved" && told.key === one.key)?.told;
    if (moved !== undefined) return moved;
    const { table } = elsewhere.file.summed[elsewhere.at]!;
    const spot = { sheet: table.sheet, row: elsewhere.row, column: table.fromColumn };
    return { ...about, kind: "moved", file: elsewhere.file.file, spot, toColumn: table.toColumn };
  }
  return { ...about, kind: "row-removed", file: own.file, spot: undefined };
}

/** What was typed into or over the cells that sum. */
function addCells(file: OpenedFile, { place, parts }: FileNumber, added: ReadonlyMap<string, Money>, add: Add): void {
  const overridden = parts.filter((part) => part.kind === "overridden");
  const rows = total([...added.values()]);
  const title = place.unit ?? "total";
  let typed = money("0");
  for (const part of parts) {
    if (part.kind !== "typed") continue;
    typed = typed.plus(part.amount);
    add(place, { kind: "adjusted", file, spot: part.at, column: title, before: undefined, after: formatMoney(part.amount) }, part.amount);
  }
  const other = total(parts.flatMap((part) => (part.kind === "other" ? [part.amount] : [])));
  for (const part of overridden) {
    const would =
      overridden.length === 1
        ? money(place.value ?? "0")
            .minus(part.typed.times(part.times))
            .negated()
            .plus(rows)
            .plus(typed)
            .plus(other)
            .div(part.times)
        : (added.get(spotKey(part.at)) ?? money("0")).div(part.times);
    const effect = part.typed.minus(would).times(part.times);
    const about = {
      kind: "overridden" as const,
      file,
      spot: part.at,
      column: title,
      before: formatMoney(would.toDecimalPlaces(4)),
      after: formatMoney(part.typed),
    };
    add(place, about, effect.toDecimalPlaces(4));
  }
}
