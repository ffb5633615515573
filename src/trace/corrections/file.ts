import { nodesOf } from "../../formulas/index.ts";
import { money, type Money, type Unit } from "../../model/index.ts";
import { fieldsOf } from "../../sql/index.ts";
import type { Aggregate } from "./aggregates.ts";
import { spotKey, type Area, type Spot } from "./book.ts";
import type { Change, ChangeContext } from "./changes.ts";
import { changesOf } from "./changes.ts";
import { keyedTables } from "./keys.ts";
import { comparedColumns, loadTable, type LoadedTable } from "./load.ts";
import { laterOf, matching, type Chosen, type Matching, type Measure, type Raw, type RowFacts, type RowGroup } from "./match.ts";
import { partsOf } from "./parts.ts";
import { unitWords, type OpenedFile, type Place } from "./places.ts";
import { belongsTo, effectsOfRow, rangeFault, type RowEffect } from "./rows.ts";
import { inRange, isByRow, rowAmount, savedValues, sumsOf, total, type FileNumber, type RowSum } from "./summed.ts";
import { markUse, recordTables, tableAt, type RecordTable } from "./tables.ts";
import { textOf } from "./values.ts";

/** What the rows of one file do to its numbers. */
export interface FileEffects {
  readonly file: OpenedFile;
  /** Numbers that rows of records make. */
  readonly numbers: readonly FileNumber[];
  readonly effects: readonly RowEffect[];
  /** What all rows add to each number, by the cell with the sum. */
  readonly added: ReadonlyMap<Place, ReadonlyMap<string, Money>>;
  /** Relations with a `key`: of tables that numbers sum, and of others. */
  readonly summed: readonly LoadedTable[];
  readonly others: readonly LoadedTable[];
  /** All that were made; to be dropped. */
  readonly relations: readonly string[];
  readonly notes: readonly string[];
}

/** Rows that all break alike are a definition; beyond this count and share of a table they are not told one by one. */
const FEW = { rows: 20, share: 0.05 };
/** Rows that are looked at one by one, at most. */
const MOST = 200_000;

