import type { Review } from "../model/index.ts";
import { baselineBlocks } from "./document/baseline.ts";
import { datedOf, paperOf } from "./document/growth-review.ts";
import { documentToMarkdown } from "./document/markdown.ts";
import { placesOf } from "./document/places.ts";
import { cut } from "./plain.ts";

/** The baseline document alone, in GitHub's Markdown. */
export function baselineToMarkdown(review: Review): string {
  return documentToMarkdown({
    title: "The baseline",
    subject: cut(review.estate.title, 100),
    description: "What should be documented before tools are changed: declared, contradicted, inferred or unknown.",
    dated: datedOf(review),
    paper: paperOf(review),
    // No finding stands in this document: it is named as review.json names it.
    blocks: baselineBlocks({ ...placesOf(review), finding: (fingerprint) => fingerprint }),
  });
}
