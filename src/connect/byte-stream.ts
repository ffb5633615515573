import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError, RunError } from "../model/index.ts";
import type { FoundFile } from "./find-files.ts";
import type { SourceLimits } from "./reading.ts";

const chunkBytes = 1024 * 1024;

/** What tells that a file is still the one that was looked at. */
export interface FileStamp {
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** The first bytes on disk, and the file's stamp. @throws InputError `no-permission` */
export async function peek(file: FoundFile, length: number): Promise<{ readonly head: Buffer; readonly stamp: FileStamp }> {
  const handle = await open(file.absolute, "r").catch((cause: unknown) => {
    throw openError(file, cause);
  });
  try {
    const status = await handle.stat();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return { head: buffer.subarray(0, bytesRead), stamp: { bytes: status.size, modifiedMs: status.mtimeMs } };
  } finally {
    await handle.close();
  }
}

/** @throws RunError `file-changed` */
export async function assertUnchanged(file: FoundFile, before: FileStamp): Promise<void> {
  const { stamp } = await peek(file, 0);
  if (stamp.bytes !== before.bytes || stamp.modifiedMs !== before.modifiedMs) {
    throw new RunError("file-changed", `${file.path} changed while it was being read.`, {
      hint: "Run again once the export is complete.",
    });
  }
}

/** A file's bytes, unpacked if they are packed, in pieces of about a mebibyte. */
export class ByteStream {
  readonly #file: FoundFile;
  readonly #packed: boolean;
  readonly #packedBytes: number;
  readonly #limits: SourceLimits;
  readonly #hash = createHash("sha256");
  /** Bytes after unpacking so far. */
  unpacked = 0;

  constructor(file: FoundFile, options: { readonly gzip: boolean; readonly bytes: number; readonly limits: SourceLimits }) {
    this.#file = file;
    this.#packed = options.gzip;
    this.#packedBytes = options.bytes;
    this.#limits = options.limits;
  }

  /** Of the bytes on disk; to be asked once, after the last piece. */
  sha256(): string {
    return this.#hash.digest("hex");
  }

  /**
   * @throws InputError `truncated-gzip`, `damaged-gzip`, `decompression-limit`, `no-permission`
   */
  async *pieces(): AsyncGenerator<Buffer> {
    const raw = createReadStream(this.#file.absolute, { highWaterMark: chunkBytes });
    try {
      if (!this.#packed) {
        for await (const piece of raw as AsyncIterable<Buffer>) {
          this.#hash.update(piece);
          this.unpacked += piece.length;
          yield piece;
        }
        return;
      }
      const hash = this.#hash;
      let read = 0;
      const hashing = new Transform({
        transform(piece: Buffer, _encoding, done) {
          hash.update(piece);
          read += piece.length;
          done(null, piece);
        },
      });
      const gunzip = createGunzip({ chunkSize: chunkBytes });
      pipeline(raw, hashing, gunzip, () => {});
      for await (const piece of gunzip as AsyncIterable<Buffer>) {
        this.unpacked += piece.length;
        this.#checkLimit();
        yield piece;
      }
      // What trails the last member is no data, but belongs to the file.
      if (read < this.#packedBytes) {
        for await (const piece of createReadStream(this.#file.absolute, { start: read }) as AsyncIterable<Buffer>) hash.update(piece);
      }
    } catch (cause) {
      throw this.#named(cause);
    } finally {
      raw.destroy();
    }
  }

  #checkLimit(): void {
    const { maxDecompressedBytes, maxRatio, ratioFromBytes } = this.#limits;
    const ratio = this.unpacked / Math.max(1, this.#packedBytes);
    const bomb = this.unpacked > ratioFromBytes && ratio > maxRatio;
    if (!bomb && this.unpacked <= maxDecompressedBytes) return;
    throw new InputError([
      {
        code: "decompression-limit",
        message: bomb
          ? `This gzip file unpacks to more than ${maxRatio} times its size; it is refused as a decompression bomb.`
          : `This gzip file unpacks to more than ${maxDecompressedBytes} bytes.`,
        at: { file: this.#file.path },
        found: `${this.#packedBytes} bytes packed, more than ${this.unpacked} unpacked`,
        hint: "Unpack it yourself if you trust it.",
      },
    ]);
  }

  #named(cause: unknown): unknown {
    const code = (cause as NodeJS.ErrnoException).code;
    const at = { file: this.#file.path };
    if (code === "Z_BUF_ERROR") {
      const hint = "Copy or download it again; no record of it was taken.";
      return new InputError([{ code: "truncated-gzip", message: "This gzip file ends before its data does.", at, hint }], { cause });
    }
    if (typeof code === "string" && code.startsWith("Z_")) {
      return new InputError([{ code: "damaged-gzip", message: `This gzip file is damaged: ${(cause as Error).message}.`, at }], { cause });
    }
    if (cause instanceof InputError || code === undefined) return cause;
    return openError(this.#file, cause);
  }
}

function openError(file: FoundFile, cause: unknown): Error {
  const code = (cause as NodeJS.ErrnoException).code;
  const at = { file: file.path };
  if (code === "EACCES" || code === "EPERM") {
    const hint = "Give the user who runs this the right to read it.";
    return new InputError([{ code: "no-permission", message: "This file may not be read.", at, hint }], { cause });
  }
  if (code === "ENOENT") return new InputError([{ code: "missing-file", message: "This file is gone.", at }], { cause });
  return new RunError("read", `${file.path} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
