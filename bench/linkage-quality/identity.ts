import type { AttributeRole, CaptureManifest, Dataset, FieldType, Identity, RecordSet } from "../../src/model/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { id, sql } from "../../src/sql/index.ts";
import type { LinkageDataset } from "./data.ts";

/*
 * A labelled data set as an estate declares it: what each column holds, whether
 * one record of a side stands for one of the other, and nothing else.
 */

type Column = readonly [role: AttributeRole, type: FieldType];

const payment: Readonly<Record<string, Column>> = {
  memo: ["memo", "text"],
  transaction_date: ["event-date", "date"],
  amount: ["amount", "money"],
};

const columns: Readonly<Record<LinkageDataset, Readonly<Record<string, Column>>>> = {
  transactions: payment,
  "transactions-dropped": payment,
  historical_50k: {
    full_name: ["name", "text"],
    dob: ["date", "text"],
    birth_place: ["place", "text"],
    postcode_fake: ["postcode", "text"],
    gender: ["category", "text"],
    occupation: ["category", "text"],
  },
  febrl4: {
    given_name: ["first-name", "text"],
    surname: ["last-name", "text"],
    address: ["address", "text"],
    suburb: ["place", "text"],
    postcode: ["postcode", "text"],
    state: ["category", "text"],
    date_of_birth: ["date", "text"],
    soc_sec_id: ["legacy-id", "text"],
  },
  childcare_sites: {
    site_name: ["name", "text"],
    address: ["address", "text"],
    zip: ["postcode", "text"],
    phone: ["phone", "text"],
  },
};
/** Attributes that several columns make up. */
const parts: Readonly<Record<string, readonly string[]>> = { "febrl4 address": ["street_number", "address_1"] };
const countries: Readonly<Record<LinkageDataset, string>> = {
  transactions: "GB",
  "transactions-dropped": "GB",
  historical_50k: "GB",
  febrl4: "AU",
  childcare_sites: "US",
};

/** @param accept match probability from which a link is accepted */
export function identityOf(dataset: LinkageDataset, accept: number): Identity {
  const given = columns[dataset];
  const isLinked = sides(dataset).length === 2;
  const [from, to] = sides(dataset);
  return {
    id: "entity",
    title: "Entities",
    entity: "entity",
    attributes: Object.entries(given).map(([name, [role]]) => ({ name, role })),
    members: sides(dataset).map((member) => ({
      dataset: member,
      fields: Object.fromEntries(Object.keys(given).map((name) => [name, fieldsOf(dataset, name)])),
      duplicates: !isLinked,
      references: [],
    })),
    links: from === undefined || to === undefined ? [] : [{ from, to, cardinality: "one-to-one", key: [] }],
    blocking: undefined,
    accept,
    review: Math.min(accept, 0.5),
    country: countries[dataset],
    decisions: "decisions.csv",
    model: undefined,
    line: 1,
  };
}

/** Views over the files with what every record set has; a record's key is its id. */
export async function recordSets(
  engine: Engine,
  dataset: LinkageDataset,
  files: readonly string[],
): Promise<ReadonlyMap<string, RecordSet>> {
  const sets = new Map<string, RecordSet>();
  for (const [index, side] of sides(dataset).entries()) {
    const file = files[index];
    if (file === undefined) throw new Error(`${dataset} needs ${sides(dataset).length} files`);
    await engine.runInline(sql`CREATE VIEW ${id(`given${index}`)} AS
SELECT *, file_row_number AS _row, CAST(id AS VARCHAR) AS _key FROM read_parquet(${file}, file_row_number = TRUE)`);
    const [counted] = await engine.rows<{ rows: string }>(sql`SELECT count(*) AS rows FROM ${id(`given${index}`)}`);
    const set = { dataset: datasetOf(dataset, side), capture: manifest(side), relation: `given${index}`, rows: Number(counted?.rows) };
    sets.set(side, { ...set, unreadable: 0, unreadableSamples: [], notes: [] });
  }
  return sets;
}

function sides(dataset: LinkageDataset): readonly string[] {
  return dataset === "historical_50k" || dataset === "childcare_sites" ? ["system.records"] : ["upstream.records", "downstream.records"];
}

function fieldsOf(dataset: LinkageDataset, attribute: string): readonly string[] {
  return parts[`${dataset} ${attribute}`] ?? [attribute];
}

function datasetOf(dataset: LinkageDataset, side: string): Dataset {
  const fields = Object.entries(columns[dataset]).flatMap(([name, [, type]]) =>
    fieldsOf(dataset, name).map((field) => ({ name: field, type })),
  );
  return {
    id: side,
    system: side.split(".")[0] ?? side,
    entity: "entity",
    title: side,
    captures: [],
    use: "latest",
    key: ["id"],
    repeatedKey: "refuse",
    fields: fields.map(({ name, type }) => ({
      name,
      type,
      from: { column: name },
      decimal: undefined,
      dateOrder: undefined,
      timeZone: "UTC",
      line: 1,
    })),
    amount: undefined,
    currency: { code: "GBP" },
    times: {},
    time: undefined,
    created: undefined,
    state: undefined,
    deleted: undefined,
    unit: undefined,
    by: { created: undefined, modified: undefined },
    line: 1,
  };
}

function manifest(side: string): CaptureManifest {
  return {
    version: 1,
    id: "0".repeat(64),
    dataset: side,
    capturedAt: "2026-10-01T06:00:00.000Z",
    capturedAtFrom: "declared",
    files: [],
    rows: 0,
    columns: [],
    unreadable: [],
    unreadableRows: 0,
    hints: [],
    storedBytes: 0,
  };
}
