import type { Engine } from "../../../engines/engine.ts";
import type { Field, RecordSet } from "../../../model/index.ts";
import { id, join, sql } from "../../../sql/index.ts";
import { canonField, type DayIn } from "./canon.ts";

/** What workbooks may have copied from. */
export interface WorkbookSources {
  /** The captures that are reviewed, by dataset. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** Earlier captures, the newest first. */
  readonly older: ReadonlyMap<string, readonly RecordSet[]>;
  /** Of the estate: in which moments become days. */
  readonly timeZone: string;
}

/** A field of a dataset, in the form in which cells are compared with it. */
export interface SourceField {
  readonly index: number;
  readonly dataset: string;
  readonly field: Field;
  /** How moments become days. */
  readonly day: DayIn;
  /** Records that have it, and how many different values. */
  readonly filled: number;
  readonly distinct: number;
}

/** Sources whose fields were looked through once, for all files. */
export interface Sources extends WorkbookSources {
  readonly fields: readonly SourceField[];
  /** Relation `field` INTEGER, `v` VARCHAR, `n` BIGINT: every value of every field of the newest captures, and how many records have it. */
  readonly values: string;
}

/** Fields that go into one statement. */
const CHUNK = 40;

/**
 * Looks through every field of every dataset. Read once, it serves all workbooks.
 *
 * @param names.prefix of the relation that is made; `closeSources` drops it
 */
export async function openSources(engine: Engine, from: WorkbookSources, names: { readonly prefix: string }): Promise<Sources> {
  const values = `${names.prefix} values`;
  await engine.runInline(sql`CREATE TABLE ${id(values)} (field INTEGER, v VARCHAR, n BIGINT)`);
  const fields: SourceField[] = [];
  for (const set of from.sets.values()) {
    const own = fieldsOf(set).map(([field, day], at) => ({ index: fields.length + at, dataset: set.dataset.id, field, day }));
    const counts = new Map<number, { readonly filled: number; readonly distinct: number }>();
    for (let at = 0; at < own.length; at += CHUNK) {
      const some = own.slice(at, at + CHUNK);
      // Each value is brought into its form once, not once for every record that has it.
      const each = some.map((one) => {
        const canon = canonField(one.field, sql`raw`, one.day, from.timeZone, engine.dialect);
        return sql`SELECT CAST(${one.index} AS INTEGER) AS field, ${canon} AS v, n FROM (SELECT ${id(one.field.name)} AS raw, count(*) AS n FROM ${id(set.relation)} GROUP BY ${id(one.field.name)}) AS own`;
      });
      await engine.runInline(
        sql`INSERT INTO ${id(values)} SELECT field, v, CAST(sum(n) AS BIGINT) FROM (${join(each, " UNION ALL ")}) AS each_field WHERE v IS NOT NULL GROUP BY field, v`,
      );
      const [first, last] = [some[0]!.index, some.at(-1)!.index];
      const rows = await engine.rows<{ field: number; filled: string; n: string }>(
        sql`SELECT field, CAST(sum(n) AS VARCHAR) AS filled, CAST(count(*) AS VARCHAR) AS n FROM ${id(values)} WHERE field >= ${first} AND field <= ${last} GROUP BY field`,
      );
      for (const { field, filled, n } of rows) counts.set(field, { filled: Number(filled), distinct: Number(n) });
    }
    fields.push(...own.map((one) => ({ ...one, ...(counts.get(one.index) ?? { filled: 0, distinct: 0 }) })));
  }
  return { ...from, fields, values };
}

export async function closeSources(engine: Engine, sources: Sources): Promise<void> {
  await engine.runInline(sql`DROP TABLE IF EXISTS ${id(sources.values)}`);
}

/** A moment may have been written in the estate's zone or in UTC. */
function fieldsOf({ dataset }: RecordSet): [Field, DayIn][] {
  return dataset.fields.flatMap((field): [Field, DayIn][] =>
    "value" in field.from
      ? []
      : field.type === "timestamp"
        ? [
            [field, "zone"],
            [field, "utc"],
          ]
        : [[field, "zone"]],
  );
}

/** The captures of a dataset, the newest first. */
export function versionsOf(sources: WorkbookSources, dataset: string): readonly RecordSet[] {
  const newest = sources.sets.get(dataset);
  return [...(newest === undefined ? [] : [newest]), ...(sources.older.get(dataset) ?? [])];
}
