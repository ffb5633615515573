import type { Engine } from "../engines/engine.ts";
import type { Dataset, Estate, Field, FieldType, Finding, RecordSet } from "../model/index.ts";
import { id, sql, toLocal, type ConditionType, type Sql } from "../sql/index.ts";

/** What a source's columns say, and its reader once more: `writtenRecords` of the room that reads records. */
export interface WrittenRecords {
  /** A parenthesised SELECT: `_row`, and a VARCHAR column for each field that is read from a column. */
  readonly texts: Sql;
  /** The rows (with a column `written`) and `reread`: that text, read as the field's values are read. */
  reread(field: string, rows: Sql): Sql;
}

/** What repairs are made from. */
export interface RepairInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By dataset. */
  readonly written: ReadonlyMap<string, WrittenRecords>;
  /** By handoff: the relations of its tied pairs and of its records' outcomes. */
  readonly kept: ReadonlyMap<string, { readonly pairs: string; readonly outcomes: string }>;
  readonly breaks: string;
  readonly mismatches: string;
  readonly signs: string;
}

/**
 * What the steps share.
 *
 *   items: finding, place (of the finding in the review), item (the break), counted (what counts as one record of
 *     the finding), dataset, key, status (`exact`, `decide`, `open`), basis, reason, question, candidates
 *   cells: finding, item, target (dataset), row (NULL for a new record), made (which new record), action, field (NULL: the
 *     record itself), how, value, required. `how`: `value` is read as the field's own
 *     type, `word` is any spelling of a text, `state` and `unit` stand for the system's own words
 */
export interface RepairPlan {
  readonly engine: Engine;
  readonly estate: Estate;
  readonly input: RepairInput;
  readonly findings: readonly Finding[];
  readonly items: string;
  readonly cells: string;
  /** Begins the name of every relation made here. */
  readonly prefix: string;
}

export function setOf(plan: RepairPlan, dataset: string): RecordSet {
  const set = plan.input.sets.get(dataset);
  if (set === undefined) throw new TypeError(`no records of ${dataset}`);
  return set;
}

export function fieldOf(dataset: Dataset, name: string): Field {
  const field = dataset.fields.find((one) => one.name === name);
  if (field === undefined) throw new TypeError(`${dataset.id} has no field ${name}`);
  return field;
}

/** Stands the field in one column of the record itself? Sums, constants and what a parent holds cannot be written for one record. */
export function isWritable(field: Field): boolean {
  return "column" in field.from && !field.from.column.startsWith("^");
}

export function columnOf(field: Field): string {
  return "column" in field.from ? field.from.column : field.name;
}

/** The value of one dataset's field as another field's type has it; undefined where that would have to be made up. */
export function converted(plan: RepairPlan, from: Field, to: Field, alias: string): Sql | undefined {
  const value = id(alias, from.name);
  const family = (type: FieldType): string => (type === "key" ? "text" : type === "number" ? "money" : type);
  if (family(from.type) === family(to.type)) return value;
  if (from.type === "timestamp" && to.type === "date")
    return sql`CAST(${toLocal(value, plan.estate.timeZone, undefined, plan.engine.dialect)} AS DATE)`;
  if (family(to.type) === "text" && from.type !== "timestamp") return sql`CAST(${value} AS VARCHAR)`;
  return undefined;
}

export function conditionType(field: Field | undefined): ConditionType | undefined {
  if (field === undefined) return undefined;
  return field.type === "key" ? "text" : field.type === "money" ? "number" : field.type;
}

export function systemTitle(plan: RepairPlan, dataset: string): string {
  const { system } = setOf(plan, dataset).dataset;
  return plan.estate.systems.find((one) => one.id === system)?.title ?? system;
}

/** Does the system say what money moved? What it says is changed by moving money, not by an import. */
export function holdsMoney(plan: RepairPlan, dataset: string): boolean {
  const { system } = setOf(plan, dataset).dataset;
  return plan.estate.systems.find((one) => one.id === system)?.kind === "payments";
}

/** The system that owns what two fields hold both, if one is declared. */
export function ownerOf(
  plan: RepairPlan,
  a: { readonly dataset: string; readonly field: string },
  b: { readonly dataset: string; readonly field: string },
): string | undefined {
  const fact = plan.estate.facts.find(({ held }) =>
    [a, b].every((place) => held.some(({ dataset, field }) => dataset === place.dataset && field === place.field)),
  );
  return fact?.owner;
}

/** Adds what a SELECT gives to a relation of the plan. */
export async function insert(plan: RepairPlan, into: "items" | "cells", query: Sql): Promise<void> {
  await plan.engine.runInline(sql`INSERT INTO ${id(plan[into])} BY NAME ${query}`);
}

export async function make(plan: RepairPlan, name: string, query: Sql): Promise<string> {
  const relation = `${plan.prefix} ${name}`;
  await plan.engine.runInline(sql`CREATE OR REPLACE TABLE ${id(relation)} AS ${query}`);
  return relation;
}

export async function createPlanned(plan: RepairPlan): Promise<void> {
  await plan.engine.runInline(
    sql`CREATE TABLE ${id(plan.items)} (finding VARCHAR, place BIGINT, item VARCHAR, counted VARCHAR, dataset VARCHAR, key VARCHAR, status VARCHAR, basis VARCHAR, reason VARCHAR, question VARCHAR, candidates VARCHAR)`,
  );
  await plan.engine.runInline(
    sql`CREATE TABLE ${id(plan.cells)} (finding VARCHAR, item VARCHAR, target VARCHAR, row BIGINT, made VARCHAR, action VARCHAR, field VARCHAR, how VARCHAR, value VARCHAR, required BOOLEAN)`,
  );
}
