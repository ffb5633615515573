import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { fingerprints, leftovers, run, scratchDirectory, SMALL, write } from "./given.ts";

const scratch = await scratchDirectory();
const reviewed = path.join(scratch, "reviewed");
const yaml = SMALL["tieout.yaml"];

beforeAll(async () => {
  await mkdir(reviewed);
  await write(reviewed, SMALL);
  expect((await run(["review", reviewed, "--no-pdf"])).code).toBe(0);
});

/** The estate with another source of invoices. */
function invoicesAt(source: string): { "tieout.yaml": string } {
  return { "tieout.yaml": yaml.replace("path: invoices.csv", `path: ${source}`) };
}

interface Case {
  readonly name: string;
  readonly damage: (directory: string) => Promise<void>;
  /** All of it stands on standard error; `<dir>` is the estate's directory. */
  readonly says: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "a missing file",
    damage: (directory) => rm(path.join(directory, "invoices.csv")),
    says: ["<dir>/tieout.yaml:21: This file does not exist. [missing-file]", "found:    invoices.csv", "holds jobs.csv"],
  },
  {
    name: "a pattern without a file",
    damage: (directory) => write(directory, invoicesAt("inv-*.csv")),
    says: ["<dir>/tieout.yaml:21: No file matches this pattern. [missing-file]", "invoices.csv"],
  },
  {
    name: "an encoding that is none",
    damage: (directory) => write(directory, { "invoices.csv": Buffer.from("Id,Job,Total\n1,00101,100.00\n2,caf\x81,1.00\n", "latin1") }),
    says: ["invoices.csv:3:6: ", "[unreadable-encoding]", "byte 0x81", "UTF-8"],
  },
  {
    name: "an encoding other than declared",
    damage: async (directory) => {
      await write(directory, invoicesAt("invoices.csv, encoding: utf-8"));
      await write(directory, { "invoices.csv": Buffer.from("Id,Job,Total\n2,caf\xe9,1.00\n", "latin1") });
    },
    says: ["invoices.csv:2:6: This text is not utf-8, as the source declares. [unreadable-encoding]", "byte 0xE9"],
  },
  {
    name: "a wrong column",
    damage: (directory) => write(directory, { "tieout.yaml": yaml.replace("note: Note", "note: Notes") }),
    says: ["<dir>/tieout.yaml:15: ", "[unknown-column]", "found:    Notes", "Did you mean Note?"],
  },
  {
    name: "two wrong columns at once",
    damage: (directory) =>
      write(directory, { "tieout.yaml": yaml.replace("note: Note", "note: Notes").replace("number: Number", "number: Numbr") }),
    says: [
      "2 problems; nothing was written:",
      "<dir>/tieout.yaml:13: ",
      "Did you mean Number?",
      "<dir>/tieout.yaml:15: ",
      "Did you mean Note?",
    ],
  },
  {
    name: "a repeated key",
    damage: (directory) => write(directory, { "jobs.csv": `${SMALL["jobs.csv"]}00102,1.00,again\n` }),
    says: ["jobs.csv:3: 2 records of dispatch.jobs bear the key 00102", "[repeated-key]", "jobs.csv:3, jobs.csv:5", "repeatedKey: report"],
  },
  {
    name: "malformed YAML",
    damage: (directory) => write(directory, { "tieout.yaml": yaml.replace("systems:", "systems: [") }),
    says: ["problems; nothing was written:\n\n<dir>/tieout.yaml:7:5: This is not valid YAML: ", "[malformed-yaml]"],
  },
  {
    name: "YAML indented with tabs",
    damage: (directory) => write(directory, { "tieout.yaml": yaml.replace("        entity: job", "\t\tentity: job") }),
    says: [
      "problems; nothing was written:\n\n<dir>/tieout.yaml:9:1: This is not valid YAML: Tabs are not allowed as indentation. [malformed-yaml]",
    ],
  },
  {
    name: "two estates in one directory",
    damage: (directory) => write(directory, { "tieout.yml": yaml }),
    says: ["<dir>: This directory holds two estates, tieout.yaml and tieout.yml. [two-estates]", "name the file that is meant"],
  },
  {
    name: "no estate",
    damage: (directory) => rm(path.join(directory, "tieout.yaml")),
    says: ["<dir>: This directory holds no estate. [no-estate]", "Write a tieout.yaml there"],
  },
  {
    name: "a truncated gzip file",
    damage: (directory) =>
      write(directory, { ...invoicesAt("invoices.csv.gz"), "invoices.csv.gz": gzipSync(SMALL["invoices.csv"]).subarray(0, 40) }),
    says: ["invoices.csv.gz: This gzip file ends before its data does. [truncated-gzip]", "Copy or download it again"],
  },
  {
    name: "a gzip bomb",
    damage: (directory) => write(directory, { ...invoicesAt("invoices.csv.gz"), "invoices.csv.gz": gzipBomb() }),
    says: ["invoices.csv.gz: This gzip file unpacks to more than 200 times its size", "[decompression-limit]"],
  },
  {
    name: "a workbook that is a bomb",
    damage: (directory) => write(directory, { ...invoicesAt("invoices.xlsx"), "invoices.xlsx": workbookBomb() }),
    says: ["invoices.xlsx: This workbook unpacks to more than is safe to load", "[decompression-limit]", "Export large tables as CSV."],
  },
  {
    name: "a path that leaves the directory",
    damage: (directory) => write(directory, invoicesAt("../reviewed/invoices.csv")),
    says: ["<dir>/tieout.yaml:21:25: A source must lie below the estate's directory. [path-escapes]", "../reviewed/invoices.csv"],
  },
  {
    name: "an absolute path",
    damage: (directory) => write(directory, invoicesAt("/etc/passwd")),
    says: ["<dir>/tieout.yaml:21:25: A source is named relative to the estate's directory. [path-escapes]", "/etc/passwd"],
  },
  {
    name: "a link that leaves the directory",
    damage: async (directory) => {
      await rm(path.join(directory, "invoices.csv"));
      await symlink(path.join(reviewed, "invoices.csv"), path.join(directory, "invoices.csv"));
    },
    says: ["<dir>/tieout.yaml:21: invoices.csv is a link that leads out of the estate's directory. [outside-directory]"],
  },
  {
    name: "an empty file",
    damage: (directory) => write(directory, { "invoices.csv": "" }),
    says: ["invoices.csv: This file holds no line with text, so it has no columns. [empty-file]", "Export it again"],
  },
  {
    name: "a Parquet file of no bytes",
    damage: (directory) => write(directory, { ...invoicesAt("invoices.parquet"), "invoices.parquet": "" }),
    says: ["invoices.parquet: This Parquet file cannot be read. [damaged-parquet]", "too small", "Export it again"],
  },
  {
    name: "JSON that is cut off",
    damage: (directory) => write(directory, { ...invoicesAt("invoices.json"), "invoices.json": '[{"Id":1,"Job":"x","Total":1},{"Id":' }),
    says: ["invoices.json:1:37: The text ends before its last value does. [malformed-json]"],
  },
];

