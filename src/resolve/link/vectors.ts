import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { onceValue, sideOf } from "./once.ts";

/*
 * What is seen when two records are compared, as one number: the pattern, a mixed
 * radix of level numbers (0 missing, 1 different, 2 … from worst to best), first
 * comparison lowest. Beside it the rarity: the sum, in quarter bits, of how rare the
 * values are on which the records agree, for the levels that ask for it.
 */

/** How many level numbers a comparison has, missing and different included. */
export function levelCount(comparison: Comparison): number {
  return comparison.levels.length + 2;
}

/** Labels by level number. */
export function levelLabels(comparison: Comparison): string[] {
  return ["missing", "different", ...comparison.levels.map(({ label }) => label).reverse()];
}

/** The level number of the level at a place in the comparison, best first. */
export function levelNumber(comparison: Comparison, place: number): number {
  return comparison.levels.length + 1 - place;
}

/** Level numbers of a pattern, one per comparison. */
export function levelsOf(pattern: number, comparisons: readonly Comparison[]): number[] {
  let rest = pattern;
  return comparisons.map((comparison) => {
    const count = levelCount(comparison);
    const level = rest % count;
    rest = Math.floor(rest / count);
    return level;
  });
}

/** The pattern of level numbers. */
export function patternOf(levels: readonly number[], comparisons: readonly Comparison[]): number {
  let radix = 1;
  return comparisons.reduce((sum, comparison, index) => {
    const digit = (levels[index] ?? 0) * radix;
    radix *= levelCount(comparison);
    return sum + digit;
  }, 0);
}

/** How many patterns there can be. */
export function patternCount(comparisons: readonly Comparison[]): number {
  return comparisons.reduce((count, comparison) => count * levelCount(comparison), 1);
}

/** The largest number of an INTEGER. */
export const MOST_INTEGER = 2 ** 31 - 1;

/** Columns, made by frequencies.ts, that hold how rare a value is, in quarter bits. */
export const rarityColumn = (column: string): string => `rarity ${column}`;

export function rarityColumns(comparisons: readonly Comparison[]): string[] {
  const columns = comparisons.flatMap(({ levels }) => levels.flatMap(({ frequency }) => (frequency === undefined ? [] : [frequency])));
  return [...new Set(columns)];
}

/**
 * Compares the pairs of a join.
 *
 * @param joined `… AS l JOIN … AS r ON …`
 * @param carried further columns, over `l` and `r`, by name
 * @param columns all columns of `l` and `r` that comparisons may name
 * @returns a SELECT of the carried columns, `pattern` (INTEGER where all fit, else BIGINT) and `rarity` SMALLINT
 */
