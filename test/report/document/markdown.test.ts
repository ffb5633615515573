import { describe, expect, test } from "vitest";
import { growthReview } from "../../../src/report/document/growth-review.ts";
import { documentToMarkdown } from "../../../src/report/document/markdown.ts";
import { heading, link, paragraph, strong, type Block, type ReportDocument } from "../../../src/report/document/model.ts";
import { systemsAudit } from "../../../src/report/document/systems-audit.ts";
import { hostile } from "../edges.ts";
import { summit } from "../summit.ts";

function documentOf(blocks: readonly Block[]): ReportDocument {
  return { title: "T", subject: "S", description: "D", dated: "Today", paper: "a4", blocks };
}

describe("Markdown", () => {
  test("sets headings, tables with aligned numbers, and links to headings that are there", () => {
    const written = documentToMarkdown(
      documentOf([
        heading(1, "Part", "part"),
        paragraph(strong("Bold"), " ", link("part", "here"), " ", link("nowhere", "there")),
        {
          kind: "table",
          caption: "C",
          columns: [
            { title: "Name", align: "left" },
            { title: "Amount", align: "right" },
          ],
          rows: [
            [["a|b"], ["1,204.50"]],
            [["c"], ["7"]],
          ],
        },
      ]),
    );
    expect(written).toContain('<a id="part"></a>\n\n## Part\n');
    expect(written).toContain("**Bold** [here](#part) there\n");
    const rows = written.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.split("|").length)).toEqual([4, 4, 4, 4]);
    expect(rows[1]).toMatch(/^\| -+ \| -+: \|$/);
    expect(rows[3]).toMatch(/\| {2,}7 \|$/);
  });

  test("lets no text of the data become markup, HTML, a link, a mention, a reference or an emoji", () => {
    const bad =
      "<b>x</b> [a](javascript:alert(1)) `c` *d* _e_ @admin #12 https://evil.example www.evil.example a@b.example :tada: ![i](j) $x$";
    const body = documentToMarkdown(documentOf([paragraph(bad)])).split("\n\n")[2] ?? "";
    expect(body).not.toMatch(/[<>[\]`*_@$!]|https?:|www\.|:tada:/);
    // What is looked for after rendering is parted by a mark of no width.
    expect(body).toContain("&#64;&#8203;admin");
    expect(body).toContain("a&#64;&#8203;b.example");
    expect(body).toContain("&#35;&#8203;12");
    expect(body).toContain("&#58;&#8203;tada");
    expect(documentToMarkdown(documentOf([paragraph("# not a heading")]))).toContain("\n&#35; not a heading\n");
  });

  test.each([
    ["review", growthReview],
    ["audit", systemsAudit],
  ])("holds nothing of hostile data as markup: %s", (_, make) => {
    const written = documentToMarkdown(make(hostile()));
    // Ours are the anchors and the code elements alone.
    expect(written.replaceAll(/<a id="[a-z]+(?:-\d+)?"><\/a>|<\/?code>/g, "")).not.toMatch(/[<]|javascript:\w|\u001b/);
  });

  test("tells the verdict and each finding of a review", () => {
    const review = summit();
    const written = documentToMarkdown(growthReview(review));
    expect(written).toContain("Which decision is exposed?");
    const roots = review.findings.filter(({ symptomOf }) => symptomOf === undefined);
    const full = written.match(/^### (High|Medium|Low)&?:?/gm)?.length ?? 0;
    const listed = written.match(/^\| (High|Medium|Low) +\| <a id="finding-\d+"><\/a>/gm)?.length ?? 0;
    expect(full).toBeGreaterThan(0);
    expect(full + listed).toBe(roots.length);
    // Every link leads somewhere.
    const ids = new Set([...written.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id));
    expect(written.match(/\]\(#finding-/g)?.length).toBeGreaterThan(0);
    for (const [, to] of written.matchAll(/\]\(#([^)]+)\)/g)) expect(ids).toContain(to);
  });
});
