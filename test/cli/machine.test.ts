import { spawnSync } from "node:child_process";
import { appendFile, chmod, chown, mkdir, readdir, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fingerprints, leftovers, MAIN, run, scratchDirectory, SMALL, start, write } from "./given.ts";

const scratch = await scratchDirectory();
const NOBODY = 65_534;
const root = process.geteuid?.() === 0;
/** May another user run the built command line, so that root's rights do not hide a lack of rights? */
const asNobody = root && spawnSync(process.execPath, [MAIN, "--version"], { uid: NOBODY, gid: NOBODY }).status === 0;
if (root && !asNobody)
  console.warn("Directories without permission are not tried: root may do everything, and nobody may not run this checkout.");
const user = root ? { uid: NOBODY } : {};

async function estate(name: string): Promise<string> {
  const directory = path.join(scratch, name);
  await write(directory, SMALL);
  await chmod(directory, 0o755);
  return directory;
}

describe.skipIf(root && !asNobody)("without permission", () => {
  test("to write beside the estate", async () => {
    const directory = await estate("read-only");
    await chmod(directory, 0o555);
    const { code, stdout, stderr } = await run(["review", directory, "--no-pdf"], user);
    await chmod(directory, 0o755);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`Tieout may not write its workspace ${path.join(directory, ".tieout")}`);
    expect(stderr).toContain("[no-permission]");
    expect(stderr).toContain("hint: Give this user the right to write there, or copy the estate to a directory of your own.");
    expect((await readdir(directory)).sort()).toEqual(Object.keys(SMALL).sort());
  });

  test("to read a source", async () => {
    const directory = await estate("secret");
    if (root) await chown(directory, NOBODY, NOBODY);
    await chmod(path.join(directory, "invoices.csv"), 0o000);
    const { code, stdout, stderr } = await run(["review", directory, "--no-pdf"], user);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("invoices.csv");
    expect(stderr).toMatch(/may not be read|no-permission/);
    expect(stderr).not.toContain("defect of Tieout");
    expect(await readdir(directory)).not.toContain("review");
  });

  test("to write the review where it is wanted", async () => {
    const directory = await estate("no-out");
    if (root) await chown(directory, NOBODY, NOBODY);
    const closed = path.join(scratch, "closed");
    await mkdir(closed, { mode: 0o555 });
    const { code, stdout, stderr } = await run(["review", directory, "--out", path.join(closed, "review"), "--no-pdf"], user);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`Tieout may not write to ${path.join(closed, "review")}. [no-permission]`);
    expect(stderr).toContain("--out");
    expect(await readdir(closed)).toEqual([]);
  });

  test("to list the estate's directory", async () => {
    const directory = await estate("hidden");
    await chmod(directory, 0o000);
    const { code, stderr } = await run(["review", directory, "--no-pdf"], user);
    await chmod(directory, 0o755);
    expect(code).toBe(2);
    expect(stderr).toContain(`${directory}`);
    expect(stderr).toContain("[no-permission]");
  });
});

describe("a disk that fills up", () => {
  const disk = path.join(scratch, "disk");
  let mounted = false;

  beforeAll(async () => {
    await mkdir(disk);
    mounted = root && spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tieout", disk]).status === 0;
  });
  afterAll(() => (mounted ? spawnSync("umount", [disk]) : undefined));

  /** An estate with a review, whose sources then change so that everything must be stored again. */
  async function changed(directory: string): Promise<void> {
    await write(directory, SMALL);
    expect((await run(["review", directory, "--no-pdf"])).code).toBe(0);
    const rows = Array.from({ length: 2_000 }, (_, index) => String(index + 1).padStart(5, "0"));
    await write(directory, {
      "jobs.csv": `Number,Total,Note\n${rows.map((row) => `${row},1.00,${Math.sin(Number(row))}\n`).join("")}`,
      "invoices.csv": `Id,Job,Total\n${rows.map((row) => `${Math.cos(Number(row))},${row},2.00\n`).join("")}`,
    });
  }

  async function expectFullOrWhole(
    directory: string,
    ended: Awaited<ReturnType<typeof run>>,
    before: Map<string, string>,
    captures: Map<string, string>,
  ): Promise<boolean> {
    const after = await fingerprints(path.join(directory, "review"));
    expect([...(await fingerprints(path.join(directory, ".tieout", "captures")))]).toEqual(expect.arrayContaining([...captures]));
    expect(await leftovers(directory)).toEqual([]);
    if (ended.code === 0) {
      expect([...after.keys()]).toEqual([...before.keys()]);
      return false;
    }
    expect(ended.signal, ended.stderr).toBeNull();
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toContain("[disk-full]");
    expect(ended.stderr).toContain("hint: Free some space");
    expect(after).toEqual(before);
    return true;
  }

  test("is said, and nothing earlier is lost, wherever it happens", async ({ skip }) => {
    if (!mounted) {
      console.warn("A full disk is not tried: no small file system can be mounted here.");
      skip();
    }
    await changed(disk);
    const before = await fingerprints(path.join(disk, "review"));
    const captures = await fingerprints(path.join(disk, ".tieout", "captures"));
    let full = 0;
    // From no room at all to room for all but the end: it stops at the lock, at a capture, at the report.
    for (const kilobytes of [0, 32, 64, 96, 128, 176, 240, 320]) {
      for (const dataset of ["dispatch.jobs", "books.invoices"]) {
        const folder = path.join(disk, ".tieout", "captures", dataset);
        for (const name of await readdir(folder)) {
          if (!captures.has(`${dataset}/${name}/manifest.json`)) await rm(path.join(folder, name), { recursive: true });
        }
      }
      const { bavail, bsize } = await statfs(disk);
      await writeFile(path.join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - kilobytes * 1024)));
      const ended = await run(["review", disk, "--no-pdf"]);
      await rm(path.join(disk, "filler"));
      if (await expectFullOrWhole(disk, ended, before, captures)) full++;
      else break;
    }
    expect(full).toBeGreaterThanOrEqual(3);
    expect((await run(["review", disk, "--no-pdf"])).code).toBe(0);
  });

  test.skipIf(process.platform === "win32")("or a limit on the size of files", async () => {
    const directory = path.join(scratch, "limited");
    await changed(directory);
    const before = await fingerprints(path.join(directory, "review"));
    const captures = await fingerprints(path.join(directory, ".tieout", "captures"));
    const ended = await run(["review", directory, "--no-pdf"], { largestFile: 16 });
    expect(await expectFullOrWhole(directory, ended, before, captures)).toBe(true);
  });
});

test("a source that changes while it is read is refused", async () => {
  const directory = await estate("changing");
  const file = path.join(directory, "jobs.csv");
  const rows = Array.from({ length: 200_000 }, (_, index) => `${String(index + 1).padStart(6, "0")},1.00,note\n`);
  await writeFile(file, `Number,Total,Note\n${rows.join("")}`);
  const { process: child, ended } = start(["review", directory, "--no-pdf"]);
  let serial = 0;
  const timer = setInterval(() => void appendFile(file, `9${serial++},1.00,late\n`), 5);
  const { code, stdout, stderr } = await ended;
  clearInterval(timer);
  expect(child.killed).toBe(false);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("[file-changed]");
  expect(stderr).toContain("jobs.csv");
  expect(await leftovers(directory)).toEqual([]);
  expect(await readdir(directory)).not.toContain("review");
});
