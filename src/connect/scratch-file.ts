import { open, type FileHandle } from "node:fs/promises";
import { RunError } from "../model/index.ts";

/** A new file in the scratch directory, written piece by piece. */
export class ScratchFile {
  readonly path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<ScratchFile> {
    return new ScratchFile(path, await open(path, "wx").catch(writeError));
  }

  /** @throws RunError `disk-full` */
  async write(pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) await this.#handle.writeFile(piece).catch(writeError);
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(writeError);
  }
}

function writeError(cause: unknown): never {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") throw cause;
  throw new RunError("disk-full", "The disk is full: a source could not be unpacked beside the captures.", {
    cause,
    hint: "Free some space and run again; nothing earlier is lost.",
  });
}
