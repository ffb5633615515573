import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launch } from "../report/chromium.ts";
import { reviewedDemo } from "./shared.ts";

if (chromiumPath === undefined) console.warn("The example's pages are not opened in a browser: no Chromium is installed here.");

/**
 * Figures of the first two sheets behind which no row of a source stands, since they count or span something else:
 * each opens what explains it.
 */
const WITHOUT_ROW: Readonly<Record<string, RegExp>> = {
  // the least and the most of an estimate: its formula, what was counted and what is assumed
  costs: /How it is made/,
  // how many assumptions: each of them, with its key
  assumptions: /What is assumed/,
  // how many checks: each of them, with its reason
  coverage: /checks? (of \d+ did not run|ran)|All \d+ checks/,
  // how many steps: the steps
  plan: /Done when|The plan/,
  // how many decisions and owners there are: each of them
  decisions: /By decision/,
  owners: /By owner/,
  // drawings of what stands beside in figures
  chain: /handoff/i,
  pictures: /weighs/,
};

describe.skipIf(chromiumPath === undefined)("the pages of the example estate", () => {
  let browser: Browser;
  const addresses = { review: "", audit: "" };

  beforeAll(async () => {
    // Its files are those of the committed example: demo.test.ts compares them.
    const { htmlFile } = await reviewedDemo(1);
    addresses.review = pathToFileURL(htmlFile).href;
    addresses.audit = addresses.review.replace(/review\.html$/, "audit.html");
    browser = await launch();
  }, 240_000);
  afterAll(() => browser?.close());

  test.each([
    ["review", 1280],
    ["review", 375],
    ["audit", 1280],
    ["audit", 375],
  ] as const)("%s opens at %i px in silence, asks for nothing and scrolls in one direction", async (file, width) => {
    const address = addresses[file];
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => {
      if (request.url() !== address && request.url() !== "data:,") said.push(request.url());
    });
    await page.goto(address);
    await page.evaluate(`for (const part of document.querySelectorAll("details")) part.open = true`);
    await page.waitForLoadState("networkidle");
    expect(said).toEqual([]);
    const [content, room] = (await page.evaluate(`[document.documentElement.scrollWidth, innerWidth]`)) as [number, number];
    expect(content).toBeLessThanOrEqual(room);
    expect(await page.locator("h1").first().innerText()).not.toBe("");
    expect(await page.getByText("Summit Mechanical does not tie out").first().isVisible()).toBe(true);
    await page.close();
  });

  test.each(["review", "audit"] as const)("%s opens in less than two seconds", async (file) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(addresses[file]);
    expect(await opened(page)).toBeLessThan(2000);
    await page.close();
  });

  test("every number of the first two sheets is a link, or the day of the review", async () => {
    const page = await browser.newPage();
    await page.goto(addresses.review);
    const loose = await page.evaluate(`(() => {
      const found = [];
      for (const sheet of document.querySelectorAll(".sheet")) {
        const texts = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const { data, parentElement } = texts.currentNode;
          if (/\\d/.test(data) && parentElement.closest("a, .asof") === null) found.push(data.trim());
        }
      }
      return found;
    })()`);
    expect(loose).toEqual([]);
    await page.close();
  });

  test("every figure of the first two sheets leads in at most three clicks to a raw row, with file, line and cells", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    await page.goto(addresses.review);
    const found = (await page.evaluate(`(${FOLLOW})(${JSON.stringify(Object.keys(WITHOUT_ROW))})`)) as Followed[];
    expect(found.length).toBeGreaterThan(80);
    const lost = found.filter(({ target, told }) => told === null || WITHOUT_ROW[target]?.test(told) === false);
    expect(lost).toEqual([]);
    expect(Object.keys(WITHOUT_ROW).filter((target) => found.every((each) => each.target !== target))).toEqual([]);
    for (const { target, told, cells, clicks } of found) {
      if (target in WITHOUT_ROW) continue;
      expect(told, target).toMatch(/^\S.*(?:, (?:line|record) [\d,]+|[ ,]\S*![A-Z]+\d+)/);
      expect(cells, target).toBeGreaterThan(0);
      expect(clicks, target).toBeLessThanOrEqual(3);
    }
    await page.close();
  });
});

/** Milliseconds until the page was laid out and could be used, by the browser's own clock. */
async function opened(page: Page): Promise<number> {
  return (await page.evaluate(`performance.getEntriesByType("navigation")[0].loadEventEnd`)) as number;
}

interface Followed {
  readonly figure: string;
  readonly target: string;
  /** What stands at the end of the way: the place of a raw row, or for a figure without one what explains it; null: nothing. */
  readonly told: string | null;
  readonly cells: number;
  readonly clicks: number;
}

/**
 * In the page, for every link of the first two sheets: clicks it, and from where it leads only on what can be seen. On a
 * part's first finding and that finding's first raw row; for reported numbers on the first report, and its first number
 * that people corrected, whose cells are told.
 */
const FOLLOW = `async (explained) => {
  const seen = (from, what) => [...from.querySelectorAll(what)].find((element) => element.checkVisibility({ visibilityProperty: true }));
  const click = async (element) => {
    element.click();
    const hash = element.getAttribute("href");
    while (hash !== null && location.hash !== hash) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const text = (element) => element.innerText.replace(/\\s+/g, " ").trim();
  const follow = async (link, target) => {
    await click(link);
    const part = document.getElementById(target);
    if (!part.checkVisibility()) return { told: null, cells: 0, clicks: 1 };
    if (explained.includes(target)) return { told: text(part), cells: 0, clicks: 1 };
    const finding = seen(part, 'a[href^="#finding-"]');
    if (finding !== undefined) {
      await click(finding);
      const raw = seen(document.getElementById(finding.getAttribute("href").slice(1)), "details.raw > summary");
      if (raw === undefined) return { told: null, cells: 0, clicks: 2 };
      await click(raw);
      const cells = [...raw.parentElement.querySelectorAll("tbody td")].filter((cell) => cell.checkVisibility());
      return { told: text(raw).replace("The raw row: ", ""), cells: cells.length, clicks: 3 };
    }
    const report = seen(part, "details > summary");
    if (report === undefined) return { told: null, cells: 0, clicks: 1 };
    await click(report);
    const number = seen(report.parentElement, "details details:has(table.corrections) > summary");
    if (number === undefined) return { told: null, cells: 0, clicks: 2 };
    await click(number);
    const cells = [...number.parentElement.querySelectorAll("table.corrections td code")].filter((cell) => cell.checkVisibility());
    return { told: cells.length === 0 ? null : text(cells[0]), cells: cells.length, clicks: 3 };
  };
  const all = [];
  for (const link of document.querySelectorAll('.sheet a[href^="#"]')) {
    for (const part of document.querySelectorAll("details[open]")) part.open = false;
    const target = link.getAttribute("href").slice(1);
    all.push({ figure: text(link), target, ...(await follow(link, target)) });
  }
  return all;
}`;
