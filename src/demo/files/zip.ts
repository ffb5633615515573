import { crc32 } from "node:zlib";

export interface ZipPart {
  readonly name: string;
  readonly content: string;
}

/** 1 January 1980, midnight: the first time that a ZIP file can tell. */
const date = 0x0021;
const version = 20;
/** Names are UTF-8. */
const flags = 0x0800;

/**
 * A ZIP file of stored parts: nothing is packed and no clock is read, so that the
 * same parts are the same bytes on every machine.
 */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const pieces: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content, "utf8");
    const name = Buffer.from(part.name, "utf8");
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(version, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(date, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    pieces.push(signature(0x04034b50), shared, name, content);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    entries.push(signature(0x02014b50), Buffer.from([version, 0]), shared, rest, name);
    offset += 30 + name.length + content.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...pieces, directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
