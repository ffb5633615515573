import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { KINDS, differingColumns, kindCounts, type Copy, type DatasetName, type Edit } from "./kinds.ts";

/** Key, then the seven compared columns. */
export const COLUMNS = ["number", "customer", "branch", "status", "amount", "tax", "serviced_on", "created_at"] as const;
/** The captures' clocks: what is younger than the upstream one cannot be expected upstream. */
export const CAPTURED = { from: "2026-10-01T06:00:00.000Z", to: "2026-10-01T07:00:00.000Z" } as const;
/** Raised when what is made changes. */
const form = 5;

/** What is right for a dataset, known from how it was made and not from joining it. */
export interface KnownAnswer {
  readonly dataset: DatasetName;
  readonly rows: { readonly from: number; readonly to: number };
  readonly outcomes: readonly KnownOutcome[];
  /** The whole's bridge: its bars that are not 0.00, by id, signed. */
  readonly bridge: Readonly<Record<string, string>>;
  /** Breaks that are no differing pair: `side ⇥ outcome ⇥ reason ⇥ number`. */
  readonly breaks: Listed;
  /** Pairs that differ: their (key, column) list, with the tolerance of one cent. */
  readonly tolerant: Listed;
  /** The same without a tolerance; empty where keys are repeated. */
  readonly exact: Listed;
  /** What a full join on the key counts, with the tolerance. */
  readonly join: { readonly both: number; readonly different: number; readonly fromOnly: number; readonly toOnly: number };
  /** Keys on one side only, grace or not: `number ⇥ side`. */
  readonly alone: Listed;
}

export interface KnownOutcome {
  readonly side: "from" | "to";
  readonly outcome: string;
  readonly reason: string;
  readonly records: number;
  readonly amount: string;
}

export interface Listed {
  readonly lines: number;
  readonly digest: string;
}

export interface DatasetFiles {
  readonly from: string;
  readonly to: string;
  readonly answer: KnownAnswer;
}

/** SHA-256 over sorted lines, so that any order of finding them gives the same. */
export function digestOf(lines: readonly string[]): Listed {
  const hash = createHash("sha256");
  [...lines].sort().forEach((line, index) => hash.update(index === 0 ? line : `\n${line}`));
  return { lines: lines.length, digest: hash.digest("hex") };
}

/**
 * Writes both sides of a dataset as Parquet and its known answer beside them,
 * unless they are there. The same seed gives the same records on every machine.
 */
