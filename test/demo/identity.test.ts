import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateDemo, type DemoTruth } from "../../src/demo/index.ts";
import { readWhoIsWho, type WhoIsWho } from "./reference-identity.ts";
import { readReference, type ReferenceEstate, type ReferenceRecord } from "./reference-records.ts";

const directory = await mkdtemp(join(tmpdir(), "tieout-demo-identity-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

let truth: DemoTruth;
let estate: ReferenceEstate;
let who: WhoIsWho;
let contacts: ReadonlyMap<string, ReferenceRecord>;
let customers: ReadonlyMap<string, ReferenceRecord>;

beforeAll(async () => {
  truth = await generateDemo({ directory, jobs: 3_000, seed: 4, clean: false });
  estate = readReference(directory);
  who = readWhoIsWho(directory);
  const byKey = (dataset: string) => new Map((estate.datasets.get(dataset)?.records ?? []).map((record) => [record.key, record]));
  contacts = byKey("crm.contacts");
  customers = byKey("books.customers");
}, 60_000);

function text(record: ReferenceRecord | undefined, field: string): string {
  return record?.fields[field]?.text ?? "";
}

/** A crude way to write things alike; it shares nothing with how they were taken apart. */
function standard(field: "phone" | "email" | "street", value: string): string {
  if (field === "phone") return value.replace(/\D/g, "").slice(-10);
  if (field === "email") return value.toLowerCase();
  const words: Record<string, string> = {
    street: "st",
    avenue: "ave",
    road: "rd",
    drive: "dr",
    lane: "ln",
    court: "ct",
    boulevard: "blvd",
  };
  const all: Record<string, string> = { ...words, place: "pl", north: "n", south: "s", suite: "ste", apartment: "#", apt: "#" };
  const short = value.toLowerCase().replace(/[a-z]+/g, (word) => all[word] ?? word);
  return short.replace(/[^a-z0-9#]/g, "");
}

const ways = ["phone", "email", "street"] as const;

function agreeing(contact: ReferenceRecord | undefined, customer: ReferenceRecord | undefined): (typeof ways)[number][] {
  return ways.filter((field) => {
    const value = standard(field, text(contact, field));
    return value !== "" && value === standard(field, text(customer, field));
  });
}

function letters(name: string): string[] {
  const spelled = name
    .replaceAll("ø", "o")
    .replaceAll("ß", "ss")
    .replace(/[’'\u0092]/g, "");
  const plain = spelled.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.split(/[^a-z]+/).filter((word) => word.length > 2);
}

/** A word of the family's or the firm's name stands in either, give or take a letter. */
function sharesName(contact: ReferenceRecord | undefined, customer: ReferenceRecord | undefined): boolean {
  const own = letters(text(contact, "company") === "" ? text(contact, "lastName") : text(contact, "company"));
  const there = letters(text(customer, "name"));
  const alike = (a: string, b: string) => a === b || (a.charAt(0) === b.charAt(0) && Math.abs(a.length - b.length) < 2);
  return own.some((word) => there.some((other) => alike(word, other)));
}

describe("who is who", () => {
  test("is told of every record: counts as in the files, keys as the books hold them", () => {
    const told = truth.identities.customer;
    expect(told.records).toEqual({ "crm.contacts": contacts.size, "books.customers": customers.size });
    expect(told.pairs).toBe(who.pairs.length);
    expect(told.withoutKey).toBe([...customers.values()].filter((record) => text(record, "contactId") === "").length);
    for (const { contact, customer, key } of who.pairs) {
      expect(contacts.has(contact) && customers.has(customer)).toBe(true);
      expect(text(customers.get(customer), "contactId")).toBe(key === "yes" ? contact : "");
    }
    expect(new Set(who.pairs.map(({ customer }) => customer)).size).toBe(who.pairs.length);
  });

  test("cannot be told by key for 35 % of the customers, in a small company too", async () => {
    expect(truth.identities.customer.withoutKey / customers.size).toBeCloseTo(0.35, 1);
    for (const seed of [1, 2, 3]) {
      const small = await generateDemo({ directory: join(directory, `small-${seed}`), jobs: 400, seed, clean: true });
      const { withoutKey, records } = small.identities.customer;
      expect(Math.abs(withoutKey / (records["books.customers"] ?? 0) - 0.35), `seed ${seed}`).toBeLessThan(0.02);
    }
  });

  test("can be told by evidence: the name, and two of phone, mail and street, or one that nothing speaks against", () => {
    const keyless = who.pairs.filter(({ key }) => key === "no");
    expect(keyless.length).toBeGreaterThan(400);
    let strong = 0;
    for (const { contact, customer, form } of keyless) {
      const [from, to] = [contacts.get(contact), customers.get(customer)];
      const found = agreeing(from, to);
      expect(sharesName(from, to), `${form}: ${text(from, "lastName")}, ${text(to, "name")}`).toBe(true);
      if (found.length > 1) strong++;
      else {
        // An office's mailbox, or none's, speaks neither for nor against.
        const open = ways.filter((field) => !found.includes(field) && !(field === "email" && form.includes("role email")));
        for (const field of open) expect(text(from, field) === "" || text(to, field) === "", form).toBe(true);
      }
      expect(found.length, form).toBeGreaterThan(0);
    }
    expect(strong / keyless.length).toBeGreaterThan(0.95);
    expect(new Set(keyless.map(({ form }) => form)).size).toBeGreaterThan(100);
  });

  test("is made hard by people who are alike: one house, one phone, one name", () => {
    const groups = (of: (record: ReferenceRecord) => string) => {
      const found = new Map<string, Set<string>>();
      for (const record of contacts.values()) {
        const key = of(record);
        if (!key.includes("undefined")) found.set(key, (found.get(key) ?? new Set()).add(record.key));
      }
      return [...found.values()].filter(({ size }) => size > 1).length;
    };
    const value = (record: ReferenceRecord, field: string) => String(record.fields[field]?.text);
    expect(groups((record) => `${value(record, "lastName")} ${value(record, "phone")} ${value(record, "street")}`)).toBeGreaterThan(25);
    expect(groups((record) => `${value(record, "company")}`)).toBeGreaterThan(10);
    expect(groups((record) => `${value(record, "firstName")} ${value(record, "lastName")}`)).toBeGreaterThan(25);
  });

  test("tells who fits two: either contact as well as the other", () => {
    const { unsure } = truth.identities.customer;
    expect(unsure.length).toBeGreaterThan(0);
    for (const customer of new Set(unsure.map((pair) => pair.customer))) {
      const candidates = unsure.filter((pair) => pair.customer === customer).map(({ contact }) => contacts.get(contact));
      expect(candidates).toHaveLength(2);
      for (const candidate of candidates) {
        expect(agreeing(candidate, customers.get(customer))).toEqual(["phone", "street"]);
        expect(text(customers.get(customer), "name")).toBe(`${text(candidate, "lastName")}, ${text(candidate, "firstName").charAt(0)}.`);
      }
      expect(who.pairs.some((pair) => pair.customer === customer)).toBe(false);
    }
  });
});
