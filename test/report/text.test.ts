import { describe, expect, it } from "vitest";
import { reviewToText, wantsColor } from "../../src/report/index.ts";
import { displayWidth } from "../../src/report/plain.ts";
import { foreign, HOSTILE, hostile, long } from "./edges.ts";
import { review } from "./sample-review.ts";
import { summit } from "./summit.ts";

const text = reviewToText(summit());
const lines = text.split("\n");

describe("the review in a terminal", () => {
  it("opens with the verdict's sentence alone", () => {
    expect(lines[0]).toBe(summit().verdict.sentence);
    expect(lines[1]).toBe("");
  });

  it("gives each handoff its outcomes with records and amounts of both sides", () => {
    expect(text).toContain("Missing (counterpart was deleted)");
    expect(lines.find((line) => line.includes("Matched ") && line.includes("1,965"))).toMatch(
      /1,965 +1,256,041\.70 +1,965 +1,256,042\.01$/,
    );
    expect(lines.find((line) => line.startsWith("  All records") && line.includes("2,009"))).toMatch(
      /2,388 +1,498,031\.25 +2,009 +1,287,418\.51$/,
    );
  });

  it("aligns the bridge to the cent, the residual last", () => {
    const start = lines.findIndex((line) => line.startsWith("  Upstream total ") && line.includes("1,318,204.75"));
    const bridge = lines.slice(start, start + 9);
    expect(new Set(bridge.map((line) => line.length)).size).toBe(1);
    expect(bridge.at(1)).toMatch(/−31,847\.20$/);
    expect(bridge.at(-1)).toMatch(/^ {2}Residual +0\.00$/);
  });

  it("says nobody where nobody owns a finding, and what was not checked and why", () => {
    expect(text).toMatch(/owner +nobody/);
    expect(text).toContain("unit St. Petersburg: 92.1% of the breaks");
    expect(text).toContain("3 values could not be read, first at dispatch/jobs.csv:418:7");
    expect(text).toMatch(/invoice-to-dashboard: not checked: the dataset board\.revenue has no field/);
    expect(text).toContain("? Invoices make the dashboard’s revenue");
  });

  it("never says that an empty review ties out", () => {
    const empty = reviewToText(review());
    expect(empty).toContain("No check ran, so nothing is proven.");
    expect(empty).not.toContain("Ties out");
  });

  it("lets no control character of the data through", () => {
    for (const hostileText of [...HOSTILE, HOSTILE.join(" ")]) {
      const printed = reviewToText(hostile(hostileText), { color: false });
      expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    }
    expect(reviewToText(hostile(HOSTILE[5]))).toContain("\\x1b[2J");
    const colored = reviewToText(hostile("\u001b[2J"), { color: true });
    // eslint-disable-next-line no-control-regex
    expect(colored.replace(/\u001b\[\d+m/g, "")).not.toContain("\u001b");
  });

  it("keeps tables within the width, in wide letters too", () => {
    for (const width of [60, 80, 100]) {
      for (const given of [foreign(), summit(), long()]) {
        const [, ...rest] = reviewToText(given, { width }).split("\n");
        const widest = Math.max(
          ...rest.filter((line) => !line.startsWith("✕") && !line.startsWith("✓") && !line.startsWith("?")).map(displayWidth),
        );
        expect(widest).toBeLessThanOrEqual(width);
      }
    }
  });

  it("colours only when asked, and not against NO_COLOR", () => {
    expect(text).not.toContain("\u001b");
    expect(reviewToText(summit(), { color: true })).toContain("\u001b[31m");
    expect(wantsColor({}, true)).toBe(true);
    expect(wantsColor({ NO_COLOR: "1" }, true)).toBe(false);
    expect(wantsColor({ NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
    expect(wantsColor({ NO_COLOR: "" }, true)).toBe(true);
    expect(wantsColor({}, false)).toBe(false);
    expect(wantsColor({ TERM: "dumb" }, true)).toBe(false);
  });
});
