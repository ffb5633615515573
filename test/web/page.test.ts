import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import axe, { type AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Review } from "../../src/model/index.ts";
import { applyRepairs, parseCsv } from "../e2e/apply-repairs.ts";
import { chromiumPath, launch } from "../report/chromium.ts";
import { serve, type Server } from "./serve.ts";

if (chromiumPath === undefined) console.warn("The page is not opened in a browser: no Chromium is installed here.");

const EXAMPLE = path.join(import.meta.dirname, "../../examples/summit-mechanical");

/*
 * One story, as a person would live it: each test goes on where the one before it ended.
 */
describe.skipIf(chromiumPath === undefined)("the page of the example's desk", () => {
  let directory: string;
  let estate: string;
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let before: Review;
  /** Whatever the console complained of, and what was asked of another host. */
  const complaints: string[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "tieout-web-"));
    estate = path.join(directory, "summit");
    await cp(EXAMPLE, estate, { recursive: true, filter: (file) => !/[/\\](review|\.tieout)$/.test(file) });
    [server, browser] = await Promise.all([serve(estate), launch()]);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", timezoneId: "Asia/Tokyo" });
    page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) complaints.push(`asked ${request.url()}`);
    });
    page.setDefaultTimeout(15_000);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const open = async (address: string): Promise<void> => {
    await page.goto(server.url + address);
    await settled();
  };
  const settled = async (): Promise<void> => {
    await page.locator("h1").first().waitFor();
    await expect.poll(() => page.locator("[aria-busy=true]").count(), { timeout: 30_000 }).toBe(0);
  };
  const review = async (): Promise<void> => {
    await open("/review");
    await page.getByRole("button", { name: "Start a review" }).click();
    await page.getByText("The review is running").waitFor();
    await page.locator(".lines li").nth(3).waitFor({ timeout: 60_000 });
    await page.getByText("The review is finished").waitFor({ timeout: 150_000 });
  };

  test("signs in by the link, which works once, and not without it", async () => {
    await page.goto(server.link);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    await page.getByText("There is no review yet.").waitFor();
    await open("/exceptions");
    await page.getByText("No review has looked yet.").waitFor();
    const stranger = await browser.newContext();
    const other = await stranger.newPage();
    await other.goto(server.link);
    await other.getByRole("alert").waitFor();
    await other.goto(`${server.url}/exceptions`);
    await other.getByRole("heading", { name: "Sign in to Tieout" }).waitFor();
    expect(await other.locator(".view-link").count()).toBe(0);
    await stranger.close();
  });

  test("cancels a review, runs one with its progress shown, and tells the verdict", async () => {
    await open("/review");
    await page.getByRole("button", { name: "Start a review" }).click();
    await page.getByRole("button", { name: "Cancel the review" }).click();
    await page.getByText("The review was cancelled").waitFor();
    await review();
    before = JSON.parse(await readFile(path.join(estate, "review", "review.json"), "utf8")) as Review;
    await page.getByRole("navigation").getByRole("link", { name: "Overview" }).click();
    await page.getByText(before.verdict.sentence).waitFor();
    await page.getByText(before.brief.cost.sentence).waitFor();
  }, 240_000);

  test("opens the chain, and from a handoff its exceptions", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Chain" }).click();
    await settled();
    expect(await page.locator(".react-flow__node").count()).toBe(new Set(before.datasets.map(({ system }) => system)).size);
    expect(await page.locator(".edge-label").count()).toBe(before.handoffs.length);
    const [handoff] = before.handoffs.filter(({ id }) => id === "job-to-invoice");
    await page.locator(".edge-label", { hasText: handoff?.title ?? "" }).click();
    await page.getByRole("heading", { name: handoff?.title ?? "", level: 2 }).waitFor();
    expect(new URL(page.url()).search).toBe("?handoff=job-to-invoice");
    await page.getByRole("link", { name: /^Work its/ }).click();
    await settled();
    expect(new URL(page.url()).search).toBe("?handoff=job-to-invoice");
    expect(await page.locator(".item").count()).toBeGreaterThan(5);
    await page.goBack();
    await page.getByRole("heading", { name: handoff?.title ?? "", level: 2 }).waitFor();
  });

  test("filters the inbox by what the address says, and by keys goes through it", async () => {
    await open("/exceptions?owner=billing&sort=amount");
    const amounts = await page.locator(".item .num").allTextContents();
    const numbers = amounts.map((text) => Number(text.replaceAll(/[$,]/g, "")));
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    for (const more of await page.locator(".item-more .cut").allTextContents()) expect(more).toMatch(/^billing/);
    await page.getByRole("combobox", { name: "Severity" }).click();
    await page.getByRole("option", { name: /^High/ }).click();
    await page.waitForURL(/severity=high/);
    await page.getByLabel("Search key").fill("no such record anywhere");
    await page.getByText("Nothing meets this filter.").waitFor();
    await open("/exceptions");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/exceptions\/[0-9a-f]{16}/);
  });

  test("assigns, comments, accepts and opens again; a stale change is refused with what happened", async () => {
    const address = page.url();
    await page.keyboard.press("a");
    await page.getByRole("dialog").getByLabel("Owner").fill("Priya");
    await page.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
    await page.locator(".facts").getByText("Priya").waitFor();
    await page.keyboard.press("c");
    await page.keyboard.type("The customer paid twice.\n<b>Call them</b>");
    await page.getByRole("button", { name: "Add comment" }).click();
    await page.locator(".events").getByText("<b>Call them</b>").waitFor();
    // Somebody else changes it, and this page has not heard of it: its events are cut off.
    const other = await context.newPage();
    await page.route("**/api/v1/exceptions/**", (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
    await other.goto(address);
    await other.getByRole("button", { name: "Acknowledge" }).click();
    await other.getByRole("button", { name: "Acknowledge" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("dialog").getByText("Somebody was faster").waitFor();
    await page.getByRole("dialog").getByText("acknowledged it").waitFor();
    await page.unroute("**/api/v1/exceptions/**");
    await page.getByRole("button", { name: "Leave it" }).click();
    await other.close();
    // What was cut off on purpose is no complaint.
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_FAILED|412/.test(text)));
    await page.reload();
    await page.getByRole("button", { name: "Accept …" }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("Agreed with the customer");
    await page.getByRole("dialog").getByRole("button", { name: "Accept as it is" }).click();
    await page.getByRole("button", { name: "Open again …" }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("It was not");
    await page.getByRole("dialog").getByRole("button", { name: "Open again" }).click();
    await page.getByRole("button", { name: "Resolve …" }).waitFor();
  });

  test("works many at once", async () => {
    await open("/exceptions?owner=operations");
    await page.getByLabel(/^Select the \d+ loaded$/).click();
    const [count] = ((await page.locator(".bulk strong").textContent()) ?? "").split(" ");
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.locator(".bulk").waitFor({ state: "detached" });
    await open("/exceptions?owner=operations&state=acknowledged");
    await page.getByText(`${count} of ${count} exceptions loaded`).waitFor();
  });

  test("tells a record's story across systems", async () => {
    await open("/exceptions?handoff=job-to-invoice&state=all&q=dispatch");
    await page.locator(".item a").first().click();
    await page.getByRole("link", { name: /its story across systems$/ }).click();
    // Who is who is found out anew for each story.
    await page.locator(".story .event").first().waitFor({ timeout: 60_000 });
    await page.getByText("What does not hold").waitFor();
    await expectSound();
  }, 120_000);

  test("resolves one by hand, and the next review closes by itself what was repaired", async () => {
    const [, ...ledger] = parseCsv(await readFile(path.join(estate, "review", "repairs", "ledger.csv"), "utf8"));
    const exact = ledger.filter((row) => row[10] === "true").map((row) => row[1] as string);
    const listed = await page.evaluate(async () => {
      const items: { fingerprint: string }[] = [];
      for (let cursor = ""; ;) {
        const answer = await fetch(`/api/v1/exceptions?limit=200${cursor}`);
        const found = (await answer.json()) as { items: { fingerprint: string }[]; next?: string };
        items.push(...found.items);
        if (found.next === undefined) return items.map(({ fingerprint }) => fingerprint);
        cursor = `&cursor=${encodeURIComponent(found.next)}`;
      }
    });
    const [repaired, byHand] = [...new Set(exact)].filter((fingerprint) => listed.includes(fingerprint)) as [string, string];
    await open(`/exceptions/${byHand}`);
    await page.keyboard.press("e");
    await page.getByRole("dialog").getByLabel("Why").fill("Imported the repair file");
    await page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
    await page.locator(".events").getByText("resolved it").waitFor();
    await applyRepairs(estate, path.join(estate, "review"), before.repairs.files);
    await review();
    await open(`/exceptions/${repaired}`);
    await page.locator(".detail .tag", { hasText: "Resolved" }).waitFor();
    await page.getByText(/by itself: the review of/).waitFor();
    await open("/runs");
    await page.getByRole("button", { name: "Compare" }).click();
    await page.waitForURL(/\/compare\//);
    await page.locator(".tag", { hasText: "Closed" }).first().waitFor();
  }, 240_000);

  const VIEWS = [
    "/",
    "/exceptions",
    "/chain?handoff=job-to-invoice",
    "/numbers",
    "/numbers/friday",
    "/ownership",
    "/automations",
    "/runs",
    "/review",
    "/settings/users",
    "/settings/tokens",
    "/settings/audit",
    "/nowhere",
  ];

  test.each([
    { width: 1280, colorScheme: "light", views: VIEWS },
    { width: 1280, colorScheme: "dark", views: VIEWS.slice(0, 3) },
    { width: 375, colorScheme: "light", views: VIEWS.slice(0, 3) },
    { width: 375, colorScheme: "dark", views: VIEWS },
  ] as const)("is sound at $width px, $colorScheme", async ({ width, colorScheme, views }) => {
    await page.setViewportSize({ width, height: 812 });
    await page.emulateMedia({ colorScheme });
    for (const view of views) {
      await open(view);
      await expectSound();
    }
  });

  test("nothing complained, and no other host was asked", () => {
    expect(complaints).toEqual([]);
  });

  /** No serious violation of accessibility, nothing beyond the screen's edge. */
  async function expectSound(): Promise<void> {
    await page.evaluate(axe.source);
    const { violations: found } = await page.evaluate<AxeResults>("axe.run()");
    const violations = found
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    expect(violations, page.url()).toEqual([]);
    const beyond = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
    expect(beyond, page.url()).toBeLessThanOrEqual(0);
  }
});
