import { createWriteStream } from "node:fs";
import { copyFile, mkdir, mkdtemp, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { probeSource, readProbed, type SourceReading } from "./connect/index.ts";
import type { GatherPorts } from "./gather.ts";
import { InputError, type CaptureSource, type Dataset, type Estate } from "./model/index.ts";
import { sql } from "./sql/index.ts";

/** A file that people brought, and what the reader made of it. */
export interface TakenFile {
  readonly dataset: string;
  /** Below the estate's directory. */
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly string[];
}

/** What a packed file from outside may unpack to; far less than one that the operator put there. */
const LIMITS = {
  maxDecompressedBytes: 4 * 1024 ** 3,
  ratioFromBytes: 16 * 1024 ** 2,
  workbookRatioFromBytes: 16 * 1024 ** 2,
  maxWorkbookBytes: 1024 ** 3,
  maxLoadedWorkbookBytes: 256 * 1024 ** 2,
  maxWorkbookCells: 5_000_000,
} as const;

const GLOB = /[*?[\]{}]/;

/**
 * Takes a file in among a dataset's sources. It is written aside, matched against the
 * dataset's patterns and read whole; only then it counts. One that a source names exactly
 * takes the earlier file's place, which is kept in the workspace.
 *
 * @param most bytes
 * @throws InputError `unknown-dataset`, `bad-name`, `no-source`, `file-exists`, `too-large`, or what the reader found
 */
export async function takeFile(
  estate: Estate,
  ports: GatherPorts,
  dataset: string,
  name: string,
  body: ReadableStream<Uint8Array>,
  most: number,
): Promise<TakenFile> {
  const target = estate.datasets.find((one) => one.id === dataset);
  if (target === undefined) throw refused("unknown-dataset", "The estate has no such dataset.", dataset);
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._ ()+-]{0,149}$/u.test(name) || name.includes("..") || /[. ]$/.test(name)) {
    throw refused(
      "bad-name",
      "This is no name for a file.",
      name,
      "letters, digits, spaces and . _ - ( ) +, beginning with a letter or digit",
    );
  }
  const aside = await mkdtemp(path.join(ports.workspace.scratch, "upload-"));
  try {
    const upload = path.join(aside, "upload.bin");
    const bytes = await write(upload, body, most);
    const { source, place, reading } = await readAside(estate, target, name, upload, aside, ports);
    const [counted] = await ports.engine.rows<{ rows: string }>(sql`SELECT count(*) AS "rows" FROM ${reading.relation}`);
    const final = path.join(estate.directory, place);
    await refuseOutside(estate.directory, path.dirname(final), place);
    await putInPlace(upload, final, GLOB.test(source.path), ports.workspace.directory);
    return { dataset, file: place, bytes, rows: Number(counted?.rows ?? 0), columns: reading.columns.map((column) => column.name) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function refused(code: string, message: string, found: string, expected?: string): InputError {
  return new InputError([{ code, message, at: { file: "upload" }, found, ...(expected === undefined ? {} : { expected }) }]);
}

async function write(file: string, body: ReadableStream<Uint8Array>, most: number): Promise<number> {
  let bytes = 0;
  await pipeline(
    Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
    async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        bytes += piece.length;
        if (bytes > most) throw refused("too-large", "The file is too large.", `more than ${most} bytes`);
        yield piece;
      }
    },
    createWriteStream(file, { flags: "wx" }),
  );
  if (bytes === 0) throw refused("empty-file", "The file is empty.", "0 bytes");
  return bytes;
}

/** The first of the dataset's sources whose pattern the name fits; read from a tree of its own, where nothing else lies. */
async function readAside(
  estate: Estate,
  dataset: Dataset,
  name: string,
  upload: string,
  aside: string,
  ports: GatherPorts,
): Promise<{ source: CaptureSource; place: string; reading: SourceReading }> {
  for (const [index, source] of dataset.captures.entries()) {
    const folder = path.posix.dirname(source.path.replaceAll("\\", "/"));
    // Into which of several folders it belongs nobody says.
    if (GLOB.test(folder)) continue;
    const place = path.posix.join(folder, name);
    const directory = path.join(aside, `tree-${index}`);
    await mkdir(path.join(directory, folder), { recursive: true });
    await copyFile(upload, path.join(directory, place));
    const scratch = path.join(aside, `read-${index}`);
    await mkdir(scratch);
    const context = { engine: ports.engine, directory, scratch, limits: LIMITS };
    const found = await probeSource(source, estate.file, context).catch((error: unknown) => {
      if (error instanceof InputError && error.problems.every(({ code }) => code === "missing-file")) return undefined;
      throw error;
    });
    const [file] = found ?? [];
    if (file === undefined) continue;
    const reading = await readProbed(file, source, context);
    refuseOtherColumns(dataset, reading, name);
    return { source, place, reading };
  }
  const patterns = dataset.captures.map((source) => path.posix.basename(source.path)).join(", ");
  throw refused("no-source", "The name fits none of the dataset's files.", name, patterns);
}

/** Almost any bytes are a table of one column: it must have those that the dataset reads. Of JSON the review tells. */
function refuseOtherColumns(dataset: Dataset, { columns }: SourceReading, name: string): void {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  const there = new Set(columns.map((column) => plain(column.name)));
  if (columns.some((column) => column.name === "_json")) return;
  const missing = dataset.fields.flatMap(({ from }) => ("column" in from && !there.has(plain(from.column)) ? [from.column] : []));
  const problems = missing.slice(0, 20).map((column) => ({
    code: "unknown-column",
    message: `The file has no column ${column}, which ${dataset.id} reads`,
    at: { file: name },
    found: columns
      .map((one) => one.name)
      .slice(0, 10)
      .join(", "),
    expected: column,
  }));
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
}

/** A folder below the estate may be a link that leads out of it. */
async function refuseOutside(root: string, folder: string, place: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [real, top] = [await realpath(folder), await realpath(root)];
  if (real !== top && !real.startsWith(top + path.sep)) {
    throw refused("outside-directory", "The dataset's folder is a link that leads out of the estate's directory.", place);
  }
}

async function putInPlace(upload: string, final: string, isNew: boolean, workspace: string): Promise<void> {
  const there = await stat(final).catch(() => undefined);
  if (there !== undefined) {
    if (isNew || !there.isFile()) throw refused("file-exists", "There is a file of that name.", path.basename(final));
    const earlier = path.join(
      workspace,
      "replaced",
      `${new Date(there.mtimeMs).toISOString().replaceAll(/[:.]/g, "-")}-${path.basename(final)}`,
    );
    await mkdir(path.dirname(earlier), { recursive: true });
    await copyFile(final, earlier);
  }
  await mkdir(path.dirname(final), { recursive: true });
  // Beside it first: the workspace may lie on another disk.
  const beside = `${final}.tieout-upload`;
  await copyFile(upload, beside);
  await rename(beside, final);
}
