import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, chmod, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probeSource, readProbed } from "../../src/connect/index.ts";
import { Room, sourceOf } from "./room.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room.close());

describe("finding files", () => {
  it("sorts what a glob matches, hidden names left out", async () => {
    for (const name of ["b", "a", ".hidden"]) await room.write(`many/${name}.csv`, "x,y\n1,2\n");
    await room.write("many/deep/c.csv", "x,y\n1,2\n");
    await room.write("many/d.txt", "x");
    const paths = async (path: string): Promise<string[]> => (await room.probe(path)).map((file) => file.path);
    expect(await paths("many/*.csv")).toEqual(["many/a.csv", "many/b.csv"]);
    expect(await paths("many/**/*.csv")).toEqual(["many/a.csv", "many/b.csv", "many/deep/c.csv"]);
    expect(await paths("many/{b,z}.csv")).toEqual(["many/b.csv"]);
    expect(await paths("man?/[ab].csv")).toEqual(["many/a.csv", "many/b.csv"]);
  });

  it("names the estate's line and the nearest files when there is none", async () => {
    await room.write("dispatch/jobs.csv", "a,b\n");
    expect(await room.refused("dispatch/job.csv")).toMatchObject({
      code: "missing-file",
      at: { file: "tieout.yaml", line: 12 },
      found: "dispatch/job.csv",
      hint: "dispatch holds jobs.csv",
    });
    expect(await room.refused("dispach/*.csv")).toMatchObject({
      code: "missing-file",
      hint: expect.stringContaining("dispatch") as string,
    });
  });

  it.each(["../outside.csv", "a/../../outside.csv", "/etc/passwd", "C:/x.csv", "..\\x.csv"])(
    "refuses to leave the directory: %s",
    async (path) => {
      expect(await room.refused(path)).toMatchObject({ code: "outside-directory", at: { file: "tieout.yaml", line: 12 } });
    },
  );

  it("refuses links that lead out, by path and by glob; follows those that stay", async () => {
    const outside = join(room.directory, "..", "secret");
    await mkdir(outside);
    await writeFile(join(outside, "s.csv"), "a,b\n1,2\n");
    await room.write("links/real.csv", "a,b\n1,2\n");
    await symlink(join(outside, "s.csv"), join(room.directory, "links", "out.csv"));
    await symlink("real.csv", join(room.directory, "links", "in.csv"));
    await symlink(outside, join(room.directory, "outdir"));
    await symlink("nowhere.csv", join(room.directory, "links", "dangling"));
    expect(await room.refused("links/out.csv")).toMatchObject({ code: "outside-directory" });
    expect(await room.refused("links/*.csv")).toMatchObject({ code: "outside-directory" });
    expect(await room.refused("outdir/s.csv")).toMatchObject({ code: "outside-directory" });
    expect(await room.refused("outdir/*.csv")).toMatchObject({ code: "outside-directory" });
    expect(await room.refused("links/dangling")).toMatchObject({ code: "missing-file" });
    expect((await room.read("links/in.csv")).rows).toEqual([["1", "2"]]);
  });

  it("refuses directories and pipes", async () => {
    await mkdir(join(room.directory, "folder.csv"));
    expect(await room.refused("folder.csv")).toMatchObject({ code: "is-directory" });
    execFileSync("mkfifo", [join(room.directory, "pipe.csv")]);
    expect(await room.refused("pipe.csv")).toMatchObject({ code: "not-a-file" });
  });

  it.skipIf(process.getuid?.() === 0)("refuses what may not be read", async () => {
    await chmod(await room.write("closed.csv", "a,b\n"), 0);
    expect(await room.refused("closed.csv")).toMatchObject({ code: "no-permission", at: { file: "closed.csv" } });
  });

  it("gives all files' problems at once", async () => {
    await room.write("bad/1.csv", "");
    await room.write("bad/2.csv", "");
    await expect(room.probe("bad/*.csv")).rejects.toMatchObject({
      problems: [{ at: { file: "bad/1.csv" } }, { at: { file: "bad/2.csv" } }],
    });
  });

  it("notices a file that changes", async () => {
    const path = await room.write("moving.csv", "a,b\n1,2\n");
    const [file] = await room.probe("moving.csv");
    if (file === undefined) throw new Error("not found");
    const reading = await readProbed(file, sourceOf("moving.csv"), room.context());
    await reading.verify();
    await appendFile(path, "3,4\n");
    await expect(reading.verify()).rejects.toMatchObject({ code: "file-changed" });
    await expect(readProbed(file, sourceOf("moving.csv"), room.context())).rejects.toMatchObject({ code: "file-changed" });
  });

  it("tells the file's own time and hash", async () => {
    const path = await room.write("time.csv", "a,b\n1,2\n");
    await utimes(path, 1_000, 1_790_000_000);
    const [file] = await room.probe("time.csv");
    expect(file).toMatchObject({ modifiedAt: "2026-09-21T14:13:20.000Z", bytes: 8 });
    expect(file?.sha256).toBe(createHash("sha256").update("a,b\n1,2\n").digest("hex"));
  });

  it("sees what a file is by its first bytes", async () => {
    await room.write("fake.csv", "PK\u0003\u0004rubbish");
    expect(await room.refused("fake.csv")).toMatchObject({ code: "damaged-workbook" });
    expect(await room.refused("fake.csv", { format: "csv" })).toMatchObject({ code: "wrong-format", found: "xlsx", expected: "csv" });
  });
});

