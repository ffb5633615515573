import { randomUUID } from "node:crypto";
import { createDesk, type SeenBreak } from "../../src/desk/index.ts";
import type { Review } from "../../src/model/index.ts";
import { createApp } from "../../src/serve/app.ts";
import { listen } from "../../src/serve/listen.ts";
import { createLog } from "../../src/serve/log.ts";
import type { ServePorts } from "../../src/serve/ports.ts";
import { openPglite, openPostgres } from "../../src/stores/index.ts";

/*
 * A server over many exceptions, in a process of its own: node server.js pglite|postgres
 * DIRECTORY|URL COUNT. Says its port, a token and some cursors as JSON, and runs until it is killed.
 */

const [kind, place = "", size = "100000"] = process.argv.slice(2);
const count = Number(size);
const now = (): string => new Date().toISOString();
const store = kind === "postgres" ? await openPostgres({ url: place, now }) : await openPglite({ directory: place, now });
const calendar = { timeZone: "America/New_York", businessDays: [1, 2, 3, 4, 5], holidays: [], due: { high: 2, medium: 5, low: 10 } };
const desk = createDesk({ store, now, newId: randomUUID, calendar });

const HANDOFFS = ["job-to-invoice", "invoice-to-payment", "payment-to-charge", "visit-to-job"];
const UNITS = ["albany", "syracuse", "rochester", "buffalo"];
const OWNERS = ["billing", "finance", "dispatch"];

/** As much of a review as the desk reads. */
function madeReview(): Review {
  const findings = HANDOFFS.map((handoff, index) => ({
    fingerprint: `finding-${handoff}`,
    kind: "silent-sync-failure",
    severity: ["high", "medium", "low"][index % 3],
    handoff,
    outcome: "missing",
    title: `Records of ${handoff} never arrived`,
    records: count / HANDOFFS.length,
    amount: "1.00",
    owner: OWNERS[index % OWNERS.length],
    samples: [],
  }));
  return {
    version: 1,
    estate: { name: "bench", title: "Bench", currency: "USD", timeZone: "America/New_York" },
    asOf: "2026-10-01T10:00:00.000Z",
    verdict: { sentence: "A bench.", findings: 4, breaks: count, mismatched: 0, amount: "0.00", handoffsClean: 0, handoffs: 4 },
    datasets: [{ id: "books.invoices", entity: "invoice" }],
    handoffs: HANDOFFS.map((id) => ({ id, workflows: ["job-to-cash"] })),
    reports: [],
    findings,
    coverage: HANDOFFS.map((subject) => ({ check: "tie-out", subject, status: "found", records: 1, findings: 1 })),
  } as unknown as Review;
}

async function* madeBreaks(): AsyncGenerator<readonly SeenBreak[]> {
  for (let from = 0; from < count; from += 5_000) {
    yield Array.from({ length: Math.min(5_000, count - from) }, (_, index) => {
      const number = from + index;
      return {
        fingerprint: number.toString(16).padStart(16, "0"),
        finding: `finding-${HANDOFFS[number % HANDOFFS.length]}`,
        dataset: "books.invoices",
        key: `INV-${number}`,
        reference: undefined,
        unit: UNITS[(number >> 2) % UNITS.length],
        date: `2026-0${1 + (number % 9)}-01`,
        amount: `${(number * 7919) % 100_000}.${10 + (number % 90)}`,
      };
    });
  }
}

await desk.recordRun({ review: madeReview(), breaks: madeBreaks() });
await desk.putUser({ name: "bench", display: "Bench", role: "viewer" }, { type: "clock", name: "bench" });
const { secret } = await desk.createToken({ name: "bench", user: "bench", scopes: ["read"] }, { type: "clock", name: "bench" });
const cursors: string[] = [];
let cursor: string | undefined;
for (let page = 0; page < 200; page += 1) {
  const { next }: { next: string | undefined } = await desk.listExceptions({}, { limit: 50, ...(cursor === undefined ? {} : { cursor }) });
  if (next === undefined) break;
  cursors.push(next);
  cursor = next;
}
const none = (): Promise<never> => Promise.reject(new Error("not in the bench"));
const server = await listen("127.0.0.1", 0, (port) => {
  const ports: ServePorts = {
    store,
    desk,
    estate: {
      name: "bench",
      title: "Bench",
      currency: "USD",
      timeZone: "America/New_York",
      units: [],
      automations: [],
      datasets: [],
      directory: "/",
    },
    reviewer: { current: () => undefined, start: none, cancel: none, close: async () => undefined },
    story: none,
    compare: none,
    takeFile: none,
    now,
    newId: randomUUID,
    log: createLog("info", { write: () => undefined }),
    mode: {
      kind: "local",
      origins: [`http://127.0.0.1:${port}`],
      sessionSeconds: 3600,
      linkUser: "bench",
      oidc: undefined,
      behindProxy: false,
    },
    page: undefined,
  };
  return createApp(ports).fetch;
});
process.stdout.write(`${JSON.stringify({ port: server.port, token: secret, cursors })}\n`);
