import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "../detect/given.ts";
import { ordinary, person, PERSON_ROLES, resolveGiven, type Who } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

const FAMILY = { first: "first-name", last: "last-name", born: "date", phone: "phone", address: "address" } as const;

/** People with a birth date, in both systems; households share last name, phone and address. */
function families(count: number): { crm: GivenRecord[]; books: GivenRecord[] } {
  const all = Array.from({ length: count }, (_, number) => {
    const [first = "", last = ""] = person(number).name.split(" ");
    const home = person(Math.floor(number / 3) * 3);
    const born = `19${40 + (number % 60)}-${String(1 + (number % 12)).padStart(2, "0")}-${String(1 + ((number * 5) % 28)).padStart(2, "0")}`;
    return { id: `p${number}`, first, last: home.name.split(" ")[1] ?? last, born, phone: home.phone, address: home.address };
  });
  return {
    crm: all,
    books: all.map((own, at) => ({ ...own, phone: at % 4 === 0 ? null : own.phone, address: at % 5 === 0 ? null : own.address })),
  };
}

const HOME = { last: "Kowalski", born: "1988-03-09", phone: "813-644-2210", address: "77 Laurel Street" };
const MAGDALENA = { id: "magdalena", first: "Magdalena", ...HOME };
const ZOFIA = { id: "zofia", first: "Zofia", ...HOME };

const twins = (inCrm: readonly GivenRecord[], inBooks: readonly GivenRecord[]): Promise<Who> => {
  const { crm, books } = families(400);
  return resolveGiven(engine, {
    attributes: FAMILY,
    members: { crm: { records: [...crm, ...inCrm], duplicates: true }, books: { records: [...books, ...inBooks] } },
    links: [{ from: "crm", to: "books" }],
  });
};

test("twins at one address are two, in one system and in both", async () => {
  const within = await twins([MAGDALENA, ZOFIA], []);
  expect(within.isOne("crm magdalena", "crm zofia")).toBe(false);
  const both = await twins([MAGDALENA, ZOFIA], [ZOFIA, MAGDALENA]);
  expect(both.groups.filter((group) => /zofia|magdalena/.test(group))).toEqual([
    "books magdalena = crm magdalena",
    "books zofia = crm zofia",
  ]);
  const one = await twins([MAGDALENA, ZOFIA], [ZOFIA]);
  expect(one.groups.filter((group) => /zofia|magdalena/.test(group))).toEqual(["books zofia = crm zofia"]);
});

// As yet the model takes another given name for a typing error sooner than it takes two people of one house for
// twins: of related pairs it expects one birth date as rarely as of strangers. The day this test fails, drop `.fails`.
test("a twin whose counterpart is not there is not taken for the other", async () => {
  const lone = await twins([MAGDALENA], [ZOFIA]);
  expect(lone.isOne("crm magdalena", "books zofia")).toBe(false);
});

test.each([0.99, 0.5])("of two records that nothing tells apart neither is accepted from %f: a person must say", async (accept) => {
  const { crm, books } = ordinary(60);
  const twin = { name: "Benedikt Zauner", phone: "813-644-2211", email: "zauner@mail.example", address: "5 Elm Street", postcode: "33650" };
  const who = await resolveGiven(engine, {
    attributes: PERSON_ROLES,
    members: {
      crm: { records: [...crm, { id: "x", ...twin }, { id: "y", ...twin }] },
      books: { records: [...books, { id: "z", ...twin }] },
    },
    links: [{ from: "crm", to: "books" }],
    accept,
    review: Math.min(accept, 0.5),
  });
  expect([who.groups.length, who.pairs("review")]).toEqual([60, ["books z – crm x", "books z – crm y"]]);
  expect(who.links.filter(({ to }) => to === "books z").map(({ confidence }) => confidence)).toEqual([0.5, 0.5]);
});

test("of two that a person keeps apart neither gets the third that looks like both, within one system too", async () => {
  const { crm } = ordinary(60);
  const twin = { name: "Benedikt Zauner", phone: "813-644-2211", email: "zauner@mail.example", address: "5 Elm Street", postcode: "33650" };
  const records = [
    ...crm,
    ...crm.slice(0, 20).map((own) => ({ ...own, id: `again ${own["id"]}` })),
    ...["x", "y", "z"].map((id) => ({ id, ...twin })),
  ];
  const given = { attributes: PERSON_ROLES, members: { crm: { records, duplicates: true } } };
  expect((await resolveGiven(engine, given)).groups).toContain("crm x = crm y = crm z");
  const who = await resolveGiven(engine, { ...given, decisions: ["crm x ≠ crm y"] });
  expect([who.groups.length, who.pairs("review")]).toEqual([20, ["crm x – crm z", "crm y – crm z"]]);
  expect(who.links.filter(({ status }) => status === "review").map(({ confidence }) => confidence)).toEqual([0.5, 0.5]);
});

test("the same display name in the books' customers and vendors: two members, and apart for ever once a person says so", async () => {
  const { crm, books } = ordinary(60);
  const both = { name: "Gulfstream Plumbing Supply", phone: "813-644-2299", email: "office@gulfstreamplumbing.example" };
  const sides = {
    customers: { records: [...crm, { id: "c", ...both, address: null, postcode: null }] },
    vendors: { records: [...books.slice(0, 5), { id: "v", ...both, address: "9 Dock Road", postcode: "33619" }] },
  };
  const given = { attributes: PERSON_ROLES, members: sides, links: [{ from: "customers", to: "vendors" }] } as const;
  const together = await resolveGiven(engine, given);
  const apart = await resolveGiven(engine, { ...given, decisions: ["vendors v ≠ customers c"] });
  expect([together.groups.length, together.isOne("customers c", "vendors v")]).toEqual([6, true]);
  expect([apart.groups.length, apart.isOne("customers c", "vendors v"), apart.pairs("review")]).toEqual([5, false, []]);
  expect(apart.links).toContainEqual(expect.objectContaining({ status: "rejected", method: "decision" }));
  const named = {
    ...given,
    members: { ...sides, vendors: { records: [...books.slice(0, 5), { ...person(7), id: "v", name: both.name }] } },
  };
  const byName = await resolveGiven(engine, named);
  // A display name alone proves nothing where phone, mail and address are others.
  expect(byName.isOne("customers c", "vendors v")).toBe(false);
});

test("merged CRM records: the old id survives as a legacy id", async () => {
  const { crm, books } = ordinary(80);
  const who = await resolveGiven(engine, {
    attributes: { ...PERSON_ROLES, legacy: "legacy-id" },
    members: {
      crm: {
        records: [
          ...crm.map((own, at) => ({ ...own, legacy: `C-${String(1000 + at * 3).padStart(7, "0")}` })),
          {
            id: "m",
            name: "Ingrid Halvorsen-Pratt",
            phone: "813-644-2230",
            email: null,
            address: null,
            postcode: null,
            legacy: "C-0004711",
          },
        ],
      },
      books: {
        records: [
          ...books.map((own, at) => ({ ...own, legacy: at % 2 === 0 ? String(1000 + at * 3) : null })),
          { id: "m", name: "Ingrid Halvorsen", phone: null, email: null, address: null, postcode: null, legacy: "4711" },
        ],
      },
    },
    links: [{ from: "crm", to: "books" }],
  });
  expect([who.groups.length, who.isOne("crm m", "books m"), who.pairs("review")]).toEqual([81, true, []]);
});
