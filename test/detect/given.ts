import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Crosswalk, Dataset, Field, FieldType, Handoff, RecordSet } from "../../src/model/index.ts";
import { id, join, sql, type Sql } from "../../src/sql/index.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";

/** A record as a test writes it: fields by name, and `unit`, `date`, `created`, `deleted` where they matter. */
export type GivenRecord = Readonly<Record<string, string | number | boolean | null>>;

export interface GivenDataset {
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly records: readonly GivenRecord[];
  readonly capturedAt?: string;
  readonly repeatedKey?: "refuse" | "report";
}

const FIELD_TYPES: Readonly<Record<FieldType, string>> = {
  text: "VARCHAR",
  key: "VARCHAR",
  money: "DECIMAL(18, 4)",
  number: "DECIMAL(18, 4)",
  date: "DATE",
  timestamp: "TIMESTAMP",
  boolean: "BOOLEAN",
};

/** A fresh engine with a spill directory of its own; `close` removes both. */
export async function startEngine(threads = 2): Promise<{ engine: Engine; close: () => Promise<void> }> {
  const spill = await mkdtemp(joinPath(tmpdir(), "tieout-test-"));
  const engine = await openDuckdb({ threads, memory: "1GiB", spill });
  return {
    engine,
    close: async () => {
      await engine.close();
      await rm(spill, { recursive: true, force: true });
    },
  };
}

function givenDataset(name: string, given: GivenDataset): Dataset {
  const fields: Field[] = Object.entries(given.fields).map(([field, type], index) => ({
    name: field,
    type,
    from: { column: field },
    decimal: undefined,
    dateOrder: undefined,
    timeZone: "America/New_York",
    line: index + 1,
  }));
  const has = (field: string): string | undefined => (field in given.fields ? field : undefined);
  return {
    id: name,
    system: name.split(".")[0] as string,
    entity: "record",
    title: name,
    captures: [],
    use: "latest",
    key: ["id"],
    repeatedKey: given.repeatedKey ?? "refuse",
    fields,
    amount: has("amount"),
    currency: { code: "USD" },
    times: {},
    time: has("date"),
    created: has("created"),
    state: undefined,
    deleted: has("deleted") === undefined ? undefined : { field: "deleted", test: { op: "in", values: ["true"] } },
    unit: has("unit"),
    by: { created: undefined, modified: undefined },
    line: 1,
  };
}

