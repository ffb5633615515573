import { InputError, type CaptureSource, type SourceFormat } from "../model/index.ts";

const byExtension: Readonly<Record<string, SourceFormat>> = {
  csv: "csv",
  tsv: "csv",
  tab: "csv",
  psv: "csv",
  json: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
  parquet: "parquet",
  pq: "parquet",
  xlsx: "xlsx",
  xlsm: "xlsx",
  xls: "xlsx",
};

type Container = "zip" | "ole" | "parquet" | "text";

/**
 * What kind of file this is: as declared, else by its first (unpacked) bytes and
 * its name.
 *
 * @throws InputError `wrong-format` when the bytes are plainly something else
 */
export function formatOf(source: CaptureSource, path: string, head: Uint8Array): SourceFormat {
  const container = containerOf(head);
  const named = byExtension[extension(path)];
  const wanted = source.format ?? named;
  const told: SourceFormat | undefined = container === "parquet" ? "parquet" : container === "text" ? undefined : "xlsx";
  if (told !== undefined) {
    if (source.format !== undefined && source.format !== told) throw wrongFormat(source, path, told);
    return told;
  }
  if (source.format !== undefined) return source.format;
  if (wanted === "csv" || wanted === "parquet" || wanted === "xlsx") return wanted;
  const start = firstCharacter(head);
  if (start !== "{" && start !== "[") return wanted ?? "csv";
  return looksLikeLines(head) ? "jsonl" : wanted === "jsonl" ? "jsonl" : "json";
}

/** `jobs.CSV.gz` → `csv`. */
function extension(path: string): string {
  const name = path.toLowerCase().replace(/\.(gz|gzip)$/, "");
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1);
}

/** A tab-separated file says so in its name. */
export function delimiterByName(path: string): string | undefined {
  return ({ tsv: "\t", tab: "\t", psv: "|" } as Record<string, string>)[extension(path)];
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function containerOf(head: Uint8Array): Container {
  const four = Buffer.from(head.subarray(0, 4)).toString("latin1");
  if (four === "PK\u0003\u0004") return "zip";
  if (four === "PAR1") return "parquet";
  if (four === "\u00d0\u00cf\u0011\u00e0") return "ole";
  return "text";
}

function firstCharacter(head: Uint8Array): string {
  return Buffer.from(head.subarray(0, 4096))
    .toString("latin1")
    .replace(/[\u00ef\u00bb\u00bf\u00ff\u00fe\0\s]/g, "")
    .slice(0, 1);
}

/** One whole JSON value in the first line, and another begins in the second. */
function looksLikeLines(head: Uint8Array): boolean {
  const text = Buffer.from(head)
    .toString("latin1")
    .replace(/[\0]|^[^[{]+/g, "");
  const end = text.indexOf("\n");
  if (end < 0 || !/^\s*[[{]/.test(text.slice(end + 1))) return false;
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

function wrongFormat(source: CaptureSource, path: string, told: SourceFormat): InputError {
  const name = told === "parquet" ? "a Parquet file" : "a workbook";
  return new InputError([
    {
      code: "wrong-format",
      message: `This file is ${name}, not ${source.format}, as the source declares.`,
      at: { file: path },
      found: told,
      expected: source.format ?? "",
      hint: `format: ${told}, or leave it out`,
    },
  ]);
}
