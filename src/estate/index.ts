/**
 * takes: a directory or file with an estate as a person writes it.
 * gives: the resolved Estate, or every problem of it with line, column and the nearest valid word.
 * never does: read a source, look at data, run code that was not named.
 */
export { defineEstate } from "./define.ts";
export { estateJsonSchema } from "./json-schema.ts";
export { loadEstate } from "./load.ts";
export { resolveEstate } from "./resolve.ts";
export type { EstateSpec } from "./schema.ts";
