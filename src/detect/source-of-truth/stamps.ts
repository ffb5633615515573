import { id, sql, startOfDay, type Sql } from "../../sql/index.ts";
import { setOf, typeOf, type Plan } from "./plan.ts";

/** When a record was last changed, else made: UTC TIMESTAMP; NULL where its dataset does not say. */
export function changedAt(plan: Plan, dataset: string, alias: string): Sql {
  const { dataset: declared } = setOf(plan, dataset);
  const modified = declared.times["modified"];
  const created = declared.created === undefined ? sql`CAST(NULL AS TIMESTAMP)` : id(alias, "_created");
  return modified === undefined ? created : sql`coalesce(${timeOf(plan, dataset, modified, alias)}, ${created})`;
}

/** When a record was last changed, where it is known to the moment; undefined where the dataset does not say, or says only the day. */
export function modifiedAt(plan: Plan, dataset: string, alias: string): Sql | undefined {
  const { dataset: declared } = setOf(plan, dataset);
  const modified = declared.times["modified"];
  return modified !== undefined && typeOf(declared, modified) === "timestamp" ? id(alias, modified) : undefined;
}

/** Who last changed a record, else who made it. */
export function changedBy(plan: Plan, dataset: string, alias: string): Sql {
  const { by } = setOf(plan, dataset).dataset;
  const names = [by.modified, by.created].flatMap((field) => (field === undefined ? [] : [sql`CAST(${id(alias, field)} AS VARCHAR)`]));
  const [first, second] = names;
  if (first === undefined) return sql`CAST(NULL AS VARCHAR)`;
  return second === undefined ? first : sql`coalesce(${first}, ${second})`;
}

function timeOf(plan: Plan, dataset: string, field: string, alias: string): Sql {
  const type = typeOf(setOf(plan, dataset).dataset, field);
  if (type === "timestamp") return id(alias, field);
  return startOfDay(sql`CAST(${id(alias, field)} AS DATE)`, plan.estate.timeZone, undefined, plan.dialect);
}
