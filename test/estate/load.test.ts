import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadEstate } from "../../src/estate/index.ts";
import { InputError, RunError, type Problem } from "../../src/model/index.ts";

const SUMMIT = join(import.meta.dirname, "fixtures/summit.yaml");

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tieout-estate-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function problemsIn(path: string): Promise<readonly Problem[]> {
  const error: unknown = await loadEstate(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.problems;
  throw new Error("no InputError", { cause: error });
}

async function write(content: string | Uint8Array, name = "tieout.yaml"): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

test.each(["tieout.yaml", "tieout.yml"])("a directory with %s", async (name) => {
  await copyFile(SUMMIT, join(directory, name));
  const estate = await loadEstate(directory);
  expect(estate).toMatchObject({ name: "summit-mechanical", file: join(directory, name), directory });
  expect(await loadEstate(join(directory, name))).toEqual(estate);
});

test("two estates in one directory", async () => {
  await copyFile(SUMMIT, join(directory, "tieout.yaml"));
  await copyFile(SUMMIT, join(directory, "tieout.yml"));
  const [problem] = await problemsIn(directory);
  expect(problem).toMatchObject({ code: "two-estates", at: { file: directory } });
  expect(problem?.message).toContain("tieout.yaml and tieout.yml");
});

test("no estate, with a word on where there is one", async () => {
  const child = join(directory, "child");
  await mkdir(child);
  expect(await problemsIn(child)).toMatchObject([{ code: "no-estate", hint: expect.stringContaining("Write a tieout.yaml") }]);
  const file = await write("tieout: 1");
  expect(await problemsIn(child)).toMatchObject([{ code: "no-estate", hint: `There is one above it, in ${directory}.` }]);
  await rm(file);
  await write("tieout: 1", "child/tieout.yml");
  expect(await problemsIn(directory)).toMatchObject([{ code: "no-estate", hint: `There is one in ${child}.` }]);
  expect(await problemsIn(join(directory, "nowhere"))).toMatchObject([{ code: "no-such-path" }]);
});

test("a module is run only when it is named", async () => {
  const file = await write(
    `export default { tieout: 1, estate: "acme", timeZone: "UTC", currency: "USD", systems: { a: { datasets: { b: { entity: "job", source: "b.csv", key: "id", fields: { id: "Id" } } } } } };`,
    "tieout.config.mjs",
  );
  expect(await problemsIn(directory)).toMatchObject([{ code: "no-estate", hint: expect.stringContaining("only run when it is named") }]);
  expect(await loadEstate(file)).toMatchObject({ name: "acme", datasets: [{ id: "a.b", line: 1 }] });
});

test("modules that fail", async () => {
  expect(await problemsIn(await write("throw new Error('no luck')", "a.mjs"))).toMatchObject([
    { code: "estate-module-failed", message: expect.stringContaining("no luck") },
  ]);
  expect(await problemsIn(await write("export const a = 1", "b.mjs"))).toMatchObject([{ code: "no-default-export" }]);
  const circular = "const a = { tieout: 1 }; a.systems = a; export default a;";
  expect((await problemsIn(await write(circular, "c.mjs"))).map((each) => each.code)).toContain("circular");
  const date = "export default { tieout: 1, estate: 'a', timeZone: 'UTC', currency: 'USD', asOf: new Date(), systems: {} };";
  expect(await problemsIn(await write(date, "d.mjs"))).toMatchObject([{ code: "wrong-type", message: "`asOf` is of the wrong kind." }]);
});

test("malformed YAML", async () => {
  const file = await write("tieout: 1\nestate: acme\nsystems: {a: [1\ntitle: x\n");
  const problems = await problemsIn(directory);
  expect(problems[0]).toMatchObject({ code: "malformed-yaml", at: { file, line: 4, column: 1 } });
  await write("tieout: 1\nestate:\n\tname: x\n");
  expect((await problemsIn(directory))[0]).toMatchObject({ code: "malformed-yaml", at: { file, line: 3, column: 1 } });
  await write("tieout: 1\n---\ntieout: 1\n");
  expect(await problemsIn(directory)).toMatchObject([{ code: "malformed-yaml", at: { line: 2 } }]);
});

test("names that stand twice", async () => {
  const file = await write("tieout: 1\nunits:\n  a: A\n  b: B\n  a: C\n  b: D\n");
  expect(await problemsIn(directory)).toMatchObject([
    { code: "repeated-name", found: "a", at: { file, line: 5, column: 3 } },
    { code: "repeated-name", found: "b", at: { file, line: 6, column: 3 } },
  ]);
});

test("tags, and names that are no text", async () => {
  await write("tieout: 1\ntitle: !!binary aGFsbG8=\nasOf: !secret x\n? [a]\n: b\n");
  expect((await problemsIn(directory)).map((each) => [each.code, each.at?.line, each.at?.column])).toEqual([
    ["bad-name", 4, 3],
    ["yaml-tag", 2, 17],
    ["yaml-tag", 3, 15],
  ]);
});

test("aliases that would grow without bound", async () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) =>
      `l${level}: &l${level} [${
        level === 0
          ? "x"
          : Array(9)
              .fill(`*l${level - 1}`)
              .join(", ")
      }]`,
  );
  await write(levels.join("\n"));
  expect(await problemsIn(directory)).toMatchObject([{ code: "too-many-aliases" }]);
  await write(`a: &a x\nb: [${Array(200).fill("*a").join(", ")}]\n`);
  expect(await problemsIn(directory)).toMatchObject([{ code: "too-many-aliases", at: { line: 2 } }]);
  await write("a: &a [1, *a]\n");
  expect(await problemsIn(directory)).toMatchObject([{ code: "alias-within-itself", at: { line: 1, column: 11 } }]);
});

test("nesting without end", async () => {
  await write(`a: ${"[".repeat(20_000)}${"]".repeat(20_000)}`);
  expect((await problemsIn(directory))[0]?.code).toMatch(/too-deep|malformed-yaml/);
  await write(`a: ${"[".repeat(200)}${"]".repeat(200)}`);
  expect((await problemsIn(directory)).map((each) => each.code)).toContain("too-deep");
});

test("more than 1 MiB", async () => {
  await write(`# ${"x".repeat(1024 * 1024)}`);
  expect(await problemsIn(directory)).toMatchObject([{ code: "estate-too-large", expected: "at most 1048576 bytes" }]);
});

test("text that is not UTF-8", async () => {
  const file = await write(Buffer.concat([Buffer.from("tieout: 1\ntitle: Café"), Buffer.from([0xe9]), Buffer.from("\n")]));
  expect(await problemsIn(directory)).toMatchObject([{ code: "not-utf-8", found: "byte 0xe9", at: { file, line: 2, column: 12 } }]);
  await write(Buffer.from("\ufefftieout: 1\n", "utf16le"));
  expect(await problemsIn(directory)).toMatchObject([{ code: "not-utf-8", found: "UTF-16", at: { line: 1, column: 1 } }]);
});

test("a byte order mark is no part of the text", async () => {
  await write("\ufefftieout: 2\n");
  expect((await problemsIn(directory)).find((each) => each.code === "unknown-word")).toMatchObject({ at: { line: 1, column: 9 } });
});

test.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
  await chmod(await write("tieout: 1"), 0);
  await expect(loadEstate(directory)).rejects.toBeInstanceOf(RunError);
});
