import { array, assert, asyncProperty, constantFrom, oneof, string } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ATTRIBUTE_ROLES, type AttributeRole } from "../../src/model/index.ts";
import { HOSTILE, startPreparing, type Given, type Preparing } from "./prepare.ts";

/* What is seen when two records of each kind stand side by side. */
let preparing: Preparing;
beforeAll(async () => {
  preparing = await startPreparing();
});
afterAll(() => preparing.close());

type Case = readonly [a: string | null, b: string | null, seen: string];
/** Records that make some words common, so that the others are rare. */
const CROWD = Array.from({ length: 64 }, (_, at): Given => ({ x: `Person${at} Plumbing Services` }));

const tables: readonly { role: AttributeRole; country?: string; among?: readonly Given[]; cases: readonly Case[] }[] = [
  {
    role: "first-name",
    cases: [
      ["Ann", "ANN ", "same first name"],
      ["Jonathan", "Jonathon", "first name nearly the same"],
      ["Dan", "Daniel", "one first name short for the other"],
      ["J", "John", "an initial of the first name"],
      ["Иван", "Ivan", "first name nearly the same"],
      ["Ann", "Robert", "different"],
      ["Ann", "unknown", "missing"],
      ["张伟", "张丽", "different"],
    ],
  },
  {
    role: "last-name",
    cases: [
      ["Müller", "muller", "same last name"],
      ["Thompson", "Thomson", "last name nearly the same"],
      ["Smith", "Smith-Jones", "one last name part of the other"],
      ["de la Garcia", "Garcia", "one last name part of the other"],
      ["Smith", "Jones", "different"],
    ],
  },
  {
    role: "name",
    among: CROWD,
    cases: [
      ["Smith, John", "John SMITH", "same words"],
      ["Acme Air, LLC", "The Acme Air Company", "same name but for legal form or title"],
      ["AirTech Cooling", "Air Tech Cooling", "same trade name, or written as one word"],
      ["John Lee dba Lee's Roofing", "Lee's Roofing Inc", "same trade name, or written as one word"],
      ["Bright Star Air Conditioning and Heating Services", "Bright Star Air Conditioning and Heating S", "one name is the other cut off"],
      ["John Q Smith", "John Smith", "same first and last word"],
      ["International Business Machines", "IBM", "one name is short for the other"],
      ["株式会社トヨタ", "トヨタ", "same name but for legal form or title"],
      ["אבי כהן", "כהן אבי", "same words"],
      ["Person1 Plumbing Services", "Xavier Plumbing Services", "different"],
      ["Ann Lee", "Robert Jones", "different"],
      ["Cash Customer", "Cash Customer", "missing"],
    ],
  },
  {
    role: "phone",
    cases: [
      ["(813) 234-5671", "+1 813 234 5671", "same number"],
      ["(813) 234-5671", "234-5671", "same number without the area code"],
      ["234-5671", "234-5671", "same number without the area code"],
      ["(813) 234-5671", "(813) 234-5617", "one digit differs"],
      ["(813) 234-5671", "(727) 991-2283", "different"],
      ["(813) 234-5671", "000-000-0000", "missing"],
    ],
  },
  {
    role: "email",
    cases: [
      ["a.lee+x@gmail.com", "alee@googlemail.com", "same address"],
      ["annlee@gmail.com", "annlee@yahoo.com", "same mailbox at another provider"],
      ["ann.lee@comcast.net", "ann.leee@comcast.net", "one character of the mailbox differs"],
      ["ann@acme-air.co", "bob@acme-air.co", "same business domain"],
      ["info@acme-air.co", "office@acme-air.co", "same business domain"],
      ["ann@gmail.com", "bob@gmail.com", "different"],
      ["ann@gmail.com", "none@none.com", "missing"],
    ],
  },
  {
    role: "address",
    cases: [
      ["12 Oak Street", "12 OAK ST.", "same address"],
      ["12 Oak Street Apt 4", "12 Oak St", "same address but for the unit"],
      ["12 Stanley Street", "12 Stanly Street", "same house number, street nearly the same"],
      ["12 Oak Street", "94 Oak Street", "same street"],
      ["12 Oak Street", "12 Maple Road", "same house number"],
      ["12 Oak Street", "94 Maple Road", "different"],
    ],
  },
  {
    role: "postcode",
    cases: [
      ["60302-1234", "60302", "same postcode"],
      ["60302", "60320", "one character differs"],
      ["SW1A 1AA", "SW1A 1ZZ", "same sector"],
      ["SW1A 1AA", "SW1A 9ZZ", "same area"],
      ["60302", "94107", "different"],
    ],
  },
  {
    role: "date",
    cases: [
      ["1915-11-09", "19151109", "same date"],
      ["1915-11-09", "1915-11-08", "one digit differs"],
      ["1915-11-09", "1951-11-09", "digits or day and month swapped"],
      ["1915-11-09", "1915-09-11", "digits or day and month swapped"],
      ["1915-11-29", "1915-01-17", "same year"],
      ["1915-11-29", "1850-11-29", "same day of another year"],
      ["1915-11-29", "1926-11-29", "two digits differ"],
      ["1850-11-29", "1850", "same year"],
      ["1850", "1851", "within a year"],
      ["1850", "1859", "within ten years"],
      ["1850", "1950", "different"],
      ["1850", "-", "missing"],
    ],
  },
  {
    role: "legacy-id",
    cases: [
      ["C-77123", "c77123", "same id"],
      ["C-0077123", "77123", "same id but for zeros or prefix"],
      ["C-77123", "C-77132", "one character differs"],
      ["C-771234", "C-77123", "one character differs"],
      ["12", "13", "different"],
    ],
  },
  {
    role: "place",
    cases: [
      ["St. Louis", "st louis", "same place"],
      ["Melbourne", "Melborne", "place nearly the same"],
      ["Paris", "Rome", "different"],
    ],
  },
  {
    role: "category",
    cases: [
      ["M", "male", "one short for the other"],
      ["M", "F", "different"],
    ],
  },
  {
    role: "text",
    cases: [
      ["red barn", "Barn, red", "same words"],
      ["red barn", "blue lake", "different"],
    ],
  },
];

