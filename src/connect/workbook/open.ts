import { readFile } from "node:fs/promises";
import type { OpenWorkbook, WorkbookFormat } from "../../model/index.ts";
import { limitsOf, type SourceLimits } from "../reading.ts";
import { checkArchive } from "../xlsx/archive.ts";
import { openByLibrary } from "./library.ts";
import { protectedWorkbook } from "./refusals.ts";

/**
 * Opens a spreadsheet file of any format that `WorkbookFormat` names.
 *
 * @param path where it lies
 * @param file what errors call it: relative to the estate's directory, with `/`
 * @throws InputError `protected-workbook`, `damaged-workbook`, `unsafe-workbook`, `decompression-limit`
 */
export async function openWorkbook(path: string, file: string, limits: Partial<SourceLimits> = {}): Promise<OpenWorkbook> {
  const bytes = await readFile(path);
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    if (bytes.includes(Buffer.from("EncryptedPackage", "utf16le"))) throw protectedWorkbook(file);
  } else if (bytes.subarray(0, 2).equals(Buffer.from("PK"))) checkArchive(bytes, file, limitsOf({ limits }));
  return openByLibrary(bytes, file, formatByName(file));
}

function formatByName(file: string): WorkbookFormat {
  const extension = /\.([a-z]+)$/.exec(file.toLowerCase())?.[1];
  return extension === "xlsm" || extension === "xlsb" || extension === "xls" || extension === "ods" || extension === "csv"
    ? extension
    : "xlsx";
}
