import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ByteStream } from "./byte-stream.ts";
import { ScratchFile } from "./scratch-file.ts";
import { limitsOf, type ProbedFile, type ReadContext } from "./reading.ts";

/**
 * Path of the file itself, or of its unpacked copy: for formats that are read by
 * seeking, and because the engine refuses gzip files that others accept.
 */
export async function unpackedPath(file: ProbedFile, context: ReadContext): Promise<string> {
  if (file.compression === undefined) return file.absolute;
  const copy = await ScratchFile.create(join(context.scratch, randomUUID()));
  const stream = new ByteStream(file, { gzip: true, bytes: file.bytes, limits: limitsOf(context) });
  try {
    for await (const piece of stream.pieces()) await copy.write([piece]);
  } finally {
    await copy.close();
  }
  return copy.path;
}
