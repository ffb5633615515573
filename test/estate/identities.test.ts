import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { estateJsonSchema } from "../../src/estate/index.ts";
import { edit, estateOf, problemsOf } from "./marked.ts";

const BASE = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems:
  crm:
    datasets:
      contacts:
        entity: contact
        source: contacts.csv
        key: id
        fields:
          id: Id
          first: First Name
          last: Last Name
          phone: Phone
          street: Street
          unit: Unit
          suburb: Suburb
          born: Born
          spend: { column: Spend, type: money }
  books:
    datasets:
      customers:
        entity: customer
        source: customers.csv
        key: id
        fields:
          id: Id
          name: DisplayName
          phone: Phone
          street: BillAddr
          suburb: City
          paid: Paid
          seen: Seen
          contact: CustomField
      invoices:
        entity: invoice
        source: invoices.csv
        key: [id, line]
        fields:
          id: Id
          line: Line
          customer: CustomerRef
          total: { column: Total, type: money }
identities:
  customer:
    title: Customers
    entity: customer
    accept: 0.995
    review: 0.4
    attributes: { suburb: place, dob: date }
    members:
      crm.contacts:
        fields: { firstName: first, lastName: last, phone: phone, address: [street, unit], suburb: suburb, dob: born }
      books.customers:
        fields: { name: name, phone: phone, address: street, suburb: suburb, amount: paid, eventDate: seen }
        duplicates: false
        references: [books.invoices.customer]
    links:
      - { from: crm.contacts, to: books.customers, key: { id: contact } }
    blocking: [[phone], [address, suburb]]
  payer:
    entity: customer
    members:
      books.customers: { fields: { phone: phone } }
handoffs:
  contact-to-customer:
    from: crm.contacts
    to: books.customers
    match: identity