describe("gzip", () => {
  it("reads CSV, plain and not, by its bytes whatever its name", async () => {
    const bytes = gzipSync("a,b\n1,2\n3,4\n");
    const result = await room.readText("named.csv", bytes);
    expect(result.probed).toMatchObject({ compression: "gzip", plain: true, format: "csv" });
    expect(result.probed.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(result.rows).toHaveLength(2);
    const quoted = await room.readText("q.csv.gz", gzipSync('a,b\n1,"x\ny"\n3,4\n'));
    expect(quoted.rows).toEqual([
      ["1", "x\ny"],
      ["3", "4"],
    ]);
    expect(quoted.positions).toEqual([2, 4]);
  });

  it("reads several members and ignores what trails, but hashes it", async () => {
    const bytes = Buffer.concat([gzipSync("a,b\n1,2\n3"), gzipSync(",4\n")]);
    expect((await room.readText("members.csv.gz", bytes)).rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    const trailing = Buffer.concat([gzipSync("a,b\n1,2\n"), Buffer.alloc(3_000_000)]);
    await room.write("trailing.csv.gz", trailing);
    const result = await room.read("trailing.csv.gz");
    expect(result.probed.sha256).toBe(createHash("sha256").update(trailing).digest("hex"));
    expect(result.rows).toEqual([["1", "2"]]);
  });

  it("refuses what is cut off or damaged", async () => {
    const bytes = gzipSync(`a,b\n${Array.from({ length: 5000 }, (_, n) => `${n},${n * 7}\n`).join("")}`);
    await room.write("cut.csv.gz", bytes.subarray(0, bytes.length - 100));
    expect(await room.refused("cut.csv.gz")).toMatchObject({ code: "truncated-gzip", at: { file: "cut.csv.gz" } });
    await room.write("cut2.csv.gz", bytes.subarray(0, bytes.length - 4));
    expect(await room.refused("cut2.csv.gz")).toMatchObject({ code: "truncated-gzip" });
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 200, 260);
    await room.write("damaged.csv.gz", damaged);
    expect(await room.refused("damaged.csv.gz")).toMatchObject({ code: "damaged-gzip" });
  });

  it("refuses a bomb, by ratio and by size", async () => {
    await room.write("bomb.csv.gz", gzipSync(Buffer.alloc(8_000_000)));
    expect(await room.refused("bomb.csv.gz", {}, { ratioFromBytes: 4_000_000 })).toMatchObject({ code: "decompression-limit" });
    expect(await room.refused("bomb.csv.gz", {}, { maxDecompressedBytes: 1_000_000 })).toMatchObject({ code: "decompression-limit" });
    await room.write("bomb.json.gz", gzipSync(Buffer.alloc(300 * 1024 * 1024, " "), { level: 1 }));
    expect(await room.refused("bomb.json.gz")).toMatchObject({ code: "decompression-limit", at: { file: "bomb.json.gz" } });
  });
});

it("gives probeSource and readProbed from the room's door", () => {
  expect([typeof probeSource, typeof readProbed]).toEqual(["function", "function"]);
});