/** Makes the relation that the room `records` would make of these records. */
export async function givenRecords(engine: Engine, name: string, given: GivenDataset): Promise<RecordSet> {
  const dataset = givenDataset(name, given);
  const relation = `records ${name}`;
  const columns = Object.entries(given.fields);
  const row = (record: GivenRecord, index: number): Sql => {
    const value = (field: string): Sql => sql`${record[field] ?? null}`;
    const typed = columns.map(([field, type]) => sql`CAST(${value(field)} AS ${typeName(type)})`);
    return sql`(${join([sql`CAST(${index} AS BIGINT)`, ...typed])})`;
  };
  const names = join([sql`_row`, ...columns.map(([field]) => id(field))]);
  const rows =
    given.records.length === 0
      ? sql`(SELECT ${join([sql`CAST(NULL AS BIGINT)`, ...columns.map(([, type]) => sql`CAST(NULL AS ${typeName(type)})`)])} WHERE FALSE)`
      : sql`(VALUES ${join(given.records.map(row))})`;
  const optional = (field: string, type: string): Sql => (field in given.fields ? id(field) : sql`CAST(NULL AS ${typeName2(type)})`);
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT *, 0 AS _file, _row + 2 AS _pos, id AS _key, ${optional("amount", "DECIMAL(18, 4)")} AS _amount, ${optional("date", "DATE")} AS _date,
  ${optional("unit", "VARCHAR")} AS _unit, ${optional("state", "VARCHAR")} AS _state,
  ${"deleted" in given.fields ? sql`coalesce(deleted, FALSE)` : sql`FALSE`} AS _deleted, ${optional("created", "TIMESTAMP")} AS _created
FROM ${rows} AS given (${names})`);
  return {
    dataset,
    relation,
    rows: given.records.length,
    unreadable: 0,
    unreadableSamples: [],
    notes: [],
    capture: {
      version: 1,
      id: name,
      dataset: name,
      capturedAt: given.capturedAt ?? "2026-10-01T00:00:00.000Z",
      capturedAtFrom: "declared",
      files: [
        {
          path: `${name}.csv`,
          sha256: "",
          bytes: 0,
          format: "csv",
          encoding: "utf-8",
          delimiter: ",",
          headerRow: 1,
          sheet: undefined,
          rows: given.records.length,
        },
      ],
      rows: given.records.length,
      columns: [],
      unreadable: [],
      unreadableRows: 0,
      hints: [],
      storedBytes: 0,
    },
  };
}

/**
 * A crosswalk as the room `resolve` would make it, told by two fields: records with
 * the same `ref` are one entity, and two records of different sides with the same
 * `maybe` and different refs are a link under review. Both datasets have these fields.
 */
export async function givenCrosswalk(engine: Engine, name: string, from: RecordSet, to: RecordSet): Promise<Crosswalk> {
  const crosswalk = { identity: "customer", entities: `${name} entities`, links: `${name} links`, unsure: `${name} unsure` };
  const entities = ({ dataset, relation }: RecordSet): Sql =>
    sql`SELECT ${dataset.id} AS dataset, _row AS row, _key AS key, coalesce('entity ' || ref, ${`alone ${dataset.id} `} || _key) AS entity,
  CASE WHEN ref = 'B' THEN CAST(0.995 AS DOUBLE) ELSE 1 END AS confidence FROM ${id(relation)}`;
  await engine.runInline(sql`CREATE TABLE ${id(crosswalk.entities)} AS ${entities(from)} UNION ALL ${entities(to)}`);
  const pair = (status: string, confidence: string, on: Sql): Sql =>
    sql`SELECT ${from.dataset.id} AS from_dataset, f._row AS from_row, f._key AS from_key, ${to.dataset.id} AS to_dataset, t._row AS to_row, t._key AS to_key,
  ${status} AS status, 'evidence' AS method, CAST(${confidence} AS DOUBLE) AS confidence, 0.5 AS weight, 1 AS pattern
FROM ${id(from.relation)} AS f JOIN ${id(to.relation)} AS t ON ${on}`;
  await engine.runInline(sql`CREATE TABLE ${id(crosswalk.links)} AS ${pair("accepted", "0.995", sql`f.ref = t.ref`)}
UNION ALL ${pair("review", "0.75", sql`f.maybe = t.maybe AND NOT coalesce(f.ref = t.ref, FALSE)`)}`);
  const unsure = (near: "from" | "to", set: RecordSet, other: RecordSet): Sql => {
    const links = (status: string): Sql => sql`(SELECT ${id(`${near}_row`)} FROM ${id(crosswalk.links)} WHERE status = ${status})`;
    return sql`SELECT ${set.dataset.id} AS dataset, _row AS row, ${other.dataset.id} AS counterpart FROM ${id(set.relation)}
WHERE _row IN ${links("review")} AND _row NOT IN ${links("accepted")}`;
  };
  await engine.runInline(sql`CREATE TABLE ${id(crosswalk.unsure)} AS ${unsure("from", from, to)} UNION ALL ${unsure("to", to, from)}`);
  return crosswalk;
}

function typeName(type: FieldType): Sql {
  return typeName2(FIELD_TYPES[type]);
}

function typeName2(name: string): Sql {
  return { parts: [{ kind: "text", text: name }] };
}

export function givenHandoff(overrides: Partial<Handoff> = {}): Handoff {
  return {
    id: "jobs-to-invoices",
    title: "Jobs become invoices",
    from: { dataset: "dispatch.jobs", filter: undefined, amount: "amount", clock: "created" },
    to: { dataset: "books.invoices", filter: undefined, amount: "amount", clock: "created" },
    match: { kind: "key", on: [{ from: "ref", to: "ref" }], ignoreCase: false },
    cardinality: "one-to-one",
    compare: [{ from: "amount", to: "amount", tolerance: { kind: "amount", absolute: "0.01", relative: "0" } }],
    adjustments: [],
    grace: { count: 0, unit: "days" },
    owner: "billing",
    alert: undefined,
    workflows: ["job-to-cash"],
    decision: "billing",
    line: 1,
    ...overrides,
  };
}
