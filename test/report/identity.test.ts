import { expect, test } from "vitest";
import { auditToHtml, reviewToHtml, reviewToJson, reviewToText } from "../../src/report/index.ts";
import { dataset, finding, handoff, identity, review } from "./sample-review.ts";

const given = review({
  datasets: [
    dataset("crm.contacts", "HubSpot contacts", "contact", 412),
    dataset("books.customers", "QuickBooks customers", "customer", 356),
  ],
  identities: [
    identity(
      "customer",
      "Customers",
      [
        { dataset: "crm.contacts", records: 412 },
        { dataset: "books.customers", records: 356 },
      ],
      {
        entities: 421,
        shared: 347,
        links: { decision: 1, key: 226, evidence: 120 },
        review: 3,
        unsure: 4,
        leftOut: [{ rule: "phone", blocks: 1, records: 4000, pairs: 7998000 }],
        compared: 5120,
        model: {
          frozen: false,
          prior: 0.0024,
          comparisons: ["name", "phone"],
          degenerate: [
            { rule: "email", reason: "too few pairs" },
            { rule: "phone", reason: "too few pairs" },
          ],
        },
        notes: ["One component was solved without proof."],
      },
    ),
  ],
  handoffs: [
    handoff(
      "who",
      "Contacts become customers",
      { from: "crm.contacts", to: "books.customers" },
      [["from", "ambiguous", "identity-unsure", 4]],
      {
        identity: "customer",
      },
    ),
  ],
  findings: [
    finding("who", "ambiguous", "4 records may have counterparts that nobody has confirmed", {
      identity: { confidence: 0.7312, accepted: 0, review: 5 },
    }),
    finding("who", "different", "2 records arrived changed", { identity: { confidence: 0.9996, accepted: 2, review: 1 } }),
  ],
});

/** Text as one reads it, whatever breaks the lines. */
const flat = (text: string) => text.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

test.each([
  ["text", flat(reviewToText(given))],
  ["audit", flat(auditToHtml(given))],
])("the %s says who is who, and what was not looked at", (_, said) => {
  expect(said).toContain("Who is who");
  expect(said).toContain("768 records stand for 421, 347 of them in more than one dataset. 3 pairs wait for a decision.");
  expect(said).toContain("HubSpot contacts 412, QuickBooks customers 356");
  expect(said).toContain("226 by key, 120 by evidence, 1 by decision");
  expect(said).toContain("5,120 pairs were compared by name, phone; the model was estimated from these records");
  expect(said).toContain("a probability of 0.0024");
  expect(said).toContain("4 records have no accepted link and at least one under review");
  expect(said).toMatch(/Not compared: 7,998,000 pairs that agree in phone alone, in 1 block of 4,000 records/);
  expect(said).toContain("Not used for the estimate, too few pairs: 2 sessions among pairs that agree in email; phone.");
  expect(said).toContain("One component was solved without proof.");
});

test("a finding says how sure its links are, and never rounds up to certainty", () => {
  for (const said of [flat(reviewToText(given)), flat(reviewToHtml(given))]) {
    expect(said).toContain("rests on 5 links under review, mean confidence 73.1%");
    expect(said).toContain(
      "rests on 2 accepted links and 1 more under review, mean confidence >99.9%".replace(">", said.includes("&gt;") ? "&gt;" : ">"),
    );
  }
  expect(flat(auditToHtml(given))).toContain("matched by identity Customers");
});

test("an estate without identities says nothing of them", () => {
  expect(reviewToText(review())).not.toContain("Who is who");
  expect(auditToHtml(review())).not.toContain('<section id="who"');
});

test("what is written is read again", () => {
  expect(JSON.parse(reviewToJson(given))).toMatchObject({
    identities: [{ id: "customer", links: { key: 226 } }],
    handoffs: [{ identity: "customer" }],
    findings: [{ identity: { confidence: 0.7312 } }, {}],
  });
});
