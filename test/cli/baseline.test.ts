import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { run, scratchDirectory, SMALL, write } from "./given.ts";

const directory = await scratchDirectory();

it("prints the baseline of a written review, as Markdown, as JSON or into a file; refuses what is no review", async () => {
  const estate = path.join(directory, "estate");
  await write(estate, SMALL);
  expect((await run(["review", estate, "--no-pdf"])).code).toBe(0);
  const written = path.join(estate, "review");
  const { baseline } = JSON.parse(await readFile(path.join(written, "review.json"), "utf8")) as {
    readonly baseline: { readonly items: readonly unknown[] };
  };
  expect(baseline.items.length).toBeGreaterThan(5);

  const shown = await run(["baseline", written]);
  expect([shown.code, shown.stderr]).toEqual([0, ""]);
  expect(shown.stdout).toMatch(/^# Acme.*The baseline\n/);
  expect(shown.stdout).toContain("No dataset holds it");
  const json = await run(["baseline", path.join(written, "review.json"), "--json"]);
  expect(JSON.parse(json.stdout)).toEqual(baseline);

  const file = path.join(directory, "baseline.md");
  expect((await run(["baseline", written, "--out", file])).stdout).toContain(`Wrote ${file}`);
  expect(await readFile(file, "utf8")).toBe(shown.stdout);

  const absent = await run(["baseline", path.join(directory, "nowhere")]);
  expect([absent.code, absent.stdout]).toEqual([2, ""]);
  expect(absent.stderr).toContain("This review cannot be read.");
});
