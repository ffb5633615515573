import type { Engine } from "../../engines/engine.ts";
import type { Crosswalk, Dataset, Estate, FieldType, RecordSet, System } from "../../model/index.ts";
import { id, sql, type ConditionContext, type Dialect, type Sql } from "../../sql/index.ts";

/** What of the estate says who owns a fact, where it is held, and which records are the same. */
export type ConflictEstate = Pick<Estate, "timeZone" | "systems" | "facts" | "identities" | "handoffs" | "lifecycles" | "automations">;

/** What was read. */
export interface ConflictInput {
  /** By dataset. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** Older captures by dataset, oldest first; without them nothing is known of which system changes first. */
  readonly older: ReadonlyMap<string, readonly RecordSet[]>;
  /** By identity; datasets that only an identity which is absent here joins are not compared. */
  readonly crosswalks: ReadonlyMap<string, Crosswalk>;
}

export interface ConflictNames {
  /** Begins the name of every relation made here. */
  readonly prefix: string;
  /** The relation of `createCalendar`. */
  readonly calendar: string;
  /** The relation of `createSigns`, to which conflicts are added. */
  readonly signs: string;
}

/** Everything that the steps share. */
export interface Plan {
  readonly engine: Engine;
  readonly dialect: Dialect;
  readonly estate: ConflictEstate;
  readonly input: ConflictInput;
  readonly names: ConflictNames;
}

export type End = "a" | "b";
export const ENDS: readonly End[] = ["a", "b"];

function relation(plan: Plan, name: string): string {
  return `${plan.names.prefix} ${name}`;
}

export function setOf(plan: Plan, dataset: string): RecordSet {
  const set = plan.input.sets.get(dataset);
  if (set === undefined) throw new TypeError(`the records of ${dataset} were not opened`);
  return set;
}

export function systemOf(plan: Plan, dataset: string): string {
  return setOf(plan, dataset).dataset.system;
}

export function system(plan: Plan, name: string): System | undefined {
  return plan.estate.systems.find((each) => each.id === name);
}

export function systemTitle(plan: Plan, name: string): string {
  return system(plan, name)?.title ?? name;
}

/** undefined: the dataset has no such field. */
export function typeOf(dataset: Dataset, field: string): FieldType | undefined {
  return dataset.fields.find(({ name }) => name === field)?.type;
}

/** What `compileCondition` asks about a dataset's records. */
export function conditionContext(plan: Plan, dataset: Dataset, alias: string): ConditionContext {
  const conditionType = (type: FieldType | undefined) => (type === "key" ? "text" : type === "money" ? "number" : type);
  return { dialect: plan.dialect, alias, timeZone: plan.estate.timeZone, typeOf: (field) => conditionType(typeOf(dataset, field)) };
}

/** ISO 8601 → UTC TIMESTAMP. */
export function moment(iso: string): Sql {
  return sql`CAST(${new Date(iso).toISOString().replace("T", " ").replace("Z", "")} AS TIMESTAMP)`;
}

/** Makes a table. */
export async function create(plan: Plan, name: string, query: Sql): Promise<string> {
  const table = relation(plan, name);
  await plan.engine.runInline(sql`CREATE TABLE ${id(table)} AS\n${query}`);
  return table;
}

export async function drop(plan: Plan, ...tables: readonly string[]): Promise<void> {
  for (const table of tables) await plan.engine.runInline(sql`DROP TABLE IF EXISTS ${id(table)}`);
}

export async function count(plan: Plan, query: Sql): Promise<number> {
  const [row] = await plan.engine.rows<{ n: string | number }>(sql`SELECT count(*) AS n FROM ${query}`);
  return Number(row?.n ?? 0);
}
