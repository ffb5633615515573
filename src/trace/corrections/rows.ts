import { formatMoney, money, type CorrectionKind, type Money } from "../../model/index.ts";
import { nodesOf } from "../../formulas/index.ts";
import { changesOf, undoing, type Change, type ChangeContext } from "./changes.ts";
import { spotKey, type Spot } from "./book.ts";
import { Evaluation } from "./evaluation.ts";
import type { LoadedTable } from "./load.ts";
import type { Chosen, RowFacts } from "./match.ts";
import type { OpenedFile, Place } from "./places.ts";
import { MOST, shares } from "./shapley.ts";
import { inRange, rowAmount, savedValues, total, type RowSum } from "./summed.ts";
import { tableAt, type RecordTable } from "./tables.ts";
import type { Told } from "./tell.ts";

/** What one row does to one number beyond what its record does. */
export interface RowEffect {
  readonly place: Place;
  readonly effect: Money;
  /** Undefined: the workbook reads the metric otherwise. */
  readonly told: Told | undefined;
  /** The period to which its record belongs, where that is another one. */
  readonly from?: string | undefined;
}

export interface RowContext extends ChangeContext {
  readonly file: OpenedFile;
  readonly places: readonly Place[];
  readonly tables: readonly RecordTable[];
  /** Changes in other tables' rows of the same record. */
  changesElsewhere(key: string): readonly Change[];
}

/** Does a record belong to a number? */
export function belongsTo(
  record: RowFacts["record"] | { readonly period: string; readonly unit: string | undefined },
  place: Place,
): boolean {
  return record !== undefined && record.period === place.period && (place.unit === undefined || record.unit === place.unit);
}

/** What a row does to every number of its file: all of it sums to what it adds less what its record adds. */
export function effectsOfRow(loaded: LoadedTable, chosen: readonly Chosen[], facts: RowFacts, context: RowContext): RowEffect[] {
  const sums = new Map<Place, RowSum[]>(context.places.map((place) => [place, loaded.sums.filter((sum) => sum.place === place)]));
  const saved = savedValues(context.book);
  const stands = (place: Place): Money => total(sums.get(place)!.map((sum) => rowAmount(sum, facts.row, saved)));
  const about = { file: context.file, dataset: context.dataset.id, key: facts.key };
  if (!facts.matched) {
    const place = rowPlace(loaded.table, facts.row, context);
    const kind = facts.repeated || isTotal(loaded, facts.row, context) ? "double-counted" : "row-added";
    return context.places.flatMap((number) => {
      const effect = stands(number);
      const told = { ...about, ...place, kind: kind as CorrectionKind, before: undefined, after: formatMoney(effect) };
      return effect.isZero() ? [] : [{ place: number, effect, told }];
    });
  }
  const all = [...changesOf(loaded, chosen, facts, context), ...(facts.key === undefined ? [] : context.changesElsewhere(facts.key))];
  const groups = grouped(read(all, sums, facts.row, context));
  const evaluations = new Map<number, Evaluation>();
  const made = (set: number): Evaluation => {
    const known = evaluations.get(set) ?? new Evaluation(context.book, undoing(groups.filter((_, at) => !((set >> at) & 1)).flat()));
    evaluations.set(set, known);
    return known;
  };
  return context.places.flatMap((place) => {
    const own = sums.get(place)!;
    const worth = (set: number): Money => total(own.map((sum) => rowAmount(sum, facts.row, made(set))));
    const asStands = stands(place);
    const record = belongsTo(facts.record, place) ? facts.record!.value : money("0");
    const tell = (change: Change): Told => ({ ...about, ...change });
    const full = (1 << groups.length) - 1;
    // Where the program's own result is another one, its logic is not ours: the row is not taken apart.
    const understood = groups.length > 0 && worth(full).equals(asStands);
    const told: RowEffect[] = [];
    let base = asStands;
    if (understood) {
      base = worth(0);
      shares(groups.length, worth).forEach((effect, at) => {
        const [first, ...others] = groups[at]!;
        const { fromColumn, toColumn, sheet } = loaded.table;
        const wide = others.length > 0 ? { ...first!, spot: { sheet, row: facts.row, column: fromColumn }, toColumn } : first!;
        if (!effect.isZero()) told.push({ place, effect, told: tell(wide) });
      });
    } else if (groups.length > 0 && !asStands.equals(record)) {
      const [first] = groups[0]!;
      return [{ place, effect: asStands.minus(record), told: tell(first!) }];
    }
    const rest = base.minus(record);
    if (!rest.isZero()) told.push({ place, effect: rest, ...explained(loaded, chosen, facts, place, base, own, all, context) });
    return told;
  });
}

