/**
 * takes: a Review, or the relation of its breaks. gives: text for a terminal,
 * review.json and its JSON Schema, one HTML file, breaks as CSV and Parquet.
 * never does: judge, look at records other than breaks, name a file of its own
 * beyond breaks.csv and breaks.parquet.
 */
export { BREAK_COLUMNS, writeBreaks } from "./breaks.ts";
export { reviewToHtml } from "./html/page.ts";
export { reviewToJson } from "./json.ts";
export { displayWidth, plain } from "./plain.ts";
export { reviewJsonSchema } from "./review-schema.ts";
export { cutWide, painter, table, wantsColor, wrap, type Paint } from "./terminal.ts";
export { reviewToText } from "./text.ts";
