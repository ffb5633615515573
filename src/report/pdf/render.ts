import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { NodeCompiler, NodeError } from "@myriaddreamin/typst-ts-node-compiler";
import type { ReportDocument } from "../document/model.ts";
import { fonts } from "./fonts.ts";
import { shownDocument } from "./shown.ts";
import { TEMPLATE } from "./template.ts";

/** A PDF, or why there is none: the compiler is a native part that not every machine has. */
export type Pdf = { readonly bytes: Uint8Array; readonly pages: number } | { readonly reason: string };

/** What conforms to it can be read aloud, and shows every character. */
const STANDARD = "ua-1";

/**
 * Sets a report as PDF/UA-1: the same bytes for the same report. What it says is
 * data to a fixed template, and the compiler sees no file but an empty directory.
 *
 * @param asOf UTC ISO 8601: the time that the file says it was made at
 */
export async function documentToPdf(document: ReportDocument, { asOf }: { readonly asOf: string }): Promise<Pdf> {
  return typeset(TEMPLATE, document, asOf);
}

/** Sets a report by a template, with no file within reach and no fonts but our own. */
export async function typeset(template: string, document: ReportDocument, asOf: string): Promise<Pdf> {
  const library = await import("@myriaddreamin/typst-ts-node-compiler").catch((error: unknown) => ({ missing: messageOf(error) }));
  if ("missing" in library) return { reason: `the PDF compiler cannot run on this machine (${library.missing})` };
  const workspace = await mkdtemp(path.join(tmpdir(), "tieout-pdf-"));
  try {
    const { blobs, covered } = await fonts();
    const compiler = library.NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: [...blobs] }] });
    return written(compiler, template, shownDocument(document, covered).data, asOf);
  } catch (error) {
    return { reason: messageOf(error) };
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

function written(compiler: NodeCompiler, template: string, report: string, asOf: string): Pdf {
  const result = compiler.compile({ mainFileContent: template, inputs: { report } });
  const wrong = result.takeError();
  const set = result.result;
  if (wrong !== null || set === null) return { reason: diagnosticsOf(wrong) };
  const bytes = compiler.pdf(set, { pdfStandard: STANDARD, creationTimestamp: Math.floor(Date.parse(asOf) / 1000) });
  compiler.evictCache(0);
  return { bytes, pages: set.numOfPages };
}

function diagnosticsOf(error: NodeError | null): string {
  const told: readonly unknown[] = error?.shortDiagnostics ?? [];
  const messages = told.map((each) => (typeof each === "object" && each !== null && "message" in each ? String(each.message) : ""));
  return messages.filter((message) => message !== "").join("; ") || "the PDF compiler gave no page";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
