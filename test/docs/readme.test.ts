import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemsOf } from "../estate/marked.ts";

const root = join(import.meta.dirname, "../..");
const main = join(root, "dist", "cli", "main.js");
const COMMANDS = ["review", "check", "compare", "baseline", "trace", "resolve", "events", "lineage", "contract", "demo", "audit", "serve"];
const readme = await readFile(join(root, "README.md"), "utf8");
const pages = await markdownOf(root);

/** All pages of the repository, by their path below it; what a review of an example wrote is none. */
async function markdownOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const unseen = new Set(["node_modules", "dist", "coverage", "peers", "review"]);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !unseen.has(entry.name) && !entry.name.startsWith(".")) {
      for (const [name, text] of await markdownOf(path)) found.set(name, text);
    } else if (entry.isFile() && entry.name.endsWith(".md")) found.set(relative(root, path), await readFile(path, "utf8"));
  }
  return found;
}

function tieout(...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`tieout ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Its help, and that of its parts. */
function helpOf(command: string): string {
  const parts = command === "events" ? ["import", "export"] : [];
  return [tieout(command, "--help"), ...parts.map((part) => tieout(command, part, "--help"))].join("\n");
}

/** What stands in code, in a line or in a block. */
function code(page: string): string {
  return [...page.matchAll(/```[^]*?```|`[^`\n]+`/g)].map(([text]) => text).join("\n");
}

/** The names that GitHub gives to a page's headings. */
function anchors(page: string): Set<string> {
  const headings = [...page.replaceAll(/```[^]*?```/g, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe("what the README names is there", () => {
  test("npm scripts, in every page", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const named = [...pages.values()].flatMap((page) => [...code(page).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)]);
    const names = new Set(named.map(([, script, short]) => script ?? short ?? ""));
    expect([...names]).toEqual(expect.arrayContaining(["start", "test", "check", "acceptance", "bench"]));
    expect([...names].filter((name) => !(name in scripts))).toEqual([]);
  });

  test("commands", () => {
    const named = new Set([...code(readme).matchAll(/\btieout ([a-z]+)/g)].map(([, command]) => command ?? ""));
    expect([...named].sort()).toEqual([...COMMANDS].sort());
    const help = tieout("--help");
    expect(COMMANDS.filter((command) => !new RegExp(`^  ${command} `, "m").test(help))).toEqual([]);
  });

  test("options, each of the command that it is written with", () => {
    const help = new Map(COMMANDS.map((command) => [command, helpOf(command)]));
    const all = [...help.values()].join("\n");
    const options = new Set([...code(readme).matchAll(/(?<![\w-])--([a-z][\w-]*)/g)].map(([option]) => option));
    expect([...options]).toEqual(expect.arrayContaining(["--fail-on", "--estate", "--json"]));
    expect([...options].filter((option) => !new RegExp(`${option}\\b`).test(all))).toEqual([]);
    for (const [, command = "", rest = ""] of code(readme).matchAll(/\btieout ([a-z]+)([^`\n]*)/g)) {
      for (const [option] of rest.matchAll(/(?<![\w-])--[a-z][\w-]*/g)) expect(help.get(command), `tieout ${command}`).toContain(option);
    }
  });

  test("the test command is the judge's", async () => {
    expect(await readFile(join(root, ".ci", "run"), "utf8")).toMatch(/^npm test$/m);
  });

  test("the least estate is a right one", () => {
    const estate = /```yaml\n([^]*?)```/.exec(readme)?.[1] ?? "";
    expect(estate).toContain("handoffs:");
    expect(problemsOf(estate)).toEqual([]);
  });
});

describe("what the README prints is what is printed", () => {
  let estate: string;
  let reviewed: string;
  beforeAll(async () => {
    estate = await mkdtemp(join(tmpdir(), "tieout-readme-"));
    const made = new Set([".tieout", "review"]);
    await cp(join(root, "examples", "summit-mechanical"), estate, { recursive: true, filter: (path) => !made.has(basename(path)) });
    reviewed = tieout("review", estate, "--no-pdf");
  }, 120_000);
  afterAll(() => rm(estate, { recursive: true, force: true }));

  const excerpts = [...readme.matchAll(/```text\n([^]*?)```/g)].map(([, text = ""]) =>
    text.split("\n").filter((line) => line.trim() !== "" && line !== "…"),
  );

  test("of the review, line by line and in its order", () => {
    expectInOrder(reviewed.split("\n"), excerpts[0] ?? []);
  });

  test("of the picture", () => {
    const verdict = /!\[[^\]]*: (\d+ records worth [^;]+);/.exec(readme)?.[1] ?? "no alternative text";
    expect(reviewed).toContain(` does not tie out: ${verdict}.`);
  });

  test("of one record's story", () => {
    expectInOrder(tieout("trace", "job", "00100090", "--estate", estate).split("\n"), excerpts[1] ?? []);
  });

  test("of the crosswalk's page: a pair that waits", () => {
    const shown = /```text\n(Customers: [^]*?)```/.exec(pages.get("docs/crosswalk.md") ?? "")?.[1] ?? "";
    const lines = shown.split("\n").filter((line) => line.trim() !== "" && line !== "?");
    expectInOrder(tieout("resolve", estate).split("\n"), lines);
  });

  function expectInOrder(printed: readonly string[], excerpt: readonly string[]): void {
    expect(excerpt.length).toBeGreaterThan(5);
    let from = 0;
    for (const line of excerpt) {
      const at = printed.indexOf(line, from);
      expect(at, `printed: ${line}`).toBeGreaterThanOrEqual(0);
      from = at + 1;
    }
  }
});

describe("links", () => {
  test.each([...pages])("of %s lead to what is there", (name, page) => {
    const wrong: string[] = [];
    for (const [, target = ""] of page.replaceAll(/```[^]*?```|`[^`\n]+`/g, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? name : relative(root, join(root, dirname(name), path));
      const there = file === name || existsSync(join(root, file));
      if (!there || (anchor !== undefined && !anchors(pages.get(file) ?? "").has(anchor))) wrong.push(target);
    }
    expect(wrong).toEqual([]);
  });
});
