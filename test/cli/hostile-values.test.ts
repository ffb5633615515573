import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "csv-parse/sync";
import { run, scratchDirectory, SMALL, write, type Ended } from "./given.ts";

const TAG = "<script>alert(1)</script><img src=x onerror=alert(2)>";
const FORMULA = "=cmd|' /C calc'!A0";
const STEERING = "\u001b[2J\u001b]0;taken\u0007\u009b31m\u202e";
const DROP = '"; drop table';

const directory = await scratchDirectory();
let ended: Ended;

beforeAll(async () => {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const jobs = [TAG, FORMULA, `x${STEERING}`, "00104"].map((key, index) => `${quote(key)},${index + 1}.00,note`);
  await write(directory, {
    "tieout.yaml": SMALL["tieout.yaml"]
      .replace("note: Note", `note: ${JSON.stringify(DROP)}`)
      .replace("estate: acme", `estate: acme\ntitle: ${JSON.stringify(`A${STEERING}${TAG}`)}`),
    "jobs.csv": `Number,Total,${quote(DROP)}\n${jobs.join("\n")}\n`,
    "invoices.csv": "Id,Job,Total\n1,00104,4.00\n",
  });
  ended = await run(["review", directory, "--no-pdf"]);
});

test("a review runs over a column and values that mean harm", () => {
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toContain("3 records worth $6.00 break in 1 of 1 handoff");
});

test("the terminal gets no control character and nothing that reorders text", async () => {
  const trace = await run(["trace", "job", `x${STEERING}`, "--estate", directory]);
  const unknown = await run(["trace", "job", `y${STEERING}`, "--estate", directory]);
  expect(trace.stdout).toContain("jobs.csv:4");
  expect(unknown.code).toBe(2);
  const checked = path.join(directory, "checked");
  await write(checked, { ...SMALL, "jobs.csv": `Number,Total,Note\n1,${STEERING},\n` });
  const check = await run(["check", checked]);
  expect(check.stdout).toContain("[2J");
  for (const text of [ended.stdout, trace.stdout, unknown.stderr, check.stdout])
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("the page shows the tag as text", async () => {
  const html = await readFile(path.join(directory, "review", "review.html"), "utf8");
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<img src=x");
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;");
  expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});

test("breaks.csv holds no formula, review.json the value as it is", async () => {
  const rows = parse(await readFile(path.join(directory, "review", "breaks.csv"), "utf8"), { columns: true }) as Record<string, string>[];
  expect(rows.map((row) => row["key"])).toContain(`'${FORMULA}`);
  for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+@\t\r]/);
  const review = JSON.parse(await readFile(path.join(directory, "review", "review.json"), "utf8")) as {
    findings: { samples: { key: string }[] }[];
  };
  expect(review.findings[0]?.samples.map(({ key }) => key).sort()).toEqual([FORMULA, TAG, `x${STEERING}`].sort());
});
