import { mkdir } from "node:fs/promises";
import path from "node:path";
import { captureId, findCapture, storeCapture } from "./capture/index.ts";
import { probeSource, readProbed, type ReadContext } from "./connect/index.ts";
import type { Engine } from "./engines/engine.ts";
import { InputError, type Capture, type CaptureSource, type Dataset, type Estate, type Problem } from "./model/index.ts";
import type { Workspace } from "./workspace.ts";

/** What gathering needs of the world. */
export interface GatherPorts {
  readonly engine: Engine;
  readonly workspace: Workspace;
  /** A line for the person who waits. */
  readonly progress: (line: string) => void;
}

/** All captures of all datasets, oldest first. */
export type Captures = ReadonlyMap<string, readonly Capture[]>;

/**
 * Reads every source of the estate into captures; a source that has not changed
 * since an earlier run is not read again. All problems of all sources are
 * reported in one go.
 *
 * @throws InputError RunError
 */
export async function gather(estate: Estate, ports: GatherPorts): Promise<Captures> {
  const captures = new Map<string, readonly Capture[]>();
  const problems: Problem[] = [];
  for (const dataset of estate.datasets) {
    const own: Capture[] = [];
    for (const source of dataset.captures) {
      try {
        own.push(await gatherSource(estate, dataset, source, ports));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
      }
    }
    captures.set(
      dataset.id,
      own.toSorted((a, b) => compare(a.manifest.capturedAt, b.manifest.capturedAt) || compare(a.manifest.id, b.manifest.id)),
    );
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
  return captures;
}

let scratches = 0;

async function gatherSource(estate: Estate, dataset: Dataset, source: CaptureSource, ports: GatherPorts): Promise<Capture> {
  const { engine, workspace, progress } = ports;
  const scratch = path.join(workspace.scratch, `source-${++scratches}`);
  await mkdir(scratch);
  const context: ReadContext = { engine, directory: estate.directory, scratch, progress };
  const files = await probeSource(source, estate.file, context);
  const captureKey = captureId(dataset.id, source, files);
  const found = await findCapture(workspace.captures, dataset.id, captureKey);
  if (found.capture !== undefined) return found.capture;
  if (found.note !== undefined) progress(found.note);
  const readings = [];
  for (const file of files) readings.push(await readProbed(file, source, context));
  progress(`${dataset.id}: storing ${files.length === 1 ? files[0]?.path : `${files.length} files`} …`);
  return await storeCapture(engine, {
    dataset: dataset.id,
    id: captureKey,
    source,
    estateFile: estate.file,
    readings,
    fileTimes: files.map((file) => file.modifiedAt),
    capturesDirectory: workspace.captures,
  });
}

/** The capture that the review reads, and the others of its dataset, oldest first. */
export interface ChosenCapture {
  readonly older: readonly Capture[];
  readonly chosen: Capture;
  readonly newer: readonly Capture[];
}

/**
 * Which capture of each dataset the review speaks of: the newest at or before the
 * as-of time, or the one that the estate names.
 *
 * @throws InputError `no-capture` where there is none
 */
export function chooseCaptures(estate: Estate, captures: Captures, asOf: string | undefined): ReadonlyMap<string, ChosenCapture> {
  const chosen = new Map<string, ChosenCapture>();
  const problems: Problem[] = [];
  for (const dataset of estate.datasets) {
    const own = captures.get(dataset.id) ?? [];
    const limit = asOf === undefined ? undefined : new Date(asOf).toISOString();
    const usable =
      dataset.use === "latest"
        ? own.filter(({ manifest }) => limit === undefined || manifest.capturedAt <= limit)
        : own.filter(({ manifest }) => manifest.capturedAt === new Date(dataset.use).toISOString());
    const capture = usable.at(-1);
    if (capture === undefined) {
      problems.push({
        code: "no-capture",
        message: `${dataset.id} has no capture ${dataset.use === "latest" ? `at or before ${limit}` : `of ${dataset.use}`}`,
        at: { file: estate.file, line: dataset.line },
        found: own.map(({ manifest }) => manifest.capturedAt).join(", ") || "no capture at all",
        expected: dataset.use === "latest" ? "a capture that is not later than asOf" : "the time of one of its captures",
      });
    } else
      chosen.set(dataset.id, {
        older: own.filter(({ manifest }) => manifest.capturedAt < capture.manifest.capturedAt),
        chosen: capture,
        newer: own.filter(({ manifest }) => manifest.capturedAt > capture.manifest.capturedAt),
      });
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
  return chosen;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
