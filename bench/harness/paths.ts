import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: the programs run compiled from below .build, and uncompiled in tests. */
export const repository = findRepository(dirname(fileURLToPath(import.meta.url)));
/** Compiled benchmarks. */
export const compiled = join(repository, ".build", "bench");
/** Generated records; ignored by git, kept between runs. */
export const dataDirectory = join(repository, ".build", "bench-data");
/** Where peers are installed; ignored by git. */
export const peersDirectory = join(repository, "bench", "peers");

function findRepository(from: string): string {
  if (existsSync(join(from, "tsconfig.bench.json"))) return from;
  const above = dirname(from);
  if (above === from) throw new Error("tsconfig.bench.json was not found above the benchmarks");
  return findRepository(above);
}
