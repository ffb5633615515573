import type { Dirent } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { RunError, type Review } from "./model/index.ts";
import { writeRepairs, type RepairRun } from "./repair/index.ts";
import {
  auditToHtml,
  reviewToHtml,
  reviewToJson,
  writeBreaks,
  writeDocuments,
  writeMismatches,
  writeRepairLedger,
  type PdfFiles,
} from "./report/index.ts";
import type { Engine } from "./engines/engine.ts";

/** Where the files of a review lie. */
export interface Published {
  readonly directory: string;
  readonly html: string;
  readonly json: string;
  readonly csv: string;
  readonly parquet: string;
  /** Whether review.pdf and audit.pdf are among them. */
  readonly pdf: PdfFiles;
}

/** A review, the relations of its breaks and of its state mismatches, and its repairs. */
export interface PublishedRun {
  readonly review: Review;
  readonly breaks: string;
  readonly mismatches: string;
  readonly repair: RepairRun;
}

/**
 * Writes a review's files into a directory, all of them or none: they are made
 * beside it and take its place at the end.
 *
 * @param options `pdf`: are the reports made as PDF too? Default false, since it takes a second
 * @throws RunError `not-a-review` when the directory holds something else; `no-permission`, `disk-full`
 */
export async function publish(
  engine: Engine,
  { review, breaks, mismatches, repair }: PublishedRun,
  directory: string,
  { pdf = false }: { readonly pdf?: boolean } = {},
): Promise<Published> {
  const target = path.resolve(directory);
  const partial = `${target}.${randomUUID().slice(0, 8)}.partial`;
  const old = `${target}.${randomUUID().slice(0, 8)}.old`;
  let pdfFiles: PdfFiles = "not-asked";
  try {
    await recover(target);
    await refuseForeign(target);
    await mkdir(partial, { recursive: true });
    await writeBreaks(engine, breaks, partial);
    if (review.lifecycles.length > 0) await writeMismatches(engine, mismatches, partial);
    await writeRepairs(engine, repair, partial);
    await writeRepairLedger(engine, repair, partial);
    await writeFile(path.join(partial, "review.json"), reviewToJson(review));
    await writeFile(path.join(partial, "review.html"), reviewToHtml(review));
    await writeFile(path.join(partial, "audit.html"), auditToHtml(review));
    pdfFiles = await writeDocuments(review, partial, { pdf });
    await rename(target, old).catch(ignoreMissing);
    await rename(partial, target);
    await rm(old, { recursive: true, force: true });
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw asRunError(cause, target);
  }
  const file = (name: string): string => path.join(target, name);
  return {
    directory: target,
    html: file("review.html"),
    json: file("review.json"),
    csv: file("breaks.csv"),
    parquet: file("breaks.parquet"),
    pdf: pdfFiles,
  };
}

/** What a killed run left beside the directory: an earlier review set aside comes back, the rest goes. */
async function recover(target: string): Promise<void> {
  const parent = path.dirname(target);
  const beginning = `${path.basename(target)}.`;
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(beginning) || !/^[0-9a-f]{8}\.(partial|old)$/.test(name.slice(beginning.length))) continue;
    const file = path.join(parent, name);
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    if (name.endsWith(".old") && !isThere) await rename(file, target);
    else await rm(file, { recursive: true, force: true });
  }
}

const OWN_FILES = new Set([
  "review.json",
  "review.html",
  "audit.html",
  "review.md",
  "audit.md",
  "review.pdf",
  "audit.pdf",
  "breaks.csv",
  "breaks.parquet",
  "mismatches.csv",
  "mismatches.parquet",
]);
const OWN_REPAIRS = /^(?:(?:ledger|decide)\.(?:csv|parquet)|.+\.(?:create|update|void)\.csv)$/;

/** The directory will be replaced: whatever is not ours must not be lost. */
async function refuseForeign(target: string): Promise<void> {
  const entries = await entriesOf(target);
  const repairs = entries.some((entry) => entry.isDirectory() && entry.name === "repairs")
    ? await entriesOf(path.join(target, "repairs"))
    : [];
  const foreign = [
    ...entries.filter((entry) => (entry.isDirectory() ? entry.name !== "repairs" : !OWN_FILES.has(entry.name))).map(({ name }) => name),
    ...repairs.filter((entry) => !entry.isFile() || !OWN_REPAIRS.test(entry.name)).map(({ name }) => `repairs/${name}`),
  ];
  if (foreign.length > 0) {
    throw new RunError("not-a-review", `${target} holds files that are no review's: ${foreign.slice(0, 3).join(", ")}`, {
      hint: "Name another directory with --out; the files of a review replace each other as a whole.",
    });
  }
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  return await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

function asRunError(cause: unknown, target: string): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new RunError("disk-full", `The disk is full: the review could not be written to ${target}.`, {
      cause,
      hint: "Free some space and run again; nothing earlier is lost.",
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new RunError("no-permission", `Tieout may not write to ${target}.`, { cause, hint: "Name another directory with --out." });
  }
  return cause;
}
