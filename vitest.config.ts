import { defineConfig } from "vitest/config";

/** Tests that start processes, or kill them: each file in a process of its own. */
const APART = ["test/{bench,capture,cli,docs,web}/**"];
/** Tests of what is kept share a database server, and an embedded database in a process. */
const STORES = "test/{desk,serve,stores}/**";
/** Tests that share what is dear to make. */
const SHARED = "test/e2e/**";
const ACCEPTANCE = "test/acceptance/**";

export default defineConfig({
  test: {
    // On two processors the default is one worker, which leaves half the machine idle.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        // The rooms have no state of their own: loading them once in a process and not in each file saves a third of the time.
        test: { name: "rooms", include: ["test/**/*.test.ts"], exclude: [...APART, STORES, SHARED, ACCEPTANCE], isolate: false },
      },
      {
        extends: true,
        test: { name: "whole", include: [`${SHARED}/*.test.ts`], globalSetup: "test/e2e/run-directory.ts", isolate: false },
      },
      {
        extends: true,
        test: { name: "apart", include: APART.map((files) => `${files}/*.test.ts`) },
      },
      {
        extends: true,
        test: { name: "stores", include: [`${STORES}/*.test.ts`], globalSetup: "test/stores/server.ts", isolate: false },
      },
      { extends: true, test: { name: "acceptance", include: [`${ACCEPTANCE}/*.test.ts`] } },
    ],
  },
});