/** Holds every row that a file's numbers add up against its record. */
export async function fileEffects(
  raw: Raw,
  file: OpenedFile,
  places: readonly Place[],
  units: readonly Unit[],
  belongs: (spot: Spot) => string | undefined,
  prefix: string,
): Promise<FileEffects> {
  const { book } = file;
  const { engine, set, reading } = raw;
  const notes: string[] = [];
  const tables = recordTables(book, await keyedTables(engine, book, file.proven.tables, set), set.dataset);
  const holdsRecords = (area: Area): boolean => {
    const table = tableAt(tables, area);
    const { fromRow, toRow, fromColumn, toColumn } = area.range;
    if (table === undefined || fromRow !== toRow || fromColumn !== toColumn) return table !== undefined;
    return !isSum(file, { sheet: area.sheet, row: fromRow, column: fromColumn }) || table.columns.get(fromColumn)?.formula !== undefined;
  };
  const numbers = places.flatMap((place): FileNumber[] => {
    if (place.value === undefined) return [];
    const parts = partsOf(place.spot, { book, holdsRecords, belongs }).map((part) =>
      part.kind === "rows" && !isByRow(part.aggregate)
        ? { kind: "other" as const, amount: money("0"), at: part.at, why: "its ranges do not stand beside one another" }
        : part,
    );
    for (const part of parts) if (part.kind === "other") notes.push(`${file.file}, ${part.at.sheet}!${part.why}`);
    return parts.some(({ kind }) => kind === "rows") ? [{ place, parts }] : [];
  });
  const own = numbers.map(({ place }) => place);
  const sums = sumsOf(numbers, ({ area }: Aggregate) => tableAt(tables, area));
  markUses(file, tables, sums, unitWords(units));
  const context = new Set([
    set.dataset.unit ?? "",
    reading.date,
    set.dataset.state?.field ?? "",
    ...[...(reading.value === undefined ? [] : [reading.value]), ...reading.conditions].flatMap((part) =>
      fieldsOf(part).map(({ name }) => name),
    ),
  ]);
  const summed: Prepared[] = [];
  const others: Prepared[] = [];
  for (const table of sums.size === 0 ? [] : tables) {
    const tableSums = sums.get(table) ?? [];
    const compared = comparedColumns(table, set.dataset, context);
    const loaded = await loadTable(engine, book, table, tableSums, compared, unitWords(units), `${prefix} rows ${table.index}`);
    const match = matching(raw, loaded, book.workbook.date1904);
    await match.prepare(tableSums.length === 0 ? [] : summed.map(({ loaded }) => loaded.relation));
    (tableSums.length === 0 ? others : summed).push({ loaded, match, chosen: await match.choose() });
  }
  const changeContext = changing(raw, file, units, sums);
  const elsewhere = await changesElsewhere(others, changeContext);
  const keys = `${prefix} keys`;
  await engine.loadBatches(keys, ["key"], batchesOf([...elsewhere.keys()]));
  const rowContext = { ...changeContext, file, places: own, tables, changesElsewhere: (key: string) => elsewhere.get(key) ?? [] };
  const relations = [keys, ...[...summed, ...others].flatMap(({ loaded: { relation } }) => [relation, laterOf(relation)])];
  const effects: RowEffect[] = [];
  const added = new Map<Place, Map<string, Money>>(own.map((place) => [place, new Map()]));
  for (const { loaded, match, chosen } of summed) {
    const facts = await match.facts(chosen, match.dirty(chosen, keys));
    if (facts.length > MOST)
      notes.push(`${file.file}: ${facts.length} rows of ${loaded.table.sheet} differ from their records; ${MOST} were looked at`);
    const measures = measuresOf(loaded.sums);
    const groups = await match.groups(chosen, keys, measures);
    const strange = groups.filter((group) => own.some((place) => isStrange(loaded, group, place, measures)));
    const rows = strange.reduce((sum, group) => sum + group.rows, 0);
    const few = rows > 0 && rows <= Math.max(FEW.rows, loaded.rows * FEW.share) ? strange : [];
    const apart = few.length === 0 ? [] : await match.facts(chosen, match.clean(chosen, keys, few));
    for (const group of groups) {
      if (few.includes(group)) continue;
      for (const place of own) effects.push(...effectOfGroup(file, loaded, group, place, measures));
    }
    for (const one of [...facts.slice(0, MOST), ...apart]) effects.push(...effectsOfRow(loaded, chosen, one, rowContext));
    count(added, file, loaded, groups, measures, [...facts, ...apart], few);
  }
  const loaded = (list: readonly Prepared[]): LoadedTable[] => list.map((one) => one.loaded);
  return { file, numbers, effects, added, summed: loaded(summed), others: loaded(others), relations, notes };
}

interface Prepared {
  readonly loaded: LoadedTable;
  readonly match: Matching;
  readonly chosen: readonly Chosen[];
}

async function* batchesOf(keys: readonly string[]): AsyncGenerator<string[][]> {
  yield keys.map((key) => [key]);
}

/** Is it a sum over cells? */
function isSum({ book }: OpenedFile, spot: Spot): boolean {
  const formula = book.at(spot)?.formula;
  const tree = formula === undefined ? undefined : book.tree(formula);
  if (tree === undefined) return false;
  for (const node of nodesOf(tree)) if (node.kind === "call" && /^(SUM|SUBTOTAL|COUNT|AGGREGATE)/.test(node.name)) return true;
  return false;
}

function markUses(
  { book }: OpenedFile,
  tables: readonly RecordTable[],
  sums: ReadonlyMap<RecordTable, readonly RowSum[]>,
  unitOf: (word: string) => string | undefined,
): void {
  for (const [table, list] of sums) {
    for (const { aggregate } of list) {
      for (const { range } of aggregate.factors) markUse(book, tables, table, range.fromColumn, { value: true });
      for (const { area, criterion } of aggregate.tests) {
        const tested = tableAt(tables, area);
        if (tested === undefined) continue;
        const { operand, operator } = criterion;
        const unit = operand?.kind === "text" && unitOf(operand.text) !== undefined;
        const day = operand?.kind === "number" && operand.number > 20_000 && (operator !== "=" || Number.isInteger(operand.number));
        markUse(book, tables, tested, area.range.fromColumn, { test: true, unit, day });
      }
    }
  }
}

