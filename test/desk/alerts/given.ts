import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AlertTarget } from "../../../src/model/index.ts";
import type { Alert } from "../../../src/desk/alerts/message.ts";

export const AT = "2026-11-24T12:00:00.000Z";

export const ALERT: Alert = {
  kind: "new",
  at: AT,
  estate: "Test",
  currency: "USD",
  sentence: "A review of Test found 1 new exception, worth 120.00 USD.",
  count: 1,
  amount: "120.00",
  items: [
    {
      fingerprint: "abc/1",
      title: 'Invoices <b>never</b> arrived & "more" *here*',
      severity: "high",
      key: "INV-1",
      unit: "north",
      owner: "billing",
      amount: "120.00",
      due: "2026-11-27",
    },
  ],
};

export const HOOK: Extract<AlertTarget, { type: "webhook" }> = {
  name: "hook",
  type: "webhook",
  on: ["new", "worse", "overdue", "missed", "failed"],
  from: "low",
  privateNetwork: true,
  urlVariable: "HOOK_URL",
  secretVariable: "HOOK_SECRET",
};

/** What a receiver got. */
export interface Got {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A receiver on loopback that answers as it is told, by the count of requests before. */
export async function receiver(answer: (response: ServerResponse, nth: number) => void = (response) => void response.end()) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      got.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
      answer(response, got.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/SECRETPATH`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
