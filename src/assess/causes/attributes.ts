import type { Dataset, Field, RecordSet } from "../../model/index.ts";
import { id, sql, toLocal, type Dialect, type Sql, type TimeRange } from "../../sql/index.ts";
import type { AttributeKind, CauseAttribute } from "./population.ts";

/** An attribute, and how it is read from a record. */
export interface ReadAttribute extends CauseAttribute {
  readonly value: Sql;
}

export interface AttributeSource {
  readonly set: RecordSet;
  /** Alias of the record in the query. */
  readonly alias: string;
  /** Fields that are no attribute: what records are matched by, and what is compared. */
  readonly except: ReadonlySet<string>;
  /** Put before the columns' names. */
  readonly prefix: string;
  /** Are these the counterparts' attributes? Then only what does not follow from the record's own. */
  readonly other: boolean;
  /** Does the state go into what is looked at, rather than come of it? */
  readonly stated: boolean;
  /** When the records were made, UTC; undefined: no record says. */
  readonly created: TimeRange | undefined;
}

/**
 * What may tell records apart: the unit, the state, every text or key field that
 * does not name the record, who made and changed it, and at what hour and on which
 * weekday it was made.
 */
export function attributesOf(source: AttributeSource, timeZone: string, dialect: Dialect): ReadAttribute[] {
  const { set, alias, except, prefix, other, stated } = source;
  const { dataset } = set;
  const made: ReadAttribute[] = [];
  const add = (name: string, title: string, kind: AttributeKind, value: Sql): void => {
    const field = other ? `${dataset.id}.${name}` : name;
    made.push({ name: field, title, kind, column: `${prefix}${made.length}`, value });
  };
  if (dataset.unit !== undefined && !except.has(dataset.unit))
    add("unit", titleOf(dataset, dataset.unit) ?? "unit", "unit", id(alias, "_unit"));
  if (dataset.state !== undefined && stated) add("state", "state", "field", id(alias, "_state"));
  const actors = [dataset.by.created, dataset.by.modified];
  const known = new Set([...dataset.key, ...except, dataset.unit, stated ? undefined : dataset.state?.field]);
  for (const field of dataset.fields) {
    if (known.has(field.name) || !isWord(field) || "value" in field.from) continue;
    const kind = actors.includes(field.name) ? "actor" : "field";
    add(field.name, titleOf(dataset, field.name) ?? field.name, kind, id(alias, field.name));
  }
  if (other) return made;
  if (isMoment(dataset)) {
    const local = toLocal(id(alias, "_created"), timeZone, source.created, dialect);
    const hour = sql`CAST(EXTRACT(HOUR FROM ${local}) AS INTEGER)`;
    add("hour", "hour", "time", sql`CASE WHEN ${hour} < 10 THEN '0' ELSE '' END || CAST(${hour} AS VARCHAR)`);
  }
  if (dataset.time !== undefined) {
    // 4 January 1970 was a Sunday.
    const days = dialect.daysBetween(sql`DATE '1970-01-04'`, id(alias, "_date"));
    add("weekday", "weekday", "time", sql`CAST(((${days}) % 7 + 7) % 7 AS VARCHAR)`);
  }
  return made;
}

/** What repeats the records' time: the file that they were read from. */
export function lateAttributesOf({ set, alias, prefix }: AttributeSource): ReadAttribute[] {
  if (set.capture.files.length < 2) return [];
  const value = sql`CAST(${id(alias, "_file")} AS VARCHAR)`;
  return [{ name: "file", title: "file", kind: "file", column: `${prefix}file`, value }];
}

function isWord({ type }: Field): boolean {
  return type === "text" || type === "key" || type === "boolean";
}

function isMoment({ created, fields }: Dataset): boolean {
  return created !== undefined && fields.find(({ name }) => name === created)?.type === "timestamp";
}

/** A header as people say it; undefined: a path, which nobody says. */
function titleOf({ fields }: Dataset, name: string): string | undefined {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) return undefined;
  const header = "column" in field.from && /^[\p{L}\d][\p{L}\d #&/-]*$/u.test(field.from.column) ? field.from.column : name;
  const words = header.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replaceAll(/[_-]+/g, " ");
  return words.toLowerCase();
}
