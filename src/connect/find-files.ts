import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { byLikeness, InputError, type CaptureSource, type Problem } from "../model/index.ts";

export interface FoundFile {
  /** Relative to the estate's directory, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

const globCharacters = /[*?[\]{}]/;

/**
 * The files of a source, sorted by path.
 *
 * @throws InputError `outside-directory`, `missing-file`, `is-directory`, `not-a-file`, `no-permission`
 */
export async function findFiles(
  source: Pick<CaptureSource, "path" | "line">,
  estateFile: string,
  directory: string,
): Promise<readonly FoundFile[]> {
  const at = { file: estateFile, line: source.line };
  const refuse = (code: string, message: string, more: Partial<Problem> = {}): never => {
    throw new InputError([{ code, message, at, found: source.path, ...more }]);
  };
  const written = source.path.replaceAll("\\", "/");
  const leaves = isAbsolute(source.path) || /^[A-Za-z]:/.test(written) || written.split("/").includes("..");
  if (leaves) refuse("outside-directory", "A source must lie below the estate's directory.", { expected: "a relative path without .." });
  if (written.includes("\0")) refuse("missing-file", "A path cannot hold a NUL character.");
  const segments = written.split("/").filter((segment) => segment !== "" && segment !== ".");

  const root = await realpath(directory);
  const literal = segments.join("/");
  const isGlob = globCharacters.test(literal) && !(await exists(join(directory, literal)));
  const paths = isGlob ? await matching(directory, segments, refuse) : [literal];
  if (paths.length === 0) {
    refuse("missing-file", "No file matches this pattern.", { hint: await neighbours(directory, segments) });
  }

  const found: FoundFile[] = [];
  for (const path of paths.sort()) {
    const absolute = join(directory, path);
    const status = await stat(absolute).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EACCES" || cause.code === "EPERM") return refuse("no-permission", `${path} may not be read.`);
      const dangling = await exists(absolute);
      return refuse("missing-file", dangling ? `${path} is a link to a file that does not exist.` : "This file does not exist.", {
        hint: await neighbours(directory, segments),
      });
    });
    const real = await realpath(absolute);
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      refuse("outside-directory", `${path} is a link that leads out of the estate's directory.`, { expected: "a file below it" });
    }
    if (status.isDirectory()) {
      if (isGlob) continue;
      refuse("is-directory", `${path || "."} is a directory, not a file.`, { hint: `to read all files in it: ${join(path, "*")}` });
    }
    if (!status.isFile()) refuse("not-a-file", `${path} is not a plain file (a pipe, socket or device).`);
    found.push({ path, absolute });
  }
  if (found.length === 0) refuse("missing-file", "This pattern matches directories only.", { hint: `${source.path}/*` });
  return found;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

type Refuse = (code: string, message: string, more?: Partial<Problem>) => never;

/** Walks the pattern one segment at a time. Names that begin with a dot match only a pattern that does. */
async function matching(directory: string, segments: readonly string[], refuse: Refuse): Promise<string[]> {
  const found = new Set<string>();
  const walk = async (below: string, index: number): Promise<void> => {
    const segment = segments[index];
    if (segment === undefined) return;
    const last = index === segments.length - 1;
    if (!globCharacters.test(segment)) {
      const path = below === "" ? segment : `${below}/${segment}`;
      if (last) {
        if (await exists(join(directory, path))) found.add(path);
      } else await walk(path, index + 1);
      return;
    }
    const pattern = segment === "**" ? undefined : segmentPattern(segment);
    const entries = await readdir(join(directory, below), { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "EACCES" || cause.code === "EPERM")
        return refuse("no-permission", `The directory ${below || "."} may not be read.`);
      return [];
    });
    if (pattern === undefined) await walk(below, index + 1);
    for (const entry of entries) {
      if (entry.name.startsWith(".") && !segment.startsWith(".")) continue;
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (pattern === undefined) {
        // Links to directories are not followed here: they could lead round in circles.
        if (entry.isDirectory()) await walk(path, index);
        else if (last) found.add(path);
      } else if (pattern.test(entry.name)) {
        if (last) found.add(path);
        else await walk(path, index + 1);
      }
    }
  };
  await walk("", 0);
  return [...found];
}

function segmentPattern(segment: string): RegExp {
  let text = "";
  let braces = 0;
  for (let i = 0; i < segment.length; i++) {
    const c = segment[i] as string;
    const close = c === "[" ? segment.indexOf("]", i + 2) : -1;
    if (c === "*") text += ".*";
    else if (c === "?") text += ".";
    else if (close > 0) {
      const inner = segment
        .slice(i + 1, close)
        .replaceAll("\\", "\\\\")
        .replace(/^!/, "^");
      text += `[${inner.replaceAll("[", "\\[")}]`;
      i = close;
    } else if (c === "{" && segment.includes("}", i)) {
      text += "(?:";
      braces++;
    } else if (c === "}" && braces > 0) {
      text += ")";
      braces--;
    } else if (c === "," && braces > 0) text += "|";
    else text += c.replace(/[\\^$.|+()[\]{}]/, "\\$&");
  }
  return new RegExp(`^${text}${")".repeat(braces)}$`, "us");
}

/** Names where the path stops existing, most alike first. */
async function neighbours(directory: string, segments: readonly string[]): Promise<string> {
  let below = "";
  for (const segment of segments) {
    const path = below === "" ? segment : `${below}/${segment}`;
    if (await exists(join(directory, path))) {
      below = path;
      continue;
    }
    const names = await readdir(join(directory, below)).catch(() => []);
    const shown = byLikeness(
      segment,
      names.filter((name) => !name.startsWith(".")),
    ).slice(0, 3);
    const folder = relative(directory, join(directory, below)) || "the estate's directory";
    return shown.length === 0 ? `${folder} is empty` : `${folder} holds ${shown.join(", ")}`;
  }
  return "the path exists, but nothing in it matches";
}
