import { expect, test } from "vitest";
import { spreadsheetMiddleware } from "../../src/detect/spreadsheet-middleware.ts";
import { syncSigns } from "../../src/detect/sync-signs/detector.ts";
import { unownedAutomation } from "../../src/detect/unowned-automation.ts";
import { duckdbDialect } from "../../src/engines/duckdb/index.ts";
import { inline } from "../../src/sql/index.ts";

const relations = { breaks: "breaks", mismatches: "mismatches", signs: "signs" };

test.each([
  ["silent-sync-failure-signs", syncSigns],
  ["unowned-automation", unownedAutomation],
  ["spreadsheet-middleware", spreadsheetMiddleware],
])("%s in duckdb", async (name, detector) => {
  const query = detector.compile(detector.params.parse({}), relations, duckdbDialect);
  await expect(`${inline(query)}\n`).toMatchFileSnapshot(`golden/duckdb/${name}.sql`);
});
