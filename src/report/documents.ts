import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Review } from "../model/index.ts";
import { growthReview } from "./document/growth-review.ts";
import { documentToMarkdown } from "./document/markdown.ts";
import { note, type ReportDocument } from "./document/model.ts";
import { systemsAudit } from "./document/systems-audit.ts";
import { documentToPdf } from "./pdf/render.ts";

/** What became of the PDF files. */
export type PdfFiles = "written" | "not-asked" | { readonly reason: string };

/**
 * Writes both reports into a directory: `review.md` and `audit.md`, and where it is
 * asked for `review.pdf` and `audit.pdf`. Where a PDF cannot be made, both Markdown
 * files say so and why.
 */
export async function writeDocuments(review: Review, directory: string, { pdf }: { readonly pdf: boolean }): Promise<PdfFiles> {
  const documents = { review: growthReview(review), audit: systemsAudit(review) };
  let files: PdfFiles = pdf ? "written" : "not-asked";
  for (const [name, document] of Object.entries(documents)) {
    if (files !== "written") break;
    const made = await documentToPdf(document, { asOf: review.asOf });
    if ("reason" in made) files = made;
    else await writeFile(path.join(directory, `${name}.pdf`), made.bytes);
  }
  for (const [name, document] of Object.entries(documents)) {
    await writeFile(path.join(directory, `${name}.md`), documentToMarkdown(remarked(document, files)));
  }
  return files;
}

function remarked(document: ReportDocument, files: PdfFiles): ReportDocument {
  return typeof files === "string" ? document : { ...document, blocks: [...document.blocks, note(pdfSentence(files.reason))] };
}

/** `PDF not written: the PDF compiler cannot run on this machine (…).` */
export function pdfSentence(reason: string): string {
  return `PDF not written: ${reason}.`;
}
