import { cp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { generateDemo } from "../../src/demo/index.ts";
import { fingerprints, leftovers, run, scratchDirectory, SMALL, start, write } from "./given.ts";

const scratch = await scratchDirectory();
const large = path.join(scratch, "large");
const small = path.join(scratch, "small");
/** The undisturbed review of the large estate. */
let wanted: Map<string, string>;

/** What a run goes through, each once or twice: sources of every system that is left, an identity, a lifecycle, handoffs of all kinds of match. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  systems: ["crm", "dispatch", "books", "processor"],
  datasets: ["contacts", "deals", "dealStages", "jobs", "customers", "invoices", "payments", "charges"],
  facts: ["customer.email", "quote.amount", "payment.amount"],
  handoffs: ["contact-to-customer", "deal-to-job", "payment-to-charge"],
  lifecycles: ["quote"],
  workflows: [],
  workbooks: [],
  metrics: [],
  reports: [],
};

/** A part of the example company: the run is killed many times over, and must not take long. */
async function company(directory: string, jobs: number, seed: number): Promise<void> {
  await generateDemo({ directory, jobs, seed, clean: false });
  const file = path.join(directory, "tieout.yaml");
  const left = (name: string, value: unknown): unknown => {
    const kept = KEPT[name];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) => (kept?.includes(key) === false ? [] : [[key, left(key, each)]])),
    );
  };
  await writeFile(file, stringify(left("", parse(await readFile(file, "utf8")))));
}

beforeAll(async () => {
  await company(large, 250, 1);
  await company(small, 80, 2);
  expect((await run(["review", small, "--no-pdf"])).code).toBe(0);
}, 60_000);

test("two runs at once: the second is told so, the first is not disturbed", async () => {
  const first = start(["review", large, "--no-pdf"]);
  while (!(await holds(large))) await wait(5);
  const second = await run(["review", large, "--no-pdf"]);
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toContain(
    `Another run is using this workspace: ${path.join(large, ".tieout")} is held by process ${first.process.pid}. [workspace-locked]`,
  );
  expect(second.stderr).toContain("hint: Wait until it has ended, or stop it.");
  expect((await first.ended).code).toBe(0);
  wanted = await fingerprints(path.join(large, "review"));
  const names = [...wanted.keys()];
  // Which systems get repairs is the demo's affair; that they are there and stay whole is this test's.
  expect(names).toEqual(expect.arrayContaining(["repairs/decide.csv", "repairs/ledger.csv", "repairs/ledger.parquet"]));
  expect(names.filter((name) => !name.startsWith("repairs/"))).toEqual([
    "audit.html",
    "audit.md",
    "breaks.csv",
    "breaks.parquet",
    "mismatches.csv",
    "mismatches.parquet",
    "review.html",
    "review.json",
    "review.md",
  ]);
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

/** How far a run has come, told by what it leaves on the disk: a machine may be slow. */
const MOMENTS: Readonly<Record<string, (directory: string, before: Before) => Promise<boolean>>> = {
  "it has begun": holds,
  "it has read one source": (directory, before) => hasStored(directory, "crm.contacts", before),
  "it has read all sources": (directory, before) => hasStored(directory, "processor.charges", before),
  "it knows who is who": async (directory, { resolvedAt }) => (await whenResolved(directory)) !== resolvedAt,
  "it writes its files": async (directory) => (await readdir(directory)).some((name) => /^review\..*\.partial$/.test(name)),
};

interface Before {
  readonly captures: ReadonlyMap<string, string>;
  readonly resolvedAt: number;
}

async function whenResolved(directory: string): Promise<number> {
  const crosswalk = path.join(directory, ".tieout", "identity", "customer", "crosswalk.parquet");
  return await stat(crosswalk).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function hasStored(directory: string, dataset: string, { captures }: Before): Promise<boolean> {
  const names = await readdir(path.join(directory, ".tieout", "captures", dataset)).catch(() => []);
  return names.some((name) => !name.endsWith(".partial") && !captures.has(`${dataset}/${name}/manifest.json`));
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
  for (const hasCome of Object.values(MOMENTS)) {
    const before = { captures, resolvedAt: await whenResolved(directory) };
    const { process: child, ended } = start(["review", directory, "--no-pdf"]);
    while (child.exitCode === null && !(await hasCome(directory, before))) await wait(2);
    await wait(30 * Math.random());
    child.kill("SIGKILL");
    const { signal } = await ended;
    if (signal === "SIGKILL") killed++;
    const now = await fingerprints(path.join(directory, "review"));
    if (signal === "SIGKILL" && now.get("review.json") !== wanted.get("review.json")) expect(now).toEqual(earlier);
    else expect(now).toEqual(wanted);
    expect([...(await fingerprints(path.join(directory, ".tieout", "captures")))]).toEqual(expect.arrayContaining([...captures]));
    // Else the next try would read what this one stored, and end before it is killed.
    await forget(path.join(directory, ".tieout", "captures"), captures);
  }
  expect(killed).toBeGreaterThanOrEqual(4);
  const next = await run(["review", directory, "--no-pdf"]);
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
