import { open, readFile } from "node:fs/promises";
import type { OpenWorkbook, WorkbookFormat } from "../../model/index.ts";
import { limitsOf, type SourceLimits } from "../reading.ts";
import { LibraryWorkbook } from "./library.ts";
import { openXlsx } from "./open-xlsx.ts";
import { damagedWorkbook, protectedWorkbook, workbookBomb } from "./refusals.ts";
import type { WorkbookRows } from "./rows.ts";
import { XlsxFile } from "./xlsx-file.ts";
import { ZipArchive } from "./zip.ts";

/**
 * Opens a spreadsheet file of any format that `WorkbookFormat` names.
 *
 * @param path where it lies
 * @param file what errors call it: relative to the estate's directory, with `/`
 * @throws InputError `protected-workbook`, `damaged-workbook`, `unsafe-workbook`, `decompression-limit`, `too-many-cells`
 */
export async function openWorkbook(path: string, file: string, limits: Partial<SourceLimits> = {}): Promise<OpenWorkbook> {
  const found = await findWorkbook(path, file, limits);
  if (!(found instanceof XlsxFile)) return found;
  try {
    return await openXlsx(found, limitsOf({ limits }));
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
  return findWorkbook(path, file, limits);
}

async function findWorkbook(path: string, file: string, given: Partial<SourceLimits>): Promise<XlsxFile | LibraryWorkbook> {
  const limits = limitsOf({ limits: given });
  const head = await headOf(path);
  if (head.equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    const bytes = await loaded(path, file, limits);
    if (bytes.includes(Buffer.from("EncryptedPackage", "utf16le"))) throw protectedWorkbook(file);
    return new LibraryWorkbook(bytes, file, "xls");
  }
  if (head.toString("latin1", 0, 2) !== "PK") return new LibraryWorkbook(await loaded(path, file, limits), file, formatByName(file));
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
  if (bytes.length > limits.maxLoadedWorkbookBytes) throw damagedWorkbook(file, `${bytes.length} bytes`);
  return bytes;
}

function formatByName(file: string): WorkbookFormat {
  return /\.(csv|tsv|tab|psv|txt)$/i.test(file) ? "csv" : "xls";
}
