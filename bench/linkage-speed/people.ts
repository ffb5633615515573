import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

/** Raised when what is made changes. */
const form = 2;
/** Of 21 records one is another one's duplicate: 50,000 of 1,050,000. */
const share = 21;

/** The columns that are compared, and by which blocks are made; a record also has its `id`. */
export const PEOPLE_COLUMNS = ["first_name", "surname", "dob", "city", "email", "phone"] as const;

/**
 * How often names occur: the one of rank n with a weight of 1 / (n + shift). As in
 * a census, a few are common and most are rare. The shifts are such that the
 * three rules bring about 11.08 million pairs together at 1,050,000 records.
 */
const names = {
  first: {
    count: 4_000,
    shift: 2.77,
    onsets: ["b", "c", "d", "el", "f", "g", "h", "j", "k", "l", "m", "n", "r", "s", "t"],
    ends: ["a", "en", "ia", "is", "o"],
  },
  last: {
    count: 40_000,
    shift: 6.6,
    onsets: ["b", "br", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w"],
    ends: ["er", "ley", "man", "s", "son", "ton"],
  },
  city: {
    count: 2_000,
    shift: 40,
    onsets: ["b", "cl", "d", "f", "gr", "h", "l", "m", "n", "p", "r", "s", "w"],
    ends: ["bury", "field", "ford", "ham", "ton", "ville"],
  },
} as const;
const colours = [
  "amber",
  "black",
  "blue",
  "brown",
  "crimson",
  "cyan",
  "gold",
  "green",
  "grey",
  "ivory",
  "lime",
  "pink",
  "red",
  "violet",
  "white",
];
const animals = [
  "badger",
  "bear",
  "crow",
  "deer",
  "eagle",
  "fox",
  "hare",
  "lynx",
  "mole",
  "otter",
  "owl",
  "pike",
  "seal",
  "swan",
  "toad",
  "wolf",
];
const vowels = ["a", "e", "i", "o", "u", "ai", "ea", "oo"];

export interface People {
  /** Parquet: `id` BIGINT from 1, and the columns, all VARCHAR. */
  readonly file: string;
  /** CSV of the ids of two records of one person, read only by whoever scores. */
  readonly truth: string;
  readonly records: number;
  /** People with two records. */
  readonly duplicates: number;
}

/**
 * Writes synthetic people as Parquet, unless they are there: of every 21 records
 * one repeats another with typing errors, changed or missing values. Ids say
 * nothing and rows stand in a random order. The same seed gives the same file.
 */
export async function makePeople(directory: string, records: number, seed: number): Promise<People> {
  const home = join(directory, `people-${records}-${seed}-v${form}`);
  const duplicates = Math.floor(records / share);
  const people = { file: join(home, "people.parquet"), truth: join(home, "truth.csv"), records, duplicates };
  if (existsSync(people.truth)) return people;
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await write(connection, records - duplicates, duplicates, seed, unfinished);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  renameSync(unfinished, home);
  return people;
}

/** The smaller and the larger id of each two records that are one person, as two sides that hold one entity each. */
export function peopleTruth(people: People): { readonly left: ReadonlyMap<string, string>; readonly right: ReadonlyMap<string, string> } {
  const sides = { left: new Map<string, string>(), right: new Map<string, string>() };
  // Everybody may be named on either side; who has no second record there is an entity of its own.
  for (let id = 1; id <= people.records; id++) {
    sides.left.set(String(id), `left ${id}`);
    sides.right.set(String(id), `right ${id}`);
  }
  for (const line of readFileSync(people.truth, "utf8").split("\n")) {
    const [smaller, larger] = line.split(",");
    if (smaller === undefined || larger === undefined) continue;
    sides.left.set(smaller, line);
    sides.right.set(larger, line);
  }
  return sides;
}

/** What must agree for two records to be compared: all columns of one of these. */
export const PEOPLE_RULES = [
  ["first_name", "surname"],
  ["surname", "city"],
  ["first_name", "dob"],
] as const;

/** A set of pairs by their number and a sum over their ids that no order changes. */
export interface CandidatePairs {
  readonly pairs: number;
  readonly checksum: string;
}

/** The candidate pairs that the rules make, found by plain joins. */
export async function candidatePairs(file: string): Promise<CandidatePairs> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const joined = PEOPLE_RULES.map(
      (rule) => `SELECT a.id AS l, b.id AS r FROM people a JOIN people b
        ON ${rule.map((column) => `a.${column} = b.${column}`).join(" AND ")} AND a.id < b.id`,
    );
    await connection.run("CREATE TABLE people AS SELECT * FROM read_parquet($1)", [file]);
    const counted = await connection.runAndReadAll(
      `SELECT count(*), CAST(sum((l * r) % 4294967291) AS VARCHAR) FROM (${joined.join(" UNION ")})`,
    );
    const [row] = counted.getRowsJson();
    return { pairs: Number(row?.[0]), checksum: String(row?.[1]) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function write(connection: DuckDBConnection, originals: number, duplicates: number, seed: number, home: string): Promise<void> {
  await connection.run(`CREATE MACRO dice(i, salt) AS md5_number_lower('${seed}:' || salt || ':' || i)`);
  await connection.run("CREATE MACRO chance(i, salt, percent) AS dice(i, salt) % 100 < percent");
  for (const kind of ["first", "last", "city"] as const) await createNames(connection, kind);
  await connection.run(`CREATE TABLE originals AS
    SELECT o.i, first.name AS first_name, last.name AS surname, city.name AS city,
      strftime(DATE '1935-01-01' + CAST(dice(o.i, 'month') % 840 AS INTEGER) * INTERVAL 1 MONTH, '%Y-%m-')
        || lpad(CAST(1 + dice(o.i, 'day') % 28 AS VARCHAR), 2, '0') AS dob
    FROM (SELECT i, ${["first", "last", "city"].map((kind) => `dice(i, '${kind}') % 1000000000 / 1e9 AS ${kind}_at`).join(", ")}
      FROM range(${originals}) AS r(i)) AS o
    ${["first", "last", "city"].map((kind) => `ASOF JOIN names_${kind} AS ${kind} ON o.${kind}_at >= ${kind}.past`).join("\n    ")}`);
  await connection.run(`CREATE MACRO typo(word, i, salt) AS (SELECT CASE dice(i, salt || 'how') % 3
      WHEN 0 THEN substr(word, 1, spot) || substr(word, spot + 2)
      WHEN 1 THEN substr(word, 1, spot) || chr(CAST(97 + dice(i, salt || 'letter') % 26 AS INTEGER)) || substr(word, spot + 2)
      ELSE substr(word, 1, spot - 1) || substr(word, spot + 1, 1) || substr(word, spot, 1) || substr(word, spot + 2) END
    FROM (SELECT 1 + CAST(dice(i, salt || 'place') % greatest(length(word) - 1, 1) AS INTEGER) AS spot))`);
  // No part of the name: evidence of its own, as both contenders take it to be.
  const words = (list: readonly string[], salt: string): string =>
    `[${list.map((word) => `'${word}'`).join(", ")}][1 + CAST(dice(i, salt || '${salt}') % ${list.length} AS INTEGER)]`;
  await connection.run(`CREATE MACRO mail(i, salt) AS ${words(colours, "colour")} || ${words(animals, "animal")} || dice(i, salt) % 100000 || '@'
    || ${words(["mail.example", "post.example", "inbox.example", "web.example"], "host")}`);
  await connection.run(`CREATE MACRO number(i, salt) AS '0' || 2000000000 + dice(i, salt) % 7000000000`);
  // Copy 0 is what was first written down; copy 1, of the first people, what another system holds.
  await connection.run(`CREATE TABLE people AS
    SELECT i, 0 AS copy, first_name, surname, dob, city, mail(i, 'mail') AS email, number(i, 'phone') AS phone FROM originals
    UNION ALL SELECT i, 1,
      CASE WHEN chance(i, 'first typo', 20) THEN typo(first_name, i, 'first') ELSE first_name END,
      CASE WHEN chance(i, 'last typo', 15) THEN typo(surname, i, 'last') ELSE surname END,
      CASE WHEN chance(i, 'dob typo', 12) THEN substr(dob, 1, 3) || (CAST(substr(dob, 4, 1) AS INTEGER) + 1 + dice(i, 'year') % 9) % 10 || substr(dob, 5) ELSE dob END,
      CASE WHEN chance(i, 'moved', 12) THEN (SELECT o.city FROM originals o WHERE o.i = (p.i * 7 + 1) % ${originals}) ELSE city END,
      mail(i, CASE WHEN chance(i, 'other mail', 25) THEN 'mail2' ELSE 'mail' END),
      number(i, CASE WHEN chance(i, 'other phone', 20) THEN 'phone2' ELSE 'phone' END)
    FROM originals p WHERE i < ${duplicates}`);
  const absent = { first_name: 1, surname: 1, dob: 3, city: 3, email: 25, phone: 20 } as const;
  const columns = PEOPLE_COLUMNS.map(
    (name) => `CASE WHEN chance(copy || ':' || i, 'no ${name}', ${absent[name]}) THEN NULL ELSE ${name} END AS ${name}`,
  );
  await connection.run(`CREATE TABLE ids AS SELECT i, copy, row_number() OVER (ORDER BY dice(i, 'id' || copy), i, copy) AS id FROM people`);
  await connection.run(`COPY (SELECT id, ${columns.join(", ")} FROM people JOIN ids USING (i, copy) ORDER BY dice(i, 'row' || copy), i, copy)
    TO '${join(home, "people.parquet")}'`);
  const pairs = await connection.runAndReadAll(
    "SELECT least(a.id, b.id) || ',' || greatest(a.id, b.id) FROM ids a JOIN ids b ON a.i = b.i AND a.copy = 0 AND b.copy = 1 ORDER BY 1",
  );
  writeFileSync(join(home, "truth.csv"), pairs.getRowsJson().join("\n"));
}

/** Words of two or three syllables by rank, and where each one's span begins between 0 and 1. */
async function createNames(connection: DuckDBConnection, kind: keyof typeof names): Promise<void> {
  const { count, shift, onsets, ends } = names[kind];
  const pick = (list: readonly string[], salt: string): string =>
    `[${list.map((one) => `'${one}'`).join(", ")}][1 + CAST(dice(r, '${kind} ${salt}') % ${list.length} AS INTEGER)]`;
  const middle = `CASE WHEN r >= ${count / 10} THEN ${pick(onsets, "third")} || ${pick(vowels, "fourth")} ELSE '' END`;
  const word = `${pick(onsets, "onset")} || ${pick(vowels, "vowel")} || ${middle} || ${pick(onsets, "second")} || ${pick(ends, "end")}`;
  await connection.run(`CREATE TABLE names_${kind} AS
    SELECT name, (sum(weight) OVER (ORDER BY r) - weight) / sum(weight) OVER () AS past
    FROM (SELECT ${word} AS name, min(r) AS r, 1 / (min(r) + ${shift}) AS weight FROM range(${count}) AS ranks(r) GROUP BY name)`);
}
