import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { run, scratchDirectory, SMALL, write } from "./given.ts";

const directory = await scratchDirectory();

it("a pipeline's run: JUnit, summary, and what changed since the last review, by exit code", async () => {
  const estate = path.join(directory, "estate");
  const [clean, broken] = [path.join(directory, "clean"), path.join(directory, "broken")];
  const [junit, summary] = [path.join(directory, "tieout.xml"), path.join(directory, "summary.md")];
  await write(estate, SMALL);
  expect((await run(["review", estate, "--out", clean, "--no-pdf"])).code).toBe(0);
  await write(estate, { "invoices.csv": "Id,Job,Total\n1,00101,100.00\n2,00102,250.50\n" });
  const failing = await run(["review", estate, "--out", broken, "--fail-on", "low", "--junit", junit, "--summary", summary, "--no-pdf"]);
  expect(failing.code).toBe(1);
  expect(await readFile(junit, "utf8")).toMatch(/<testsuites name="Acme" tests="\d+" failures="[1-9]\d*"/);
  expect(await readFile(summary, "utf8")).toMatch(/^## Acme: tie-out review\n[^]*\*\*What to do:\*\*/);

  const worse = await run(["compare", clean, broken, "--fail-on-worse"]);
  expect([worse.code, worse.stderr]).toEqual([1, ""]);
  expect(worse.stdout).toContain("Break by break: 1 opened, 0 closed, 0 stayed.");
  const better = await run(["compare", broken, clean, "--fail-on-worse", "--json"]);
  expect(better.code).toBe(0);
  expect(JSON.parse(better.stdout)).toMatchObject({ breaks: { opened: 0, closed: 1 }, before: { breaks: 1 }, after: { breaks: 0 } });

  const cut = path.join(directory, "cut.json");
  await writeFile(cut, (await readFile(path.join(clean, "review.json"), "utf8")).slice(0, 900));
  const refused = await run(["compare", cut, broken]);
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("[not-a-review]");
});

it("a file that could not be written is refused before the review is made", async () => {
  const estate = path.join(directory, "refused");
  await write(estate, SMALL);
  const absent = await run(["review", estate, "--junit", path.join(directory, "nowhere", "tieout.xml"), "--no-pdf"]);
  expect([absent.code, absent.stdout]).toEqual([2, ""]);
  expect(absent.stderr).toContain("a file in a directory that is there");
  const among = await run(["review", estate, "--summary", path.join(estate, "review", "summary.md"), "--no-pdf"]);
  expect([among.code, among.stdout]).toEqual([2, ""]);
  expect(among.stderr).toContain("nothing else may lie among them");
  await expect(readFile(path.join(estate, "review", "review.json"))).rejects.toThrow();
});
