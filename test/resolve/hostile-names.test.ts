import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "../detect/given.ts";
import { ordinary, PERSON_ROLES, resolveGiven, type Who } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

type Pair = readonly [crm: Readonly<Record<string, string | null>>, books: Readonly<Record<string, string | null>>];

const NOTHING = { name: null, phone: null, email: null, address: null, postcode: null };

/** Pairs of records, `crm 0` and `books 0` …, among ordinary people. */
async function among(pairs: readonly Pair[], people = 60): Promise<Who> {
  const { crm, books } = ordinary(people);
  const side = (at: 0 | 1): GivenRecord[] => pairs.map((pair, index) => ({ id: String(index), ...NOTHING, ...pair[at] }));
  const who = await resolveGiven(engine, {
    attributes: PERSON_ROLES,
    members: { crm: { records: [...crm, ...side(0)] }, books: { records: [...books, ...side(1)] } },
    links: [{ from: "crm", to: "books" }],
  });
  expect(who.rows).toBe(2 * (people + pairs.length));
  return who;
}

/** Which of the pairs are one entity; records of one with records of another never are. */
function foundOf(who: Who, pairs: readonly Pair[]): boolean[] {
  for (const group of who.groups) {
    const [first = "", second = "", third] = group.split(" = ");
    expect([third, second.replace("crm", "books")]).toEqual([undefined, first.replace("crm", "books")]);
  }
  return pairs.map((_, index) => who.isOne(`crm ${index}`, `books ${index}`));
}

const SCRIPTS: readonly Pair[] = [
  [
    { name: "אבי כהן", phone: "813-655-2101" },
    { name: "כהן, אבי", phone: "8136552101" },
  ],
  [
    { name: "דוד בן־גוריון", email: "dbg@makom.example" },
    { name: "דוד בן גוריון", email: "dbg@makom.example" },
  ],
  [
    { name: "محمد عبد الله", phone: "813-655-2102" },
    { name: "مُحَمَّد عبد الله", phone: "(813) 655 2102" },
  ],
  [
    { name: "\u202Bשרה לוי\u202C", phone: "813-655-2103" },
    { name: "שרה לוי", phone: "813-655-2103" },
  ],
  [
    { name: "株式会社トヨタ自動車", phone: "813-655-2104" },
    { name: "トヨタ自動車株式会社", phone: "813-655-2104" },
  ],
  [
    { name: "김철수", email: "cskim@mail.example" },
    { name: "김 철수", email: "cskim@mail.example" },
  ],
  [
    { name: "王小明", address: "12 Nanjing Road", postcode: "33601" },
    { name: "王小明", address: "12 Nanjing Rd", postcode: "33601" },
  ],
  [
    { name: "Παπαδόπουλος Γιώργος", phone: "813-655-2105" },
    { name: "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ", phone: "813-655-2105" },
  ],
];

test("names in Hebrew, Arabic, Greek, Chinese, Japanese and Korean", async () => {
  const who = await among(SCRIPTS);
  expect(foundOf(who, SCRIPTS)).toEqual(SCRIPTS.map(() => true));
  expect(who.groups).toHaveLength(60 + SCRIPTS.length);
});

const ODD: readonly Pair[] = [
  [
    { name: "🐶 Happy Paws 🐱", phone: "813-655-2110" },
    { name: "Happy Paws", phone: "813-655-2110" },
  ],
  [
    { name: `Robert'); DROP TABLE customers;--`, email: "bobby@tables.example" },
    { name: `Robert'); DROP TABLE customers;--`, email: "bobby@tables.example" },
  ],
  [
    { name: `"Quoted" O'Brien \\ & Sons`, phone: "813-655-2111" },
    { name: "Quoted O’Brien and Sons", phone: "813-655-2111" },
  ],
  [
    { name: "Tab\tand\nline\u0001\u001f", phone: "813-655-2112" },
    { name: "Tab and line", phone: "813-655-2112" },
  ],
  [
    { name: "long ".repeat(2000), phone: "813-655-2113" },
    { name: "long ".repeat(2000), phone: "813-655-2113" },
  ],
  [
    { name: "x".repeat(10_000), email: "x@long.example" },
    { name: "x".repeat(10_000), email: "x@long.example" },
  ],
  [
    { name: "%_*?[a-z]+$", phone: "813-655-2114" },
    { name: "%_*?[a-z]+$", phone: "813-655-2114" },
  ],
  [
    { name: "Zoe\u0308 Bru\u0308ll", phone: "813-655-2115" },
    { name: "ZOË BRÜLL", phone: "813-655-2115" },
  ],
];

test("emoji, quotes, SQL, control characters and names of 10,000 characters", async () => {
  const who = await among(ODD);
  expect(foundOf(who, ODD)).toEqual(ODD.map(() => true));
  expect(who.groups).toHaveLength(60 + ODD.length);
});

const CUT: readonly (readonly [string, string])[] = [
  ["Southern Hillsborough Property Management Association", "33611"],
  ["Southern Hillsborough Property Management Cooperative", "33612"],
  ["Greater Tampa Bay Apartment Owners and Landlords Group", "33613"],
];

test("names cut at 41 characters are told by what is left, and by their postcode where that is the same", async () => {
  const pairs = CUT.map(([name, postcode], at): Pair => {
    const street = `${at + 400} Harbour Avenue`;
    return [
      { name, postcode, address: street },
      { name: name.slice(0, 41), postcode, address: street },
    ];
  });
  // Two of the names are the same once they are cut.
  expect(pairs[0]?.[1]["name"]).toBe(pairs[1]?.[1]["name"]);
  const who = await among(pairs);
  expect(foundOf(who, pairs)).toEqual([true, true, true]);
});

test("a cut name that two others begin with is left for a person, or alone", async () => {
  const [one = "", other = ""] = CUT.map(([name]) => name);
  const who = await among([
    [{ name: one }, { name: one.slice(0, 41) }],
    [{ name: other }, {}],
  ]);
  expect(who.groups).toHaveLength(60);
  expect([[], ["books 0 – crm 0", "books 0 – crm 1"]]).toContainEqual(who.pairs("review"));
});

test("empty names and records of NULL alone are nobody's counterpart", async () => {
  const empty: readonly Pair[] = [
    [{}, {}],
    [{}, {}],
    [{ name: "" }, { name: "" }],
    [
      { name: " ", phone: "" },
      { name: " ", phone: "" },
    ],
    [
      { name: "n/a", phone: "000-000-0000", email: "none" },
      { name: "n/a", phone: "000-000-0000", email: "none" },
    ],
    [{ name: "-" }, { name: "-" }],
    [{ name: "unknown" }, { name: "Unknown" }],
  ];
  const who = await among(empty);
  expect(foundOf(who, empty)).toEqual(empty.map(() => false));
  expect([who.groups.length, who.pairs("review")]).toEqual([60, []]);
});
