import { open, rename, rm, type FileHandle } from "node:fs/promises";

const full = 1 << 18;

/** A text file that is there whole or not at all: written beside its place, then put there. */
export class OutFile {
  readonly #target: string;
  readonly #handle: FileHandle;
  #parts: string[] = [];
  #length = 0;

  private constructor(target: string, handle: FileHandle) {
    this.#target = target;
    this.#handle = handle;
  }

  static async write(target: string, work: (file: OutFile) => Promise<void>): Promise<void> {
    const part = `${target}.part`;
    const file = new OutFile(target, await open(part, "w"));
    try {
      await work(file);
      await file.#flush();
      await file.#handle.close();
      await rename(part, file.#target);
    } catch (cause) {
      await file.#handle.close().catch(() => {});
      await rm(part, { force: true });
      throw cause;
    }
  }

  async add(text: string): Promise<void> {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length >= full) await this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#parts.join("");
    this.#parts = [];
    this.#length = 0;
    await this.#handle.writeFile(text);
  }
}
