import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadEstate } from "../../src/estate/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tieout-estate-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

test("a good file resolves", async () => {
  await copyFile(join(import.meta.dirname, "fixtures/summit.yaml"), join(directory, "tieout.yaml"));
  const estate = await loadEstate(directory);
  expect(estate.name).toBe("summit-mechanical");
});
