import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "suite", include: ["test/**/*.test.ts"], exclude: ["test/acceptance/**"] } },
      { extends: true, test: { name: "acceptance", include: ["test/acceptance/**/*.test.ts"] } },
    ],
  },
});
