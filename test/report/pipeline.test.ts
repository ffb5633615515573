import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { reviewToJunit, reviewToSummary } from "../../src/report/index.ts";
import { broken, company, TYPED } from "../assess/triage/given.ts";
import { HOSTILE, hostile, long } from "./edges.ts";
import { review } from "./sample-review.ts";
import { summit } from "./summit.ts";

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All elements; throws where the text is no well-formed XML. */
function elements(xml: string): Tag[] {
  const found: Tag[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => found.push({ name, attributes }));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return found;
}

const named = (tags: readonly Tag[], name: string): Tag[] => tags.filter((tag) => tag.name === name);

describe("JUnit XML", () => {
  const given = company([
    broken("bill", { severity: "high", cause: TYPED, title: "a & <b>" }),
    broken("label", { severity: "low", fingerprint: "00000000000000cc" }),
  ]);
  const checks = [
    { check: "tie-out", subject: "bill", status: "found", records: 3, findings: 1, reason: undefined },
    { check: "tie-out", subject: "label", status: "skipped", records: 0, findings: 0, reason: "no record" },
    { check: "corrected-export", subject: "all", status: "failed", records: 0, findings: 0, reason: "it broke" },
  ] as const;

  it("has a suite for each kind and a case for each finding and check; only what --fail-on names fails", () => {
    const tags = elements(reviewToJunit({ ...given, coverage: checks }, "high"));
    expect(named(tags, "testsuite").map(({ attributes }) => attributes["name"])).toEqual(["silent-sync-failure", "checks"]);
    expect(named(tags, "testsuites")[0]?.attributes).toMatchObject({ tests: "5", failures: "1", errors: "1", skipped: "1" });
    expect(named(tags, "testcase")).toHaveLength(5);
    expect(named(tags, "failure").map(({ attributes }) => attributes["message"])).toEqual(["a & <b>"]);
    expect(named(tags, "skipped")[0]?.attributes["message"]).toBe("no record");
  });

  it("fails nothing without --fail-on, all findings with the lowest", () => {
    expect(named(elements(reviewToJunit(given, undefined)), "failure")).toEqual([]);
    expect(named(elements(reviewToJunit(given, "low")), "failure")).toHaveLength(2);
  });

  it("is well-formed whatever the data hold", () => {
    const texts = [...HOSTILE, HOSTILE.join(" "), "]]> \u0000 \ud800 \ufffe \uffff &amp; \" '"];
    for (const text of texts) expect(named(elements(reviewToJunit(hostile(text), "low")), "testcase").length).toBeGreaterThan(0);
    for (const one of [summit(), long(), review()]) elements(reviewToJunit(one, "low"));
  });
});

describe("the summary in Markdown", () => {
  it("tells verdict, move, workflows and findings", () => {
    const text = reviewToSummary(company([broken("bill", { severity: "high", cause: TYPED, owner: "billing" })]));
    expect(text).toContain("**What to do:** Stabilization Sprint, because the cause is clear");
    expect(text).toContain("| job-to-cash | billing | Stabilization Sprint |");
    expect(text).toMatch(/\| High \| breaks at bill \| – \| billing \|/);
  });

  it("lets no text of the data become markup, a link, a mention, or another cell", () => {
    const nasty = [
      "<script>alert(1)</script>",
      "[x](javascript:alert(1))",
      "![x](http://evil.example/x.png)",
      "@everyone #12 fixes",
      "a | b | c",
      "`code` **bold** _it_",
      "https://evil.example www.evil.example",
      "line\n# heading\n- item",
      "$a^2$",
    ];
    for (const text of [...HOSTILE, ...nasty]) {
      const written = reviewToSummary(company([broken("bill", { severity: "high", title: text, owner: text, move: text })]));
      const row = written.split("\n").find((line) => line.startsWith("| High |")) ?? "";
      expect(row.split("|")).toHaveLength(7);
      expect(row).not.toMatch(/[<>[\]`*_@$\\!]|https?:|www\.|javascript:\w/);
      expect(row.replaceAll(/&#\d+;/g, "")).not.toMatch(/[#&]/);
      expect(written.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(2);
      reviewToSummary(hostile(text));
    }
  });

  it("tells what was not checked", () => {
    const coverage = [{ check: "tie-out", subject: "bill", status: "skipped", records: 0, findings: 0, reason: "no record" }] as const;
    expect(reviewToSummary(company([], { coverage }))).toContain("### Not checked\n\n- tie-out: bill: no record");
  });
});
