/**
 * takes: a Review, or the relation of its breaks or state mismatches. gives: text
 * for a terminal, review.json and its JSON Schema, one HTML file, breaks and
 * mismatches as CSV and Parquet. never does: judge, look at records other than
 * those, name a file of its own beyond breaks.*, mismatches.* and the ledger of repairs.
 */
export { baselineToMarkdown } from "./baseline-markdown.ts";
export { BREAK_COLUMNS, writeBreaks } from "./breaks.ts";
export { auditToHtml } from "./html/audit-page.ts";
export { reviewToHtml } from "./html/review-page.ts";
export { pdfSentence, writeDocuments, type PdfFiles } from "./documents.ts";
export { reviewToJson } from "./json.ts";
export { reviewToJunit } from "./junit.ts";
export { reviewToSummary } from "./markdown.ts";
export { MISMATCH_COLUMNS, writeMismatches } from "./mismatches.ts";
export { displayWidth, plain } from "./plain.ts";
export { reviewOfJson } from "./read-review.ts";
export { reviewJsonSchema, reviewSchema } from "./review-schema.ts";
export { cutWide, painter, table, wantsColor, wrap, type Paint } from "./terminal.ts";
export { writeRepairLedger } from "./repairs.ts";
export { numberText } from "./text-numbers.ts";
export { reviewToText } from "./text.ts";