export async function makeDataset(directory: string, dataset: DatasetName, rows: number, seed: number): Promise<DatasetFiles> {
  const home = join(directory, `tieout-${dataset}-${rows}-${seed}-v${form}`);
  const files = { from: join(home, "from.parquet"), to: join(home, "to.parquet") };
  const answerFile = join(home, "answer.json");
  if (!existsSync(answerFile)) {
    const unfinished = `${home}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      await makeRecords(connection, dataset, rows, seed);
      const order = dataset === "shuffled" ? "shuffle" : "number, copy";
      for (const side of ["from", "to"] as const) {
        await connection.run(
          `COPY (SELECT ${COLUMNS.join(", ")} FROM records WHERE side = '${side}' ORDER BY ${order}) TO '${join(unfinished, `${side}.parquet`)}'`,
        );
      }
      writeFileSync(join(unfinished, "answer.json"), `${JSON.stringify(await answer(connection, dataset), undefined, 2)}\n`);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    renameSync(unfinished, home);
  }
  return { ...files, answer: JSON.parse(readFileSync(answerFile, "utf8")) as KnownAnswer };
}

async function makeRecords(connection: DuckDBConnection, dataset: DatasetName, rows: number, seed: number): Promise<void> {
  await connection.run(`CREATE MACRO dice(i, salt) AS md5_number_lower('${seed}:' || salt || ':' || i)`);
  await connection.run(
    "CREATE TABLE copies (kind VARCHAR, side VARCHAR, copy INTEGER, outcome VARCHAR, reason VARCHAR, born VARCHAR, \
    amount INTEGER, vary BOOLEAN, customer BOOLEAN, status BOOLEAN, tax BOOLEAN, date BOOLEAN)",
  );
  for (const kind of KINDS) {
    for (const side of ["from", "to"] as const) {
      for (const [index, copy] of kind[side].entries()) {
        await connection.run(`INSERT INTO copies VALUES ('${kind.name}', '${side}', ${index}, ${copyValues(copy, kind.born)})`);
      }
    }
  }
  let start = 0;
  const spans = [...kindCounts(dataset, rows)].map(([kind, count]) => `('${kind}', ${start}, ${(start += count)})`);
  await connection.run(`CREATE TABLE spans (kind VARCHAR, first BIGINT, past BIGINT); INSERT INTO spans VALUES ${spans.join(", ")}`);
  await connection.run(`CREATE TABLE planned AS
    SELECT i, kind FROM (SELECT i, row_number() OVER (ORDER BY dice(i, 'kind'), i) - 1 AS place FROM range(${start}) AS r(i))
    JOIN spans ON place >= first AND place < past`);
  await connection.run(`CREATE TABLE bases AS
    SELECT i, kind, 'J' || lpad(CAST(i AS VARCHAR), 8, '0') AS number,
      'Customer ' || dice(i, 'customer') % 40000 AS customer,
      ['Tampa', 'St. Petersburg', 'Clearwater', 'Brandon', 'Lakeland', 'Sarasota'][1 + CAST(dice(i, 'branch') % 6 AS INTEGER)] AS branch,
      ['Completed', 'Completed', 'Completed', 'Scheduled', 'Canceled', 'InProgress'][1 + CAST(dice(i, 'status') % 6 AS INTEGER)] AS status,
      CAST(10000 + dice(i, 'amount') % 500000 AS BIGINT) AS cents,
      CAST(dice(i, 'tax') % 30000 AS BIGINT) AS tax,
      CAST(dice(i, 'date') % 5 AS INTEGER) AS delay, CAST(1 + dice(i, 'days') % 9 AS INTEGER) AS days,
      CAST(dice(i, 'vary') % 5000 AS BIGINT) AS varied, CASE WHEN dice(i, 'sign') % 2 = 0 THEN 1 ELSE -1 END AS sign,
      CAST(dice(i, 'second') % 22464000 AS BIGINT) AS age
    FROM planned`);
  await connection.run(`CREATE TABLE records AS
    SELECT b.kind, c.side, c.copy, c.outcome, c.reason, b.number,
      CASE WHEN c.customer THEN b.customer || ' LLC' ELSE b.customer END AS customer, b.branch,
      CASE WHEN NOT c.status THEN b.status WHEN b.status = 'Completed' THEN 'Hold' ELSE 'Completed' END AS status,
      CAST(CAST(b.cents + b.sign * (c.amount + CASE WHEN c.vary THEN b.varied ELSE 0 END) AS DECIMAL(16, 0)) * 0.01 AS DECIMAL(18, 4)) AS amount,
      CAST(CAST(b.tax + CASE WHEN c.tax THEN 7 ELSE 0 END AS DECIMAL(16, 0)) * 0.01 AS DECIMAL(18, 4)) AS tax,
      CAST(created_at AS DATE) + b.delay + CASE WHEN c.date THEN b.days ELSE 0 END AS serviced_on, created_at,
      dice(b.i, c.side || c.copy) AS shuffle
    FROM bases b JOIN copies c ON c.kind = b.kind, LATERAL (SELECT CASE c.born
      WHEN 'within-grace' THEN TIMESTAMP '2026-09-30 12:00:00' + to_seconds(b.age % 36000)
      WHEN 'after-capture' THEN TIMESTAMP '2026-10-01 06:00:01' + to_seconds(b.age % 3500)
      ELSE TIMESTAMP '2026-01-01 00:00:00' + to_seconds(b.age) END AS created_at)`);
}

function copyValues({ edit, outcome, reason }: Copy, born: string): string {
  const flag = (name: keyof Edit): string => (edit[name] === undefined ? "FALSE" : "TRUE");
  return `'${outcome}', '${reason}', '${born}', ${edit.amount ?? 0}, ${["vary", "customer", "status", "tax", "date"]
    .map((name) => flag(name as keyof Edit))
    .join(", ")}`;
}

async function answer(connection: DuckDBConnection, dataset: DatasetName): Promise<KnownAnswer> {
  const all = async <T>(text: string): Promise<T[]> => (await connection.runAndReadAll(text)).getRowObjectsJson() as T[];
  const outcomes = (
    await all<KnownOutcome>(
      "SELECT side, outcome, reason, count(*) AS records, CAST(CAST(sum(amount) AS DECIMAL(18, 2)) AS VARCHAR) AS amount \
        FROM records GROUP BY ALL ORDER BY ALL",
    )
  ).map((outcome) => ({ ...outcome, records: Number(outcome.records) }));
  const breaks = await all<{ line: string }>(
    "SELECT concat_ws(chr(9), side, outcome, reason, number) AS line FROM records WHERE outcome IN ('missing', 'extra', 'duplicate', 'ambiguous')",
  );
  const counted = new Map(
    (await all<{ kind: string; keys: string }>("SELECT kind, count(*) AS keys FROM planned GROUP BY kind")).map((r) => [
      r.kind,
      Number(r.keys),
    ]),
  );
  const join = { both: 0, different: 0, fromOnly: 0, toOnly: 0 };
  const tolerant: string[] = [];
  const exact: string[] = [];
  const alone: string[] = [];
  for (const kind of KINDS) {
    const keys = counted.get(kind.name) ?? 0;
    if (keys === 0) continue;
    if (kind.to.length === 0) join.fromOnly += keys * kind.from.length;
    if (kind.from.length === 0) join.toOnly += keys * kind.to.length;
    join.both += keys * kind.from.length * kind.to.length;
    for (const from of kind.from) {
      for (const to of kind.to) if (differingColumns(from.edit, to.edit, "cent").length > 0) join.different += keys;
    }
    const numbers = (await all<{ number: string }>(`SELECT number FROM bases WHERE kind = '${kind.name}'`)).map((r) => r.number);
    const only = kind.to.length === 0 ? "from" : kind.from.length === 0 ? "to" : undefined;
    if (only !== undefined) for (const number of numbers) alone.push(`${number}\t${only}`);
    // Copies stand in the order in which they are to be paired.
    kind.from.forEach((from, index) => {
      const to = kind.to[index];
      if (to === undefined) return;
      const columns = from.outcome === "different" ? differingColumns(from.edit, to.edit, "cent") : [];
      for (const number of numbers) for (const column of columns) tolerant.push(`${number}\t${column}`);
      if (dataset === "duplicate-keys") return;
      for (const column of differingColumns(from.edit, to.edit, "none")) for (const number of numbers) exact.push(`${number}\t${column}`);
    });
  }
  const rows = { from: 0, to: 0 };
  for (const { side, records } of outcomes) rows[side] += records;
  return {
    dataset,
    rows,
    outcomes,
    bridge: bridgeOf(outcomes),
    breaks: digestOf(breaks.map(({ line }) => line)),
    tolerant: digestOf(tolerant),
    exact: digestOf(exact),
    join,
    alone: digestOf(alone),
  };
}

/** The bridge that these outcomes make: what a bar must hold follows from its definition alone. */
function bridgeOf(outcomes: readonly KnownOutcome[]): Record<string, string> {
  const cents = (side: "from" | "to", names: readonly string[]): bigint =>
    outcomes
      .filter((known) => known.side === side && (names.length === 0 || names.includes(known.outcome)))
      .reduce((sum, { amount }) => sum + BigInt(amount.replace(".", "")), 0n);
  const bars: Record<string, bigint> = {
    upstream: cents("from", []),
    missing: -cents("from", ["missing"]),
    "in-flight": -cents("from", ["in-flight"]),
    "ambiguous-upstream": -cents("from", ["ambiguous"]),
    "duplicate-upstream": -cents("from", ["duplicate"]),
    difference: cents("to", ["different"]) - cents("from", ["different"]),
    tolerance: cents("to", ["matched"]) - cents("from", ["matched"]),
    extra: cents("to", ["extra"]),
    duplicate: cents("to", ["duplicate"]),
    ambiguous: cents("to", ["ambiguous"]),
    "in-flight-downstream": cents("to", ["in-flight"]),
    downstream: cents("to", []),
  };
  return Object.fromEntries(Object.entries(bars).flatMap(([name, amount]) => (amount === 0n ? [] : [[name, inUnits(amount)]])));
}

function inUnits(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