`;

test("an identity as it is resolved", () => {
  const estate = estateOf(BASE);
  expect(estate.identities[0]).toEqual({
    id: "customer",
    title: "Customers",
    entity: "customer",
    attributes: [
      { name: "suburb", role: "place" },
      { name: "dob", role: "date" },
      { name: "firstName", role: "first-name" },
      { name: "lastName", role: "last-name" },
      { name: "phone", role: "phone" },
      { name: "address", role: "address" },
      { name: "name", role: "name" },
      { name: "amount", role: "amount" },
      { name: "eventDate", role: "event-date" },
    ],
    members: [
      {
        dataset: "crm.contacts",
        fields: {
          firstName: ["first"],
          lastName: ["last"],
          phone: ["phone"],
          address: ["street", "unit"],
          suburb: ["suburb"],
          dob: ["born"],
        },
        duplicates: true,
        references: [],
      },
      {
        dataset: "books.customers",
        fields: { name: ["name"], phone: ["phone"], address: ["street"], suburb: ["suburb"], amount: ["paid"], eventDate: ["seen"] },
        duplicates: false,
        references: [{ dataset: "books.invoices", field: "customer" }],
      },
    ],
    links: [{ from: "crm.contacts", to: "books.customers", cardinality: "one-to-one", key: [{ from: "id", to: "contact" }] }],
    blocking: [["phone"], ["address", "suburb"]],
    accept: 0.995,
    review: 0.4,
    country: "US",
    decisions: "decisions/customer.csv",
    model: undefined,
    line: 47,
  });
  expect(estate.identities[1]).toMatchObject({ title: "Payer", accept: 0.99, review: 0.5, blocking: undefined, links: [] });
  expect(estate.handoffs[0]?.match).toEqual({ kind: "identity", identity: "customer" });
});

test("types are told by roles, keys and references", () => {
  const fields = new Map(estateOf(BASE).datasets.flatMap(({ id, fields: list }) => list.map(({ name, type }) => [`${id}.${name}`, type])));
  expect(["customers.paid", "customers.seen", "customers.contact", "invoices.customer"].map((name) => fields.get(`books.${name}`))).toEqual(
    ["money", "timestamp", "key", "key"],
  );
});

test("every pair of members is linked one to one where no link is declared", () => {
  const { text } = edit(BASE, ["    links:\n      - { from: crm.contacts, to: books.customers, key: { id: contact } }\n", ""]);
  expect(estateOf(text).identities[0]?.links).toEqual([
    { from: "crm.contacts", to: "books.customers", cardinality: "one-to-one", key: [] },
  ]);
});

test("a handoff may run against its link", () => {
  const { text } = edit(BASE, ["to: books.customers, key:", "to: books.customers, cardinality: one-to-many, key:"]);
  const turned = edit(text, [
    "    from: crm.contacts\n    to: books.customers\n    match: identity\n",
    "    from: { dataset: books.customers, amount: paid }\n    to: { dataset: crm.contacts, amount: spend }\n    match: identity\n    cardinality: many-to-one\n",
  ]);
  expect(problemsOf(turned.text)).toEqual([]);
});

test("of several common identities one is named", () => {
  const { text } = edit(BASE, [
    "      books.customers: { fields: { phone: phone } }",
    "      books.customers: { fields: { phone: phone } }\n      crm.contacts: { fields: { phone: phone } }",
  ]);
  expect(problemsOf(text)).toMatchObject([
    { code: "several-identities", found: "customer, payer", hint: "Write identity: customer beside match." },
  ]);
  expect(estateOf(edit(text, ["match: identity", "match: identity\n    identity: payer"]).text).handoffs[0]?.match).toEqual({
    kind: "identity",
    identity: "payer",
  });
});

/** [what is replaced, what by: « marks the place of the problem, code, a piece of hint or expected text] */
const SLIPS: readonly (readonly [find: string, put: string, code: string, says?: string])[] = [
  ["accept: 0.995", "«acept: 0.995", "unknown-key", "accept?"],
  ["accept: 0.995", "accept: «1", "bad-threshold", "below 1"],
  ["accept: 0.995", "accept: «2", "bad-form", "at most 1"],
  ["accept: 0.995", "accept: «0.3", "bad-threshold", "accept above review"],
  ["    review: 0.4\n", "    review: 0.4\n    country: «XX\n", "unknown-country"],
  ["    review: 0.4\n", "    review: 0.4\n    country: «usa\n", "bad-form"],
  ["    review: 0.4\n", "    review: 0.4\n    decisions: «../d.csv\n", "path-escapes"],
  ["    review: 0.4\n", "    review: 0.4\n    model: «/tmp/model.json\n", "path-escapes"],
  ["    review: 0.4\n", "    review: 0.4\n    decisions: decisions/payer.csv\n", "shared-decisions"],
  ["dob: date }", "dob: «daet }", "unknown-word", "date?"],
  ["dob: date }", "dob: date, «age: text }", "unused-attribute"],
  ["dob: born", "«dbo: born", "unknown-attribute", "dob?"],
  ["dob: born", "dob: «bron", "unknown-field", "born?"],
  ["address: [street, unit]", "address: [street, «unti]", "unknown-field", "unit?"],
  ["amount: paid", "amount: «id", "wrong-field-type", "money"],
  ["amount: paid", "«amount: [paid, phone]", "several-fields", "one field"],
  ["eventDate: seen", "eventDate: «contact", "wrong-field-type", "date"],
  ["      crm.contacts:\n", "      «crm.contact:\n", "unknown-dataset", "crm.contacts?"],
  ["books.invoices.customer]", "«books.invoices.custmer]", "unknown-field", "customer?"],
  ["books.invoices.customer]", "«books.invoice.customer]", "unknown-dataset", "books.invoices?"],
  ["books.invoices.customer]", "«customer]", "bad-reference", "system.dataset.field"],
  ["from: crm.contacts, to: books.customers,", "from: «crm.contact, to: books.customers,", "not-a-member", "crm.contacts?"],
  ["from: crm.contacts, to: books.customers,", "from: crm.contacts, to: «crm.contacts,", "same-dataset", "another member"],
  ["key: { id: contact }", "key: { id: «contct }", "unknown-field", "contact?"],
  ["key: { id: contact }", "key: { spend: «contact }", "incompatible-types"],
  ["to: books.customers, key:", "to: books.customers, cardinality: «many, key:", "unknown-word", "many-to-many"],
  ["key: { id: contact } }\n", "key: { id: contact } }\n      - { from: books.customers, to: «crm.contacts }\n", "repeated-link"],
  ["blocking: [[phone], [address, suburb]]", "blocking: [[phone], [address, «subrub]]", "unknown-attribute", "suburb?"],
  [
    "      books.customers: { fields: { phone: phone } }",
    "      books.customers: { fields: { phone: phone }, duplicates: false }",
    "nothing-to-resolve",
  ],
  ["      books.customers: { fields: { phone: phone } }", "      «books.customers: { fields: {} }", "no-attributes"],
  ["match: identity", "match: «identiy", "wrong-type", "identity?"],
  ["match: identity", "match: identity\n    identity: «custmer", "unknown-identity", "customer?"],
  ["match: identity", "match: identity\n    identity: «payer", "not-a-member", "customer"],
  ["match: identity", "match: identity\n    «ignoreCase: true", "not-with-identity"],
  ["match: identity", "match: { id: contact }\n    «identity: customer", "only-with-identity", "leave identity out"],
  [
    "    from: crm.contacts\n    to: books.customers\n",
    "    from: books.invoices\n    to: books.customers\n",
    "no-common-identity",
    "match by fields",
  ],
  ["to: books.customers, key:", "to: books.customers, cardinality: many-to-one, key:", "other-cardinality", "cardinality: many-to-one"],
];

test("the base of all cases is right", () => {
  expect(problemsOf(BASE)).toEqual([]);
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(estateJsonSchema());
  expect(validate(parse(BASE)) || validate.errors).toBe(true);
});

describe("each slip is said at its place, and once", () => {
  test.each(SLIPS.map(([find, put, code, says]) => ({ find, put, code, says })))("$code: $put", ({ find, put, code, says }) => {
    const { text, places } = edit(BASE, [find, put]);
    const problems = problemsOf(text);
    const problem = problems.find((each) => each.code === code);
    expect(problems.map((each) => each.code)).toContain(code);
    if (places[0]) expect(problem?.at).toEqual({ file: "/estate/tieout.yaml", ...places[0] });
    if (says !== undefined) expect(`${problem?.expected} ${problem?.hint}`).toContain(says);
    // What is named beside a name that has gone is no second slip.
    const consequences = new Set(["unused-attribute", "not-a-member"]);
    expect(problems.filter((each) => each !== problem && !consequences.has(each.code))).toEqual([]);
  });
});

test("a member that is linked needs something in common with the other", () => {
  const { text } = edit(BASE, [
    "fields: { name: name, phone: phone, address: street, suburb: suburb, amount: paid",
    "fields: { name: name, amount: paid",
  ]);
  // A whole name can be held against first and last names.
  expect(problemsOf(edit(text, ["    blocking: [[phone], [address, suburb]]\n", ""]).text)).toEqual([]);
  const nothing = edit(edit(text, ["fields: { name: name, amount: paid", "fields: { amount: paid"]).text, [
    ", key: { id: contact } }",
    " }",
  ]).text;
  expect(problemsOf(edit(nothing, ["    blocking: [[phone], [address, suburb]]\n", ""]).text)).toMatchObject([
    { code: "nothing-in-common" },
  ]);
});
