/**
 * takes: a directory, a number of jobs and a seed. gives: the exports of a
 * made-up company, the estate that declares what should hold in them, and the
 * truth about what does not, in handoffs and in states. never does: read an estate, or use anything of
 * Tieout that its truth is meant to test.
 */
export { generateDemo, type DemoOptions } from "./generate.ts";
export type { DemoTruth } from "./truth.ts";
