import { id, sql, type Sql } from "../../sql/index.ts";
import type { AttributeRole, IdentityAttribute } from "../../model/index.ts";
import type { BlockingKey } from "../comparison.ts";
import { of } from "./fold.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/** Something that two records may share: a column, and how people call it. */
interface Shared {
  readonly attribute: string;
  readonly column: string;
  readonly name: string;
}

/**
 * Keys over several attributes, narrow ones first: each stands on other fields than
 * its neighbours, so that a record with one damaged field is found by another key.
 */
export const keys: MakePart = (attributes) => {
  const derived: PreparedColumn[] = [];
  const all = (role: AttributeRole): string[] => attributes.filter((attribute) => attribute.role === role).map(({ name }) => name);
  const share = (names: readonly string[], part?: string): Shared[] =>
    names.map((name) =>
      part === undefined ? { attribute: name, column: name, name } : { attribute: name, column: of(name, part), name: of(name, part) },
    );
  const start = (names: readonly string[], length: number): Shared[] =>
    names.map((name) => {
      const column = of(name, `start${length}`);
      if (!derived.some((made) => made.name === column)) derived.push({ name: column, value: beginning(attributes, name, length) });
      return { attribute: name, column, name: `first ${length === 1 ? "letter" : `${length} letters`} of ${name}` };
    });
  const [firsts, lasts, names, dates, postcodes] = [all("first-name"), all("last-name"), all("name"), all("date"), all("postcode")];
  const [phones, emails, addresses, places, ids, categories] = [
    all("phone"),
    all("email"),
    all("address"),
    all("place"),
    all("legacy-id"),
    all("category"),
  ];
  const rare = (place: number): Shared[] =>
    names.map((name) => ({ attribute: name, column: of(name, `rare${place}`), name: `rare word ${place} of ${name}` }));
  const made: (readonly Shared[])[] = [
    ...share(ids).map((one) => [one]),
    ...share(emails).map((one) => [one]),
    ...share(phones).map((one) => [one]),
    ...share(phones, "local").map((one) => [one]),
    ...cross(share(dates), share(lasts)),
    ...cross(share(dates), share(firsts)),
    ...cross(share(addresses, "number"), share(postcodes)),
    ...share(addresses, "spot").map((one) => [one]),
    ...cross(share(lasts), share(postcodes)),
    ...cross(share(firsts), share(lasts)),
    ...share(names, "core").map((one) => [one]),
    ...cross(share(dates), share(postcodes)),
    ...pairUp(rare(1), rare(2)),
    ...pairUp(rare(1), rare(3)),
    ...pairUp(rare(2), rare(3)),
    ...cross(share(dates), rare(1)),
    ...cross(rare(1), share(postcodes)),
    ...cross(start(names, 4), share(postcodes)),
    ...cross(start(names, 4), share(addresses, "number")),
    ...cross(share(dates), share(postcodes, "area")),
    ...cross(share(dates), share(places)),
    ...share(postcodes).map((one) => [one]),
    ...cross(share(names, "first"), share(postcodes, "area")),
    ...cross(share(names, "last"), share(postcodes, "area")),
    ...cross(share(dates, "year"), share(postcodes, "area")),
    ...cross(share(names, "first"), share(places)),
    ...cross(share(names, "last"), share(places)),
    ...share(emails, "mailbox").map((one) => [one]),
    ...share(emails, "domain").map((one) => [one]),
    ...share(dates).map((one) => [one]),
    ...cross(share(firsts), share(postcodes)),
    ...cross(share(lasts), share(addresses, "number")),
    ...cross(share(lasts), share(places)),
    ...cross(start(lasts, 3), start(firsts, 3)),
    ...cross(share(dates, "year"), start(lasts, 4)),
    ...rare(1).map((one) => [one]),
    ...share(names, "last").map((one) => [one]),
    ...share(names, "joined").map((one) => [one]),
    ...share(names, "trade").map((one) => [one]),
  ];
  const kept =
    made.length > 0
      ? made
      : all("text").length > 0
        ? share(all("text"), "rare1").map((one) => [one])
        : share(categories).map((one) => [one]);
  if (kept.length === 0) return undefined;
  return { columns: [], derived, words: [], comparisons: [], keys: kept.slice(0, MOST_KEYS).map(keyOf) };
};

/** Every key is a pass over the records; the core numbers those in use in the bits of an INTEGER. */
const MOST_KEYS = 28;

function keyOf(shared: readonly Shared[]): BlockingKey {
  return {
    name: shared.map(({ name }) => name).join(" + "),
    attributes: [...new Set(shared.map(({ attribute }) => attribute))],
    columns: shared.map(({ column }) => column),
  };
}

function cross(some: readonly Shared[], others: readonly Shared[]): Shared[][] {
  return some.flatMap((one) => others.map((other) => [one, other]));
}

/** Those of the same attribute together. */
function pairUp(some: readonly Shared[], others: readonly Shared[]): Shared[][] {
  return cross(some, others).filter(([one, other]) => one?.attribute === other?.attribute);
}

/** Of whole names the words in the order in which they are written. */
function beginning(attributes: readonly IdentityAttribute[], name: string, length: number): Sql {
  const isWhole = attributes.some((attribute) => attribute.name === name && attribute.role === "name");
  const column = id("p", isWhole ? of(name, "joined") : name);
  return sql`CASE WHEN length(${column}) >= ${length} THEN left(${column}, ${length}) END`;
}
