import { open, readFile } from "node:fs/promises";
import type { OpenWorkbook } from "../../model/index.ts";
import { limitsOf, type SourceLimits } from "../reading.ts";
import { openDelimited } from "./csv-workbook.ts";
import { LibraryWorkbook } from "./library.ts";
import { openXlsx } from "./open-xlsx.ts";
import { damagedWorkbook, protectedWorkbook, tooLargeWorkbook, workbookBomb } from "./refusals.ts";
import type { WorkbookRows } from "./rows.ts";
import { XlsxFile } from "./xlsx-file.ts";
import { ZipArchive } from "./zip.ts";

const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/**
 * Opens a spreadsheet file of any format that `WorkbookFormat` names.
 *
 * @param path where it lies
 * @param file what errors call it: relative to the estate's directory, with `/`
 * @throws InputError `protected-workbook`, `damaged-workbook`, `unsafe-workbook`, `decompression-limit`, `too-many-cells`
 */
export async function openWorkbook(path: string, file: string, limits: Partial<SourceLimits> = {}): Promise<OpenWorkbook> {
  const all = limitsOf({ limits });
  const delimited = /\.(csv|tsv|tab|psv|txt)$/i.test(file) && !isContainer(await headOf(path));
  if (delimited) return openDelimited(await loaded(path, file, all), file, { file, most: all.maxWorkbookCells, used: 0 });
  const found = await openFile(path, file, all);
  if (!(found instanceof XlsxFile)) return found;
  try {
    return await openXlsx(found, all);
  } finally {
    await found.close();
  }
}

/**
 * Opens a spreadsheet file to read its sheets row by row: .xlsx and .xlsm as they lie; others are loaded whole, since
 * their formats know no other way. It must be closed.
 *
 * @throws InputError as `openWorkbook`
 */
export function openRows(path: string, file: string, limits: Partial<SourceLimits> = {}): Promise<WorkbookRows> {
  return openFile(path, file, limitsOf({ limits }));
}

async function openFile(path: string, file: string, limits: SourceLimits): Promise<XlsxFile | LibraryWorkbook> {
  const head = await headOf(path);
  if (head.equals(compound)) {
    const bytes = await loaded(path, file, limits);
    if (bytes.includes(Buffer.from("EncryptedPackage", "utf16le"))) throw protectedWorkbook(file);
    return new LibraryWorkbook(bytes, file, "xls");
  }
  const zipped = head.toString("latin1", 0, 2) === "PK";
  // Older programs, and many servers, write XML or HTML and call it .xls; what says that it is a container must be one.
  if (!zipped && /\.(xlsx|xlsm|xlsb|ods)(\.gz)?$/i.test(file)) throw damagedWorkbook(file, "it does not begin as a workbook does");
  if (!zipped) return new LibraryWorkbook(await loaded(path, file, limits), file, "xls");
  const zip = await ZipArchive.open(path, file, limits);
  let kept = false;
  try {
    const format = zip.has("xl/workbook.bin") ? "xlsb" : zip.has("content.xml") && zip.has("mimetype") ? "ods" : undefined;
    if (format === undefined) {
      const opened = await XlsxFile.open(zip, file);
      kept = true;
      return opened;
    }
    // The library holds a part whole, so each is looked through before: none may be longer than it says.
    let total = 0;
    for (const name of zip.names()) {
      for await (const piece of zip.pieces(name)) total += piece.length;
      if (total > limits.maxLoadedWorkbookBytes)
        throw workbookBomb(file, `at least ${total} bytes unpacked`, `at most ${limits.maxLoadedWorkbookBytes} bytes`);
    }
    return new LibraryWorkbook(await readFile(path), file, format);
  } finally {
    if (!kept) await zip.close();
  }
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const head = Buffer.alloc(4);
    const { bytesRead } = await handle.read(head, 0, 4, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function loaded(path: string, file: string, limits: SourceLimits): Promise<Buffer> {
  const bytes = await readFile(path);
  if (bytes.length > limits.maxLoadedWorkbookBytes) throw tooLargeWorkbook(file, bytes.length, limits.maxLoadedWorkbookBytes);
  return bytes;
}

/** ZIP, or the older compound file. */
function isContainer(head: Buffer): boolean {
  return head.toString("latin1", 0, 2) === "PK" || head.equals(compound);
}
