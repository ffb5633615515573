import { access, constants, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { RunError } from "./model/index.ts";

/** An estate's `.tieout` directory, held by this process alone until it is closed. */
export interface Workspace {
  /** Absolute path of `.tieout`. */
  readonly directory: string;
  /** Where captures lie, a directory a dataset. */
  readonly captures: string;
  /** Empty at the start and removed by `close`. */
  readonly scratch: string;
  close(): Promise<void>;
}

/**
 * Takes an exclusive lock on a file for this process, which the operating system
 * releases when the process dies.
 *
 * @throws RunError `locked` with the holder's name as its message
 */
export type LockFile = (file: string) => Promise<{ release(): Promise<void> }>;

/** The lock of the operating system does not keep a process from itself. */
const open = new Set<string>();

/**
 * Makes or opens `.tieout` in an estate's directory and removes what killed runs
 * left half done: scratch directories and `*.partial`. Nothing whole is touched.
 *
 * @throws RunError `workspace-locked` when another run holds it; `no-permission`, `disk-full`
 */
export async function openWorkspace(estateDirectory: string, lock: LockFile): Promise<Workspace> {
  const wanted = path.join(path.resolve(estateDirectory), ".tieout");
  return withPlainErrors(wanted, async () => {
    await mkdir(wanted, { recursive: true });
    const directory = await realpath(wanted);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    if (open.has(directory)) throw locked(directory, "this process");
    open.add(directory);
    try {
      const held = await lock(path.join(directory, "lock.duckdb")).catch((error: unknown) => {
        throw error instanceof RunError && error.code === "locked" ? locked(directory, error.message, error) : error;
      });
      try {
        return await prepare(directory, async () => {
          await held.release();
          open.delete(directory);
        });
      } catch (error) {
        await held.release();
        throw error;
      }
    } catch (error) {
      open.delete(directory);
      throw error;
    }
  });
}

async function prepare(directory: string, release: () => Promise<void>): Promise<Workspace> {
  const captures = path.join(directory, "captures");
  await mkdir(captures, { recursive: true });
  await sweep(directory, captures);
  const scratch = await mkdtemp(path.join(directory, "scratch-"));
  let closed = false;
  return {
    directory,
    captures,
    scratch,
    close: async () => {
      if (closed) return;
      closed = true;
      try {
        await rm(scratch, { recursive: true, force: true });
      } finally {
        await release();
      }
    },
  };
}

/** Only under the lock: whatever is half done now was left by a run that is gone. */
async function sweep(directory: string, captures: string): Promise<void> {
  const stale: string[] = [];
  for (const entry of await readdir(directory)) {
    if (entry.startsWith("scratch-") || entry.endsWith(".partial")) stale.push(path.join(directory, entry));
  }
  for (const dataset of await readdir(captures, { withFileTypes: true })) {
    if (!dataset.isDirectory()) continue;
    const folder = path.join(captures, dataset.name);
    for (const entry of await readdir(folder)) {
      if (entry.endsWith(".partial")) stale.push(path.join(folder, entry));
    }
  }
  for (const entry of stale) await rm(entry, { recursive: true, force: true });
}

function locked(directory: string, holder: string, cause?: RunError): RunError {
  return new RunError("workspace-locked", `Another run is using this workspace: ${directory} is held by ${holder}.`, {
    cause,
    hint: "Wait until it has ended, or stop it. A run that was killed holds nothing.",
  });
}

async function withPlainErrors<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
      throw new RunError("no-permission", `Tieout may not write its workspace ${directory}: ${(cause as Error).message}`, {
        cause,
        hint: "Give this user the right to write there, or copy the estate to a directory of your own.",
      });
    }
    if (code === "ENOTDIR" || code === "EEXIST") {
      throw new RunError("no-workspace", `A file stands where the workspace should be: ${directory}`, {
        cause,
        hint: "Move the file away, or name another estate.",
      });
    }
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new RunError("disk-full", `The disk is full: ${(cause as Error).message}`, { cause, hint: "Free some space and run again." });
    }
    throw cause;
  }
}
