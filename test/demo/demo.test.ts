import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { generateDemo, type DemoTruth } from "../../src/demo/index.ts";
import { estateSchema } from "../../src/estate/schema.ts";
import { BREAK_OUTCOMES, InputError } from "../../src/model/index.ts";
import { readReference } from "./reference-records.ts";
import { tieOut } from "./reference-tie-out.ts";

const scratch = await mkdtemp(join(tmpdir(), "tieout-demo-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));
let serial = 0;

type Wish = { readonly jobs?: number; readonly seed?: number; readonly clean?: boolean; readonly shuffle?: number };

async function demo({ jobs = 400, seed = 1, clean = false, shuffle }: Wish): Promise<{ directory: string; truth: DemoTruth }> {
  const directory = join(scratch, String(serial++));
  const truth = await generateDemo({ directory, jobs, seed, clean, ...(shuffle === undefined ? {} : { shuffle }) });
  return { directory, truth };
}

/** Every file with its contents; what was compressed, unpacked, since zlib's output is no contract. */
async function contents(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  const read = async (file: string) => {
    const bytes = await readFile(file);
    return [file.slice(directory.length + 1), (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1")] as const;
  };
  return new Map(await Promise.all(files.map(read)));
}

function cents(amount: string | undefined): number {
  return Math.round(Number(amount ?? "0") * 100);
}

function expectReferenceAgrees(directory: string, truth: DemoTruth): void {
  const estate = readReference(directory);
  expect(Object.keys(truth.handoffs)).toEqual(Object.keys(estate.spec.handoffs ?? {}));
  for (const [id, told] of Object.entries(truth.handoffs)) {
    const found = tieOut(estate, id);
    expect(told.breaks.map(({ side, outcome, key, reason }) => `${side} ${outcome} ${key} ${reason}`).sort(), id).toEqual(found.breaks);
    expect(
      told.outcomes.map(({ side, outcome, records, amount }) => ({ side, outcome, records, cents: cents(amount) })),
      id,
    ).toEqual(found.outcomes);
  }
}

describe("the truth", () => {
  test.each([1, 2, 3, 4, 5])("agrees with an independent tie-out of the files, seed %i", async (seed) => {
    const { directory, truth } = await demo({ seed });
    expectReferenceAgrees(directory, truth);
  });

  test("agrees at a size with daily payouts and several pages", async () => {
    const { directory, truth } = await demo({ jobs: 5_000, seed: 11 });
    expect((await readdir(join(directory, "books"))).filter((name) => name.startsWith("invoices-")).length).toBeGreaterThan(4);
    expectReferenceAgrees(directory, truth);
  });

  test.each([1, 7, 40])("agrees for %i jobs", async (jobs) => {
    const { directory, truth } = await demo({ jobs, seed: 3 });
    expectReferenceAgrees(directory, truth);
  });

  test("agrees for any number of jobs and any seed", async () => {
    const wish = fc.record({ jobs: fc.integer({ min: 1, max: 250 }), seed: fc.nat(), clean: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(wish, async (wish) => {
        const { directory, truth } = await demo(wish);
        expectReferenceAgrees(directory, truth);
      }),
      { numRuns: 12 },
    );
  });

  test("is about these files: with one invoice gone the independent tie-out disagrees", async () => {
    const { directory, truth } = await demo({ jobs: 30, seed: 6 });
    const file = join(directory, "books/invoices-0001.json");
    const page = JSON.parse(await readFile(file, "utf8")) as { QueryResponse: { Invoice: unknown[] } };
    page.QueryResponse.Invoice.splice(3, 1);
    await writeFile(file, JSON.stringify(page));
    expect(() => expectReferenceAgrees(directory, truth)).toThrow();
  });

  test("adds up: outcomes partition either side, faults account for every break", async () => {
    const { truth } = await demo({ jobs: 2_000, seed: 5 });
    for (const { from, to, outcomes, breaks } of Object.values(truth.handoffs)) {
      for (const [side, whole] of [["from", from] as const, ["to", to] as const]) {
        const own = outcomes.filter((outcome) => outcome.side === side);
        expect(own.reduce((sum, { records }) => sum + records, 0)).toBe(whole.records);
        expect(own.reduce((sum, { amount }) => sum + cents(amount), 0)).toBe(cents(whole.amount));
      }
      for (const outcome of BREAK_OUTCOMES.filter((name) => name !== "different")) {
        const counted = outcomes.filter((each) => each.outcome === outcome).reduce((sum, { records }) => sum + records, 0);
        expect(breaks.filter((each) => each.outcome === outcome)).toHaveLength(counted);
      }
    }
    const breaks = Object.values(truth.handoffs).flatMap((handoff) => handoff.breaks);
    for (const { name, records } of truth.faults) expect(breaks.filter(({ fault }) => fault === name)).toHaveLength(records);
    expect(truth.faults.reduce((sum, { records }) => sum + records, 0)).toBe(breaks.length);
  });

  test.each([1, 2, 3, 4, 5])("has every fault, and every kind of break where it makes sense, seed %i", async (seed) => {
    const { truth } = await demo({ seed });
    expect(truth.faults).toHaveLength(58);
    const kinds = (id: string) => [...new Set(truth.handoffs[id]?.breaks.map(({ outcome }) => outcome))].sort();
    const all = ["ambiguous", "different", "duplicate", "extra", "missing"];
    for (const id of ["contact-to-customer", "deal-to-job", "job-to-invoice", "payment-to-charge"]) expect(kinds(id), id).toEqual(all);
    expect(kinds("invoice-to-payment")).toEqual(["different", "extra", "missing"]);
    expect(kinds("charge-to-deposit")).toEqual(["ambiguous", "different", "extra", "missing"]);
    expect(kinds("visit-to-job")).toEqual(["different", "extra"]);
    expect(kinds("acquired-to-platform")).toEqual(["extra", "missing"]);
    expect(kinds("membership-to-invoice")).toEqual(["extra", "missing"]);
    expect(kinds("invoice-to-renewal")).toEqual(["extra", "missing"]);
    expect(kinds("period-to-dashboard")).toEqual(["different", "extra", "missing"]);
  });

  test("is empty for the clean twin, which still has records in flight and out of scope", async () => {
    const { directory, truth } = await demo({ seed: 2, clean: true });
    expect(truth.faults).toEqual([]);
    for (const [id, { breaks, outcomes }] of Object.entries(truth.handoffs)) {
      expect(breaks).toEqual([]);
      expect(outcomes.map(({ outcome }) => outcome).filter((outcome) => BREAK_OUTCOMES.includes(outcome))).toEqual([]);
      // The reports of the night are complete.
      const nightly = ["visit-to-job", "acquired-to-platform", "membership-to-invoice", "invoice-to-renewal", "period-to-dashboard"];
      expect(nightly.includes(id) || outcomes.some(({ outcome }) => outcome === "in-flight"), id).toBe(true);
      expect(
        outcomes.some(({ outcome }) => outcome === "excluded"),
        id,
      ).toBe(true);
    }
    expectReferenceAgrees(directory, truth);
  });
});

describe("the files", () => {
  test("depend on jobs, seed and clean alone", async () => {
    const [first, again, other] = [await demo({ jobs: 120 }), await demo({ jobs: 120 }), await demo({ jobs: 120, seed: 2 })];
    expect(await contents(again.directory)).toEqual(await contents(first.directory));
    expect((await contents(other.directory)).get("dispatch/jobs.csv")).not.toBe((await contents(first.directory)).get("dispatch/jobs.csv"));
  });

  test("keep their records when shuffled, in another order", async () => {
    const [plain, shuffled] = [await demo({ jobs: 1_500 }), await demo({ jobs: 1_500, shuffle: 9 })];
    expect(shuffled.truth).toEqual(plain.truth);
    const before = readReference(plain.directory);
    const after = readReference(shuffled.directory);
    for (const [id, { records }] of before.datasets) {
      const moved = after.datasets.get(id)?.records ?? [];
      const text = (each: (typeof records)[number]) => JSON.stringify(each);
      expect(moved.map(text), id).not.toEqual(records.map(text));
      expect(moved.map(text).sort(), id).toEqual(records.map(text).sort());
    }
  });

  test("hold the mess of real exports", async () => {
    const { directory } = await demo({});
    const jobs = await readFile(join(directory, "dispatch/jobs.csv"), "utf8");
    expect(jobs).toMatch(/^Jobs Report: .*\r\nJob #,/);
    expect(jobs).toMatch(/"\$\d{1,2},\d{3}\.\d{2}"/);
    expect(jobs).toMatch(/,"Unit on roof, ladder needed\nCall ahead/);
    expect(jobs).toMatch(/"Customer says ""it just hums"""/);
    expect(jobs).toMatch(/,0?\d{1,2}\/\d{2}\/2026 \d{1,2}:\d{2} PM,/);
    expect((await readFile(join(directory, "crm/deals.csv"))).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const contacts = await readFile(join(directory, "crm/contacts.csv"));
    expect(contacts.includes(0x92)).toBe(true);
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(contacts)).toThrow();
    const page: unknown = JSON.parse(await readFile(join(directory, "books/invoices-0001.json"), "utf8"));
    expect(page).toMatchObject({ QueryResponse: { startPosition: 1 }, time: "2026-10-01T05:45:00-04:00" });
  });

  test("come with an estate of the declared form", async () => {
    const { directory } = await demo({ jobs: 20 });
    const written: unknown = parse(await readFile(join(directory, "tieout.yaml"), "utf8"));
    expect(estateSchema.safeParse(written).error).toBeUndefined();
    expect(JSON.parse(await readFile(join(directory, "truth.json"), "utf8"))).toMatchObject({
      version: 1,
      jobs: 20,
      seed: 1,
      clean: false,
    });
  });
});

describe("refuses", () => {
  test("a directory that is not empty, and leaves it alone", async () => {
    const directory = await mkdtemp(join(scratch, "full-"));
    await writeFile(join(directory, "mine.txt"), "mine");
    await expect(generateDemo({ directory, jobs: 10, seed: 1, clean: false })).rejects.toThrow(InputError);
    expect(await readdir(directory)).toEqual(["mine.txt"]);
  });

  test.each<[Wish, string]>([
    [{ jobs: 0 }, "the number of jobs"],
    [{ jobs: 1.5 }, "a part of a job"],
    [{ seed: -1 }, "a negative seed"],
    [{ jobs: 50_001, shuffle: 1 }, "more than can be shuffled in memory"],
  ])("%j: %s", async (wish) => {
    await expect(demo(wish)).rejects.toThrow(InputError);
  });
});

test("the committed example is what the generator writes", async () => {
  const { directory } = await demo({});
  const committed = await contents(join(import.meta.dirname, "../../examples/summit-mechanical"));
  committed.delete("README.md");
  // What reviewing the example leaves in it is not committed.
  for (const name of committed.keys()) if (/^(\.tieout|review)\//.test(name)) committed.delete(name);
  expect([...committed.keys()]).toEqual([...(await contents(directory)).keys()]);
  expect(committed).toEqual(await contents(directory));
});
