import type { Engine } from "../../../engines/engine.ts";
import { dropJoined, joinRows, type Agreement, type JoinedRows, type KeyPair } from "./agree.ts";
import type { ColumnValues } from "./contain.ts";
import type { LoadedCells } from "./load.ts";
import { versionsOf, type SourceField, type Sources } from "./sources.ts";
import type { FoundTable } from "./tables.ts";

/** A key is different in nearly every record … */
const UNIQUE = 0.9;
/** … and in enough rows of the table; half of its values at least are keys of records. */
const REPEATS = 0.25;
const HELD = 0.5;
/** Ways to join one table that are tried. */
const TRIED = 4;
/** A column is a field's when they agree in at least this share of the rows, less where it is called so … */
const AGREE = 0.65;
const AGREE_TITLED = 0.5;
/** … this much better than rows in another order would (Cohen's kappa, 1960) … */
const KAPPA = 0.3;
/** … and rows of any records would agree as often with at most this chance. */
const LIKELY = 0.05;
/** Rows above which a bound on that chance will do. */
const MANY = 500;
/** What a computed column counts for, beside one of values: it is no copy. */
const COMPUTED = 0.25;
/** What speaks for a key: that it is declared, that the column is called so. */
const DECLARED = 0.5;
const TITLED = 0.2;

/** A table's rows as records. */
export interface TableRecords {
  readonly joined: JoinedRows;
  /** Other captures of the same dataset, joined alike. */
  readonly others: readonly JoinedRows[];
  /** By column: the field that it is. */
  readonly fields: ReadonlyMap<number, Agreement>;
}

/** A table that is held against the systems. */
export interface Weighed {
  readonly found: FoundTable;
  readonly index: number;
  readonly columns: ReadonlyMap<number, ColumnValues>;
  /** Columns of formulas. */
  readonly computed: ReadonlySet<number>;
  readonly lines: number;
}

/** Finds of which dataset a table's rows are records; the joined relations stay until `dropRecords`. */
export async function recordsOf(
  engine: Engine,
  loaded: LoadedCells,
  sources: Sources,
  table: Weighed,
  names: { readonly prefix: string },
): Promise<TableRecords | undefined> {
  let best: { readonly joined: JoinedRows; readonly fields: ReadonlyMap<number, Agreement>; readonly score: number } | undefined;
  for (const [at, pair] of keyPairs(table, sources).entries()) {
    const set = sources.sets.get(pair.field.dataset)!;
    const joined = await joinRows(engine, loaded, sources, pair, set, `${names.prefix} joined ${at}`);
    const fields = fieldsOf(joined, table.found);
    const score = scoreOf(joined, fields, table, sources);
    const better = score > (best?.score ?? 0);
    const out = better ? best?.joined : joined;
    if (out !== undefined) await dropJoined(engine, out);
    if (better) best = { joined, fields, score };
  }
  if (best === undefined) return undefined;
  const others: JoinedRows[] = [];
  for (const [at, set] of versionsOf(sources, best.joined.set.dataset.id).slice(1).entries())
    others.push(await joinRows(engine, loaded, sources, best.joined.pair, set, `${names.prefix} older ${at}`));
  return asOfBestCapture({ joined: best.joined, others, fields: best.fields });
}

export async function dropRecords(engine: Engine, { joined, others }: TableRecords): Promise<void> {
  for (const one of [joined, ...others]) await dropJoined(engine, one);
}

/** Pairs of a column and a field that may be a key, the likeliest first. */
function keyPairs({ found, index, columns, lines }: Weighed, sources: Sources): readonly KeyPair[] {
  const pairs = [...columns].flatMap(([column, values]) =>
    values.overlaps.flatMap(({ field, values: shared, cells }) => {
      const { type } = field.field;
      if (type !== "key" && type !== "text" && type !== "number") return [];
      if (field.distinct < UNIQUE * field.filled || shared < HELD * values.distinct) return [];
      if (values.distinct < REPEATS * values.filled || shared < Math.min(2, lines)) return [];
      const declared = isDeclaredKey(field, sources) ? 1 : 0;
      const titled = isTitled(found.titles[column - found.range.fromColumn], field) ? 1 : 0;
      return [{ pair: { table: index, column, field }, likely: cells / values.filled + declared + titled, shared }];
    }),
  );
  const sorted = pairs.toSorted(
    (a, b) => b.likely - a.likely || b.shared - a.shared || a.pair.column - b.pair.column || a.pair.field.index - b.pair.field.index,
  );
  const seen = new Map<string, number>();
  const kept = sorted.filter(({ pair }) => {
    const count = seen.get(pair.field.dataset) ?? 0;
    seen.set(pair.field.dataset, count + 1);
    return count < 2;
  });
  return kept.slice(0, TRIED).map(({ pair }) => pair);
}

