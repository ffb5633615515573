import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the run's own PostgreSQL server; null: none is installed here. */
    readonly postgres: string | null;
  }
}

/** Starts one server for all the test files of a run. */
export async function setup({ provide }: Pick<TestProject, "provide">): Promise<() => Promise<void>> {
  const server = await startPostgres();
  provide("postgres", server?.url ?? null);
  return async () => server?.stop();
}
