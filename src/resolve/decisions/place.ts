import { lstat, realpath } from "node:fs/promises";
import path from "node:path";
import { InputError, type Problem } from "../../model/index.ts";
import { codeOf } from "../disk.ts";

/** Where the decisions of an identity lie. */
export interface DecisionsPlace {
  /** The estate's directory, absolute. */
  readonly directory: string;
  /** `Identity.decisions`: below it, with `/`. */
  readonly path: string;
  /** Where the estate says so, for messages. */
  readonly at: { readonly file: string; readonly line: number };
}

/**
 * The file's real path, whether it exists or not: below the estate's directory,
 * with every link on the way followed.
 *
 * @throws InputError `path-escapes`, `not-a-file`
 */
export async function decisionsFile(place: DecisionsPlace): Promise<string> {
  const refuse = (code: string, message: string, expected: string): never => {
    const problem: Problem = { code, message, at: place.at, found: place.path, expected };
    throw new InputError([problem]);
  };
  const written = place.path.replaceAll("\\", "/");
  const parts = written.split("/").filter((part) => part !== "" && part !== ".");
  if (/^(\/|[A-Za-z]:)/.test(written) || parts.includes("..") || parts.length === 0 || written.includes("\0")) {
    refuse("path-escapes", "The file of decisions must lie below the estate's directory.", "a path such as decisions/customer.csv");
  }
  const root = await realpath(place.directory);
  let real = root;
  for (const [index, part] of parts.entries()) {
    const next = path.join(real, part);
    const status = await lstat(next).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return undefined;
      if (codeOf(error) === "ENOTDIR") return refuse("not-a-file", `${part} cannot lie in a file.`, "a directory on the way to it");
      throw error;
    });
    // What does not exist yet will be made where it is named.
    if (status === undefined) return path.join(real, ...parts.slice(index));
    if (status.isSymbolicLink()) {
      const target = await realpath(next).catch((error: unknown) => {
        if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ELOOP") throw error;
        return refuse("path-escapes", `${part} is a link that leads nowhere.`, "a file, or nothing");
      });
      if (target !== root && !target.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
        refuse("path-escapes", `${part} is a link that leads out of the estate's directory.`, "a file below it");
      }
      real = target;
    } else real = next;
  }
  const status = await lstat(real);
  if (!status.isFile()) refuse("not-a-file", `${place.path} is no plain file.`, "a CSV file of decisions, or nothing");
  return real;
}
