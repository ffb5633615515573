import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import type { SourceLimits } from "../reading.ts";
import { damagedWorkbook, protectedWorkbook, unsafeWorkbook, workbookBomb } from "./refusals.ts";

const endOfDirectory = 0x06054b50;
const endOfDirectory64 = 0x06064b50;
const locator64 = 0x07064b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;

const pieceBytes = 256 * 1024;
/** A directory larger than this belongs to no workbook. */
const maxDirectoryBytes = 64 * 1024 * 1024;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Of its local header. */
  readonly offset: number;
}

/** What an archive lies in: a file, or a part of another one. */
interface ByteSource {
  readonly size: number;
  read(position: number, length: number): Promise<Buffer>;
  stream(start: number, length: number): Readable;
  close(): Promise<void>;
}

/** The parts of a ZIP file, by its directory; each is unpacked while it is read, off the main thread. */
export class ZipArchive {
  readonly #source: ByteSource;
  readonly #file: string;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(source: ByteSource, file: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.#source = source;
    this.#file = file;
    this.#entries = entries;
  }

  /**
   * @throws InputError `damaged-workbook`, `unsafe-workbook` for names that leave the archive or stand twice,
   * `decompression-limit` by what the directory says, `protected-workbook`
   */
  static async open(from: string | Buffer, file: string, limits: SourceLimits): Promise<ZipArchive> {
    const source = typeof from === "string" ? await fileSource(from) : bufferSource(from);
    try {
      const { size } = source;
      const entries = entriesOf(await readDirectory(source, file), file);
      let total = 0;
      for (const { unpacked } of entries.values()) total += unpacked;
      const ratio = total > limits.workbookRatioFromBytes && total > size * limits.maxRatio;
      if (ratio || total > limits.maxWorkbookBytes) {
        const most = `at most ${limits.maxWorkbookBytes} bytes, and ${limits.maxRatio} times its size above ${limits.workbookRatioFromBytes}`;
        throw workbookBomb(file, `${size} bytes packed, at least ${total} unpacked`, most);
      }
      return new ZipArchive(source, file, entries);
    } catch (cause) {
      await source.close();
      throw cause;
    }
  }

  /** Names of its parts, as it has them. */
  names(): string[] {
    return Array.from(this.#entries.values(), ({ name }) => name);
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** Bytes that a part unpacks to, as the directory says; `pieces` refuses to give more. 0 without such a part. */
  size(name: string): number {
    return this.#entries.get(name.toLowerCase())?.unpacked ?? 0;
  }

  /** A part, unpacked. @throws InputError `damaged-workbook`, `decompression-limit` when it is longer than the directory says */
  async *pieces(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined) throw damagedWorkbook(this.#file, `no part ${name}`);
    const start = await this.#dataOf(entry);
    let length = 0;
    let sum = 0;
    if (entry.packed > 0) {
      const packed = this.#source.stream(start, entry.packed);
      const unpacked =
        entry.method === 0
          ? packed
          : pipeline(packed, createInflateRaw({ chunkSize: pieceBytes, readableHighWaterMark: 4 * pieceBytes } as object), () => {});
      try {
        for await (const piece of unpacked as AsyncIterable<Buffer>) {
          length += piece.length;
          if (length > entry.unpacked)
            throw workbookBomb(this.#file, `${name}: at least ${length} bytes unpacked`, `${entry.unpacked} bytes`);
          sum = crc32(piece, sum);
          yield piece;
        }
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code?.startsWith("Z_") === true)
          throw damagedWorkbook(this.#file, `${name} does not unpack`, cause);
        throw cause;
      }
    }
    if (length !== entry.unpacked || sum !== entry.crc) throw damagedWorkbook(this.#file, `${name} is not what was packed`);
  }

  /** A small part, whole. @throws InputError when it is larger than `most` */
  async bytes(name: string, most: number): Promise<Buffer> {
    if (this.size(name) > most) throw unsafeWorkbook(this.#file, `${name} of ${this.size(name)} bytes`);
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(name)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  async #dataOf(entry: ZipEntry): Promise<number> {
    const header = await this.#source.read(entry.offset, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== localHeader) throw damagedWorkbook(this.#file, `no header before ${entry.name}`);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + entry.packed > this.#source.size) throw damagedWorkbook(this.#file, `${entry.name} is cut off`);
    return start;
  }
}

async function fileSource(path: string): Promise<ByteSource> {
  const handle: FileHandle = await open(path, "r");
  const { size } = await handle.stat();
  return {
    size,
    close: () => handle.close(),
    read: async (position, length) => {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, position);
      return bytes.subarray(0, bytesRead);
    },
    stream: (start, length) =>
      createReadStream(path, { fd: handle.fd, start, end: start + length - 1, autoClose: false, highWaterMark: pieceBytes }),
  };
}

function bufferSource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    close: async () => {},
    read: async (position, length) => bytes.subarray(position, position + length),
    stream: (start, length) => Readable.from([bytes.subarray(start, start + length)]),
  };
}

async function readDirectory(source: ByteSource, file: string): Promise<Buffer> {
  const { size } = source;
  const tail = await source.read(Math.max(0, size - 65_557), Math.min(size, 65_557));
  const tailStart = size - tail.length;
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw damagedWorkbook(file, "the end of the archive is missing");
  let length = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  if (end >= 20 && tail.readUInt32LE(end - 20) === locator64) {
    const place = Number(tail.readBigUInt64LE(end - 12));
    const wide = place < size ? await source.read(place, 56) : Buffer.alloc(0);
    if (wide.length < 56 || wide.readUInt32LE(0) !== endOfDirectory64) throw damagedWorkbook(file, "its directory is missing");
    length = Number(wide.readBigUInt64LE(40));
    start = Number(wide.readBigUInt64LE(48));
  }
  // Some writers leave the length out; the directory always ends before its end record.
  if (length === 0) length = tailStart + end - start;
  if (length < 0 || length > maxDirectoryBytes || start + length > size) throw damagedWorkbook(file, "its directory is missing");
  return source.read(start, length);
}

function entriesOf(directory: Buffer, file: string): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === directoryEntry;) {
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw damagedWorkbook(file, "its directory is cut off");
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/");
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const sizes = wideSizes(extra, [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)]);
    const entry = {
      name: name.replace(/^\//, ""),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      unpacked: sizes[0] ?? 0,
      packed: sizes[1] ?? 0,
      offset: sizes[2] ?? 0,
    };
    if ((directory.readUInt16LE(at + 8) & 1) === 1) throw protectedWorkbook(file);
    if (name.split("/").includes("..") || /^[a-z]:/i.test(name)) throw unsafeWorkbook(file, `a part named ${name}`);
    if (entry.method !== 0 && entry.method !== 8) throw damagedWorkbook(file, `${name} is packed by method ${entry.method}`);
    if (entries.has(entry.name.toLowerCase())) throw unsafeWorkbook(file, `two parts named ${name}`);
    if (!name.endsWith("/")) entries.set(entry.name.toLowerCase(), entry);
    at = next;
  }
  if (entries.size === 0) throw damagedWorkbook(file, "its directory is empty");
  return entries;
}

/** ZIP64: what does not fit into 32 bits stands in an extra field, in this order. */
function wideSizes(extra: Buffer, sizes: number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    return sizes.map((size) => {
      if (size !== 0xffffffff || from + 8 > extra.length) return size;
      from += 8;
      return Number(extra.readBigUInt64LE(from - 8));
    });
  }
  return sizes;
}