function isDeclaredKey(field: SourceField, sources: Sources): boolean {
  const key = sources.sets.get(field.dataset)?.dataset.key ?? [];
  return key.length === 1 && key[0] === field.field.name;
}

/** Is the column called as the field, or as the column that the field reads? */
export function isTitled(title: string | undefined, { field }: SourceField): boolean {
  const own = folded(title ?? "");
  const read = "column" in field.from ? field.from.column : "";
  return own !== "" && (own === folded(field.name) || own === folded(read) || own === folded(read.split(".").at(-1) ?? ""));
}

function folded(title: string): string {
  return title
    .toLowerCase()
    .replace(/#/g, "number")
    .replace(/[^a-z0-9\u0080-\uffff]/g, "");
}

/** The field that each column is, as far as rows agree better than by chance. */
function fieldsOf(joined: JoinedRows, table: FoundTable): ReadonlyMap<number, Agreement> {
  const best = new Map<number, { readonly agreement: Agreement; readonly rank: number }>();
  for (const agreement of joined.agreements) {
    const { column, field, agreeing, compared, chance, common } = agreement;
    const rate = agreeing / compared;
    const titled = isTitled(table.titles[column - table.range.fromColumn], field);
    if (rate < (titled ? AGREE_TITLED : AGREE)) continue;
    if (rate < 1 && (chance >= 1 || (rate - chance) / (1 - chance) < KAPPA)) continue;
    if (!titled && byChance(agreeing, compared, common) > LIKELY) continue;
    const own = column === joined.pair.column && field.index === joined.pair.field.index;
    const rank = rate + (titled ? 0.05 : 0) + (own ? 10 : 0);
    const known = best.get(column);
    if (known === undefined || rank > known.rank) best.set(column, { agreement, rank });
  }
  return new Map([...best].map(([column, { agreement }]) => [column, agreement]));
}

/** How likely at least so many of `of` rows agree when each does with this chance: the upper tail of the binomial; of many rows, Hoeffding's bound. */
function byChance(agreeing: number, of: number, chance: number): number {
  if (chance <= 0) return 0;
  if (chance >= 1) return 1;
  if (of > MANY) return agreeing / of <= chance ? 1 : Math.exp(-2 * of * (agreeing / of - chance) ** 2);
  let [logs, sum] = [0, 0];
  for (let at = 0; at <= of; at++) {
    if (at >= agreeing) sum += Math.exp(logs + at * Math.log(chance) + (of - at) * Math.log(1 - chance));
    logs += Math.log(of - at) - Math.log(at + 1);
  }
  return Math.min(1, sum);
}

/** How well a join explains the table: columns that are fields, each by the share of rows that agree; 0 where it may be by chance. */
function scoreOf(
  joined: JoinedRows,
  fields: ReadonlyMap<number, Agreement>,
  { found, computed, columns, lines }: Weighed,
  sources: Sources,
): number {
  const { pair, matched } = joined;
  const key = columns.get(pair.column);
  if (matched < HELD * (key?.filled ?? lines)) return 0;
  const titled = isTitled(found.titles[pair.column - found.range.fromColumn], pair.field);
  const others = [...fields.keys()].filter((column) => column !== pair.column).length;
  // Small numbers are keys of many things.
  if (others === 0 && !titled && (key?.telling ?? 0) * 2 < (key?.distinct ?? 0)) return 0;
  if (matched < 2 && others < 2) return 0;
  let score = matched / lines + (titled ? TITLED : 0) + (isDeclaredKey(pair.field, sources) ? DECLARED : 0);
  for (const { column, agreeing, compared } of fields.values())
    if (column !== pair.column) score += (agreeing / compared) * (computed.has(column) ? COMPUTED : 1);
  return score;
}

/** An older capture goes before the newest where its records agree in more cells. */
function asOfBestCapture(records: TableRecords): TableRecords {
  const chosen = new Map([...records.fields].map(([column, { field }]) => [column, field.index]));
  const agreeing = ({ agreements }: JoinedRows): number =>
    agreements.reduce((sum, one) => sum + (chosen.get(one.column) === one.field.index ? one.agreeing : 0), 0);
  const all = [records.joined, ...records.others];
  const best = all.reduce((a, b) => (agreeing(b) > agreeing(a) ? b : a));
  const fields = new Map(
    [...records.fields].map(([column, old]) => [
      column,
      best.agreements.find((one) => one.column === column && one.field.index === old.field.index) ?? old,
    ]),
  );
  return { joined: best, others: all.filter((one) => one !== best), fields };
}
