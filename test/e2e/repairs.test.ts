import { cp, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Finding, FindingRepair, Review } from "../../src/model/index.ts";
import { applyRepairs, parseCsv } from "./apply-repairs.ts";
import { review, scratchDirectory, type Reviewed } from "./given.ts";
import { reviewedDemo, type ReviewedDemo } from "./shared.ts";

/*
 * The example's import files, taken over into a copy of its exports: the next review holds
 * nothing any more of what was exact, and nothing new but what follows from the numbers
 * that people had told of the records as they were.
 */
let before: ReviewedDemo;
let after: Reviewed;
let directory: string;
let untouched: ReadonlyMap<string, string>;

beforeAll(async () => {
  before = await reviewedDemo(1);
  directory = path.join(await scratchDirectory(), "summit");
  await cp(before.directory, directory, { recursive: true });
  untouched = await written(directory);
  await applyRepairs(directory, path.join(before.directory, "review"), before.review.repairs.files);
  after = await review(directory);
}, 120_000);

const byFingerprint = ({ findings }: Review): ReadonlyMap<string, Finding> =>
  new Map(findings.map((finding) => [finding.fingerprint, finding]));

/** The bytes of every export. */
async function written(root: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(root, { recursive: true });
  const sources = names.filter((name) => !/^(\.tieout|review)/.test(name) && /\.(csv|json|gz|xlsx)$/.test(name));
  return new Map(
    await Promise.all(sources.map(async (name) => [name, (await readFile(path.join(root, name))).toString("base64")] as const)),
  );
}

describe("the example's repairs", () => {
  test("exact, to be decided and open are a finding's records", () => {
    const findings = byFingerprint(before.review);
    const repairs = before.review.repairs.findings;
    expect(repairs.map(({ finding }) => finding)).toEqual(
      [...findings.values()].filter(({ records }) => records > 0).map(({ fingerprint }) => fingerprint),
    );
    for (const { finding, exact, decide, open, basis, reason } of repairs) {
      expect(exact + decide + open, finding).toBe(findings.get(finding)?.records);
      expect(Math.min(exact, decide, open), finding).toBeGreaterThanOrEqual(0);
      expect(basis === undefined, finding).toBe(exact === 0);
      expect(reason === undefined, finding).toBe(decide + open === 0);
    }
    expect(repairs.filter(({ exact }) => exact > 0).length).toBeGreaterThan(15);
  });

  test("are files as the review names them, each key once, and each cell of the ledger in its file", async () => {
    const repairs = path.join(before.directory, "review");
    const ledger = parseCsv(await readFile(path.join(repairs, "repairs", "ledger.csv"), "utf8"));
    const at = (name: string): number => (ledger[0] as string[]).indexOf(name);
    for (const { file, action, columns, records } of before.review.repairs.files) {
      const [header, ...rows] = parseCsv(await readFile(path.join(repairs, file), "utf8"));
      expect(header).toEqual(columns);
      expect(rows).toHaveLength(records);
      if (action === "create") continue;
      expect(new Set(rows.map((row) => row[0])).size).toBe(rows.length);
      const [, dataset = "", what] = /^repairs\/(.*)\.(\w+)\.csv$/.exec(file) ?? [];
      const cells = ledger.filter((row) => row[at("dataset")] === dataset && row[at("action")] === what && row[at("sure")] === "true");
      for (const cell of cells.filter((row) => row[at("column")] !== "")) {
        const row = rows.find(([key]) => key === cell[at("key")]) as string[];
        expect(row[columns.indexOf(cell[at("column")] as string)]).toBe(cell[at("proposed")]);
      }
      const names = cells.map((row) => [row[at("key")], row[at("column")]].join("|"));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test("make the findings go whose records were all exact, and lessen the others by theirs", () => {
    const [was, is] = [byFingerprint(before.review), byFingerprint(after.review)];
    const left = (repair: FindingRepair): number => is.get(repair.finding)?.records ?? 0;
    const whole = before.review.repairs.findings.filter(({ exact, decide, open }) => exact > 0 && decide + open === 0);
    expect(whole.length).toBeGreaterThan(10);
    expect(whole.filter((repair) => left(repair) > 0)).toEqual([]);
    const grown = before.review.repairs.findings.filter((repair) => left(repair) > (was.get(repair.finding)?.records ?? 0) - repair.exact);
    expect(grown).toEqual([]);
  });

  test("leave nothing to be imported a second time", () => {
    expect(after.review.repairs.files).toEqual([]);
  });

  test("cause nothing new but numbers that were told of the records as they were", () => {
    const was = byFingerprint(before.review);
    const added = after.review.findings.filter(({ fingerprint }) => !was.has(fingerprint));
    // The dashboard's invoiced work was typed before the books were right: it must be told again.
    expect(added.map(({ kind, outcome, subject }) => [kind, outcome, subject?.id])).toEqual([
      ["corrected-export", "unexplained-number", "invoiced-work"],
    ]);
  });

  test("are proposed, never written: the exports are what they were", async () => {
    expect(await written(before.directory)).toEqual(untouched);
  });
});

test("a clean company has nothing to repair", { timeout: 60_000 }, async () => {
  const { review: clean, directory: place } = await reviewedDemo(1, true);
  expect(clean.repairs.files).toEqual([]);
  expect(clean.repairs.findings.filter(({ exact, decide }) => exact + decide > 0)).toEqual([]);
  expect(await readdir(path.join(place, "review"))).not.toContain("repairs");
});
