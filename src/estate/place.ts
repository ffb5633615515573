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

/** Was a named thing of this part of the estate cut away as a whole? Then what nobody bears the name of may be it. */
export function isOneLost(part: string, names: readonly string[], broken: ReadonlySet<string>): boolean {
  return [...broken].some((key) => {
    const [first, name] = JSON.parse(key) as Path;
    return first === part && (name === undefined || !names.includes(String(name)));
  });
}
