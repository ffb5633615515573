import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import { fingerprints, run, scratchDirectory, SMALL, write } from "./given.ts";

const scratch = await scratchDirectory();

/** Inter as nobody sets it, twice as large: whoever takes the system's fonts gives other pages. */
async function largeInter(): Promise<Buffer> {
  const font = await readFile(createRequire(import.meta.url).resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"));
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + index * 16);
  const head = tables.find((at) => font.toString("latin1", at, at + 4) === "head") ?? 0;
  font.writeUInt16BE(1024, font.readUInt32BE(head + 8) + 18);
  return font;
}

/** Width in points of a page as wide as a word, by a compiler that was given no font. */
function widthBySystem(home: string): number {
  const code = `import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
    const compiler = NodeCompiler.create({ workspace: process.env.HOME });
    const set = compiler.compile({ mainFileContent: '#set page(width: auto, height: auto, margin: 0pt)\\n#set text(font: "Inter", size: 10pt)\\nTieout' });
    console.log(compiler.svg(set.result).match(/viewBox="0 0 ([0-9.]+)/)[1]);`;
  const cwd = path.join(import.meta.dirname, "../..");
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", cwd, env: { ...process.env, HOME: home } }),
  );
}

test("another process, and a machine with other fonts, give the same bytes", async () => {
  const [plain, odd] = [path.join(scratch, "plain"), path.join(scratch, "odd")];
  await mkdir(plain);
  await write(path.join(odd, ".local/share/fonts"), { "Inter.ttf": await largeInter() });
  // Only where a system's fonts are looked for in the home directory can another Inter be planted.
  if (process.platform === "linux") expect(widthBySystem(odd)).toBeGreaterThan(widthBySystem(plain) * 1.2);

  const reviews = [];
  for (const home of [plain, odd]) {
    const estate = path.join(home, "estate");
    await write(estate, { ...SMALL, "invoices.csv": "Id,Job,Total\n1,00101,100.00\n2,00102,250.50\n" });
    expect((await run(["review", estate, "--as-of", "2026-10-01T06:00:00-04:00"], { home })).code).toBe(0);
    const written = await fingerprints(path.join(estate, "review"));
    reviews.push(["review.pdf", "audit.pdf", "review.md", "audit.md"].map((name) => [name, written.get(name)]));
  }
  const [first, second] = reviews;
  expect(first?.every(([, print]) => print !== undefined)).toBe(true);
  expect(second).toEqual(first);
});
