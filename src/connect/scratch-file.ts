import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { writeError } from "./scratch-table.ts";

/** A file of bytes in the scratch directory, written piece by piece. */
export class ScratchFile {
  readonly path: string;
  readonly #stream: WriteStream;
  #failed: unknown;

  constructor(path: string) {
    this.path = path;
    this.#stream = createWriteStream(path, { flags: "wx" });
    this.#stream.on("error", (cause) => {
      this.#failed = cause;
    });
  }

  async write(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      if (this.#failed !== undefined) throw writeError(this.#failed);
      if (!this.#stream.write(piece)) await Promise.race([once(this.#stream, "drain"), once(this.#stream, "close")]).catch(() => {});
    }
  }

  async close(): Promise<void> {
    if (this.#failed === undefined) {
      this.#stream.end();
      await once(this.#stream, "close").catch(() => {});
    }
    if (this.#failed !== undefined) throw writeError(this.#failed);
  }
}
