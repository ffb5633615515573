import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Engine } from "./engines/engine.ts";
import { logFormatOf, logReaders } from "./event-log-files.ts";
import { chooseCaptures, gather, type GatherPorts } from "./gather.ts";
import {
  datasetPath,
  draftLog,
  draftText,
  logOfTimelines,
  openStoredLog,
  settle,
  storeLog,
  writeLog,
  type EventLog,
  type LogFormat,
  type WriteLogOptions,
} from "./interchange/index.ts";
import { dropTimelines, followTracks } from "./lifecycles.ts";
import { InputError, type Estate, type RecordSet, type Timeline } from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import { sql } from "./sql/index.ts";

/** How a log is read. */
export interface ReadLogOptions {
  /** undefined: told by the file. */
  readonly format?: LogFormat | undefined;
  /** IANA zone in which times are meant that name none. Default UTC. */
  readonly timeZone?: string | undefined;
  /** How times are written that are not ISO 8601, for instance `%d.%m.%Y %H:%M`. */
  readonly timeFormat?: string | undefined;
  /** Plain tables: the columns that hold an event's case, activity and time; undefined: found by their usual names. */
  readonly case?: string | undefined;
  readonly activity?: string | undefined;
  readonly time?: string | undefined;
  /** Begins the names of the log's relations. Default `log`. */
  readonly prefix?: string | undefined;
}

/**
 * Reads an event log into relations of the engine, whatever its format. Memory is
 * bounded by the engine's limit.
 *
 * @throws InputError with the place of what cannot be read
 * @example const log = await readEventLog(engine, "p2p.xes.gz"); log.counts.events
 */
