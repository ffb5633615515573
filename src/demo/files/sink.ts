import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";

/** Where the records of one dataset go, each already in its written form. */
export interface Sink {
  /** Takes a record; nothing is written before `drain`. */
  add(record: string): void;
  /** Writes what has come together, once it is worth it, and waits for the disk. */
  drain(): Promise<void>;
  close(): Promise<void>;
  /** Lets go of the file without writing what is left, after something went wrong. */
  abandon(): Promise<void>;
}

export type Encode = (text: string) => Buffer;

const utf8: Encode = (text) => Buffer.from(text, "utf8");

/** Windows-1252 is Latin-1 save for a few signs; the demo uses one of them. */
export const windows1252: Encode = (text) => Buffer.from(text.replaceAll("’", "\u0092"), "latin1");

const worthIt = 1 << 18;

/** Text that goes to a file in large pieces. */
export class TextFile {
  readonly #output: FileHandle | Gzip;
  /** Ends with the file, and fails with it. */
  readonly #done: Promise<void>;
  readonly #encode: Encode;
  #pieces: string[] = [];
  #size = 0;

  private constructor(output: FileHandle | Gzip, done: Promise<void>, encode: Encode) {
    this.#output = output;
    this.#done = done;
    this.#encode = encode;
  }

  static async create(path: string, options: { readonly encode?: Encode; readonly gzip?: boolean } = {}): Promise<TextFile> {
    await mkdir(dirname(path), { recursive: true });
    const encode = options.encode ?? utf8;
    if (options.gzip !== true) return new TextFile(await open(path, "wx"), Promise.resolve(), encode);
    const gzip = createGzip();
    const done = pipeline(gzip, createWriteStream(path, { flags: "wx" }));
    // Heard when the next piece is written or the file is closed; until then it must not count as unhandled.
    done.catch(() => undefined);
    return new TextFile(gzip, done, encode);
  }

  add(text: string): void {
    this.#pieces.push(text);
    this.#size += text.length;
  }

  get full(): boolean {
    return this.#size >= worthIt;
  }

  async flush(): Promise<void> {
    if (this.#size === 0) return;
    const bytes = this.#encode(this.#pieces.join(""));
    this.#pieces = [];
    this.#size = 0;
    if ("fd" in this.#output) await this.#output.writeFile(bytes);
    // A file that failed never asks for more.
    else if (!this.#output.write(bytes)) await Promise.race([once(this.#output, "drain"), this.#done]);
  }

  async close(): Promise<void> {
    await this.flush();
    if ("fd" in this.#output) await this.#output.close();
    else this.#output.end();
    await this.#done;
  }

  async abandon(): Promise<void> {
    if ("fd" in this.#output) await this.#output.close();
    else this.#output.destroy();
    await this.#done.catch(() => undefined);
  }
}
