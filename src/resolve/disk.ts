import { open } from "node:fs/promises";
import { RunError } from "../model/index.ts";

/** What the disk's cache holds of a file, or of a directory's names, is written down. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot flush a directory; its names are then theirs to keep.
    if (!["EINVAL", "EISDIR", "EPERM", "EBADF"].includes(codeOf(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** A whole file with these contents, on the disk. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The states of the machine among errors of the file system get a code and a hint; whatever else it is stays as it is. */
export function asRunError(cause: unknown, place: string): unknown {
  const code = codeOf(cause);
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new RunError("disk-full", `The disk is full: ${place} could not be written.`, {
      cause,
      hint: "Free some space and run again; nothing earlier is lost.",
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new RunError("no-permission", `Tieout may not use ${place}.`, {
      cause,
      hint: "Give this user the right to read and write there.",
    });
  }
  return cause;
}

/** `ENOENT` of an error of the file system. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
