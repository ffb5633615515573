import { afterAll, beforeAll, expect, test } from "vitest";
import { linkLines } from "../../src/cli/trace-links.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Estate, Identity, IdentityLinkShown, RecordSet } from "../../src/model/index.ts";
import { entitiesOf, exampleKeys, tellStory, type StoryIdentity } from "../../src/trace/index.ts";
import { givenHandoff, givenRecords, startEngine } from "../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
const sets = new Map<string, RecordSet>();
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  const fields = { id: "key", ref: "key" } as const;
  const records = (...ids: string[]) => ids.map((name) => ({ id: name, ref: name.toUpperCase() }));
  for (const [name, given] of [
    ["crm.contacts", records("c1", "c2", "c3")],
    ["books.customers", records("k1", "k2")],
    ["books.invoices", [{ id: "i1", ref: "K1" }]],
  ] as const) {
    sets.set(name, await givenRecords(engine, name, { fields, records: given }));
  }
});
afterAll(() => close());

const REASONS = [
  { comparison: "prior", level: "before any evidence", weight: -8.5 },
  { comparison: "name", level: "same words in any order", weight: 12.25 },
  { comparison: "phone", level: "different", weight: -1.5 },
];

function link(from: string, to: string, more: Partial<IdentityLinkShown> = {}): IdentityLinkShown {
  const named = (key: string) => ({ dataset: key.startsWith("c") ? "crm.contacts" : "books.customers", key });
  return {
    identity: "customer",
    from: named(from),
    to: named(to),
    status: "accepted",
    method: "evidence",
    confidence: 0.9991,
    reasons: REASONS,
    ...more,
  };
}

const identity: Identity = {
  id: "customer",
  title: "Customers",
  entity: "customer",
  attributes: [],
  members: ["crm.contacts", "books.customers"].map((dataset) => ({ dataset, fields: {}, duplicates: true, references: [] })),
  links: [],
  blocking: undefined,
  accept: 0.99,
  review: 0.5,
  country: "US",
  decisions: "decisions/customer.csv",
  model: undefined,
  line: 1,
};

function estate(): Estate {
  return {
    name: "acme",
    title: "Acme",
    file: "/acme/tieout.yaml",
    directory: "/acme",
    timeZone: "America/New_York",
    currency: "USD",
    dateOrder: "mdy",
    asOf: undefined,
    businessDays: [],
    holidays: [],
    units: [],
    systems: [
      { id: "crm", title: "HubSpot", vendor: undefined, kind: "crm", owner: undefined, retired: undefined },
      { id: "books", title: "QuickBooks", vendor: undefined, kind: "books", owner: undefined, retired: undefined },
    ],
    datasets: [...sets.values()].map(({ dataset }) => dataset),
    facts: [],
    identities: [identity],
    lifecycles: [],
    workflows: [],
    people: [],
    automations: [],
    maintenance: [],
    workbooks: [],
    metrics: [],
    reports: [],
    costs: [],
    handoffs: [
      givenHandoff({
        id: "customer-to-invoice",
        from: { dataset: "books.customers", filter: undefined, amount: undefined, clock: undefined },
        to: { dataset: "books.invoices", filter: undefined, amount: undefined, clock: undefined },
      }),
    ],
  };
}

/** Links as the resolver gives them: those that hold one of the records asked for. */
function following(links: readonly IdentityLinkShown[], asked: string[][] = []): StoryIdentity {
  return {
    identity,
    links: async (records) => {
      asked.push(records.map(({ dataset, row }) => `${dataset} ${row}`));
      const keys = await Promise.all(
        records.map(async ({ dataset, row }) => {
          const rows = await engine.rows<{ key: string }>({
            parts: [{ kind: "text", text: `SELECT _key AS key FROM "records ${dataset}" WHERE _row = ${row}` }],
          });
          return rows[0]?.key;
        }),
      );
      return links.filter(({ from, to }) => keys.includes(from.key) || keys.includes(to.key));
    },
  };
}

const keysOf = (statements: readonly { key: string }[]): string[] => statements.map(({ key }) => key).sort();

test("accepted links are followed both ways, and handoffs from there on", async () => {
  const links = [
    link("c1", "k1"),
    link("c2", "c1", { method: "decision", confidence: 1 }),
    link("c3", "k1", { status: "review", confidence: 0.6 }),
  ];
  const asked: string[][] = [];
  const story = await tellStory(engine, estate(), sets, "customer", "c2", [following(links, asked)]);
  expect(keysOf(story.statements)).toEqual(["c1", "c2", "i1", "k1"]);
  expect(Object.fromEntries(story.statements.map(({ key, via }) => [key, via]))).toEqual({
    c2: undefined,
    c1: { identity: "customer", from: "c2" },
    k1: { identity: "customer", from: "c1" },
    i1: { handoff: "customer-to-invoice", from: "k1" },
  });
  // A candidate is shown, and not followed.
  expect(story.links.map(({ from, to, status }) => [from.key, to.key, status])).toEqual([
    ["c1", "k1", "accepted"],
    ["c2", "c1", "accepted"],
    ["c3", "k1", "review"],
  ]);
  expect(asked).toEqual([["crm.contacts 1"], ["crm.contacts 0"], ["books.customers 0"]]);
});

test("the way back, from the invoice to the contact", async () => {
  const story = await tellStory(engine, estate(), sets, "record", "i1", [following([link("c1", "k1")])]);
  expect(keysOf(story.statements)).toEqual(["c1", "i1", "k1"]);
});

test("an identity's entity stands for its members, and its word can be asked for", async () => {
  const names = entitiesOf(estate());
  expect(names).toEqual(["record", "customer"]);
  expect(await exampleKeys(engine, estate(), sets, "customer")).toEqual(["c1", "c2", "c3", "k1", "k2"]);
  const story = await tellStory(engine, estate(), sets, "customer", "i1");
  expect(story.statements).toEqual([]);
});

test("why two records are one, as a waterfall", () => {
  const shown = linkLines(
    [
      link("c1", "k1"),
      link("c1", "k2", { method: "key", confidence: 1, reasons: [] }),
      link("c3", "k1", { status: "review", confidence: 0.6 }),
      link("c2", "k1", { status: "rejected", method: "decision" }),
    ],
    estate(),
    100,
  );
  const text = shown.join("\n");
  const flat = text.replaceAll(/\s+/g, " ");
  expect(flat).toContain("HubSpot record c1 and QuickBooks record k1 are one, by evidence, 99.9% sure.");
  expect(flat).toContain("HubSpot record c1 and QuickBooks record k2 are one, by a declared key.");
  expect(flat).toContain(
    "HubSpot record c3 may be QuickBooks record k1: a candidate, 60.0% likely. Nobody has decided; tieout resolve asks.",
  );
  expect(flat).toContain("HubSpot record c2 and QuickBooks record k1 are two: a person said so.");
  expect(text).toMatch(/before any evidence +−8\.5 +░+\n/);
  expect(text).toMatch(/name: same words in any order +\+12\.3 +█+\n/);
  expect(text).toMatch(/phone: different +−1\.5 +░+\n/);
  expect(text).toMatch(/all together +\+2\.[23] +█+/);
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(linkLines([], estate(), 100)).toEqual([]);
});
