import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ATTRIBUTE_ROLES, type AttributeRole } from "../../src/model/index.ts";
import { HOSTILE, startPreparing, type Preparing } from "./prepare.ts";

/* What the values of each kind become, once a record. */
let preparing: Preparing;
beforeAll(async () => {
  preparing = await startPreparing();
});
afterAll(() => preparing.close());

async function become(role: AttributeRole, values: readonly (string | null)[], column = "x", country = "US"): Promise<unknown[]> {
  const { rows } = await preparing.prepare(
    { x: role },
    values.map((x) => ({ x })),
    country,
  );
  return rows.map((row) => row[column]);
}

type Case = readonly [value: string, becomes: string | null];
const tables: readonly { role: AttributeRole; column?: string; country?: string; cases: readonly Case[] }[] = [
  {
    role: "last-name",
    cases: [
      ["O'Brien", "obrien"],
      ["  GARCÍA-López ", "garcia lopez"],
      ["Øster", "oster"],
      ["Weiß", "weiss"],
      ["Łukasz", "lukasz"],
      ["İnce", "ince"],
      ["N/A", null],
      ["Unknown", null],
      ["-", null],
    ],
  },
  {
    role: "name",
    column: "x core",
    cases: [
      ["Smith, John A. (1234)", "a john smith"],
      ["Smith Plumbing, L.L.C.", "plumbing smith"],
      ["The Smith & Sons Co., Inc.", "smith sons"],
      ["Müller Bau GmbH", "bau muller"],
      ["Dr. Ann Lee #17", "ann lee"],
      ["Dental Care, P.C.", "care dental"],
      ["John Smith DBA Smith's Air", "john smith"],
      ["株式会社トヨタ", "トヨ ヨタ"],
      ["ООО Ромашка", "ромашка"],
      ["Inc", "inc"],
      ["Cash Customer", null],
      ["Walk-in", null],
      ["TEST", null],
      ["😀😀", null],
    ],
  },
  { role: "name", column: "x trade", cases: [["J Smith LLC d/b/a Smith's Air, Inc.", "air smiths"]] },
  {
    role: "name",
    column: "x ends",
    cases: [
      ["John Q. Smith", "john smith"],
      ["Prince", null],
    ],
  },
  {
    role: "name",
    column: "x acronym",
    cases: [
      ["International Business Machines Corp", "ibm"],
      ["Acme Air", null],
    ],
  },
  {
    role: "email",
    cases: [
      ["Ann Lee <A.Nn+news@GoogleMail.com>", "ann@gmail.com"],
      ["a.n@acme.example.co", "a.n@acme.example.co"],
      ["info@acme.co", null],
      ["none@none.com", null],
      ["noreply@acme.co", null],
      ["not an address", null],
    ],
  },
  {
    role: "email",
    column: "x domain",
    cases: [
      ["info@acme.co", "acme.co"],
      ["info@yahoo.co.uk", null],
      ["noreply@acme.co", null],
    ],
  },
  {
    role: "postcode",
    cases: [
      ["60302-1234", "60302"],
      ["2134", "02134"],
      ["60302.0", "60302"],
      ["SW1A 1AA", "sw1a1aa"],
      ["00000", null],
    ],
  },
  {
    role: "postcode",
    column: "x area",
    cases: [
      ["SW1A 1AA", "sw1a"],
      ["60302", "603"],
    ],
  },
  {
    role: "date",
    cases: [
      ["1915-11-09", "19151109"],
      ["19151109", "19151109"],
      ["11/9/1915", "19151109"],
      ["13/11/1915", "19151113"],
      ["1915-11-09T00:00:00Z", "19151109"],
      ["1850", null],
      ["-0050-01-0", null],
      ["0000-00-00", null],
    ],
  },
  {
    role: "date",
    country: "GB",
    cases: [
      ["11/9/1915", "19150911"],
      ["11.09.1915", "19150911"],
      ["9/13/1915", "19150913"],
    ],
  },
  {
    role: "date",
    column: "x year",
    cases: [
      ["1850", "1850"],
      ["1850-00-00", "1850"],
      ["soon", null],
    ],
  },
  {
    role: "address",
    column: "x spot",
    cases: [
      ["12 Oak Street, Apt 4", "12 oak st"],
      ["12 OAK ST. Unit B", "12 oak st"],
      ["12 North Oak Avenue", "12 n oak av"],
      ["Suite 5", "suite 5"],
      ["unknown", null],
    ],
  },
  {
    role: "address",
    column: "x number",
    cases: [
      ["3/12 Hill Crescent", "12"],
      ["Hauptstraße 5", "5"],
      ["100 5th Ave", "100"],
      ["Main St", null],
    ],
  },
  {
    role: "legacy-id",
    cases: [
      ["CUST-00123", "123"],
      ["0123", "123"],
      ["AB-7X", "ab7x"],
      ["000", null],
      ["n/a", null],
    ],
  },
  {
    role: "category",
    cases: [
      ["Male", "male"],
      ["unknown", null],
    ],
  },
  { role: "text", column: "x words", cases: [["the hat, the cat", "cat hat the"]] },
  {
    role: "place",
    cases: [
      ["St. Étienne", "st etienne"],
      ["None", null],
    ],
  },
];

