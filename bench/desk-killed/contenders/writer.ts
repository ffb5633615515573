import { randomUUID } from "node:crypto";
import { anchorFile, openPglite, openPostgres } from "../../../src/stores/index.ts";
import { AGREED_TIME, createDesk } from "../../../src/desk/index.ts";
import { firstReview } from "../first-review.ts";

/*
 * node writer.js PLACE ANCHOR first|next|last
 *
 * Says what the one before left, then writes comments one after the other and says the number of each once it is
 * acknowledged, until it is killed. The first records a review, the last only looks.
 */

const [place = "", anchor = "", task = ""] = process.argv.slice(2);
const now = (): string => new Date().toISOString();
const options = { now, anchor: anchorFile(anchor) };
const store = await (place.startsWith("postgres:")
  ? openPostgres({ url: place, ...options })
  : openPglite({ directory: place, ...options }));
const calendar = { timeZone: "UTC", businessDays: [1, 2, 3, 4, 5], holidays: [], due: AGREED_TIME };
const desk = createDesk({ store, now, newId: randomUUID, calendar });
if (task === "first") await desk.recordRun(firstReview());

const numbers = (await desk.exception("a"))?.comments.map(({ text }) => Number(text)) ?? [];
process.stdout.write(`${JSON.stringify({ numbers, audit: await desk.verifyAudit() })}\n`);
const writes = task === "last" ? 0 : Infinity;
for (let number = numbers.length; number < writes; number += 1) {
  const [result] = await desk.act([{ fingerprint: "a" }], { type: "comment", text: String(number) }, { type: "user", name: "anna" });
  if (result?.outcome !== "done") throw new Error(`unexpected: ${result?.outcome}`);
  process.stdout.write(`${number}\n`);
}
await store.close();
