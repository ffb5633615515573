import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Review } from "../../src/model/index.ts";
import { growthReview } from "../../src/report/document/growth-review.ts";
import { heading, link, paragraph, type Block, type ReportDocument } from "../../src/report/document/model.ts";
import { systemsAudit } from "../../src/report/document/systems-audit.ts";
import { fonts } from "../../src/report/pdf/fonts.ts";
import { documentToPdf, typeset } from "../../src/report/pdf/render.ts";
import { shownDocument } from "../../src/report/pdf/shown.ts";
import { hostile, large } from "./edges.ts";
import { summit } from "./summit.ts";

const asOf = "2026-10-01T10:00:00.000Z";
const tools = ["qpdf", "pdffonts", "pdftotext"].filter(
  (tool) => !["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].some((at) => existsSync(path.join(at, tool))),
);

let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "tieout-pdf-test-"));
  if (tools.length > 0) console.warn(`skipped, since not installed: checks of PDF files by ${tools.join(", ")}`);
});
afterAll(async () => await rm(scratch, { recursive: true, force: true }));

function documentOf(blocks: readonly Block[]): ReportDocument {
  return { title: "T", subject: "S", description: "D", dated: "Today", paper: "a4", blocks: [heading(1, "Part"), ...blocks] };
}

async function made(document: ReportDocument): Promise<{ bytes: Uint8Array; pages: number }> {
  const pdf = await documentToPdf(document, { asOf });
  if ("reason" in pdf) throw new Error(pdf.reason);
  return pdf;
}

async function file(document: ReportDocument, name: string): Promise<string> {
  const at = path.join(scratch, `${name}.pdf`);
  await writeFile(at, (await made(document)).bytes);
  return at;
}

