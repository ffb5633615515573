import { readFile } from "node:fs/promises";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import { fingerprints, run, scratchDirectory, SMALL, write } from "./given.ts";

const scratch = await scratchDirectory();
const small = path.join(scratch, "small");
const broken = path.join(scratch, "broken");
const medium = path.join(scratch, "medium");

beforeAll(async () => {
  await write(small, SMALL);
  await write(broken, { ...SMALL, "invoices.csv": "Id,Job,Total\n1,00101,100.00\n2,00102,250.50\n" });
  // One break in a hundred, of little money: not a high severity.
  const rows = Array.from({ length: 400 }, (_, index) => String(index + 1).padStart(5, "0"));
  await write(medium, {
    ...SMALL,
    "jobs.csv": `Number,Total,Note\n${rows.map((row) => `${row},1.00,\n`).join("")}`,
    "invoices.csv": `Id,Job,Total\n${rows.map((row, index) => `${index},${row},${index === 7 ? "1.02" : "1.00"}\n`).join("")}`,
  });
});

describe("exit codes", () => {
  const out = path.join(scratch, "out-1");

  test.each([
    ["a clean review that may fail on anything", ["review", small, "--fail-on", "low", "--no-pdf"], 0],
    ["findings, and nothing to fail on", ["review", broken, "--out", out, "--no-pdf"], 0],
    ["findings at the severity", ["review", broken, "--fail-on", "high", "--out", out, "--no-pdf"], 1],
    ["findings above the severity", ["review", broken, "--fail-on", "low", "--out", out, "--no-pdf"], 1],
    ["findings below the severity", ["review", medium, "--fail-on", "high", "--no-pdf"], 0],
    ["the same findings at a lower one", ["review", medium, "--fail-on", "low", "--no-pdf"], 1],
    ["a good estate checked", ["check", small], 0],
  ] as const)("%s", async (_name, args, code) => {
    const ended = await run(args);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stdout).not.toBe("");
  });

  test.concurrent.each([
    ["an unknown command", ["reveiw"], "Did you mean review?"],
    ["an unknown option", ["review", "--fail"], "--fail"],
    ["a severity that is none", ["review", "--fail-on", "severe"], "low, medium, high"],
    ["a number of threads that is none", ["review", "--threads", "many"], "a whole number from 1"],
    ["a size that is none", ["review", "--memory", "much"], "512MiB"],
    ["a time that is none", ["review", "--as-of", "soon"], "2026-10-01T06:00:00-04:00"],
    ["trace without a key", ["trace", "job"], "key"],
    ["a directory that is not there", ["review", "nowhere"], "There is no file or directory nowhere."],
    ["no command", [], "Usage: tieout"],
  ])("%s: 2", async (_name, args, words) => {
    const { code, stdout, stderr } = await run(args, { cwd: scratch });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
  });
});

test("help names every command, its defaults and the exit codes", async () => {
  const { code, stdout } = await run(["--help"]);
  expect(code).toBe(0);
  for (const words of ["review", "check", "trace", "demo", "Exit codes: 0 clean or nothing to fail on, 1 findings", "2 could not run"])
    expect(stdout).toContain(words);
  const review = await run(["review", "--help"]);
  expect(review.code).toBe(0);
  for (const words of ["--out", "--as-of", "--fail-on", '"low", "medium", "high"', "--threads", "--memory", "--json"])
    expect(review.stdout).toContain(words);
  const { version } = JSON.parse(await readFile(path.join(import.meta.dirname, "../../package.json"), "utf8")) as { version: string };
  expect((await run(["--version"])).stdout).toBe(`${version}\n`);
});

describe("a review", () => {
  test("prints with --json what it writes, in the form of the published schema", async () => {
    const { code, stdout } = await run(["review", broken, "--json", "--out", path.join(scratch, "out-2"), "--no-pdf"]);
    expect(code).toBe(0);
    const schema = JSON.parse(await readFile(path.join(import.meta.dirname, "../../schemas/review.schema.json"), "utf8")) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const review: unknown = JSON.parse(stdout);
    validate(review);
    expect(validate.errors).toBeNull();
    // The record that never arrived, and that nobody owns the handoff or is told of it.
    expect(review).toMatchObject({ version: 1, verdict: { findings: 2, breaks: 1, amount: "75.25" } });
    expect(validate({ ...(review as object), version: 2 })).toBe(false);
    expect(await readFile(path.join(scratch, "out-2", "review.json"), "utf8")).toBe(stdout);
  });

  test("begins with the verdict and names the page it wrote", async () => {
    const { stdout } = await run(["review", "."], { cwd: broken });
    expect(stdout).toMatch(/^Acme does not tie out: 1 record worth \$75\.25 breaks in 1 of 1 handoff\.\n/);
    expect(stdout).toContain(`Report: ${path.join("review", "review.html")}\n`);
    expect([...(await fingerprints(path.join(broken, "review"))).keys()]).toEqual([
      "audit.html",
      "audit.md",
      "audit.pdf",
      "breaks.csv",
      "breaks.parquet",
      "repairs/books.invoices.create.csv",
      "repairs/ledger.csv",
      "repairs/ledger.parquet",
      "review.html",
      "review.json",
      "review.md",
      "review.pdf",
    ]);
  });

  test("does not take the place of files that are not its own", async () => {
    const out = path.join(scratch, "documents");
    await write(out, { "thesis.txt": "years of work", "review.json": "mine" });
    const before = await fingerprints(out);
    const { code, stderr } = await run(["review", small, "--out", out, "--no-pdf"]);
    expect(code).toBe(2);
    expect(stderr).toContain("thesis.txt [not-a-review]");
    expect(stderr).toContain("--out");
    expect(await fingerprints(out)).toEqual(before);
  });
});

describe("check", () => {
  test("names every problem of an estate at once, each at its place", async () => {
    const bad = path.join(scratch, "bad");
    const yaml = SMALL["tieout.yaml"].replace("note: Note", "note: Notes").replace("path: invoices.csv", "path: invoice.csv");
    await write(bad, { ...SMALL, "tieout.yaml": yaml });
    const { code, stdout } = await run(["check", bad]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^A review would be refused: \d+ errors?, 0 warnings\./);
    expect(stdout).toContain(`${bad}/tieout.yaml:21: This file does not exist. [missing-file]`);
    await write(bad, {
      "tieout.yaml": yaml.replace("path: invoice.csv", "path: invoices.csv").replace("job: Job\n", "job: Jobb\n"),
      "jobs.csv": SMALL["jobs.csv"],
    });
    const both = await run(["check", bad]);
    expect(both.code).toBe(2);
    expect(both.stdout).toContain("A review would be refused: 2 errors, 0 warnings.");
    expect(both.stdout).toContain(`${bad}/tieout.yaml:15: The field note reads a column that the source does not have. [unknown-column]`);
    expect(both.stdout).toContain(`${bad}/tieout.yaml:25: The field job reads a column that the source does not have. [unknown-column]`);
    expect([...(await fingerprints(path.join(bad, "review"))).keys()]).toEqual([]);
  });

  test("ends with 1 where a review would run but something is open", async () => {
    const open = path.join(scratch, "open");
    await write(open, { ...SMALL, "invoices.csv": `${SMALL["invoices.csv"]}4,00104,about ten\n` });
    const { code, stdout } = await run(["check", open]);
    expect(code).toBe(1);
    expect(stdout).toContain("invoices.csv:5: This value of Total cannot be read as money");
    const asJson = await run(["check", open, "--json"]);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      errors: [],
      warnings: [{ code: "unreadable-value", at: { file: "invoices.csv", line: 5 } }],
    });
  });
});
