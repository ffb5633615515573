import type { Bench } from "./harness/bench.ts";
export const tieoutScale: Bench = async () => {};