describe("is refused with its place, exit code 2, and nothing changes", () => {
  test.concurrent.each(CASES)("$name", async ({ name, damage, says }) => {
    const directory = path.join(scratch, name.replaceAll(/\W+/g, "-"));
    await cp(reviewed, directory, { recursive: true, preserveTimestamps: true });
    await damage(directory);
    const earlier = await fingerprints(path.join(directory, "review"));
    const captures = await fingerprints(path.join(directory, ".tieout", "captures"));
    expect(earlier.size).toBe(7);
    expect(captures.size).toBe(4);

    const after = await run(["review", directory, "--no-pdf"]);
    expect(after).toMatchObject({ code: 2, stdout: "" });
    for (const words of says) expect(after.stderr).toContain(words.replaceAll("<dir>", directory));
    expect(after.stderr).not.toMatch(/defect of Tieout|A query failed|\n\s+at /);
    expect(await fingerprints(path.join(directory, "review"))).toEqual(earlier);
    expect([...(await fingerprints(path.join(directory, ".tieout", "captures")))]).toEqual(expect.arrayContaining([...captures]));
    expect(await leftovers(directory)).toEqual([]);
  });
});

test.concurrent.each(["a missing file", "a wrong column", "malformed YAML"])("a first review leaves nothing behind: %s", async (name) => {
  const directory = path.join(scratch, `first-${name.replaceAll(/\W+/g, "-")}`);
  await write(directory, SMALL);
  await CASES.find((each) => each.name === name)?.damage(directory);
  expect((await run(["review", directory, "--no-pdf"])).code).toBe(2);
  expect((await readdir(directory)).filter((entry) => ![".tieout", ...Object.keys(SMALL)].includes(entry))).toEqual([]);
  expect(await leftovers(directory)).toEqual([]);
});

describe("is no error", () => {
  test("a header without rows: the review says that there are none", async () => {
    const directory = path.join(scratch, "header-only");
    await write(directory, { ...SMALL, "jobs.csv": "Number,Total,Note\n", "invoices.csv": "Id,Job,Total\n" });
    const { code, stdout } = await run(["review", directory, "--no-pdf"]);
    expect(code).toBe(0);
    expect(stdout).toContain("1 handoff held no record and could not be checked.");
    expect(stdout).not.toContain("ties out");
    expect(stdout).toMatch(/dispatch\.jobs +0 +0/);
    expect(stdout).toMatch(/books\.invoices +0 +0/);
  });
});

function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, "1,00101,100.00\n"));
  return Buffer.concat(Array.from({ length: 20 }, () => member));
}

/** A zip archive of one sheet: 150 MB in about as many KB. */
function workbookBomb(): Buffer {
  const name = Buffer.from("xl/worksheets/sheet1.xml");
  const unpacked = 150 * 1024 * 1024;
  const packed = deflateRawSync(Buffer.alloc(unpacked), { level: 1 });
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(packed.length, 4);
  sizes.writeUInt32LE(unpacked, 8);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  sizes.copy(local, 14);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  sizes.copy(central, 16);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}
