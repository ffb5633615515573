import type { Engine } from "../engines/engine.ts";
import type { Crosswalk, Dataset, Estate, Handoff, RecordSet, Side } from "../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import type { KeptNames } from "./tie-out/index.ts";

/** What of the estate signs are looked for with. */
export type SignEstate = Pick<
  Estate,
  "timeZone" | "businessDays" | "holidays" | "systems" | "handoffs" | "people" | "automations" | "maintenance"
>;

/** What was read and tied out. */
export interface SignInput {
  /** By dataset. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By handoff: what its tie-out kept. One that is not here is not looked at. */
  readonly kept: ReadonlyMap<string, KeptNames>;
  /** The relation of all breaks. */
  readonly breaks: string;
  /** By identity, for handoffs that match by it; without one their records are told without counterparts. */
  readonly crosswalks?: ReadonlyMap<string, Crosswalk> | undefined;
}

export interface SignNames {
  /** Begins the name of every relation made on the way; all are dropped. */
  readonly prefix: string;
  /** The relation of `createCalendar`. */
  readonly calendar: string;
  /** The relation of `createSigns`, to which signs are added. */
  readonly signs: string;
}

/** Everything that the steps share. */
export interface SignPlan extends SignInput {
  readonly engine: Engine;
  readonly dialect: Dialect;
  readonly estate: SignEstate;
  readonly names: SignNames;
}

/** A handoff that was tied out, with its records. */
export interface TiedHandoff {
  readonly handoff: Handoff;
  readonly kept: KeptNames;
  readonly from: RecordSet;
  readonly to: RecordSet;
}

/** The handoffs whose records are known one by one; control totals are not. */
export function tiedHandoffs(plan: SignPlan): TiedHandoff[] {
  return plan.estate.handoffs.flatMap((handoff) => {
    const kept = plan.kept.get(handoff.id);
    const [from, to] = [plan.sets.get(handoff.from.dataset), plan.sets.get(handoff.to.dataset)];
    if (kept === undefined || from === undefined || to === undefined || handoff.match.kind === "total") return [];
    return [{ handoff, kept, from, to }];
  });
}

export function relation(plan: SignPlan, name: string): string {
  return `${plan.names.prefix} ${name}`;
}

/** Makes a table. */
export async function create(plan: SignPlan, name: string, query: Sql): Promise<string> {
  const table = relation(plan, name);
  await plan.engine.runInline(sql`CREATE TABLE ${id(table)} AS\n${query}`);
  return table;
}

export async function drop(plan: SignPlan, ...tables: readonly string[]): Promise<void> {
  for (const table of tables) await plan.engine.runInline(sql`DROP TABLE IF EXISTS ${id(table)}`);
}

/** Path of the file in which a record of the set stands. */
export function fileOf({ capture }: RecordSet, alias: string): Sql {
  const files = capture.files.map(({ path }, index) => sql`(${index}, ${path})`);
  if (files.length === 0) return sql`NULL`;
  return sql`(SELECT path FROM (VALUES ${join(files)}) AS files (number, path) WHERE files.number = ${id(alias, "_file")})`;
}

/** A date or timestamp field as a UTC TIMESTAMP, a date from its first moment in the estate's zone; undefined: the dataset has no such time. */
export function instantOf(plan: SignPlan, dataset: Dataset, field: string | undefined, alias: string): Sql | undefined {
  const type = dataset.fields.find(({ name }) => name === field)?.type;
  if (field === undefined || (type !== "date" && type !== "timestamp")) return undefined;
  if (type === "timestamp") return id(alias, field);
  return plan.dialect.toUtc(sql`CAST(${id(alias, field)} AS TIMESTAMP)`, plan.estate.timeZone);
}

/** Does the dataset say to the second when a record was made? */
export function knowsMoment({ created, fields }: Dataset): boolean {
  return created !== undefined && fields.find(({ name }) => name === created)?.type === "timestamp";
}

/** The amount of a record at one side of a handoff. */
export function amountOf({ handoff }: TiedHandoff, side: Side, alias: string): Sql {
  const { amount } = side === "from" ? handoff.from : handoff.to;
  return id(alias, amount ?? "_amount");
}

/** The time of a capture as a UTC TIMESTAMP. */
export function capturedAt({ capture }: RecordSet): Sql {
  const text = new Date(capture.capturedAt).toISOString().replace("T", " ").replace("Z", "");
  return sql`CAST(${text} AS TIMESTAMP)`;
}

/** A JSON object of texts; what is undefined is left out. */
export function detailJson(dialect: Dialect, texts: Readonly<Record<string, Sql | string | number | undefined>>): Sql {
  const parts = Object.entries(texts).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = typeof value === "object" ? sql`CAST(${value} AS VARCHAR)` : sql`${String(value)}`;
    return [sql`${`${JSON.stringify(name)}:`} || ${dialect.jsonString(text)}`];
  });
  return parts.length === 0 ? sql`'{}'` : sql`'{' || ${join(parts, " || ',' || ")} || '}'`;
}
