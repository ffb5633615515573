import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Capture, CaptureManifest } from "../model/index.ts";

export const RECORDS = "records.parquet";
export const MANIFEST = "manifest.json";

/** A capture that is there and whole, or why it is not. */
export interface FoundCapture {
  readonly capture: Capture | undefined;
  /** Set when a capture is there but damaged: it is to be stored again, and the reader told. */
  readonly note: string | undefined;
}

/** Looks for a stored capture and checks that it is whole. */
export async function findCapture(capturesDirectory: string, dataset: string, id: string): Promise<FoundCapture> {
  const directory = path.join(capturesDirectory, dataset, id);
  const parquet = path.join(directory, RECORDS);
  let text: string;
  try {
    text = await readFile(path.join(directory, MANIFEST), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const exists = await stat(directory).then(
      () => true,
      () => false,
    );
    return { capture: undefined, note: exists ? damaged(dataset, id, "its manifest is missing") : undefined };
  }
  const manifest = parse(text);
  if (manifest === undefined || manifest.id !== id || manifest.dataset !== dataset) {
    return { capture: undefined, note: damaged(dataset, id, "its manifest cannot be read") };
  }
  const size = await stat(parquet).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size !== manifest.storedBytes) {
    const said = size === undefined ? "its records are missing" : `its records have ${size} bytes instead of ${manifest.storedBytes}`;
    return { capture: undefined, note: damaged(dataset, id, said) };
  }
  return { capture: { manifest, parquet, reused: true }, note: undefined };
}

/** The whole captures of a dataset, oldest first; damaged ones are left out. */
export async function listCaptures(capturesDirectory: string, dataset: string): Promise<Capture[]> {
  const ids = await readdir(path.join(capturesDirectory, dataset)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  const captures: Capture[] = [];
  for (const id of ids.filter((name) => /^[0-9a-f]{64}$/.test(name))) {
    const { capture } = await findCapture(capturesDirectory, dataset, id);
    if (capture !== undefined) captures.push(capture);
  }
  return captures.sort((a, b) => order(a.manifest.capturedAt, b.manifest.capturedAt) || order(a.manifest.id, b.manifest.id));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parse(text: string): CaptureManifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The file is written by us alone: that it is whole and of this version is enough. */
function isManifest(value: unknown): value is CaptureManifest {
  if (typeof value !== "object" || value === null) return false;
  const manifest = value as Partial<Record<keyof CaptureManifest, unknown>>;
  return (
    manifest.version === 1 &&
    typeof manifest.storedBytes === "number" &&
    typeof manifest.capturedAt === "string" &&
    Array.isArray(manifest.files) &&
    Array.isArray(manifest.columns) &&
    Array.isArray(manifest.hints) &&
    Array.isArray(manifest.unreadable)
  );
}

function damaged(dataset: string, id: string, reason: string): string {
  return `The stored capture ${id.slice(0, 12)} of ${dataset} is damaged (${reason}); it is stored again from its source.`;
}
