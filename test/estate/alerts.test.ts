import { expect, test } from "vitest";
import { estateOf } from "./marked.ts";

const DECLARED = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems:
  dispatch:
    datasets:
      jobs: { entity: job, source: jobs.csv, key: id, fields: { id: Id } }
alerts:
  expected: 1 business day
  targets:
    ops: { type: slack, url: "\${SLACK_URL}", on: [new], from: high }
    post: { type: email, server: "\${SMTP_URL}", sender: t@example.com, to: [a@example.com] }
  digest: { by: post }
`;

test("who is told, by names of variables", () => {
  const { alerts } = estateOf(DECLARED);
  expect(alerts?.expected).toEqual({ count: 1, unit: "business-days" });
  expect(alerts?.targets).toMatchObject([
    { name: "ops", type: "slack", urlVariable: "SLACK_URL", on: ["new"], from: "high", privateNetwork: false },
    { name: "post", type: "email", serverVariable: "SMTP_URL", on: ["new", "worse", "overdue", "missed", "failed"], from: "low" },
  ]);
  expect(alerts?.digest).toEqual({ by: "post", hour: 7, owners: {} });
  expect(estateOf(DECLARED.slice(0, DECLARED.indexOf("alerts:"))).alerts).toBeUndefined();
});

test.each([
  ['"${SLACK_URL}"', "https://hooks.example.com/secret"],
  ["by: post", "by: ops"],
  ["type: slack", "type: pigeon"],
])("refuses, in the place of %s, %s", (right, wrong) => {
  expect(() => estateOf(DECLARED.replace(right, wrong))).toThrow();
});
