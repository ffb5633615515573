import type { Location } from "../model/index.ts";

/** The way to a value within an estate: `["systems", "books", "datasets", 0]`. */
export type Path = readonly (string | number)[];

/**
 * Where the value at a path stands. `key` asks for the name rather than the
 * value. A path that leads nowhere gives the place of the nearest thing above it.
 */
export type Locate = (path: Path, part?: "key" | "value") => Location;

/** A path as one string, for sets of paths. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}
