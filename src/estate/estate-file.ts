import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, RunError, type Problem } from "../model/index.ts";

const ESTATE_FILES = ["tieout.yaml", "tieout.yml"] as const;
const CODE_FILES = ["tieout.config.mjs", "tieout.config.js"] as const;
const MAX_BYTES = 1024 * 1024;
const MAX_PARENTS = 12;

/**
 * The one estate file that a path means: the file itself, or the directory's.
 * @throws InputError `no-such-path`, `no-estate`, `two-estates`
 */
export async function findEstateFile(path: string): Promise<string> {
  const info = await io(path, () => stat(path));
  if (!info) throw inputError({ code: "no-such-path", message: `There is no file or directory ${path}.`, at: { file: path } });
  if (!info.isDirectory()) return path;
  const here = await estateFilesIn(path);
  const [only, second] = here;
  if (only !== undefined && second !== undefined) {
    throw inputError({
      code: "two-estates",
      message: `This directory holds two estates, ${only} and ${second}.`,
      at: { file: path },
      hint: "Remove one of them, or name the file that is meant.",
    });
  }
  if (only !== undefined) return join(path, only);
  throw inputError({
    code: "no-estate",
    message: "This directory holds no estate.",
    at: { file: path },
    expected: `a file ${ESTATE_FILES.join(" or ")}`,
    hint: await whereElse(path),
  });
}

/**
 * The text of an estate file.
 * @throws InputError `estate-too-large`, `not-utf-8`
 */
export async function readEstateText(file: string): Promise<string> {
  const info = await io(file, () => stat(file));
  if (!info) throw inputError({ code: "no-such-path", message: `There is no file ${file}.`, at: { file } });
  if (info.size > MAX_BYTES) throw tooLarge(file, info.size);
  const bytes = await io(file, () => readFile(file));
  if (!bytes) throw inputError({ code: "no-such-path", message: `There is no file ${file}.`, at: { file } });
  // A pipe or device tells no size beforehand.
  if (bytes.length > MAX_BYTES) throw tooLarge(file, bytes.length);
  try {
    return decode(bytes);
  } catch (cause) {
    const valid = validPrefix(bytes);
    const before = decode(bytes.subarray(0, valid));
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const problem: Problem = {
      code: "not-utf-8",
      message: "This file is not UTF-8 text.",
      at: { file, line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") },
      found: utf16 ? "UTF-16" : `byte 0x${(bytes[valid] ?? 0).toString(16).padStart(2, "0")}`,
      hint: "Save it again with the encoding UTF-8.",
    };
    throw new InputError([problem], { cause });
  }
}

function tooLarge(file: string, bytes: number): InputError {
  return inputError({
    code: "estate-too-large",
    message: "An estate file may have 1 MiB at most.",
    at: { file },
    found: `${bytes} bytes`,
    expected: `at most ${MAX_BYTES} bytes`,
  });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** Length of the longest beginning that is whole UTF-8. */
function validPrefix(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  // In stream mode a character that is cut off at the end still counts as valid.
  while (low > 0 && !isWhole(bytes.subarray(0, low))) low -= 1;
  return low;
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function estateFilesIn(directory: string): Promise<string[]> {
  const names = new Set(await io(directory, () => readdir(directory)));
  return ESTATE_FILES.filter((name) => names.has(name));
}

async function whereElse(directory: string): Promise<string> {
  const start = resolve(directory);
  const code = new Set(await readdir(directory));
  const config = CODE_FILES.find((name) => code.has(name));
  if (config) return `${join(directory, config)} is only run when it is named: give its path.`;
  for (const entry of (await readdir(directory, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue;
    const child = join(directory, entry.name);
    const [found] = await estateFilesIn(child).catch(() => []);
    if (found !== undefined) return `There is one in ${child}.`;
  }
  for (let parent = dirname(start), steps = 0; steps < MAX_PARENTS; parent = dirname(parent), steps += 1) {
    const [found] = await estateFilesIn(parent).catch(() => []);
    if (found !== undefined) return `There is one above it, in ${parent}.`;
    if (dirname(parent) === parent) break;
  }
  return `Write a ${ESTATE_FILES[0]} there, or name the directory that has one.`;
}

/** undefined: it does not exist. */
async function io<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "EACCES" || code === "EPERM") {
      throw new RunError("no-permission", `${path} may not be read.`, { cause, hint: `Grant read access to ${basename(path)}.` });
    }
    throw new RunError("unreadable", `${path} could not be read: ${(cause as Error).message}`, { cause });
  }
}

function inputError(problem: Problem): InputError {
  return new InputError([problem]);
}