/** Why a row adds something else than its record although nothing was changed that its sums read. */
function explained(
  loaded: LoadedTable,
  chosen: readonly Chosen[],
  facts: RowFacts,
  place: Place,
  base: Money,
  sums: readonly RowSum[],
  changes: readonly Change[],
  context: RowContext,
): Pick<RowEffect, "told" | "from"> {
  const about = { file: context.file, dataset: context.dataset.id, key: facts.key };
  const row = rowPlace(loaded.table, facts.row, context);
  const by = (kind: CorrectionKind, before?: string, after?: string): Told => {
    const change = changes.find((one) => one.kind === kind);
    return change === undefined ? { ...about, ...row, kind, before, after } : { ...about, ...change };
  };
  const { record } = facts;
  if (belongsTo(record, place)) {
    const [sum] = sums;
    if (sum !== undefined && !sums.some(({ aggregate }) => inRange(aggregate, facts.row)))
      return { told: { ...rangeFault(context.file, sum), key: undefined } };
    const wrong = wrongLookup(loaded, chosen, facts, context);
    if (wrong !== undefined) return { told: { ...about, ...wrong } };
    if (!base.isZero()) return { told: undefined };
    if (sum === undefined) return { told: by("recategorised", record!.unit) };
    return { told: { ...about, ...row, kind: "row-filtered", before: formatMoney(record!.value), after: undefined } };
  }
  if (record === undefined) {
    const edited = changes.some(({ kind }) => kind === "state-edited");
    return { told: by(edited ? "state-edited" : "row-added", undefined, edited ? undefined : formatMoney(base)) };
  }
  if (record.period !== place.period) return { told: by("moved", record.period, place.period), from: record.period };
  return { told: by("recategorised", record.unit, place.unit) };
}

/** A total that leaves rows out of its range. */
export function rangeFault(file: OpenedFile, { at, place }: RowSum): Told {
  return { kind: "formula-fault", file, spot: at, column: place.unit ?? "total" };
}

/** A formula that shows another value than its record has, though no one typed over it. */
function wrongLookup(
  { table }: LoadedTable,
  chosen: readonly Chosen[],
  facts: RowFacts,
  { book }: RowContext,
): Pick<Told, "kind" | "spot" | "column" | "before" | "after"> | undefined {
  const at = chosen.findIndex(
    ({ compared: { column } }, index) =>
      column.formula !== undefined && (column.use.value || column.use.test) && facts.compared[index]!.differs,
  );
  if (at < 0) return undefined;
  const { column } = chosen[at]!.compared;
  const spot: Spot = { sheet: table.sheet, row: facts.row, column: column.column };
  const value = book.at(spot)?.value;
  const after = value?.kind === "number" ? formatMoney(money(value.number)) : value?.kind === "text" ? value.text : undefined;
  return { kind: "formula-fault", spot, column: column.title, before: facts.compared[at]!.raw, after };
}

/** Changes that the sums of a row read, as it stands or with all undone. */
function read(changes: readonly Change[], sums: ReadonlyMap<Place, readonly RowSum[]>, row: number, { book }: RowContext): Change[] {
  if (changes.length === 0) return [];
  const both = [new Evaluation(book), new Evaluation(book, undoing(changes))];
  for (const evaluation of both) for (const list of sums.values()) for (const sum of list) rowAmount(sum, row, evaluation);
  return changes.filter((change) => change.undo === "show" || both.some((evaluation) => evaluation.read.has(spotKey(change.spot))));
}

/** At most eight players: beyond, the last ones are told together. */
function grouped(changes: readonly Change[]): Change[][] {
  const alone = changes.slice(0, changes.length > MOST ? MOST - 1 : MOST).map((change) => [change]);
  return changes.length > MOST ? [...alone, changes.slice(MOST - 1)] : alone;
}

/** The row as it was typed or pasted: where its key only refers to another table, that table's row. */
function rowPlace(table: RecordTable, row: number, { book, tables }: Pick<RowContext, "book" | "tables">): Pick<Told, "spot" | "toColumn"> {
  const spot = { sheet: table.sheet, row, column: table.keyColumn };
  const formula = book.at(spot)?.formula;
  const tree = formula === undefined ? undefined : book.tree(formula);
  const area = tree?.kind === "range" ? book.area(tree, spot) : undefined;
  const source = area === undefined ? undefined : tableAt(tables, area);
  if (area !== undefined && source !== undefined && source !== table) return rowPlace(source, area.range.fromRow, { book, tables });
  return { spot: { ...spot, column: table.fromColumn }, toColumn: table.toColumn };
}

/** Is what stands there itself a total? */
function isTotal({ sums }: LoadedTable, row: number, { book }: RowContext): boolean {
  return sums.some(({ aggregate }) =>
    aggregate.factors.some(({ sheet, range }) => {
      const formula = book.at({ sheet, row, column: range.fromColumn })?.formula;
      const tree = formula === undefined ? undefined : book.tree(formula);
      if (tree === undefined) return false;
      for (const node of nodesOf(tree)) if (node.kind === "call" && ["SUM", "SUBTOTAL", "SUMIFS", "SUMIF"].includes(node.name)) return true;
      return false;
    }),
  );
}
