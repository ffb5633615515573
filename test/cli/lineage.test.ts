import { truncateSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { manifestText } from "../interchange/manifests.ts";
import { contractRefusals, refusals } from "../interchange/published.ts";
import { weeklyEstate } from "../interchange/weekly-estate.ts";
import { run, scratchDirectory } from "./given.ts";

const directory = await scratchDirectory();
const estate = path.join(directory, "estate");
beforeAll(() => weeklyEstate(estate));

const events = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("tieout lineage", () => {
  test("an event a line, the same in a file; with --dbt what dbt's exposures stand on", async () => {
    const manifest = path.join(directory, "manifest.json");
    writeFileSync(manifest, manifestText(12));
    const printed = await run(["lineage", estate, "--dbt", manifest]);
    expect(printed.code).toBe(0);
    expect(events(printed.stdout).flatMap(refusals)).toEqual([]);
    const out = path.join(directory, "events.jsonl");
    const written = await run(["lineage", estate, "--dbt", manifest, "--out", out]);
    expect(written.code).toBe(0);
    expect(await readFile(out, "utf8")).toBe(printed.stdout);
    expect(written.stdout).toContain("exposure Executive board: dispatch.jobs, the metric revenue, the report board");
  });

  test("a manifest that is none, or is huge, ends with 2 before anything is reviewed", async () => {
    const broken = path.join(directory, "broken.json");
    writeFileSync(broken, '{\n  "metadata": nothing\n}');
    const { code, stderr, stdout } = await run(["lineage", estate, "--dbt", broken]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/broken\.json:2:15: .*\[bad-json\]/);
    expect(stderr).not.toContain("tying out");
    const huge = path.join(directory, "huge.json");
    writeFileSync(huge, "{");
    truncateSync(huge, 257 * 1024 * 1024);
    const refused = await run(["lineage", estate, "--dbt", huge]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/huge\.json: .*\[too-large\][^]*257 MiB/);
  });
});

describe("tieout contract", () => {
  test("a workbook's contract, written, and as JSON", async () => {
    const out = path.join(directory, "weekly.odcs.yaml");
    expect((await run(["contract", "weekly", estate, "--out", out])).stdout).toContain("the contract of weekly");
    const written = parse(await readFile(out, "utf8")) as unknown;
    expect(contractRefusals(written)).toEqual([]);
    expect(JSON.parse((await run(["contract", "weekly", estate, "--json"])).stdout)).toEqual(written);
  });

  test("an unknown workbook ends with 2", async () => {
    const unknown = await run(["contract", "weakly", estate]);
    expect([unknown.code, unknown.stdout]).toEqual([2, ""]);
    expect(unknown.stderr).toContain("Did you mean weekly?");
  });
});
