import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "../engines/engine.ts";
import { RunError, type Capture, type CaptureManifest, type CaptureSource } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import { capturedAt } from "./captured-at.ts";
import { copyInOrder, globLiteral, layOut } from "./copy.ts";
import { MANIFEST, RECORDS } from "./find.ts";
import { completenessHints } from "./hints.ts";
import type { Reading } from "./reading.ts";

export interface StoreRequest {
  readonly dataset: string;
  readonly id: string;
  readonly source: CaptureSource;
  /** Path of the estate's file as messages name it. */
  readonly estateFile: string;
  /** In the order in which their rows are to stand; at least one. */
  readonly readings: readonly Reading[];
  /** UTC ISO 8601 of each file's last change. */
  readonly fileTimes: readonly string[];
  readonly capturesDirectory: string;
}

/** At most this many unreadable rows are listed; all are counted. */
const LISTED = 1000;

/**
 * Copies the rows of a capture's files into one Parquet and writes its manifest.
 * Until both are whole and on the disk they lie in `<id>.partial`, so a crash at
 * any point leaves earlier captures as they were.
 *
 * @throws InputError when its time cannot be told; RunError `disk-full`, `no-permission`, or what a file's `verify` throws
 */
export async function storeCapture(engine: Engine, request: StoreRequest): Promise<Capture> {
  const { dataset, id, source, readings } = request;
  const time = capturedAt(source, request.estateFile, readings, request.fileTimes);
  const folder = path.join(request.capturesDirectory, dataset);
  const partial = path.join(folder, `${id}.partial`);
  const whole = path.join(folder, id);
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const parquet = path.join(partial, RECORDS);
    const layout = layOut(readings);
    await copyInOrder(engine, layout.selects, parquet);
    for (const reading of readings) await reading.verify?.();
    const counted = await countRows(engine, parquet, readings);
    const problems = [...layout.missing, ...readings.flatMap((reading) => reading.unreadable)];
    const notes = [...time.notes, ...readings.flatMap((reading) => (reading.notes ?? []).map((note) => `${reading.file.path}: ${note}`))];
    const manifest: CaptureManifest = {
      version: 1,
      id,
      dataset,
      capturedAt: time.capturedAt,
      capturedAtFrom: time.capturedAtFrom,
      files: counted.map(({ file }) => file),
      rows: counted.reduce((sum, { file }) => sum + file.rows, 0),
      columns: layout.columns,
      unreadable: problems.slice(0, LISTED),
      unreadableRows: readings.reduce((sum, reading) => sum + reading.unreadableRows, 0),
      hints: completenessHints(source, counted),
      notes,
      storedBytes: (await stat(parquet)).size,
    };
    await flush(parquet);
    await writeWhole(path.join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await flush(partial);
    await putInPlace(partial, whole);
    await flush(folder);
    return { manifest, parquet: path.join(whole, RECORDS), reused: false };
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw asRunError(error, folder);
  }
}

async function countRows(engine: Engine, parquet: string, readings: readonly Reading[]) {
  const counts = await engine.rows<{ file: number; rows: string }>(
    sql`SELECT _file AS file, count(*) AS "rows" FROM read_parquet(${globLiteral(parquet)}) GROUP BY _file`,
  );
  const byFile = new Map(counts.map((row) => [row.file, Number(row.rows)]));
  return readings.map((reading, index) => ({
    file: { ...reading.file, rows: byFile.get(index) ?? 0 },
    declaredCount: reading.envelope.declaredCount,
  }));
}

/** A damaged capture of the same id steps aside under a name that the next run removes. */
async function putInPlace(partial: string, whole: string): Promise<void> {
  const damaged = `${whole}.damaged.partial`;
  await rm(damaged, { recursive: true, force: true });
  await rename(whole, damaged).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
  await rename(partial, whole);
  await rm(damaged, { recursive: true, force: true });
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What the disk's cache holds of a file, or of a directory's names, is written down. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot flush a directory; its names are then theirs to keep.
    if (!["EINVAL", "EISDIR", "EPERM", "EBADF"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

function asRunError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RunError("disk-full", `The disk is full: nothing more can be written to ${folder}.`, {
      cause: error,
      hint: "Free some space and run again; nothing earlier is lost.",
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new RunError("no-permission", `Tieout may not write to ${folder}.`, {
      cause: error,
      hint: "Give this user the right to write there.",
    });
  }
  return error;
}
