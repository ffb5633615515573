import type { Baseline, Undecided } from "../../model/index.ts";

/** What is known before tools are changed, from what was declared and what the records show. */
export function baselineOf(_review: Undecided): Baseline {
  return { sentence: "", items: [] };
}
