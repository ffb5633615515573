import type { CaptureManifest, Location } from "../model/index.ts";

/** Line of a text or row of a sheet; a record of JSON or Parquet stands on no line that we know. */
export function placeOf(manifest: CaptureManifest, file: number, position: string): Location {
  const of = manifest.files[file];
  const path = of?.path ?? "";
  return of === undefined || of.format === "json" || of.format === "parquet" ? { file: path } : { file: path, line: Number(position) };
}
