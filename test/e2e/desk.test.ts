import { randomUUID } from "node:crypto";
import path from "node:path";
import { expect, test } from "vitest";
import { foundWhere } from "../../src/desk/alerts/found.ts";
import { AGREED_TIME, createDesk } from "../../src/desk/index.ts";
import { keepReview } from "../../src/desk-runs.ts";
import { withEngine } from "../../src/runtime.ts";
import { sql } from "../../src/sql/index.ts";
import { openPglite } from "../../src/stores/index.ts";
import { scratchDirectory } from "./given.ts";
import { reviewedDemo } from "./shared.ts";

const scratch = await scratchDirectory();
const LIMITS = { threads: 1, memory: "1GiB" };
const now = (): string => "2026-11-24T12:00:00.000Z";

test("what is open after a first review is worth what its verdict says", async () => {
  const { review, directory } = await reviewedDemo(1);
  const store = await openPglite({ directory: undefined, now });
  try {
    const calendar = { timeZone: review.estate.timeZone, businessDays: [1, 2, 3, 4, 5], holidays: [], due: AGREED_TIME };
    const desk = createDesk({ store, now, newId: randomUUID, calendar });
    const files = path.join(directory, "review");
    const run = await withEngine(LIMITS, (engine) => keepReview(desk, engine, scratch, review, files));
    const { open, bySeverity } = await desk.overview();
    expect(Number(review.verdict.amount)).toBeGreaterThan(0);
    expect(open.amount).toBe(review.verdict.amount);
    // An alert of all of it says the same.
    expect(await foundWhere(store, sql`TRUE`)).toMatchObject({ count: open.count, amount: review.verdict.amount });
    expect(open.count).toBe(bySeverity.reduce((sum, { count }) => sum + count, 0));
    expect(run.changes.opened).toBeGreaterThanOrEqual(open.count);
    // The same review again changes nothing, and no money with it.
    const again = await withEngine(LIMITS, (engine) => keepReview(desk, engine, scratch, review, files));
    expect(again.changes).toMatchObject({ opened: 0, reopened: 0, gone: 0, changed: 0 });
    expect((await desk.overview()).open.amount).toBe(review.verdict.amount);
    expect(await desk.verifyAudit()).toMatchObject({ intact: true });
  } finally {
    await store.close();
  }
});
