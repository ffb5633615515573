import { InputError, RunError, type CaptureSource, type SourceFormat, type TextEncoding } from "../model/index.ts";
import { assertUnchanged, ByteStream, peek, type FileStamp } from "./byte-stream.ts";
import { findLayout, type CsvLayout } from "./csv/layout.ts";
import { PlainScan } from "./csv/plain-scan.ts";
import { byteOrderMark, decoderOf, EncodingCheck, encodingError, locate, utf16ByPattern } from "./encoding.ts";
import { findFiles, type FoundFile } from "./find-files.ts";
import { delimiterByName, formatOf, isGzip } from "./format.ts";
import { parsePath } from "./json/path.ts";
import { LineCount } from "./json/line-count.ts";
import { limitsOf, type LineFacts, type ProbedFile, type ReadContext } from "./reading.ts";

/** So much of a text is looked at to find its delimiter and header. */
const sampleBytes = 256 * 1024;

/**
 * Finds the files of a source and looks through each once: hash, format,
 * encoding, layout, and whether the engine may read it as it lies. Sorted by path.
 *
 * @throws InputError with a located problem for each file that cannot be used
 * @throws RunError `file-changed`
 */
export async function probeSource(source: CaptureSource, estateFile: string, context: ReadContext): Promise<readonly ProbedFile[]> {
  parsePath(source.records, { file: estateFile, line: source.line });
  const found = await findFiles(source, estateFile, context.directory);
  const probed: ProbedFile[] = [];
  const problems = [];
  for (const file of found) {
    try {
      probed.push(await probeFile(file, source, context));
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      problems.push(...cause.problems);
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
  return probed;
}

async function probeFile(file: FoundFile, source: CaptureSource, context: ReadContext): Promise<ProbedFile> {
  const limits = limitsOf(context);
  const { head, stamp } = await peek(file, 4);
  const gzip = isGzip(head);
  const stream = new ByteStream(file, { gzip, bytes: stamp.bytes, limits });
  if (stamp.bytes > 200 * 1024 * 1024) context.progress?.(`${file.path}: looking through ${Math.round(stamp.bytes / 1048576)} MiB`);
  const probe = new FileProbe(file, source);
  for await (const piece of stream.pieces()) probe.push(piece);
  const result = await probe.end(() => new ByteStream(file, { gzip, bytes: stamp.bytes, limits }).pieces());
  await assertUnchanged(file, stamp);
  return {
    ...describe(file, stamp),
    ...result,
    sha256: stream.sha256(),
    unpackedBytes: stream.unpacked,
    compression: gzip ? "gzip" : undefined,
    sheet: result.format === "xlsx" ? source.sheet : undefined,
  };
}

function describe(file: FoundFile, stamp: FileStamp): Pick<ProbedFile, "path" | "absolute" | "bytes" | "modifiedAt" | "modifiedMs"> {
  return { ...file, bytes: stamp.bytes, modifiedMs: stamp.modifiedMs, modifiedAt: new Date(stamp.modifiedMs).toISOString() };
}

type Result = Pick<ProbedFile, "format" | "encoding" | "delimiter" | "headerRow" | "columns" | "plain" | "bom" | "csv" | "lines">;

/** What is learnt of one file while its bytes go by. */
class FileProbe {
  readonly #file: FoundFile;
  readonly #source: CaptureSource;
  readonly #encodings = new EncodingCheck();
  #sample: Buffer[] = [];
  #sampled = 0;
  #head: Buffer | undefined;
  #format: SourceFormat = "csv";
  #sure: TextEncoding | undefined;
  #bom: { readonly encoding: TextEncoding; readonly bytes: number } | undefined;
  readonly #lines = new LineCount();
  #scan: PlainScan | undefined;

  constructor(file: FoundFile, source: CaptureSource) {
    this.#file = file;
    this.#source = source;
  }

  push(piece: Buffer): void {
    if (this.#head !== undefined) {
      this.#look(piece);
      return;
    }
    this.#sample.push(piece);
    this.#sampled += piece.length;
    if (this.#sampled >= sampleBytes) this.#begin(false);
  }

  async end(again: () => AsyncGenerator<Buffer>): Promise<Result> {
    const whole = this.#head === undefined;
    if (this.#head === undefined) this.#begin(true);
    const format = this.#format;
    const none = {
      format,
      delimiter: undefined,
      headerRow: undefined,
      columns: undefined,
      csv: undefined,
      lines: undefined,
      bom: this.#bom !== undefined,
    };
    if (format === "parquet" || format === "xlsx") return { ...none, encoding: undefined, plain: false };
    const encoding = await this.#encoding(again);
    const clean = encoding === "utf-8" && this.#bom === undefined;
    if (format === "jsonl") return { ...none, encoding, plain: clean && this.#lines.end(), lines: this.#lines.facts() };
    if (format === "json") return { ...none, encoding, plain: clean };
    // The header's words can be read only now that the encoding is sure.
    const layout = this.#layout(encoding, whole);
    const plain = encoding === "utf-8" && this.#scan !== undefined && this.#scan.end();
    const end = layout.lineEnd === "cr" ? "cr" : this.#scan?.crlf === true ? "crlf" : "lf";
    const lines: LineFacts = { count: 0, longest: this.#scan?.longestLine ?? 0, end };
    return {
      ...none,
      encoding,
      plain,
      csv: layout,
      lines,
      delimiter: layout.delimiter,
      headerRow: layout.headerLine,
      columns: layout.columns,
    };
  }

  #begin(whole: boolean): void {
    const head = this.#sample.length === 1 ? (this.#sample[0] as Buffer) : Buffer.concat(this.#sample);
    this.#head = head;
    this.#sample = [];
    this.#format = formatOf(this.#source, this.#file.path, head);
    if (this.#format === "parquet" || this.#format === "xlsx") return;
    this.#bom = byteOrderMark(head);
    this.#sure = this.#bom?.encoding ?? this.#source.encoding ?? utf16ByPattern(head);
    if (this.#format === "csv" && (this.#sure === undefined || this.#sure === "utf-8")) {
      // Words beyond ASCII do not matter yet: delimiters and line ends are the same bytes in both encodings.
      const layout = this.#layout("utf-8", whole);
      const bomBytes = this.#bom?.bytes ?? 0;
      this.#scan = new PlainScan({ ...layout, width: layout.columns.length, bomBytes });
    }
    this.#look(head);
  }

  #look(piece: Buffer): void {
    if (this.#format === "parquet" || this.#format === "xlsx") return;
    if (this.#sure === undefined || this.#sure === "utf-8") this.#encodings.push(piece);
    this.#scan?.push(piece);
    if (this.#format === "jsonl") this.#lines.push(piece);
  }

  #layout(encoding: TextEncoding, whole: boolean): CsvLayout {
    const head = (this.#head as Buffer).subarray(this.#bom?.bytes ?? 0);
    const sample = whole ? head : head.subarray(0, Math.max(sampleBytes, head.indexOf(10) + 1));
    const text = decoderOf(encoding)(sample);
    return findLayout(text, whole && sample.length === head.length, this.#source, this.#file.path, delimiterByName(this.#file.path));
  }

  async #encoding(again: () => AsyncGenerator<Buffer>): Promise<TextEncoding> {
    if (this.#sure !== undefined && this.#sure !== "utf-8") return this.#sure;
    const told = this.#encodings.end();
    if (told === "utf-8") return told;
    if (this.#sure === undefined && told === "windows-1252") return told;
    const offset = this.#encodings.firstBad;
    if (offset === undefined) throw new RunError("encoding", `${this.#file.path}: no byte was found at fault.`);
    throw encodingError(this.#file.path, await locate(again(), offset), this.#source.encoding);
  }
}
