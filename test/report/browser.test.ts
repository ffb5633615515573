import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditToHtml, reviewToHtml } from "../../src/report/index.ts";
import type { Review } from "../../src/model/index.ts";
import { chromiumPath, launch } from "./chromium.ts";
import { foreign, hostile, large, long, wide } from "./edges.ts";
import { millionBreaks } from "./million.ts";
import { review } from "./sample-review.ts";
import { manyStates } from "./edge-states.ts";
import { summit } from "./summit.ts";

if (chromiumPath === undefined) console.warn("The page is not opened in a browser: no Chromium is installed here.");

const PAGES: Readonly<Record<string, Review>> = {
  example: summit(),
  empty: review(),
  wide: wide(30),
  foreign: foreign(),
  hostile: hostile(),
  long: long(),
  many: manyStates(8),
};

/** Reviews as heavy as they come: counts of a million with all samples, many findings, many lifecycles and workflows. */
const HEAVY: Readonly<Record<string, () => Review>> = {
  million: () => millionBreaks(),
  large: () => large(),
  states: () => manyStates(200),
};

describe.skipIf(chromiumPath === undefined)("the page in Chromium", () => {
  let directory: string;
  let browser: Browser;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tieout-page-"));
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(directory, { recursive: true });
  });

  /** Opens a review's page with all its details open; gives what it said and asked for. */
  async function open(
    name: string,
    options: { width: number; colorScheme?: "light" | "dark" },
    toHtml = reviewToHtml,
  ): Promise<{ page: Page; said: string[] }> {
    const file = join(directory, `${name}-${toHtml.name}.html`);
    await writeFile(file, toHtml(PAGES[name] ?? review()));
    const page = await browser.newPage({ viewport: { width: options.width, height: 800 }, colorScheme: options.colorScheme ?? "light" });
    const said: string[] = [];
    const address = pathToFileURL(file).href;
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("dialog", (dialog) => said.push(dialog.message()));
    page.on("request", (request) => (request.url() === address || request.url() === "data:," ? undefined : said.push(request.url())));
    await page.goto(address);
    await page.evaluate(`for (const part of document.querySelectorAll("details")) part.open = true`);
    return { page, said };
  }

  it.each(Object.keys(PAGES))("says nothing, asks for nothing and fits 375 px: %s", async (name) => {
    for (const toHtml of [reviewToHtml, auditToHtml]) {
      const { page, said } = await open(name, { width: 375 }, toHtml);
      const [content, window] = (await page.evaluate(`[document.documentElement.scrollWidth, innerWidth]`)) as [number, number];
      expect(content).toBeLessThanOrEqual(window);
      expect(said).toEqual([]);
      await page.close();
    }
  });

  it.each(["example", "wide", "many", "long"])("prints what is decided on exactly two sheets of A4 and of Letter: %s", async (name) => {
    const { page } = await open(name, { width: 1280 });
    await page.addStyleTag({ content: "nav,main,footer,.skip{display:none!important}.sheet.second{break-after:auto!important}" });
    for (const format of ["A4", "Letter"]) {
      const pages = (await page.pdf({ format, printBackground: true })).toString("latin1").match(/\/Type\s*\/Page\b/g);
      expect(pages).toHaveLength(2);
    }
    await page.close();
  });

  it.each(["million", "large", "states"])("is below 5 MB and opens in less than two seconds: %s", async (name) => {
    for (const toHtml of [reviewToHtml, auditToHtml]) {
      const html = toHtml(HEAVY[name]?.() ?? review());
      expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
      const file = join(directory, `${name}-${toHtml.name}.html`);
      await writeFile(file, html);
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(pathToFileURL(file).href);
      // The browser's own clock: from the request to the end of the load event, and layout after it.
      const took = await page.evaluate(`(document.body.offsetHeight, performance.getEntriesByType("navigation")[0].loadEventEnd)`);
      expect(took).toBeGreaterThan(0);
      expect(took).toBeLessThan(2000);
      await page.close();
    }
  });

  it("shows one picture of the chain, the one that suits the width", async () => {
    for (const [width, shown] of [
      [375, ".narrow"],
      [1280, ".wide"],
    ] as const) {
      const { page } = await open("example", { width });
      expect(await page.locator("svg.chain:visible").count()).toBe(1);
      expect(await page.locator(`${shown} svg.chain`).isVisible()).toBe(true);
      await page.close();
    }
  });

  it("opens the broken records by keyboard", async () => {
    const { page } = await open("example", { width: 1280 });
    await page.evaluate(`for (const part of document.querySelectorAll("details")) part.open = false`);
    const record = page.getByText("482012");
    expect(await record.isVisible()).toBe(false);
    await page.locator("details.finding", { has: record }).first().locator("> summary").focus();
    await page.keyboard.press("Enter");
    expect(await record.isVisible()).toBe(true);
    await page.close();
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 375],
  ] as const)("passes axe in %s at %i px", async (colorScheme, width) => {
    for (const toHtml of [reviewToHtml, auditToHtml]) {
      const { page } = await open("example", { width, colorScheme }, toHtml);
      await page.evaluate(axe.source);
      const found = await page.evaluate(
        `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] }).then((result) => result.violations.map((violation) => violation.id + " " + violation.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")))`,
      );
      expect(found).toEqual([]);
      await page.close();
    }
  });
});