function changing(
  { set, reading }: Raw,
  { book }: OpenedFile,
  units: readonly Unit[],
  sums: ReadonlyMap<RecordTable, readonly RowSum[]>,
): ChangeContext {
  const unitOf = unitWords(units);
  const words = new Map<string, string>();
  for (const list of sums.values())
    for (const { aggregate } of list)
      for (const { criterion } of aggregate.tests) {
        const word = criterion.operand?.kind === "text" ? textOf(criterion.operand) : undefined;
        const unit = word === undefined ? undefined : unitOf(word);
        if (unit !== undefined && word !== undefined) words.set(unit, word);
      }
  return { book, dataset: set.dataset, reading, wordOf: (unit) => words.get(unit) ?? units.find(({ id }) => id === unit)?.title ?? unit };
}

/** Changes in tables that no number sums: they show through formulas, and say why a record stands where it does. */
async function changesElsewhere(others: readonly Prepared[], context: ChangeContext): Promise<Map<string, Change[]>> {
  const changes = new Map<string, Change[]>();
  for (const { loaded, match, chosen } of others) {
    for (const facts of await match.facts(chosen, match.dirty(chosen, undefined))) {
      if (!facts.matched || facts.key === undefined) continue;
      const own = changesOf(loaded, chosen, facts, context);
      if (own.length > 0) changes.set(facts.key, [...(changes.get(facts.key) ?? []), ...own]);
    }
  }
  return changes;
}

function measureOf({ aggregate }: RowSum): Measure {
  return { counts: aggregate.counts, columns: aggregate.factors.map(({ range }) => range.fromColumn) };
}

function measuresOf(sums: readonly RowSum[]): Measure[] {
  return [...new Map(sums.map((sum) => [JSON.stringify(measureOf(sum)), measureOf(sum)])).values()];
}

/** What a group adds by one sum. */
function addedBy(sum: RowSum, at: number, loaded: LoadedTable, group: RowGroup, measures: readonly Measure[]): Money {
  if (loaded.classes[Number(group.class)]?.[at] !== "2") return money("0");
  const name = JSON.stringify(measureOf(sum));
  return group.measures[measures.findIndex((one) => JSON.stringify(one) === name)]!.times(sum.times);
}

function addedTo(place: Place, loaded: LoadedTable, group: RowGroup, measures: readonly Measure[]): Money {
  return loaded.sums.reduce(
    (sum, one, at) => (one.place === place ? sum.plus(addedBy(one, at, loaded, group, measures)) : sum),
    money("0"),
  );
}

/** Does a group stand in a number to which its records do not belong, or not in one to which they do, within the range? */
function isStrange(loaded: LoadedTable, group: RowGroup, place: Place, measures: readonly Measure[]): boolean {
  const own = addedTo(place, loaded, group, measures);
  if (!belongsTo(group.record, place)) return !own.isZero();
  return !group.raw.isZero() && own.isZero() && !leftOut(loaded, group, place);
}

/** Does the number sum the table, but not the group's rows? */
function leftOut(loaded: LoadedTable, group: RowGroup, place: Place): boolean {
  const at = loaded.sums.flatMap((sum, index) => (sum.place === place ? [index] : []));
  return at.length > 0 && at.every((index) => loaded.classes[Number(group.class)]?.[index] === "0");
}

function effectOfGroup(file: OpenedFile, loaded: LoadedTable, group: RowGroup, place: Place, measures: readonly Measure[]): RowEffect[] {
  const own = addedTo(place, loaded, group, measures);
  const effect = belongsTo(group.record, place) ? own.minus(group.raw) : own;
  if (effect.isZero()) return [];
  const sum = loaded.sums.find((one) => one.place === place);
  return [{ place, effect, told: sum !== undefined && leftOut(loaded, group, place) ? rangeFault(file, sum) : undefined }];
}

/** What all rows add, by number and the cell with the sum. */
function count(
  added: ReadonlyMap<Place, Map<string, Money>>,
  { book }: OpenedFile,
  loaded: LoadedTable,
  groups: readonly RowGroup[],
  measures: readonly Measure[],
  rows: readonly RowFacts[],
  few: readonly RowGroup[],
): void {
  const saved = savedValues(book);
  loaded.sums.forEach((sum, at) => {
    const all = groups.filter((group) => !few.includes(group)).map((group) => addedBy(sum, at, loaded, group, measures));
    const single = rows.filter(({ row }) => inRange(sum.aggregate, row)).map(({ row }) => rowAmount(sum, row, saved));
    const own = added.get(sum.place)!;
    const name = spotKey(sum.at);
    own.set(name, total([own.get(name) ?? money("0"), ...all, ...single]));
  });
}
