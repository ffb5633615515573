import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // On two processors the default is one worker, which leaves half the machine idle.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "suite", include: ["test/**/*.test.ts"], exclude: ["test/acceptance/**"], globalSetup: "test/e2e/run-directory.ts" },
      },
      { extends: true, test: { name: "acceptance", include: ["test/acceptance/**/*.test.ts"] } },
    ],
  },
});
