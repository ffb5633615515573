import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Estate } from "../../src/model/index.ts";
import { demo, review, scratchDirectory } from "./given.ts";
import { linesTold } from "./states.ts";

const scratch = await scratchDirectory();

/** States are followed without any handoff or identity, and whatever else an estate declares. */
const statesAlone = (estate: Estate): Estate => ({
  ...estate,
  identities: [],
  handoffs: [],
  workflows: [],
  facts: [],
  workbooks: [],
  metrics: [],
  reports: [],
});

test("it is these files that are found to be wrong: with one change forgotten the truth is another", async () => {
  const directory = path.join(scratch, "forgotten");
  const truth = await demo(directory, { seed: 9, jobs: 60, clean: true });
  expect((await review(directory, 1, statesAlone)).mismatches).toEqual(linesTold(truth));
  const other = path.join(scratch, "forgotten-other");
  await demo(other, { seed: 9, jobs: 60, clean: true });
  const file = path.join(other, "dispatch/job-history.csv");
  const rows = (await readFile(file, "utf8")).split("\r\n");
  const started = rows.findIndex((row) => row.includes(",InProgress,"));
  expect(started).toBeGreaterThan(0);
  await writeFile(file, rows.toSpliced(started, 1).join("\r\n"));
  expect((await review(other, 1, statesAlone)).mismatches.map((each) => each.split(" | ")[2])).toEqual(["skipped-state"]);
});