export async function readEventLog(engine: Engine, file: string, options: ReadLogOptions = {}): Promise<EventLog> {
  const absolute = path.resolve(file);
  const status = await stat(absolute).catch((cause: unknown) => {
    throw new InputError([{ code: "missing-file", message: "This file does not exist.", at: { file } }], { cause });
  });
  const format = options.format ?? (status.isDirectory() ? "ocel-csv" : await logFormatOf(file, absolute));
  const scratch = await mkdtemp(path.join(tmpdir(), "tieout-log-"));
  try {
    const prefix = options.prefix ?? "log";
    const columns = { case: options.case, activity: options.activity, time: options.time };
    const raw = await logReaders[format]({ engine, file, absolute, scratch, prefix, columns });
    return await settle(engine, raw, prefix, { zone: options.timeZone ?? "UTC", format: options.timeFormat });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Writes a log to a file (`ocel-csv`: a folder). What the format cannot hold is
 * said in the sentences that are returned.
 *
 * @throws InputError `which-object-type`: XES and plain tables tell a log case by case, and the log has several types of objects
 */
export async function writeEventLog(
  engine: Engine,
  log: EventLog,
  target: string,
  format: LogFormat,
  options: WriteLogOptions = {},
): Promise<readonly string[]> {
  return await writeLog(engine, log, path.resolve(target), format, options);
}

/** What an import made. */
export interface ImportedLog {
  readonly log: EventLog;
  /** What the draft of the estate leaves out, in plain sentences. */
  readonly notes: readonly string[];
  /** Types of objects that have a lifecycle, with their states and events. */
  readonly lifecycles: readonly { readonly id: string; readonly title: string; readonly states: number; readonly events: number }[];
}

/** Where an import keeps the log itself. */
const STORED = "event-log";

/**
 * Makes an estate of an event log: a dataset of events for each type of object, a
 * draft of tieout.yaml with a lifecycle for each, and the log itself, so that it can be
 * exported again without loss. The directory is there whole or not at all.
 *
 * @throws InputError `not-empty` when there is something in the directory already
 */
export async function importEventLog(engine: Engine, file: string, directory: string, options: ReadLogOptions = {}): Promise<ImportedLog> {
  const target = path.resolve(directory);
  const there = await readdir(target).catch((): string[] => []);
  if (there.length > 0) {
    throw new InputError([
      {
        code: "not-empty",
        message: "A log is imported into a directory that is empty or not there yet.",
        at: { file: directory },
        found: there.slice(0, 3).join(", "),
      },
    ]);
  }
  const log = await readEventLog(engine, file, options);
  const draft = await draftLog(engine, log);
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  try {
    await storeLog(engine, log, path.join(part, STORED));
    await mkdir(path.join(part, "datasets"), { recursive: true });
    for (const { name, rows } of draft.types) {
      await engine.runInline(sql`COPY (${rows}) TO ${path.join(part, datasetPath(name))} (FORMAT parquet, COMPRESSION zstd)`);
    }
    await writeFile(path.join(part, "tieout.yaml"), draftText(draft, path.basename(file)));
    await rm(target, { recursive: true, force: true });
    await rename(part, target);
  } catch (cause) {
    await rm(part, { recursive: true, force: true });
    throw cause;
  }
  const lifecycles = draft.types.map(({ type, name, states, events }) => ({ id: name, title: type, states: states.length, events }));
  return { log, notes: draft.notes, lifecycles };
}

/** The log that an import kept in a directory; undefined where it keeps none. @throws InputError `damaged-log` */
export async function openImportedLog(engine: Engine, directory: string, prefix = "log"): Promise<EventLog | undefined> {
  return await openStoredLog(engine, path.join(path.resolve(directory), STORED), prefix);
}

let exported = 0;

/**
 * Writes timelines as an event log: lifecycles are types of objects, followed
 * records objects, changes of state events.
 *
 * @returns what the format cannot hold, in plain sentences
 * @throws InputError `which-object-type`
 */
export async function exportTimelines(
  engine: Engine,
  timelines: readonly Timeline[],
  target: string,
  format: LogFormat,
  options: WriteLogOptions = {},
): Promise<{ readonly log: EventLog; readonly notes: readonly string[] }> {
  const log = await logOfTimelines(engine, timelines, `timelines log ${++exported}`);
  return { log, notes: await writeEventLog(engine, log, target, format, options) };
}

/**
 * Follows an estate's lifecycles and writes them as an event log.
 *
 * @throws InputError `no-lifecycles`, `which-object-type`
 */
export async function exportLifecycles(
  estate: Estate,
  ports: GatherPorts,
  target: string,
  format: LogFormat,
  options: WriteLogOptions = {},
): Promise<{ readonly log: EventLog; readonly notes: readonly string[] }> {
  if (estate.lifecycles.length === 0) {
    throw new InputError([
      { code: "no-lifecycles", message: "This estate declares no lifecycle, so there are no events to export.", at: { file: estate.file } },
    ]);
  }
  const captures = chooseCaptures(estate, await gather(estate, ports), estate.asOf);
  const followed = new Set(
    estate.lifecycles.flatMap(({ tracks }) => tracks.flatMap(({ dataset, history }) => [dataset, history?.dataset])),
  );
  const sets = new Map<string, RecordSet>();
  for (const dataset of estate.datasets) {
    const chosen = captures.get(dataset.id)?.chosen;
    if (chosen === undefined || !followed.has(dataset.id)) continue;
    sets.set(dataset.id, await openRecords(ports.engine, estate, dataset, chosen, { relation: `records ${dataset.id}`, as: "table" }));
  }
  const newest = [...sets.values()]
    .map(({ capture }) => capture.capturedAt)
    .sort()
    .at(-1);
  const input = { sets, captures, crosswalks: new Map(), asOf: new Date(estate.asOf ?? newest ?? 0).toISOString() };
  const all: ReadonlyMap<string, Timeline>[] = [];
  for (const [index, lifecycle] of estate.lifecycles.entries()) {
    ports.progress(`${lifecycle.id}: following states …`);
    all.push(await followTracks(estate, ports, lifecycle, input, `l${index}`));
  }
  const timelines = all.flatMap((tracks) => [...tracks.values()]);
  const result = await exportTimelines(ports.engine, timelines, target, format, options);
  for (const tracks of all) await dropTimelines(ports, tracks);
  return result;
}
