import type { Dialect } from "./dialect.ts";
import { and, id, join, or, sql, type Sql } from "./sql.ts";

/** A condition on one record, as the model states it: the shape alone, for SQL knows no estate. */
export type ConditionTree =
  | { readonly all: readonly ConditionTree[] }
  | { readonly any: readonly ConditionTree[] }
  | { readonly not: ConditionTree }
  | { readonly field: string; readonly test: ConditionTest };

type ConditionTest =
  | { readonly op: "in"; readonly values: readonly string[] }
  | { readonly op: "above" | "at-least" | "below" | "at-most"; readonly value: string }
  | { readonly op: "starts-with" | "contains"; readonly value: string }
  | { readonly op: "present" };

/** How a field's values compare. */
export type ConditionType = "text" | "number" | "date" | "timestamp" | "boolean";

export interface ConditionContext {
  /** Undefined: no such field. `_state`, the mapped state, is not asked for. */
  readonly typeOf: (field: string) => ConditionType | undefined;
  /** The zone in which a day or a time without zone is meant when it is held against a timestamp. */
  readonly timeZone: string;
  readonly dialect: Dialect;
  /** The relation's alias, where the columns need one. */
  readonly alias?: string;
}

/**
 * A condition as SQL that is TRUE or FALSE, never NULL: a field without a value
 * fails its test, so `not` of the test passes. Text compares without case;
 * a timestamp held against a day compares by its day in the zone.
 *
 * @throws TypeError for an unknown field, or a value that its type cannot read; whoever reads estates checks with `isConditionValue` before
 * @example compileCondition({ field: "_state", test: { op: "in", values: ["completed"] } }, context)
 */
export function compileCondition(condition: ConditionTree, context: ConditionContext): Sql {
  if ("all" in condition) return and(condition.all.map((part) => compileCondition(part, context)));
  if ("any" in condition) return or(condition.any.map((part) => compileCondition(part, context)));
  if ("not" in condition) return sql`NOT ${compileCondition(condition.not, context)}`;
  const type = condition.field === "_state" ? "text" : context.typeOf(condition.field);
  if (type === undefined) throw new TypeError(`a condition names the unknown field ${condition.field}`);
  const column = context.alias === undefined ? id(condition.field) : id(context.alias, condition.field);
  return compileTest(column, type, condition.test, context);
}

/** Can a condition hold this value against a field of the type? */
export function isConditionValue(value: string, type: ConditionType): boolean {
  const text = value.trim();
  if (type === "number") return NUMBER.test(text);
  if (type === "date") return isDay(text);
  if (type === "timestamp") return isDay(text) || isTime(text);
  if (type === "boolean") return BOOLEANS.has(text.toLowerCase());
  return true;
}

const NUMBER = /^[+-]?\d{1,14}(\.\d{1,10})?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

function compileTest(column: Sql, type: ConditionType, test: ConditionTest, context: ConditionContext): Sql {
  if (test.op === "present") return sql`(${column} IS NOT NULL)`;
  if (test.op === "starts-with") return known(sql`starts_with(lower(${asText(column, type)}), lower(${written(test.value)}))`);
  if (test.op === "contains") return known(sql`strpos(lower(${asText(column, type)}), lower(${written(test.value)})) > 0`);
  if (test.op === "in") return compileIn(column, type, test.values, context);
  const [left, right] = operands(column, type, test.value, context);
  if (test.op === "above") return known(sql`${left} > ${right}`);
  if (test.op === "at-least") return known(sql`${left} >= ${right}`);
  if (test.op === "below") return known(sql`${left} < ${right}`);
  return known(sql`${left} <= ${right}`);
}

function compileIn(column: Sql, type: ConditionType, values: readonly string[], context: ConditionContext): Sql {
  if (values.length === 0) return sql`FALSE`;
  if (type === "timestamp") {
    const each = values.map((value) => {
      const [left, right] = operands(column, type, value, context);
      return sql`${left} = ${right}`;
    });
    return known(or(each));
  }
  const pairs = values.map((value) => operands(column, type, value, context));
  const left = (pairs[0] as readonly [Sql, Sql])[0];
  return known(sql`${left} IN (${join(pairs.map(([, right]) => right))})`);
}

/** The two sides of a comparison, in forms that may be compared. */
function operands(column: Sql, type: ConditionType, value: string, context: ConditionContext): readonly [Sql, Sql] {
  const text = written(value);
  if (!isConditionValue(text, type)) throw new TypeError(`a condition holds ${JSON.stringify(value)} against a ${type}`);
  if (type === "text") return [sql`lower(${column})`, sql`lower(${text})`];
  if (type === "boolean") return [column, BOOLEANS.get(text.toLowerCase()) ? sql`TRUE` : sql`FALSE`];
  if (type === "date") return [column, sql`CAST(${text} AS DATE)`];
  if (type === "number") {
    // Finer than the column's four decimals must not be rounded onto a value that the column can hold.
    const fine = (text.split(".")[1] ?? "").length > 4;
    return [column, fine ? sql`CAST(${text} AS DECIMAL(38, 10))` : sql`CAST(${text} AS DECIMAL(18, 4))`];
  }
  if (isDay(text)) return [context.dialect.localDate(column, context.timeZone), sql`CAST(${text} AS DATE)`];
  const [, day = "", clock = "", zone] = TIME.exec(text) ?? [];
  const local = `${day} ${clock.length === 5 ? `${clock}:00` : clock}`;
  if (zone === undefined) return [column, context.dialect.toUtc(sql`CAST(${local} AS TIMESTAMP)`, context.timeZone)];
  return [column, sql`CAST(${toUtcText(local, zone)} AS TIMESTAMP)`];
}

/** The instant in UTC; the part below a second is not touched, since JavaScript would cut it at milliseconds. */
function toUtcText(local: string, zone: string): string {
  const [whole = "", fraction] = local.split(".");
  const hours = /^z$/i.test(zone) ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const utc = new Date(`${whole.replace(" ", "T")}${hours}`).toISOString().slice(0, 19).replace("T", " ");
  return fraction === undefined ? utc : `${utc}.${fraction}`;
}

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  const match = TIME.exec(text);
  return match !== null && isDay(match[1] ?? "") && !Number.isNaN(Date.parse(`${match[1]}T${match[2]}Z`));
}

function written(value: string): string {
  return value.normalize("NFC").trim();
}

function asText(column: Sql, type: ConditionType): Sql {
  return type === "text" ? column : sql`CAST(${column} AS VARCHAR)`;
}

/** Three-valued logic ends here. */
function known(test: Sql): Sql {
  return sql`coalesce(${test}, FALSE)`;
}
