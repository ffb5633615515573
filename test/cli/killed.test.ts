import { cp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { generateDemo } from "../../src/demo/index.ts";
import { fingerprints, leftovers, run, scratchDirectory, SMALL, start, write } from "./given.ts";

const scratch = await scratchDirectory();
const large = path.join(scratch, "large");
const small = path.join(scratch, "small");
/** The undisturbed review of the large estate, and how long it took. */
let wanted: Map<string, string>;
let duration = 0;

beforeAll(async () => {
  await generateDemo({ directory: large, jobs: 6_000, seed: 1, clean: false });
  await generateDemo({ directory: small, jobs: 400, seed: 2, clean: false });
  expect((await run(["review", small])).code).toBe(0);
}, 60_000);

test("two runs at once: the second is told so, the first is not disturbed", async () => {
  const begun = Date.now();
  const first = start(["review", large]);
  while (!(await holds(large))) await wait(5);
  const second = await run(["review", large]);
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toContain(
    `Another run is using this workspace: ${path.join(large, ".tieout")} is held by process ${first.process.pid}. [workspace-locked]`,
  );
  expect(second.stderr).toContain("hint: Wait until it has ended, or stop it.");
  expect((await first.ended).code).toBe(0);
  duration = Date.now() - begun;
  wanted = await fingerprints(path.join(large, "review"));
  expect([...wanted.keys()]).toEqual(["breaks.csv", "breaks.parquet", "review.html", "review.json"]);
}, 60_000);

/** Removes the captures that were not there before; whatever is half done stays. */
async function forget(folder: string, captures: ReadonlyMap<string, string>): Promise<void> {
  for (const dataset of await readdir(folder)) {
    for (const name of await readdir(path.join(folder, dataset))) {
      if (name.endsWith(".partial") || captures.has(`${dataset}/${name}/manifest.json`)) continue;
      await rm(path.join(folder, dataset, name), { recursive: true });
    }
  }
}

async function holds(directory: string): Promise<boolean> {
  return (await readdir(path.join(directory, ".tieout")).catch(() => [])).some((name) => name.startsWith("scratch-"));
}

test("killed at any moment: nothing earlier is lost, and the next run gives what an undisturbed one gives", async () => {
  const directory = path.join(scratch, "killed");
  // An estate with a review and captures, whose sources then are replaced by those of the large one.
  await cp(small, directory, { recursive: true, preserveTimestamps: true });
  for (const name of await readdir(large)) {
    if (name === ".tieout" || name === "review") continue;
    await rm(path.join(directory, name), { recursive: true });
    await cp(path.join(large, name), path.join(directory, name), { recursive: true, preserveTimestamps: true });
  }
  const earlier = await fingerprints(path.join(directory, "review"));
  const captures = await fingerprints(path.join(directory, ".tieout", "captures"));
  let killed = 0;
  for (const share of [0.15, 0.35, 0.55, 0.75, 0.9]) {
    const { process: child, ended } = start(["review", directory]);
    const timer = setTimeout(() => child.kill("SIGKILL"), share * duration * (0.9 + 0.1 * Math.random()));
    const { signal } = await ended;
    clearTimeout(timer);
    if (signal === "SIGKILL") killed++;
    const now = await fingerprints(path.join(directory, "review"));
    if (signal === "SIGKILL" && now.get("review.json") !== wanted.get("review.json")) expect(now).toEqual(earlier);
    else expect(now).toEqual(wanted);
    expect([...(await fingerprints(path.join(directory, ".tieout", "captures")))]).toEqual(expect.arrayContaining([...captures]));
    // Else the next try would read what this one stored, and end before it is killed.
    await forget(path.join(directory, ".tieout", "captures"), captures);
  }
  expect(killed).toBeGreaterThanOrEqual(3);
  const next = await run(["review", directory]);
  expect(next.code, next.stderr).toBe(0);
  expect(await fingerprints(path.join(directory, "review"))).toEqual(wanted);
  expect([...(await fingerprints(path.join(directory, ".tieout", "captures")))]).toEqual(expect.arrayContaining([...captures]));
  expect(await leftovers(directory)).toEqual([]);
  expect((await stat(path.join(directory, ".tieout"))).isDirectory()).toBe(true);
}, 120_000);

test("what a killed run left beside the review goes away, and a review that it had set aside comes back", async () => {
  const directory = path.join(scratch, "left");
  await write(directory, { ...SMALL, "review.0123abcd.partial/review.json": "half", "review.mine.partial": "a file of somebody's own" });
  expect((await run(["review", directory])).code).toBe(0);
  expect(await leftovers(directory)).toEqual(["review.mine.partial"]);
  const earlier = await fingerprints(path.join(directory, "review"));
  // Killed after the earlier review was set aside and before the new one took its place.
  await rename(path.join(directory, "review"), path.join(directory, "review.0123abcd.old"));
  expect((await run(["review", directory])).code).toBe(0);
  expect(await fingerprints(path.join(directory, "review"))).toEqual(earlier);
  expect(await leftovers(directory)).toEqual(["review.mine.partial"]);
});
