import { inflateRawSync } from "node:zlib";
import { InputError } from "../../model/index.ts";
import type { SourceLimits } from "../reading.ts";

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;

/**
 * Makes sure, before a workbook is loaded, that it does not unpack to more than
 * it may: by what its directory says, then by unpacking each part against that.
 *
 * @throws InputError `decompression-limit`, `damaged-workbook`
 */
export function checkArchive(bytes: Buffer, file: string, limits: SourceLimits): void {
  const damaged = (): never => {
    throw new InputError([
      { code: "damaged-workbook", message: "This workbook is damaged or cut off.", at: { file }, hint: "Copy or download it again." },
    ]);
  };
  const refuse = (unpacked: number): never => {
    throw new InputError([
      {
        code: "decompression-limit",
        message: "This workbook unpacks to more than is safe to load; it is refused as a decompression bomb.",
        at: { file },
        found: `${bytes.length} bytes packed, at least ${unpacked} unpacked`,
        expected: `at most ${limits.maxWorkbookBytes} bytes, and ${limits.maxRatio} times its size above ${limits.workbookRatioFromBytes}`,
        hint: "Export large tables as CSV.",
      },
    ]);
  };
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) return damaged();
  let total = 0;
  let at = bytes.readUInt32LE(end + 16);
  const entries = bytes.readUInt16LE(end + 10);
  for (let n = 0; n < entries; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directoryEntry) return damaged();
    const packed = bytes.readUInt32LE(at + 20);
    const unpacked = bytes.readUInt32LE(at + 24);
    total += unpacked;
    if (total > limits.maxWorkbookBytes) return refuse(total);
    if (total > limits.workbookRatioFromBytes && total > bytes.length * limits.maxRatio) return refuse(total);
    const local = bytes.readUInt32LE(at + 42);
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== localHeader) return damaged();
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    if (start + packed > bytes.length) return damaged();
    if (bytes.readUInt16LE(at + 10) === 8) {
      try {
        inflateRawSync(bytes.subarray(start, start + packed), { maxOutputLength: Math.max(1, unpacked) });
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return refuse(unpacked + 1);
        return damaged();
      }
    }
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}
