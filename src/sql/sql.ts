/** A value that a query binds; it is never part of the query's text unless `inline` writes it as a literal. */
export type SqlValue = string | number | bigint | boolean | null;

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: SqlValue }
  | { readonly kind: "id"; readonly path: readonly string[] };

/** A piece of SQL: text that we wrote, values that are bound, names that are quoted. Made only here. */
export interface Sql {
  readonly parts: readonly Part[];
}

/**
 * Writes SQL. Whatever is put into the template is bound as a value, unless it
 * is itself a piece of SQL. So no text of a user's can become SQL.
 *
 * @example sql`SELECT ${id("amount")} FROM ${id("jobs")} WHERE ${id("status")} = ${"Completed"}`
 */
export function sql(texts: TemplateStringsArray, ...inserts: readonly (Sql | SqlValue)[]): Sql {
  const parts: Part[] = [];
  texts.forEach((text, index) => {
    if (text !== "") parts.push({ kind: "text", text });
    if (index < inserts.length) {
      const insert = inserts[index] as Sql | SqlValue;
      if (isSql(insert)) parts.push(...insert.parts);
      else parts.push({ kind: "value", value: insert });
    }
  });
  return { parts };
}

/** A name, quoted in full: `id("a", "b")` is `"a"."b"`. */
export function id(...path: readonly [string, ...string[]]): Sql {
  return { parts: [{ kind: "id", path }] };
}

/** Pieces in a row with a separator that we wrote. */
export function join(pieces: readonly Sql[], separator = ", "): Sql {
  const parts: Part[] = [];
  pieces.forEach((piece, index) => {
    if (index > 0) parts.push({ kind: "text", text: separator });
    parts.push(...piece.parts);
  });
  return { parts };
}

/** All of the conditions; no condition is TRUE. */
export function and(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`TRUE` : sql`(${join(conditions, " AND ")})`;
}

/** Any of the conditions; no condition is FALSE. */
export function or(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`FALSE` : sql`(${join(conditions, " OR ")})`;
}

/** SQL text with `$1`, `$2` … and the values they stand for. */
export function bind(piece: Sql): { readonly text: string; readonly values: readonly SqlValue[] } {
  const values: SqlValue[] = [];
  const text = piece.parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      if (part.kind === "id") return quotePath(part.path);
      values.push(part.value);
      return `$${values.length}`;
    })
    .join("");
  return { text, values };
}

/** SQL text with the values written as standard literals: for statements that take no parameters, and for golden files. */
export function inline(piece: Sql): string {
  return piece.parts
    .map((part) => (part.kind === "text" ? part.text : part.kind === "id" ? quotePath(part.path) : literal(part.value)))
    .join("");
}

function isSql(insert: Sql | SqlValue): insert is Sql {
  return typeof insert === "object" && insert !== null;
}

function quotePath(path: readonly string[]): string {
  return path.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
}

function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") {
    if (value.includes("\0")) throw new TypeError("a NUL character cannot stand in SQL");
    return `'${value.replaceAll("'", "''")}'`;
  }
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${value} cannot stand in SQL`);
  return String(value);
}
