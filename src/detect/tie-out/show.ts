import type { FieldType } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import type { TieOutPlan } from "./plan.ts";

/** A value as a person reads it: money with two decimals, or four where they count. */
export function showValue(type: FieldType, value: Sql): Sql {
  return type === "money" || type === "number" ? showMoney(value) : sql`CAST(${value} AS VARCHAR)`;
}

export function showMoney(value: Sql): Sql {
  return sql`CASE WHEN ${value} = round(${value}, 2) THEN CAST(CAST(${value} AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`;
}

/** One field that differs, as the model's FieldDifference in JSON. */
export function differenceJson(plan: TieOutPlan, fromField: string, from: Sql, toField: string, to: Sql): Sql {
  const opening = (side: string, field: string): string => `"${side}":{"field":${JSON.stringify(field)},"value":`;
  return sql`${`{${opening("from", fromField)}`} || ${plan.dialect.jsonString(from)} || ${`},${opening("to", toField)}`} || ${plan.dialect.jsonString(to)} || '}}'`;
}
