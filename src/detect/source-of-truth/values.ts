import { and, id, sql, type Sql } from "../../sql/index.ts";
import type { Duration, FieldType, Tolerance } from "../../model/index.ts";
import { withinAmount } from "../tie-out/compare.ts";
import { setOf, typeOf, type End, type Plan } from "./plan.ts";

/** A field of a dataset that holds a fact. */
export interface Holder {
  readonly dataset: string;
  readonly field: string;
}

/** Two fields that should say the same, and how their values are compared. */
export interface Compared {
  readonly a: Holder;
  readonly b: Holder;
  readonly tolerance: Tolerance;
}

type Meeting = "text" | "number" | "date" | "timestamp" | "boolean";

/** The type in which the two values meet. */
export function meetingType(plan: Plan, { a, b, tolerance }: Compared): Meeting {
  const [one, other] = [fieldType(plan, a), fieldType(plan, b)];
  const timely = (type: FieldType): boolean => type === "date" || type === "timestamp";
  const numeric = (type: FieldType): boolean => type === "money" || type === "number";
  if (timely(one) && timely(other)) {
    if (tolerance.kind !== "time") return one === "timestamp" && other === "timestamp" ? "timestamp" : "date";
    return isHours(tolerance.before) || isHours(tolerance.after) ? "timestamp" : "date";
  }
  if (numeric(one) && numeric(other)) return "number";
  return one === "boolean" && other === "boolean" ? "boolean" : "text";
}

/**
 * The column that is compared: what the field says; the unit, or the state, that its word stands for where it is the
 * field of units, or of states, of both datasets.
 */
export function columnOf(plan: Plan, compared: Compared, end: End): string {
  const both = (is: (holder: Holder) => boolean): boolean => is(compared.a) && is(compared.b);
  if (both(({ dataset, field }) => setOf(plan, dataset).dataset.unit === field)) return "_unit";
  if (both(({ dataset, field }) => setOf(plan, dataset).dataset.state?.field === field)) return "_state";
  return compared[end].field;
}

/** One side's value as it is compared, typed; texts are folded: NFC, trimmed, inner blanks single, nothing is NULL. */
export function valueOf(plan: Plan, compared: Compared, end: End, alias: string): Sql {
  const meeting = meetingType(plan, compared);
  const column = id(alias, columnOf(plan, compared, end));
  const own = fieldType(plan, compared[end]);
  if (meeting === "date" && own === "timestamp") return plan.dialect.localDate(column, plan.estate.timeZone);
  if (meeting === "timestamp" && own === "date") return plan.dialect.toUtc(sql`CAST(${column} AS TIMESTAMP)`, plan.estate.timeZone);
  if (meeting !== "text") return column;
  return foldedText(plan, compared, sql`CAST(${column} AS VARCHAR)`);
}

/** The same as a text that equals another's where the values are equal. */
export function textOf(plan: Plan, compared: Compared, end: End, alias: string): Sql {
  return sql`CAST(${valueOf(plan, compared, end, alias)} AS VARCHAR)`;
}

/** What people read in the record. */
export function shownOf({ field }: Holder, alias: string): Sql {
  return sql`CAST(${id(alias, field)} AS VARCHAR)`;
}

/** Cheap and never wrong where it is FALSE: do the two differ as they stand? Nearly all are the same, and folding costs more. */
export function differsRaw(plan: Plan, compared: Compared, a: string, b: string): Sql {
  const side = (end: End, alias: string): Sql =>
    meetingType(plan, compared) === "text"
      ? sql`CAST(${id(alias, columnOf(plan, compared, end))} AS VARCHAR)`
      : valueOf(plan, compared, end, alias);
  return sql`${side("a", a)} IS DISTINCT FROM ${side("b", b)}`;
}

/** Two values of `valueOf` agree: TRUE or FALSE, NULL where one is NULL. Where business days are counted, `calendarJoins` stands behind the relation. */
export function agrees(plan: Plan, compared: Compared, a: Sql, b: Sql): Sql {
  const { tolerance } = compared;
  const meeting = meetingType(plan, compared);
  if (tolerance.kind === "amount" && meeting === "number") return withinAmount(a, b, tolerance);
  if (tolerance.kind === "time" && (meeting === "date" || meeting === "timestamp"))
    return and([within(plan, meeting, ["b", "a"], [b, a], tolerance.before), within(plan, meeting, ["a", "b"], [a, b], tolerance.after)]);
  return sql`${a} = ${b}`;
}

/** ` LEFT JOIN …` of the calendar's days of both values, where `agrees` asks for them. */
export function calendarJoins(plan: Plan, compared: Compared, a: Sql, b: Sql): Sql {
  if (!countsBusinessDays(compared)) return sql``;
  const day = (end: End, value: Sql): Sql => {
    const alias = `${end}_day`;
    return sql` LEFT JOIN ${id(plan.names.calendar)} AS ${id(alias)} ON ${id(alias, "day")} = ${localDay(plan, meetingType(plan, compared), value)}`;
  };
  return sql`${day("a", a)}${day("b", b)}`;
}

/** Does `agrees` ask for the calendar's days? */
export function countsBusinessDays({ tolerance }: Pick<Compared, "tolerance">): boolean {
  return tolerance.kind === "time" && (isBusiness(tolerance.before) || isBusiness(tolerance.after));
}

/** last − first ≤ by; a last before the first is always within. */
function within(plan: Plan, meeting: Meeting, ends: readonly [End, End], [first, last]: readonly [Sql, Sql], by: Duration): Sql {
  if (isBusiness(by)) return sql`${id(`${ends[1]}_day`, "business")} - ${id(`${ends[0]}_day`, "business")} <= ${by.count}`;
  if (meeting === "date") return sql`${plan.dialect.daysBetween(first, last)} <= ${by.count}`;
  return sql`${last} <= ${plan.dialect.plus(first, sql`${by.count}`, by.unit === "hours" ? "hours" : "days")}`;
}

function localDay(plan: Plan, meeting: Meeting, value: Sql): Sql {
  return meeting === "date" ? value : plan.dialect.localDate(value, plan.estate.timeZone);
}

/** A text as it is compared. */
export function foldedText(plan: Plan, { tolerance }: Pick<Compared, "tolerance">, text: Sql): Sql {
  const plain = sql`nullif(trim(${plan.dialect.replaceAll(plan.dialect.nfc(text), "[\\s\\p{Z}]+", " ")}), '')`;
  return tolerance.kind === "exact" && tolerance.ignoreCase ? sql`lower(${plain})` : plain;
}

function fieldType(plan: Plan, { dataset, field }: Holder): FieldType {
  return typeOf(setOf(plan, dataset).dataset, field) ?? "text";
}

const isHours = (duration: Duration): boolean => duration.unit === "hours" && duration.count > 0;
const isBusiness = (duration: Duration): boolean => duration.unit === "business-days" && duration.count > 0;
