import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reviewedDemo } from "./shared.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = PLACES.find((place) => existsSync(place));
if (executablePath === undefined) console.warn("The example's page is not opened in a browser: no Chromium is installed here.");

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

describe.skipIf(executablePath === undefined)("the page of the example estate", () => {
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    // Its files are those of the committed example: demo.test.ts compares them.
    address = pathToFileURL((await reviewedDemo(1)).htmlFile).href;
    browser = await chromium.launch({ executablePath: executablePath ?? "", args });
  }, 240_000);
  afterAll(() => browser?.close());

  test.each([1280, 375])("opens at %i px in silence, asks for nothing and scrolls in one direction", async (width) => {
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
});
