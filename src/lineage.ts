import { open, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "./engines/engine.ts";
import type { GatherPorts } from "./gather.ts";
import {
  contractOf,
  contractText,
  dbtEvents,
  lineageEvents,
  lineageFrame,
  linkManifest,
  OutFile,
  readManifest,
  type DbtManifest,
  type DbtReader,
  type LineageEvent,
  type MetricLogic,
} from "./interchange/index.ts";
import { InputError, nearestWord, RunError, type Estate, type Review } from "./model/index.ts";
import { reviewEstate } from "./review.ts";
import { declaredReading } from "./trace/index.ts";

/** What a review saw, as events, and what dbt builds on it. */
export interface Lineage {
  readonly events: readonly LineageEvent[];
  /** dbt's metrics and exposures, and what of the estate they stand on; empty without a manifest. */
  readonly readers: readonly DbtReader[];
  /** What was not found, in plain sentences. */
  readonly notes: readonly string[];
}

/**
 * Reviews an estate and tells its lineage.
 *
 * @param manifestFile a dbt `manifest.json`, read before anything is reviewed
 * @throws InputError RunError
 */
export async function traceLineage(estate: Estate, ports: GatherPorts, manifestFile?: string): Promise<Lineage> {
  const manifest = manifestFile === undefined ? undefined : await manifestAt(manifestFile);
  const links = manifest === undefined ? undefined : linkManifest(manifest, estate);
  const { review } = await reviewEstate(estate, ports);
  const seen = await lineageOfReview(estate, ports.engine, review);
  if (links === undefined) return { events: seen, readers: [], notes: [] };
  return { events: [...seen, ...dbtEvents(lineageFrame({ review }), links)], readers: links.readers, notes: links.notes };
}

/** The events of a review that is there already; the engine only reads the metrics' SQL. */
export async function lineageOfReview(estate: Estate, engine: Engine, review: Review): Promise<readonly LineageEvent[]> {
  const logic = new Map<string, MetricLogic>();
  for (const metric of estate.metrics) {
    const dataset = estate.datasets.find(({ id }) => id === metric.dataset);
    if (dataset !== undefined) logic.set(metric.id, await declaredReading(engine, estate, metric, dataset));
  }
  return lineageEvents({ estate, review, workbooks: review.workbooks, logic });
}

/** Bytes of a manifest at most: it is held in memory as text and as objects. */
const LARGEST_MANIFEST = 256 * 1024 * 1024;

async function manifestAt(file: string): Promise<DbtManifest> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    if (size > LARGEST_MANIFEST) {
      throw new InputError([
        {
          code: "too-large",
          message: "This manifest is too large to be read.",
          at: { file },
          found: `${Math.ceil(size / 1024 / 1024)} MiB`,
          expected: `at most ${LARGEST_MANIFEST / 1024 / 1024} MiB`,
        },
      ]);
    }
    return readManifest(file, await handle.readFile("utf8"));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new InputError([{ code: "missing-file", message: "This file does not exist.", at: { file } }], { cause });
    if (code === "EISDIR") {
      const expected = "the manifest.json that dbt writes into target/";
      throw new InputError([{ code: "not-a-file", message: "This is a directory.", at: { file }, expected }], { cause });
    }
    if (code === "EACCES" || code === "EPERM") throw new RunError("no-permission", `Tieout may not read ${file}.`, { cause });
    throw cause;
  } finally {
    await handle?.close();
  }
}

/** A contract, and the same as YAML. */
export interface DraftedContract {
  readonly contract: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * The contract that a workbook of an estate implies, as YAML.
 *
 * @throws InputError `unknown-workbook`; `no-workbook-files` where none of its files is there
 */
export async function draftContract(estate: Estate, ports: GatherPorts, id: string): Promise<DraftedContract> {
  const source = estate.workbooks.find((one) => one.id === id);
  if (source === undefined) {
    const known = estate.workbooks.map((one) => one.id);
    const near = nearestWord(id, known);
    throw new InputError([
      {
        code: "unknown-workbook",
        message: "The estate declares no such workbook.",
        at: { file: estate.file },
        found: id,
        expected: known.length === 0 ? "a workbook; the estate declares none" : known.slice(0, 16).join(", "),
        ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
      },
    ]);
  }
  const { review } = await reviewEstate(estate, ports);
  const workbook = review.workbooks.find((one) => one.id === id);
  if (workbook === undefined || workbook.files.length === 0) {
    const at = { file: estate.file, line: source.line };
    throw new InputError([{ code: "no-workbook-files", message: "No file of this workbook was read.", at, found: source.files }]);
  }
  const contract = contractOf({ estate, review, source, workbook });
  return { contract, text: contractText(contract) };
}

/**
 * Writes a text to a file, whole or not at all.
 *
 * @throws InputError `bad-out` where there is no such directory; RunError `no-permission`, `disk-full`
 */
export async function writeWhole(file: string, lines: Iterable<string>): Promise<void> {
  try {
    await OutFile.write(file, async (out) => {
      for (const line of lines) await out.add(line);
    });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") {
      const expected = "a file in a directory that is there";
      throw new InputError([{ code: "bad-out", message: "Nothing can be written there.", at: { file }, expected }], { cause });
    }
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
      throw new RunError("no-permission", `Tieout may not write ${file}.`, { cause, hint: "Name another file with --out." });
    }
    if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
      throw new RunError("disk-full", `The disk is full: ${file}.`, { cause });
    throw cause;
  }
}

/**
 * Refuses, before any work is done, a file that could not be written after it.
 *
 * @param replaced a directory whose content is replaced as a whole: no file of a caller's own may lie in it
 * @throws InputError `bad-out`
 */
export async function refuseBadOut(file: string, replaced: string): Promise<void> {
  const target = path.resolve(file);
  const refuse = (message: string, expected: string): never => {
    throw new InputError([{ code: "bad-out", message, at: { file }, expected }]);
  };
  const inside = path.relative(path.resolve(replaced), target);
  if (inside === "" || (!inside.startsWith("..") && !path.isAbsolute(inside)))
    refuse("The files of a review replace each other as a whole: nothing else may lie among them.", `a file outside ${replaced}`);
  const parent = await stat(path.dirname(target)).catch(() => undefined);
  if (parent?.isDirectory() !== true) refuse("Nothing can be written there.", "a file in a directory that is there");
  if ((await stat(target).catch(() => undefined))?.isDirectory() === true) refuse("This is a directory.", "the name of a file");
}
