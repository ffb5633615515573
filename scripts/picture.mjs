// Draws docs/images/review.png: the head of the report on the example company. Needs Chromium.
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { ensureBuilt, root, run } from "./ensure.mjs";

ensureBuilt();
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (executablePath === undefined) throw new Error("No Chromium is installed.");
const estate = mkdtempSync(join(tmpdir(), "tieout-picture-"));
try {
  const made = new Set([".tieout", "review"]);
  cpSync(join(root, "examples", "summit-mechanical"), estate, { recursive: true, filter: (path) => !made.has(basename(path)) });
  const code = run(process.execPath, [join(root, "dist", "cli", "main.js"), "review", estate]);
  if (code !== 0) throw new Error(`The review ended with ${code}.`);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1622 }, colorScheme: "light" });
  await page.goto(pathToFileURL(join(estate, "review", "review.html")).href);
  await page.screenshot({ path: join(root, "docs", "images", "review.png") });
  await browser.close();
} finally {
  rmSync(estate, { recursive: true, force: true });
}
