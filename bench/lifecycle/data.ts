import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { repository } from "../harness/paths.ts";
import { truthOf, type Answer, type Trace } from "./truth.ts";

/** The recorded log, read in place. */
export const recorded = join(repository, "..", "shared", "data", "event-logs", "bpic2012.xes.gz");

/** Raised when what is made changes. */
const form = 1;

/** The columns of the files, as XES and its tools call them. */
export const COLUMNS = { case: "case:concept:name", activity: "concept:name", at: "time:timestamp" } as const;

export interface LogFiles {
  /** All copies. */
  readonly csv: string;
  readonly parquet: string;
  /** A single copy, to warm up with. */
  readonly warmup: { readonly csv: string; readonly parquet: string };
  readonly truth: Answer;
  readonly events: number;
}

/** Where made logs are kept: outside the checkout. */
function scratchDirectory(): string {
  return process.env["TIEOUT_BENCH_DIR"] ?? join(tmpdir(), "tieout-bench-data");
}

/**
 * Writes so many copies of the recorded log as CSV and as Parquet, unless they are there: each copy has case ids of its
 * own (`173688-07`), all events stand in the order of time, as a system would have written them, and those of one
 * instant and case in the order of the log.
 */
export async function makeLog(copies: number): Promise<LogFiles> {
  const traces = readTraces(recorded);
  const home = join(scratchDirectory(), `bpic2012-${copies}-v${form}`);
  const single = join(scratchDirectory(), `bpic2012-1-v${form}`);
  await write(traces, 1, single);
  await write(traces, copies, home);
  const files = (directory: string) => ({ csv: join(directory, "log.csv"), parquet: join(directory, "log.parquet") });
  return {
    ...files(home),
    warmup: files(single),
    truth: truthOf(traces, copies),
    events: copies * traces.reduce((sum, { events }) => sum + events.length, 0),
  };
}

async function write(traces: readonly Trace[], copies: number, home: string): Promise<void> {
  if (existsSync(home)) return;
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const once = join(unfinished, "once.csv");
  let place = 0;
  const lines = traces.flatMap(({ id, events }) =>
    events.map(({ activity, at }) => `${(place += 1)},${id},"${activity}",${new Date(at).toISOString()}`),
  );
  writeFileSync(once, ["place,id,activity,moment", ...lines].join("\n"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`CREATE TABLE log AS SELECT id || '-' || lpad(CAST(copy AS VARCHAR), 2, '0') AS id, activity, moment
      FROM read_csv('${once}', types = {'id': 'VARCHAR', 'moment': 'TIMESTAMP'}), range(${copies}) AS r(copy) ORDER BY moment, copy, place`);
    const columns = (moment: string): string => `id AS "${COLUMNS.case}", activity AS "${COLUMNS.activity}", ${moment} AS "${COLUMNS.at}"`;
    await connection.run(
      `COPY (SELECT ${columns("strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ')")} FROM log) TO '${join(unfinished, "log.csv")}'`,
    );
    await connection.run(`COPY (SELECT ${columns("moment")} FROM log) TO '${join(unfinished, "log.parquet")}'`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  renameSync(unfinished, home);
}

/** The traces of an XES file whose elements stand as OpenXES writes them; times in milliseconds. */
function readTraces(file: string): Trace[] {
  const attribute = (text: string, key: string): string => {
    const found = new RegExp(`key="${key}" value="([^"]*)"`).exec(text)?.[1];
    if (found === undefined) throw new Error(`${file}: a part without ${key}`);
    return found;
  };
  const [, ...traces] = gunzipSync(readFileSync(file)).toString("utf8").split("<trace>");
  return traces.map((trace) => {
    const [head = "", ...events] = trace.split("<event>");
    return {
      id: attribute(head, "concept:name"),
      events: events.map((event) => ({ activity: attribute(event, "concept:name"), at: Date.parse(attribute(event, "time:timestamp")) })),
    };
  });
}