export function comparePairs(
  comparisons: readonly Comparison[],
  joined: Sql,
  carried: readonly { readonly name: string; readonly value: Sql }[],
): Sql {
  const names = carried.map(({ name }) => id(name));
  const flat = new Map<string, Sql>();
  const flatten = (piece: Sql): Sql => flattenNames(piece, flat);
  const measures = comparisons.flatMap((comparison, index) =>
    comparison.measures.map(({ name, value }) => ({ index, name, flatName: `m${index} ${name}`, value: flatten(value) })),
  );
  const levels = comparisons.map((comparison, index) => {
    const own = new Map(measures.filter((measure) => measure.index === index).map(({ name, flatName }) => [name, flatName]));
    const cases = comparison.levels.map(
      ({ test }, place) => sql`WHEN ${renameMeasures(flatten(test), own)} THEN ${levelNumber(comparison, place)}`,
    );
    return sql`CASE WHEN ${flatten(comparison.missing)} THEN 0 ${join(cases, " ")} ELSE 1 END AS ${id(`c${index}`)}`;
  });
  const rarities = comparisons.flatMap((comparison, index) => {
    const cases = comparison.levels.flatMap(({ frequency }, place) =>
      frequency === undefined ? [] : [sql`WHEN ${levelNumber(comparison, place)} THEN ${flatten(id("l", rarityColumn(frequency)))}`],
    );
    return cases.length === 0 ? [] : [sql`CASE ${id(`c${index}`)} ${join(cases, " ")} ELSE 0 END`];
  });
  const all = patternCount(comparisons);
  if (all > Number.MAX_SAFE_INTEGER) throw new RangeError("too many comparisons: their patterns do not fit into a number");
  const type = { parts: [{ kind: "text" as const, text: all <= MOST_INTEGER ? "INTEGER" : "BIGINT" }] };
  let radix = 1;
  const digits = comparisons.map((comparison, index) => {
    const digit = sql`CAST(${id(`c${index}`)} AS ${type}) * ${radix}`;
    radix *= levelCount(comparison);
    return digit;
  });
  const flatColumns = [...flat].map(([name, value]) => sql`${value} AS ${id(name)}`);
  const first = sql`SELECT ${join([sql`1 AS pair`, ...carried.map(({ name, value }) => sql`${value} AS ${id(name)}`), ...flatColumns])} FROM ${joined}`;
  const measured =
    measures.length === 0
      ? sql`(${first}) AS seen`
      : sql`(SELECT *, ${join(measures.map(({ flatName, value }) => sql`${value} AS ${id(flatName)}`))} FROM (${first}) AS seen) AS measured`;
  const kept = [...flat.keys()].filter((name) => name.startsWith("l.rarity ")).map((name) => id(name));
  return sql`SELECT ${names.length === 0 ? sql`` : sql`${join(names)}, `}${digits.length === 0 ? sql`CAST(0 AS BIGINT)` : join(digits, " + ")} AS pattern, CAST(${rarities.length === 0 ? sql`0` : join(rarities, " + ")} AS SMALLINT) AS rarity
FROM (SELECT ${join([...names, ...kept, ...levels])} FROM ${measured}) AS levels`;
}

/** `l.phone` → `"l.phone"`: after the join, columns of both sides stand side by side under one name each. */
function flattenNames(piece: Sql, flat: Map<string, Sql>): Sql {
  const parts = piece.parts.flatMap((part): Sql["parts"] => {
    if (part.kind === "id") {
      const found = sideOf(part.path);
      if (found === undefined) return [part];
      const { side, column } = found;
      const once = onceValue(column);
      flat.set(`${side}.${column}`, once === undefined ? id(side, column) : once.of(id(side, once.column)));
      return id(`${side}.${column}`).parts;
    }
    if (part.kind !== "text") return [part];
    return textParts(part.text, flat);
  });
  return { parts };
}

function textParts(text: string, flat: Map<string, Sql>): Sql["parts"] {
  const parts: Sql["parts"][number][] = [];
  let from = 0;
  for (const found of text.matchAll(/\b([lr])\.([A-Za-z_]\w*)/g)) {
    const [whole, alias, name] = found as unknown as [string, string, string];
    parts.push({ kind: "text", text: text.slice(from, found.index) });
    flat.set(`${alias}.${name}`, id(alias, name));
    parts.push(...id(`${alias}.${name}`).parts);
    from = found.index + whole.length;
  }
  parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

/** Measures are named freely by each comparison; side by side their names are made unique. */
function renameMeasures(piece: Sql, own: ReadonlyMap<string, string>): Sql {
  if (own.size === 0) return piece;
  const parts = piece.parts.map((part): Sql["parts"][number] => {
    if (part.kind === "id") {
      const [name] = part.path;
      const renamed = part.path.length === 1 && name !== undefined ? own.get(name) : undefined;
      return renamed === undefined ? part : { kind: "id", path: [renamed] };
    }
    if (part.kind !== "text") return part;
    return { kind: "text", text: part.text.replace(/[A-Za-z_]\w*/g, (word) => (own.has(word) ? `"${own.get(word)}"` : word)) };
  });
  return { parts };
}
