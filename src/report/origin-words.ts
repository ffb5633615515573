import type { ColumnOrigin } from "../model/index.ts";
import { counted } from "./words.ts";

/** Where a workbook's column comes from, in a word. */
export const ORIGIN_WORDS: Readonly<Record<ColumnOrigin["kind"], string>> = {
  copied: "Copied",
  "looked-up": "Looked up",
  derived: "Computed",
  typed: "Typed",
  empty: "Empty",
};

/** The same, with the fields, the join or the formula. */
export function originText(origin: ColumnOrigin, dataset: (id: string) => string): string {
  switch (origin.kind) {
    case "copied":
      return `${dataset(origin.dataset)}, ${origin.field}`;
    case "looked-up":
      return `${origin.taken}, where ${origin.join} (${origin.by}${origin.approximate ? ", approximate" : ""})${origin.misses === 0 ? "" : `; ${counted(origin.misses, "row")} without a match`}`;
    case "derived":
      return `=${origin.shown}`;
    case "typed":
      return `no system holds it: ${counted(origin.distinct, "value")}`;
    case "empty":
      return "";
  }
}