describe.each(tables)("$role", ({ role, cases, among = [], country = "US" }) => {
  test.each(cases)("%s and %s", async (a, b, seen) => {
    expect(await preparing.see({ x: role }, { x: a }, { x: b }, { among, country })).toEqual({ x: seen });
  });
});

const PERSON = { first: "first-name", last: "last-name" } as const;

test("swapped first and last names count once", async () => {
  expect(await preparing.see(PERSON, { first: "Ann", last: "Lee" }, { first: "Lee", last: "Ann" })).toEqual({
    first: "first and last name swapped",
    last: "missing",
  });
});

test("whole names are compared where one side holds no first and last name, and only there", async () => {
  const roles = { ...PERSON, name: "name" } as const;
  const apart = { first: "Ann", last: "Lee" };
  expect(await preparing.see(roles, apart, { name: "Lee, Ann" })).toEqual({ first: "missing", last: "missing", name: "same words" });
  expect(await preparing.see(roles, { ...apart, name: "Ann Lee" }, { ...apart, name: "Lee Ann" })).toEqual({
    first: "same first name",
    last: "same last name",
    name: "missing",
  });
  // What the whole name adds is not worth counting the rest of it twice.
  expect((await preparing.see(roles, { ...apart, name: "Ann Q. Lee, Baroness" }, { ...apart, name: "Anne Lee" }))["name"]).toBe("missing");
});

test("a business beside its contact is evidence of its own, and the contact may be the other's name", async () => {
  const roles = { ...PERSON, name: "name" } as const;
  const business = { first: "Ann", last: "Lee", name: "Acme Air LLC" };
  expect((await preparing.see(roles, business, { ...business, name: "Bolt Roofing" }))["name"]).toBe("different");
  expect((await preparing.see(roles, business, { name: "Lee Ann" }))["name"]).toBe("same as the other's person");
});

test("comparisons have no side, whatever the values", async () => {
  const value = oneof(
    constantFrom(...HOSTILE),
    string({ maxLength: 12 }).filter((text) => !text.includes("\0")),
  );
  const roles = ATTRIBUTE_ROLES.filter((role) => role !== "amount" && role !== "event-date");
  const all = Object.fromEntries(roles.map((role) => [role, role]));
  await assert(
    asyncProperty(array(value, { minLength: 2 * roles.length, maxLength: 2 * roles.length }), async (values) => {
      const record = (from: number): Given => Object.fromEntries(roles.map((role, at) => [role, values[from + at] ?? null]));
      // `see` itself fails when the two directions differ.
      await preparing.see(all, record(0), record(roles.length));
    }),
    { numRuns: 3 },
  );
}, 60_000);

test("a record with one damaged field shares a key with its whole twin", async () => {
  const roles = {
    first: "first-name",
    last: "last-name",
    born: "date",
    phone: "phone",
    email: "email",
    zip: "postcode",
    street: "address",
  } as const;
  const whole: Given = {
    first: "Ann",
    last: "Lee",
    born: "1980-02-03",
    phone: "8132345671",
    email: "annlee@acme-air.co",
    zip: "60302",
    street: "12 Oak St",
  };
  const damaged = Object.keys(roles).map((field) => ({ ...whole, [field]: "Zz9" }));
  const { prepared, rows } = await preparing.prepare(roles, [whole, ...damaged]);
  for (const row of rows.slice(1)) {
    const shared = prepared.keys.filter(({ columns }) =>
      columns.every((column) => row[column] !== null && row[column] === rows[0]?.[column]),
    );
    expect(shared.length).toBeGreaterThan(3);
  }
});
