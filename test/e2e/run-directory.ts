import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the files of one run of the suite share what is dear to make. */
    readonly runDirectory: string;
  }
}

/** Makes a directory that all test files of a run share, gone after the run; `shared.ts` fills it when asked. */
export async function setup({ provide }: Pick<TestProject, "provide">): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), "tieout-run-"));
  provide("runDirectory", directory);
  return () => rm(directory, { recursive: true, force: true });
}
