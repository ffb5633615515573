import { InputError, type TextEncoding } from "../model/index.ts";
import { ByteStream, peek } from "./byte-stream.ts";
import { byteOrderMark, utf16ByPattern, utf8Pieces } from "./encoding.ts";
import type { FoundFile } from "./find-files.ts";
import { isGzip } from "./format.ts";
import { limitsOf, type ReadContext } from "./reading.ts";

/**
 * A text of any size as pieces of UTF-8 without its byte order mark, unpacked if
 * it is gzip, within the context's limits.
 *
 * @param declared the encoding that the text's beginning declares; undefined: UTF-8, or UTF-16 if it looks like it
 * @throws InputError `decompression-limit`, `truncated-gzip`, `no-permission` …
 */
export async function* textPieces(
  file: FoundFile,
  context: Pick<ReadContext, "limits">,
  declared: (head: Buffer) => TextEncoding | undefined = () => undefined,
): AsyncGenerator<Buffer> {
  const { head, stamp } = await peek(file, 4);
  const stream = new ByteStream(file, { gzip: isGzip(head), bytes: stamp.bytes, limits: limitsOf(context) });
  const pieces = stream.pieces();
  const first = await pieces.next();
  if (first.done === true) return;
  const start = first.value;
  const bom = byteOrderMark(start);
  const encoding = bom?.encoding ?? utf16ByPattern(start) ?? declared(start) ?? "utf-8";
  async function* all(): AsyncGenerator<Buffer> {
    yield start;
    yield* pieces;
  }
  yield* utf8Pieces(all(), encoding, bom !== undefined);
}

/** The first bytes, unpacked if they are packed. @throws InputError `no-permission`, `missing-file` */
export async function firstBytes(file: FoundFile, length: number): Promise<Buffer> {
  const { head } = await peek(file, length);
  if (!isGzip(head)) return head;
  const stream = new ByteStream(file, { gzip: true, bytes: (await peek(file, 0)).stamp.bytes, limits: limitsOf({}) });
  for await (const piece of stream.pieces()) return piece.subarray(0, length);
  throw new InputError([{ code: "empty-file", message: "This gzip file holds nothing.", at: { file: file.path } }]);
}
