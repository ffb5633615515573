import { expect, test } from "vitest";
import type { ReviewedFact } from "../../src/model/index.ts";
import { reviewToHtml, reviewToJson } from "../../src/report/index.ts";
import { review } from "./sample-review.ts";

const SYSTEMS = (["crm", "books", "billing"] as const).map((id) => ({
  id,
  title: { crm: "HubSpot", books: "QuickBooks", billing: "Stripe" }[id],
  vendor: undefined,
  kind: id,
  owner: undefined,
}));

const EMAIL: ReviewedFact = {
  id: "customer.email",
  entity: "customer",
  attribute: "email",
  declared: true,
  owner: "crm",
  systems: [
    { system: "crm", role: "owner", fields: ["crm.contacts.email"], first: 20, compared: 40, differing: 4 },
    { system: "books", role: "reader", fields: ["books.customers.email"], first: 1, compared: 40, differing: 4 },
  ],
  inferred: { system: "crm", observations: 21, share: 0.9524, low: 0.7733, high: 0.9915 },
  agreement: "agrees",
  observations: 21,
  undecided: 2,
  compared: 40,
  differing: 4,
};
const TERMS: ReviewedFact = {
  ...EMAIL,
  id: "customer.terms",
  attribute: "terms",
  systems: EMAIL.systems.map((each) => ({ ...each, differing: 0 })),
  inferred: { system: "books", observations: 9, share: 1, low: 0.7009, high: 1 },
  agreement: "differs",
  undecided: 0,
  differing: 0,
};
const PHONE: ReviewedFact = {
  ...EMAIL,
  id: "customer.<phone>",
  attribute: "<phone>",
  declared: false,
  owner: undefined,
  systems: [{ system: "crm", role: "holder", fields: [], first: 0, compared: 0, differing: 0 }],
  inferred: undefined,
  agreement: "unknown",
  observations: 0,
  undecided: 0,
  compared: 0,
  differing: 0,
};

const page = reviewToHtml(review({ systems: SYSTEMS, facts: [EMAIL, TERMS, PHONE] }));
const section = /<section id="ownership".*?<\/section>/s.exec(page)?.[0] ?? "";
const cells = [...section.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
  [...(row ?? "").matchAll(/<t[hd].*?>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
    (cell ?? "")
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim(),
  ),
);

test("a row a fact and a column a system: who owns, who reads, where changes begin, and how many values differ", () => {
  expect(cells).toEqual([
    ["Fact", "HubSpot", "QuickBooks", "Where changes begin", "Values that differ"],
    [
      "customer.email",
      "O ▲ , changes begin here 4 of 40 differ",
      "R 4 of 40 differ",
      "HubSpot 95.2% of 21 changes (77.3% – 99.2%) 2 more changes of which nothing tells",
      "4 of 40",
    ],
    ["customer.terms", "O", "R ▲ , changes begin here", "not the declared owner: QuickBooks 100% of 9 changes (70.1% – 100%)", "0 of 40"],
    ["customer.&lt;phone&gt; found, not declared", "C not compared", "·", "not known: no change was seen to pass", "not compared"],
  ]);
  expect(section).toContain(
    "Of 1 fact the changes begin where they are declared to, of 1 fact they begin elsewhere, of 1 fact it is not known or not declared. 1 fact has no declared owner.",
  );
});

test("the table can be read without seeing it: each row and column has its head, letters and marks their words", () => {
  expect(section.match(/<th scope="col"/g)).toHaveLength(5);
  expect(section.match(/<th scope="row"/g)).toHaveLength(3);
  expect(section).toContain('<abbr title="declared owner">O</abbr>');
  expect(section).toContain('<span aria-hidden="true">▲</span>');
  expect(page).toContain('<a href="#ownership">Ownership</a>');
});

test("without facts there is no section; review.json has them all", () => {
  expect(reviewToHtml(review({}))).not.toContain('id="ownership"');
  const { facts } = JSON.parse(reviewToJson(review({ facts: [EMAIL, PHONE] }))) as { facts: ReviewedFact[] };
  expect(facts.map(({ id }) => id)).toEqual(["customer.email", "customer.<phone>"]);
  expect(facts[0]).toEqual(EMAIL);
});
