import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeCompany } from "../../bench/detect/company.ts";
import { findAll, type FoundAll } from "../../bench/detect/found.ts";
import { score, share, type Tally } from "../../bench/detect/score.ts";
import { makeEstate, SET_NAMES, type SetName } from "../../bench/detect/sets.ts";
import { writeCompany } from "../../bench/detect/write.ts";

async function review(set: SetName, seed: number, jobs: number) {
  const directory = mkdtempSync(join(tmpdir(), "tieout-detect-"));
  try {
    const { company, faults } = makeEstate(set, seed, jobs);
    writeCompany(directory, company);
    return { faults, found: await findAll(directory) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test("the same seed gives the same company and the same faults, another seed others", () => {
  for (const set of ["sync", "facts"] as const) expect(makeEstate(set, 3, 1000)).toEqual(makeEstate(set, 3, 1000));
  expect(makeEstate("sync", 3, 1000).faults).not.toEqual(makeEstate("sync", 4, 1000).faults);
});

test("every set puts faults into the company that it is given", () => {
  for (const set of SET_NAMES.filter((name) => !name.startsWith("clean"))) {
    const { company, faults } = makeEstate(set, 2, 1000);
    expect(faults.length, set).toBeGreaterThan(0);
    expect(company, set).not.toEqual(makeCompany({ seed: 2, jobs: 1000, captures: company.captures }));
  }
});

test("states that were made to disagree are found, all of them and no other", async () => {
  const { faults, found } = await review("status", 2, 1000);
  const tallies = new Map<string, Tally>();
  score(tallies, "status 2", faults, found);
  const tally = tallies.get("status-mismatch");
  expect(tally?.faults.wrong).toEqual([]);
  expect(tally?.findings.wrong).toEqual([]);
  expect(tally?.lacked.wrong).toEqual([]);
  expect(tally?.added.wrong).toEqual([]);
});

test("nothing is found in a clean twin", async () => {
  const { found } = await review("clean-split", 1, 1000);
  expect(found.findings).toEqual([]);
});

test("a finding that is left out, made up, or gives the wrong records or cause, counts against", () => {
  const place = { kind: "vendor-setting", outcome: "setting", subjects: ["books.invoices.total"] } as const;
  const fault = {
    ...place,
    what: "a tax",
    records: [["books.invoices 1"], ["books.invoices 2"]],
    cause: "configuration",
    also: [],
  } as const;
  const scored = (found: FoundAll, names?: string) => {
    const tallies = new Map<string, Tally>();
    score(tallies, "here", [{ ...fault, ...(names === undefined ? {} : { names }) }], found);
    const tally = tallies.get("vendor-setting");
    return tally && [tally.faults, tally.findings, tally.lacked, tally.added, tally.causes].map(share);
  };
  const finding = { ...place, records: 2, title: "", cause: "configuration" };
  expect(scored({ findings: [finding], records: [] })).toEqual([1, 1, 1, 1, 1]);
  expect(scored({ findings: [{ ...finding, title: "In Rochester: a tax" }], records: [] }, "Rochester")).toEqual([1, 1, 1, 1, 1]);
  expect(scored({ findings: [finding], records: [] }, "Rochester")?.[0]).toBe(0);
  expect(scored({ findings: [], records: [] })).toEqual([0, undefined, 0, undefined, 0]);
  expect(scored({ findings: [finding, { ...finding, subjects: ["books.invoices.memo"] }], records: [] })).toEqual([1, 0.5, 1, 1, 1]);
  expect(scored({ findings: [{ ...finding, records: 3, cause: "unknown" }], records: [] })).toEqual([1, 1, 1, 0.6667, 0]);
  const rows = [
    { ...place, names: ["books.invoices 1"] },
    { ...place, names: ["books.invoices 9"] },
  ];
  expect(scored({ findings: [finding], records: rows })).toEqual([1, 1, 0.5, 0.5, 1]);
});
