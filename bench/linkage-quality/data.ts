import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { repository } from "../harness/paths.ts";
import type { Truth } from "./metrics.ts";

/** Recorded data; not part of the project, and perhaps absent. */
export const recorded = join(repository, "..", "shared", "data", "linkage");
/** Raised when what is made changes. */
const form = 1;
/** The share that `transactions-dropped` lacks on each side, of a hundred. */
const dropped = 20;

export const LINKAGE_DATASETS = ["transactions", "transactions-dropped", "historical_50k", "febrl4", "childcare_sites"] as const;
export type LinkageDataset = (typeof LINKAGE_DATASETS)[number];

/** Where a side's records come from, and which column tells what they truly are. */
interface Source {
  readonly file: string;
  readonly entity: string;
  /** Column → expression over the file; the contenders see these and a fresh id. */
  readonly columns: Readonly<Record<string, string>>;
}

/** One source: its duplicates are looked for. Two: each is linked with the other. */
const sources: Readonly<Record<LinkageDataset, readonly Source[]>> = {
  transactions: [transactions("origin"), transactions("destination")],
  "transactions-dropped": [transactions("origin"), transactions("destination")],
  historical_50k: [
    {
      file: "historical_50k.parquet",
      entity: "cluster",
      columns: same(
        "full_name",
        "first_and_surname",
        "first_name",
        "surname",
        "dob",
        "birth_place",
        "postcode_fake",
        "gender",
        "occupation",
      ),
    },
  ],
  febrl4: [febrl("febrl4a.csv"), febrl("febrl4b.csv")],
  childcare_sites: [
    {
      file: "childcare_sites.csv",
      entity: `"True Id"`,
      columns: { site_name: text("Site name"), address: text("Address"), zip: text("Zip"), phone: text("Phone") },
    },
  ],
};

function transactions(side: string): Source {
  return { file: `transactions_${side}.parquet`, entity: "ground_truth", columns: same("memo", "transaction_date", "amount") };
}

function febrl(file: string): Source {
  const names = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth"];
  return {
    file,
    entity: "regexp_extract(rec_id, '^rec-([0-9]+)-', 1)",
    columns: Object.fromEntries([...names, "soc_sec_id"].map((name) => [name, text(name)])),
  };
}

function same(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** Blanks around a value are how a file was written; an empty one is absent. */
function text(column: string): string {
  return `nullif(trim("${column}", chr(9) || chr(10) || chr(13) || ' '), '')`;
}

export interface LinkageFiles {
  /** One Parquet file a source: `id` BIGINT, unique over all of them, and the columns. */
  readonly files: readonly string[];
  /** By source, read only by whoever scores. */
  readonly truth: readonly Truth[];
}

/**
 * Writes a data set for the contenders, unless it is there: fresh ids that say
 * nothing, rows in a random order, no column that tells what a record truly is.
 * The same seed gives the same files.
 *
 * @returns undefined when the recorded data is absent
 */
export async function makeLinkage(directory: string, dataset: LinkageDataset, seed: number): Promise<LinkageFiles | undefined> {
  const parts = sources[dataset];
  if (parts.some(({ file }) => !existsSync(join(recorded, file)))) return undefined;
  const home = join(directory, `linkage-${dataset}-${seed}-v${form}`);
  const files = parts.map((_, index) => join(home, `records-${index}.parquet`));
  const truthFile = join(home, "truth", "truth.json");
  if (!existsSync(truthFile)) {
    const unfinished = `${home}.${process.pid}`;
    mkdirSync(join(unfinished, "truth"), { recursive: true });
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      const truth = await write(connection, dataset, seed, unfinished);
      writeFileSync(join(unfinished, "truth", "truth.json"), JSON.stringify(truth));
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    renameSync(unfinished, home);
  }
  const truth = JSON.parse(readFileSync(truthFile, "utf8")) as readonly (readonly (readonly [string, string])[])[];
  return { files, truth: truth.map((side) => new Map(side)) };
}

async function write(connection: DuckDBConnection, dataset: LinkageDataset, seed: number, home: string): Promise<[string, string][][]> {
  const parts = sources[dataset];
  await connection.run(`CREATE MACRO dice(i, salt) AS md5_number_lower('${seed}:' || salt || ':' || i)`);
  for (const [index, { file, entity, columns }] of parts.entries()) {
    const path = join(recorded, file);
    const read = file.endsWith(".csv") ? `read_csv('${path}', header = true, all_varchar = true)` : `read_parquet('${path}')`;
    const list = Object.entries(columns).map(([name, expression]) => `${expression} AS ${name}`);
    const keep = dataset === "transactions-dropped" ? `WHERE dice(place, 'drop${index}') % 100 >= ${dropped}` : "";
    await connection.run(`CREATE TABLE side${index} AS SELECT * FROM (
      SELECT row_number() OVER () AS place, CAST(${entity} AS VARCHAR) AS entity, ${list.join(", ")} FROM ${read}) ${keep}`);
  }
  const all = parts.map((_, index) => `SELECT ${index} AS side, place FROM side${index}`).join(" UNION ALL ");
  await connection.run(`CREATE TABLE ids AS
    SELECT side, place, row_number() OVER (ORDER BY dice(place, 'id' || side), side, place) AS id FROM (${all})`);
  const truth: [string, string][][] = [];
  for (const [index, { columns }] of parts.entries()) {
    await connection.run(`COPY (SELECT id, ${Object.keys(columns).join(", ")} FROM side${index} JOIN ids USING (place) WHERE side = ${index}
      ORDER BY dice(place, 'row${index}'), place) TO '${join(home, `records-${index}.parquet`)}'`);
    const rows = await connection.runAndReadAll(
      `SELECT CAST(id AS VARCHAR), entity FROM side${index} JOIN ids USING (place) WHERE side = ${index} ORDER BY id`,
    );
    truth.push(rows.getRowsJson() as [string, string][]);
  }
  return truth;
}