describe.each(tables.map((table) => ({ column: "x", country: "US", ...table })))(
  "$role: $column in $country",
  ({ role, column, country, cases }) => {
    test("values become what they mean", async () => {
      const became = await become(
        role,
        cases.map(([value]) => value),
        column,
        country,
      );
      expect(cases.map(([value], at) => [value, became[at]])).toEqual(cases);
    });
  },
);

test.each(["US", "GB", "DE", "FR", "IN", "BR", "JP", "AU", "RU"])("phones of %s are what libphonenumber makes of them", async (country) => {
  const written = [
    "+1 (813) 234-5671",
    "+44 (0)20 7946 0958",
    "813 234 5671 x12",
    "1-813-234-5671",
    "020 7946 0958",
    "030 1234567",
    "01 42 68 53 00",
    "098234 56710",
    "(11) 91234-5678",
    "03-1234-5678",
    "0412 345 678",
    "8 (912) 345-67-89",
    "+49 30 1234567",
  ];
  const expected = written.map((text) => {
    const parsed = parsePhoneNumberFromString(text, country as CountryCode);
    return parsed?.isValid() ? parsed.number.slice(1) : undefined;
  });
  const became = await become("phone", written, "x", country);
  const known = written.flatMap((text, at) => (expected[at] === undefined ? [] : [[text, expected[at]]]));
  expect(known.length).toBeGreaterThan(2);
  expect(written.flatMap((text, at) => (expected[at] === undefined ? [] : [[text, became[at]]]))).toEqual(known);
});

test("phones that are none are blanked, those without area code keep what they have", async () => {
  expect(await become("phone", ["9999999999", "813-555-0100", "123", "1234567", "123-456-7890", "(813) 234-5671"], "x local")).toEqual([
    null,
    null,
    null,
    null,
    null,
    "2345671",
  ]);
  expect(await become("phone", ["234-5671", "386 5286"], "x local")).toEqual(["2345671", "3865286"]);
  expect(await become("phone", ["386 5286"])).toEqual([null]);
});

test.each(ATTRIBUTE_ROLES.filter((role) => role !== "amount" && role !== "event-date"))("%s survives hostile values", async (role) => {
  const { rows, prepared } = await preparing.prepare(
    { x: role },
    HOSTILE.map((x) => ({ x })),
  );
  expect(rows).toHaveLength(HOSTILE.length);
  expect(rows[0]?.["x"]).toBeNull();
  for (const row of rows) expect(Object.values(row), JSON.stringify(row)).not.toContain("");
  for (const x of ["", "null", HOSTILE[3] as string]) await preparing.see({ x: role }, { x }, { x: HOSTILE[13] as string });
  expect(prepared.comparisons.length).toBeGreaterThan(0);
});
