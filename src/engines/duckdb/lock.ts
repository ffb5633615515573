import { link, rename, rm, stat } from "node:fs/promises";
import { RunError } from "../../model/index.ts";
import { DuckDBInstance } from "./library.ts";

/** A lock that is held until it is released or the process ends, however it ends. */
export interface HeldLock {
  release(): Promise<void>;
}

/**
 * Locks a file for this process by opening it as a DuckDB database: the operating
 * system holds the lock and lets go of it when the process dies, so none is ever
 * left behind. It does not keep the same process from locking again.
 *
 * @throws RunError `locked`, with the other process's id in its message when it is known; `no-permission`; `lock` when the file cannot be opened
 */
export async function lockFile(file: string): Promise<HeldLock> {
  try {
    if (!(await exists(file))) await createWhole(file);
    const instance = await DuckDBInstance.create(file, { threads: "1" });
    return { release: async () => instance.closeSync() };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    if (/set lock on file|conflicting lock/i.test(said)) {
      const pid = /\bPID (\d+)/.exec(said)?.[1];
      throw new RunError("locked", pid === undefined ? "another process" : `process ${pid}`, { cause });
    }
    if (/permission denied|read-only file system/i.test(said)) {
      throw new RunError("no-permission", `The lock file ${file} may not be written.`, {
        cause,
        hint: "It may belong to another user's run; give this user the right to write it, or remove it.",
      });
    }
    throw new RunError("lock", `The lock file ${file} cannot be opened: ${said}`, {
      cause,
      hint: "If the file is damaged, remove it and run again; it holds no data.",
    });
  }
}

/** A process killed while it writes the file must not leave half of one: it appears under its name only when it is whole. */
async function createWhole(file: string): Promise<void> {
  const fresh = `${file}.${process.pid}.partial`;
  await rm(fresh, { force: true });
  const instance = await DuckDBInstance.create(fresh, { threads: "1" });
  instance.closeSync();
  try {
    // A link, unlike a rename, never takes the name from a process that was faster.
    await link(fresh, file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EPERM" || code === "ENOTSUP" || code === "ENOSYS") await rename(fresh, file);
    else if (code !== "EEXIST") throw cause;
  }
  await rm(fresh, { force: true });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
