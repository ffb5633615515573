import { id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { onceValue, sideOf, type OnceValue } from "./once.ts";

/*
 * What a comparison asks of two texts is mostly whether they are the same, which
 * numbers tell as well: every text that is held against another is hashed once a
 * record. Whole texts are carried only where a function reads them.
 */

/** Comparisons over records that hold hashes beside, or instead of, texts. */
export interface Encoded {
  readonly comparisons: readonly Comparison[];
  /** What the records must hold, by name, over the alias `n` of the prepared records. */
  readonly columns: ReadonlyMap<string, HeldColumn>;
}

export interface HeldColumn {
  readonly value: Sql;
  /** What it is made of, where that is dear to make. */
  readonly dear: OnceValue | undefined;
}

/** @param texts the columns of the prepared records that are VARCHAR */
export function encodeComparisons(dialect: Dialect, comparisons: readonly Comparison[], texts: ReadonlySet<string>): Encoded {
  const columns = new Map<string, HeldColumn>();
  const all = (encode: (piece: Sql) => Sql): Comparison[] =>
    comparisons.map((comparison) => ({
      ...comparison,
      missing: encode(comparison.missing),
      measures: comparison.measures.map(({ name, value }) => ({ name, value: encode(value) })),
      levels: comparison.levels.map((level) => ({ ...level, test: encode(level.test) })),
    }));
  // First what is held against another: whether a value is there is told by its hash as well.
  const hashed = new Set<string>();
  all((piece) => {
    for (const at of findTexts(piece, texts).equal) hashed.add(columnAt(piece, at));
    return piece;
  });
  return { comparisons: all((piece) => encodePiece(dialect, piece, findTexts(piece, texts), hashed, columns)), columns };
}

/** The column of the records that tells whether values of a prepared column are the same. */
export function heldAs(column: string, { columns }: Pick<Encoded, "columns">): string {
  return columns.has(codeOf(column)) ? codeOf(column) : column;
}

const codeOf = (column: string): string => `code ${column}`;

type Part = Sql["parts"][number];

const BEFORE = /(?:^|[(,]|\b(?:AND|OR|NOT|WHEN|THEN|ELSE))\s*$/;
const AFTER = /^\s*(?:$|[),]|(?:AND|OR|THEN|ELSE|END)\b)/;

interface Found {
  /** Places of texts on both sides of `=` or `<>`, or before and in IN (…). */
  readonly equal: ReadonlySet<number>;
  /** Places of texts of which is only asked whether they are there. */
  readonly present: ReadonlySet<number>;
}

function findTexts({ parts }: Sql, texts: ReadonlySet<string>): Found {
  const [equal, present] = [new Set<number>(), new Set<number>()];
  const textAt = (index: number): string | undefined => {
    const part = parts[index];
    return part?.kind === "text" ? part.text : undefined;
  };
  const isText = (index: number): boolean => {
    const part = parts[index];
    const column = part?.kind === "id" ? sideOf(part.path)?.column : undefined;
    return column !== undefined && (onceValue(column)?.isText ?? texts.has(column));
  };
  const begins = (index: number): boolean => index === 0 || BEFORE.test(textAt(index - 1) ?? "?");
  const ends = (index: number): boolean => index === parts.length - 1 || AFTER.test(textAt(index + 1) ?? "?");
  for (const [index] of parts.entries()) {
    if (!isText(index) || !begins(index)) continue;
    const next = textAt(index + 1) ?? "";
    if (/^ IS (?:NOT )?NULL\b/.test(next)) present.add(index);
    if ((next === " = " || next === " <> ") && isText(index + 2) && ends(index + 2)) [index, index + 2].forEach((at) => equal.add(at));
    if (next === " IN (") {
      let last = index + 2;
      while (isText(last) && textAt(last + 1) === ", ") last += 2;
      if (isText(last) && textAt(last + 1)?.startsWith(")") === true) {
        for (let at = index; at <= last; at += 2) equal.add(at);
      }
    }
  }
  return { equal, present };
}

function columnAt({ parts }: Sql, index: number): string {
  const part = parts[index];
  return (part?.kind === "id" ? sideOf(part.path)?.column : undefined) ?? "";
}

function encodePiece(
  dialect: Dialect,
  piece: Sql,
  { equal, present }: Found,
  hashed: ReadonlySet<string>,
  columns: Map<string, HeldColumn>,
): Sql {
  return {
    parts: piece.parts.map((part, index): Part => {
      const found = part.kind === "id" ? sideOf(part.path) : undefined;
      if (found === undefined) return part;
      const { name, ...held } =
        equal.has(index) || (present.has(index) && hashed.has(found.column))
          ? hashOf(dialect, found.column)
          : present.has(index)
            ? presenceOf(found.column)
            : wholeOf(found.column);
      columns.set(name, held);
      return { kind: "id", path: [found.side, name] };
    }),
  };
}

type Named = HeldColumn & { readonly name: string };

function hashOf(dialect: Dialect, column: string): Named {
  const { value, dear } = wholeOf(column);
  // What only refuses pairs may be wrong for some, so few bits do.
  const hash = onceValue(column) === undefined ? dialect.hash64([value]) : sql`CAST(${dialect.hashBucket([value], 32749)} AS SMALLINT)`;
  return { name: codeOf(column), value: sql`CASE WHEN ${value} IS NOT NULL THEN ${hash} END`, dear };
}

function presenceOf(column: string): Named {
  const { value, dear } = wholeOf(column);
  return { name: `known ${column}`, value: sql`CASE WHEN ${value} IS NOT NULL THEN TRUE END`, dear };
}

function wholeOf(column: string): Named {
  const once = onceValue(column);
  if (once === undefined) return { name: column, value: id("n", column), dear: undefined };
  // Another name than that by which comparePairs would write it out.
  return { name: `held ${column}`, value: once.of(id("n", once.column)), dear: once.isDear ? once : undefined };
}
