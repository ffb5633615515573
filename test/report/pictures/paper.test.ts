import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import {
  agePaper,
  chainPaper,
  debtPaper,
  lifecyclePaper,
  ownershipPaper,
  trendPaper,
  waterfallPaper,
  type PaperPicture,
} from "../../../src/report/pictures/index.ts";
import type { Review, ReviewedFact } from "../../../src/model/index.ts";
import { chromiumPath, launch } from "../chromium.ts";
import { hostile, wide } from "../edges.ts";
import { manyStates } from "../edge-states.ts";
import { review, system } from "../sample-review.ts";
import { summit } from "../summit.ts";
import { drawnReview, monthsOf } from "./given.ts";

const range = { low: "1.00", likely: "900.40", high: "1000000.00" };
const LONG = "Everything that the acquired companies hand over to the platform, week by week and branch by branch";

function factsOf(count: number): ReviewedFact[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `customer.${index === 0 ? "an_attribute_of_a_very_long_name_indeed" : `field_${index}`}`,
    entity: "customer",
    attribute: `field_${index}`,
    declared: true,
    owner: "crm",
    systems: [
      { system: "crm", role: "owner", fields: [], first: 9, compared: 100, differing: 0 },
      { system: "books", role: "reader", fields: [], first: 1, compared: 123_456, differing: index % 2 === 0 ? 12_345 : 0 },
    ],
    inferred: { system: "books", observations: 10, share: 0.9, low: 0.6, high: 0.98 },
    agreement: "differs",
    observations: 10,
    undecided: 0,
    compared: 100,
    differing: 7,
  }));
}

function full(): Review {
  const amounts = ["10.00", "2000.00", "7.00", "0.00", "1234567.89", "3.00", "4.00"];
  const debts = [LONG, "billing", "WWW MMM WWW MMM WWW MMM WWW"].map((name) => ({ name, interest: range, money: "123456789.00" }));
  const drawn = drawnReview({ amounts, months: monthsOf(Array.from({ length: 40 }, (_, index) => (index * 7919) % 400)), debts });
  return { ...drawn, systems: [system("crm", "HubSpot", "crm"), system("books", LONG, "books")], facts: factsOf(50) };
}

/** Every picture of a review. */
function picturesOf(given: Review): readonly (readonly [string, PaperPicture])[] {
  const bridges = given.handoffs.flatMap(({ title, bridges: all }) => all.slice(0, 1).map((bridge) => waterfallPaper(bridge, title)));
  const states = given.lifecycles.flatMap((lifecycle) => lifecycle.tracks.map((track) => lifecyclePaper(lifecycle, track)));
  const all = {
    age: agePaper(given),
    trend: trendPaper(given),
    workflows: debtPaper(given, "workflow"),
    decisions: debtPaper(given, "decision"),
    ownership: ownershipPaper(given),
    chain: chainPaper(given),
    ...Object.fromEntries(bridges.map((bridge, index) => [`bridge ${index}`, bridge])),
    ...Object.fromEntries(states.map((state, index) => [`states ${index}`, state])),
  };
  return Object.entries(all).flatMap(([name, picture]) => (picture === undefined ? [] : [[name, picture] as const]));
}

const REVIEWS: Readonly<Record<string, Review>> = {
  full: full(),
  example: summit(),
  wide: wide(30),
  hostile: hostile(),
  states: manyStates(3),
};

describe.each(Object.keys(REVIEWS))("pictures for paper: %s", (name) => {
  const all = picturesOf(REVIEWS[name] ?? review());

  test("are XML by themselves: no variable, no style from elsewhere, nothing but SVG, and no class without a look", () => {
    expect(all.length).toBeGreaterThan(0);
    for (const [, { svg }] of all) {
      const elements = new Set<string>();
      const parser = new SaxesParser();
      parser.on("error", (error) => {
        throw error;
      });
      parser.on("opentag", (tag) => elements.add(tag.name));
      parser.write(svg).close();
      expect([...elements].filter((each) => !/^(svg|style|defs|pattern|g|rect|line|path|circle|text|title|desc)$/.test(each))).toEqual([]);
      expect(svg).not.toMatch(/var\(|@media|@import|<script|href=|url\((?!#hatch\))/);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="[\d.]+" height="[\d.]+" viewBox="0 0 [\d.]+ [\d.]+"/);
      if (svg.includes("url(#hatch)")) expect(svg).toContain('<pattern id="hatch"');
      const style = /<style>([^<]*)<\/style>/.exec(svg)?.[1] ?? "";
      for (const shape of svg.replace(/<pattern[\s\S]*?<\/pattern>/, "").matchAll(/<(?:rect|path|line|circle)[^>]*>/g)) {
        const looks = /class="([^"]*)"/.exec(shape[0])?.[1]?.split(" ") ?? [];
        expect(looks.some((look) => style.includes(`.${look}`))).toBe(true);
      }
    }
  });

  test("say what they show", () => {
    for (const [, { alternative, caption }] of all) {
      expect(alternative.length).toBeGreaterThan(10);
      expect(caption).toMatch(/\.$/);
    }
  });

  test("are the same bytes again", () => {
    expect(picturesOf(REVIEWS[name] ?? review())).toEqual(all);
  });
});

test("what it says is plain text, as it was given", () => {
  const name = `Repairs & parts: "<b>" is 5 &lt; 6, or 'so'`;
  const picture = debtPaper(drawnReview({ debts: [{ name, interest: range, money: "1.00" }] }), "decision");
  expect(picture?.alternative).toContain(name);
});

test("where there is nothing to draw there is no picture", () => {
  expect(picturesOf(review())).toEqual([]);
});

if (chromiumPath === undefined) console.warn("The pictures are not measured in a browser: no Chromium is installed here.");

test.skipIf(chromiumPath === undefined)("as a browser sets them, no label meets another or leaves the picture", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 800 } });
    for (const [name, { svg }] of picturesOf(full())) {
      await page.setContent(`<body style="margin:0">${svg}</body>`);
      const wrong = await page.evaluate(`(() => {
        const root = document.querySelector("svg").getBoundingClientRect();
        const texts = [...document.querySelectorAll("text")].map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
        const wrong = [];
        texts.forEach(({ words, box }, index) => {
          if (box.left < root.left - 1 || box.right > root.right + 1 || box.top < root.top - 2 || box.bottom > root.bottom + 2) wrong.push("outside: " + words);
          for (const other of texts.slice(index + 1)) {
            const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
            const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
            // Line boxes are taller than letters.
            if (across > 0.5 && down > 5) wrong.push(words + " meets " + other.words);
          }
        });
        return wrong;
      })()`);
      expect([name, wrong]).toEqual([name, []]);
    }
  } finally {
    await browser.close();
  }
});