function textOf(at: string, ...flags: readonly string[]): string {
  return execFileSync("pdftotext", [...flags, at, "-"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).replaceAll(/\s+/g, " ");
}

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** How the compiler says that there is no such file for it, or none beyond its directory. */
const REFUSED = /^file not found \(searched at [^ ]*tieout-pdf-|outside of project root/;

describe("a report as PDF", () => {
  test("has the same bytes for the same review", async () => {
    const review = summit();
    const [first, second] = [await made(growthReview(review)), await made(growthReview(structuredClone(review)))];
    expect(hash(second.bytes)).toBe(hash(first.bytes));
    expect(hash((await made(systemsAudit(review))).bytes)).not.toBe(hash(first.bytes));
  });

  test.skipIf(tools.length > 0)("passes the checkers, holds its fonts, and its text can be selected", async () => {
    for (const [name, document] of Object.entries({ review: growthReview(summit()), audit: systemsAudit(summit()) })) {
      const at = await file(document, name);
      expect(execFileSync("qpdf", ["--check", at], { encoding: "utf8" })).toContain("No syntax or stream encoding errors");
      const faces = execFileSync("pdffonts", [at], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
        .trim()
        .split("\n")
        .slice(2);
      expect(faces.length).toBeGreaterThan(0);
      for (const face of faces) expect(face).toMatch(/\+Inter-\S+ .* yes yes yes /);
      expect(textOf(at)).toContain(summit().verdict.sentence.slice(0, 60));
    }
  });

  test.skipIf(tools.length > 0)("begins with two pages for whoever decides, whatever the estate", async () => {
    const wordy = "Something that goes on for a long time and says very little about anything at all, again and again. ".repeat(8);
    const review = summit();
    const brief = {
      ...review.brief,
      exposed: { ...review.brief.exposed, sentence: wordy },
      cost: { ...review.brief.cost, sentence: wordy },
      first: { ...review.brief.first, sentence: wordy },
      owners: { ...review.brief.owners, sentence: wordy },
    };
    const long: Review = { ...review, verdict: { ...review.verdict, sentence: wordy }, brief };
    for (const [name, given] of Object.entries({ summit: review, large: large(), long })) {
      const at = await file(growthReview(given), name);
      expect(textOf(at, "-f", "2", "-l", "2"), name).toContain("What was not checked");
      expect(textOf(at, "-f", "3", "-l", "3"), name).toMatch(/The plan .* 3 of /);
    }
  });

  test("never takes text for code: what data say is shown, and no file is read", async () => {
    const bad = '#read("/etc/passwd") $x^2$ \\ *bold* _it_ @ref <label> = Heading #import "@preview/x:0.1.0": * // gone /* gone */ [a](b)';
    const pdf = await documentToPdf(documentOf([heading(2, bad, "x-1"), paragraph(bad), paragraph(link("x-1", bad))]), { asOf });
    expect(pdf).toMatchObject({ pages: 1 });
    if (tools.length > 0) return;
    const at = await file(documentOf([paragraph(bad)]), "code");
    expect(textOf(at)).toContain(bad);
  });

  test("gives its template no file to read, whatever the template says", async () => {
    const begun = (code: string): string => `#set document(title: "T")\n${code}`;
    const near = path.join(tmpdir(), `tieout-pdf-near-${process.pid}.txt`);
    await writeFile(near, "near");
    try {
      expect(await typeset(begun("Nothing is read."), documentOf([]), asOf)).toMatchObject({ pages: 1 });
      const targets = ["/etc/passwd", "etc/passwd", "../../etc/passwd", near, `../${path.basename(near)}`, `/../${path.basename(near)}`];
      for (const target of [...targets, "/proc/self/environ"]) {
        const reading = `#let it = read(${JSON.stringify(target)}, encoding: none)\n#it.len()`;
        expect(await typeset(begun(reading), documentOf([]), asOf), target).toEqual({
          reason: expect.stringMatching(REFUSED),
        });
      }
      const others = ['#import "/etc/passwd": *', '#include "/etc/passwd"', '#image("/etc/passwd")'];
      for (const code of others)
        expect(await typeset(begun(code), documentOf([]), asOf), code).toEqual({ reason: expect.stringMatching(REFUSED) });
    } finally {
      await rm(near, { force: true });
    }
  });

  test.skipIf(tools.length > 0)("holds hostile data as text", async () => {
    for (const [name, make] of Object.entries({ review: growthReview, audit: systemsAudit })) {
      const at = await file(make(hostile()), `hostile-${name}`);
      expect(textOf(at)).toContain("<script>alert(1)</script>");
      expect(execFileSync("qpdf", ["--check", at], { encoding: "utf8" })).toContain("No syntax");
      expect(await readFile(at, "latin1")).not.toContain("/JavaScript");
    }
  });

  test("shows a character that its typeface has not by its number, and says so", async () => {
    const { covered } = await fonts();
    const shown = shownDocument(documentOf([paragraph("Zoë → Ωμέγα Жук"), paragraph("中文 中 😀")]), covered);
    expect(shown.absent).toEqual(["中", "文", "😀"]);
    expect(shown.data).toContain("[U+4E2D][U+6587] [U+4E2D] [U+1F600]");
    expect(shown.data).toContain("3 characters are not in the typeface");
    expect(shown.data).toContain("Zoë → Ωμέγα Жук");
    // The standard refuses a character without a glyph, so that this fails where one is left.
    expect(await documentToPdf(documentOf([paragraph("中文 ع ✕ 😀 \u0301x")]), { asOf })).toMatchObject({ pages: 1 });
  });

  test("renders a large estate in seconds, its evidence capped", async () => {
    const begin = performance.now();
    const pdf = await made(systemsAudit(large()));
    expect(pdf.pages).toBeGreaterThan(3);
    expect(pdf.pages).toBeLessThan(300);
    expect(performance.now() - begin).toBeLessThan(30_000);
  });

  test("says why where none can be made", async () => {
    const pdf = await documentToPdf({ ...documentOf([]), blocks: [heading(1, "A"), heading(3, "skips a level")] }, { asOf });
    expect(pdf).toEqual({ reason: expect.stringContaining("skipped from heading level 1 to 3") });
  });
});
