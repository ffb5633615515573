import { describe, expect, it } from "vitest";
import { reviewToHtml, reviewToText } from "../../src/report/index.ts";
import { alsoSentence, decisionSentence, openSentence } from "../../src/report/triage-words.ts";
import { broken, company, estate, SETTING, TYPED, UNKNOWN } from "../assess/triage/given.ts";
import { review } from "./sample-review.ts";

const sprint = company([broken("bill", { severity: "high", cause: TYPED, title: "12 jobs <b>lost</b>" })]);

describe("what to do, in words", () => {
  it("names the move, and because of what", () => {
    expect(decisionSentence(estate(sprint))).toBe(
      "Stabilization Sprint, because the cause is clear (of what hurts now, causes explain 3 of 3 breaks) and billing is delayed (billing waits: 1 finding, the largest of 3 records).",
    );
    expect(alsoSentence(estate(sprint))).toBe("Also: Growth Systems Review, Map ownership and sync rules.");
    expect(openSentence(estate(sprint))).toBe(
      "Open, and would go before: Modernization (the stack cannot represent the operating model?).",
    );
    expect(alsoSentence(estate(company([])))).toBeUndefined();
  });

  it("says that nothing is decided where nothing was checked", () => {
    expect(decisionSentence(estate(review()))).toMatch(
      /^Not decided: no question can be answered yes, and \d+ cannot be answered at all\.$/,
    );
    expect(openSentence(estate(review()))).toMatch(/^Open: Stabilization Sprint \(the cause is clear; /);
  });

  it("stands at the top of the text, before any handoff, with the guard rails and each workflow's move", () => {
    const text = reviewToText(company([broken("bill", { severity: "high", cause: UNKNOWN })]), { width: 400 });
    const at = (part: string) => text.indexOf(part);
    expect(at("What to do: Systems Audit, because the cause is unclear")).toBeGreaterThan(0);
    expect(at("What to do:")).toBeLessThan(at("Handoff bill\n"));
    expect(text).toContain("  Do not redesign the dashboard, blame one vendor or patch before tracing.");
    expect(text).toContain("  shelf: Document and monitor\n");
  });

  it("stands first on the page, each answer with its findings, which open", () => {
    const page = reviewToHtml(sprint);
    expect(page.indexOf('id="move"')).toBeGreaterThan(0);
    expect(page.indexOf('id="move"')).toBeLessThan(page.indexOf('id="chain"'));
    const fingerprint = sprint.findings[0]?.fingerprint ?? "";
    const part = page.slice(page.indexOf('<section id="triage"'));
    expect(part.slice(0, part.indexOf("</section>"))).toContain(`href="#finding-${fingerprint}"`);
    expect(page).toContain(`id="finding-${fingerprint}"`);
    expect(page).not.toContain("<b>lost</b>");
    expect(reviewToHtml(company([broken("label", { cause: SETTING, latest: "2026-09-01" })]))).toContain("Fix the setting");
  });
});
