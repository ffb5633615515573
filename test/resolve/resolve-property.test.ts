import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  uniqueArray,
} from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { IdentityLink } from "../../src/model/index.ts";
import { startEngine, type GivenRecord } from "../detect/given.ts";
import { person, resolveGiven, type Who } from "./given.ts";

let two: Awaited<ReturnType<typeof startEngine>>;
let one: Awaited<ReturnType<typeof startEngine>>;
beforeAll(async () => {
  two = await startEngine(2);
  one = await startEngine(1);
});
afterAll(async () => {
  await two.close();
  await one.close();
});

/** A record of one of few people, damaged or not, so that many look alike and some are the same. */
const values = record({
  who: nat(24),
  /** Another's value, or none, instead of the person's own. */
  name: oneof(
    { weight: 6, arbitrary: constant("own") },
    { weight: 1, arbitrary: constant("short") },
    { weight: 1, arbitrary: constant("none") },
  ),
  phone: oneof({ weight: 5, arbitrary: constant(undefined) }, { weight: 1, arbitrary: nat(24) }, { weight: 2, arbitrary: constant(null) }),
  postcode: oneof(
    { weight: 5, arbitrary: constant(undefined) },
    { weight: 1, arbitrary: nat(24) },
    { weight: 2, arbitrary: constant(null) },
  ),
  ref: option(nat(9), { freq: 2, nil: null }),
});
interface Values {
  readonly who: number;
  readonly name: string;
  readonly phone: number | null | undefined;
  readonly postcode: number | null | undefined;
  readonly ref: number | null;
}

/** What is said of a record. */
function said({ who, name, phone, postcode, ref }: Values): Readonly<Record<"name" | "phone" | "postcode" | "ref", string | null>> {
  const [first = "", last = ""] = person(who).name.split(" ");
  return {
    name: name === "none" ? null : name === "short" ? `${first[0]}. ${last}` : `${first} ${last}`,
    phone: phone === null ? null : person(phone ?? who).phone,
    postcode: postcode === null ? null : person(postcode ?? who).postcode,
    ref: ref === null ? null : `r${ref}`,
  };
}

/** Stand in every system, so that there is something to learn from. */
const ORDINARY = Array.from({ length: 20 }, (_, at): Values => ({
  who: 100 + at,
  name: "own",
  phone: undefined,
  postcode: undefined,
  ref: null,
}));

interface Decided {
  readonly from: number;
  readonly to: number;
  readonly same: boolean;
}
interface World {
  readonly records: readonly (readonly Values[])[];
  readonly decisions: readonly Decided[];
  readonly accept: number;
  readonly review: number;
}

interface Shape {
  readonly members: Readonly<Record<string, { readonly duplicates: boolean }>>;
  readonly links: readonly { readonly from: string; readonly to: string; readonly cardinality: IdentityLink["cardinality"] }[];
}

const between = (cardinality: IdentityLink["cardinality"], duplicates = false): Shape => ({
  members: { crm: { duplicates }, books: { duplicates: false } },
  links: [{ from: "crm", to: "books", cardinality }],
});
const SHAPES: Readonly<Record<string, Shape>> = {
  "one-to-one": between("one-to-one"),
  "one-to-one with duplicates": between("one-to-one", true),
  "one-to-many": between("one-to-many"),
  "many-to-many": between("many-to-many", true),
  "one system": { members: { crm: { duplicates: true } }, links: [] },
  "three systems": {
    members: { crm: { duplicates: false }, books: { duplicates: false }, shop: { duplicates: true } },
    links: [
      { from: "crm", to: "books", cardinality: "one-to-one" },
      { from: "shop", to: "books", cardinality: "many-to-one" },
      { from: "crm", to: "shop", cardinality: "one-to-many" },
    ],
  },
};

interface Variant {
  readonly engine: Engine;
  /** By which rows, and so node numbers, are shuffled; 0: as they are. */
  readonly rows: number;
  /** By which native keys are given to records. */
  readonly keys: number;
}

interface Told {
  readonly who: Who;
  /** Native key → the record's number in the world, by dataset: `crm k3` → `crm 17`. */
  readonly record: ReadonlyMap<string, string>;
}

const shuffled = <T>(list: readonly T[], by: number): T[] =>
  by === 0
    ? [...list]
    : list
        .map((item, at) => ({ item, order: Math.sin((at + 1) * by) }))
        .toSorted((a, b) => a.order - b.order)
        .map(({ item }) => item);

async function resolve(shape: Shape, world: World, { engine, rows, keys }: Variant): Promise<Told> {
  const record = new Map<string, string>();
  const keyOf = new Map<string, string>();
  const members = Object.keys(shape.members).map((dataset, source) => {
    const all = world.records[source] ?? [];
    const places = shuffled([...all.keys()], keys);
    for (const [at, place] of places.entries()) {
      record.set(`${dataset} k${at}`, `${dataset} ${place}`);
      keyOf.set(`${dataset} ${place}`, `${dataset} k${at}`);
    }
    const given = all.map((own, at): GivenRecord => {
      return { id: keyOf.get(`${dataset} ${at}`)?.split(" ")[1] ?? "", ...said(own) };
    });
    return [dataset, { ...shape.members[dataset], records: shuffled(given, rows) }] as const;
  });
  const who = await resolveGiven(engine, {
    attributes: { name: "name", phone: "phone", postcode: "postcode" },
    fields: ["ref"],
    members: Object.fromEntries(members),
    links: shape.links.map((link) => ({ ...link, key: "ref" })),
    blocking: [["name"], ["phone"], ["postcode"]],
    accept: world.accept,
    review: world.review,
    decisions: decided(shape, world).map(({ from, to, same }) => `${keyOf.get(from)} ${same ? "=" : "≠"} ${keyOf.get(to)}`),
  });
  return { who, record };
}

function named(shape: Shape, world: World): string[] {
  return Object.keys(shape.members).flatMap((dataset, source) => (world.records[source] ?? []).map((_, at) => `${dataset} ${at}`));
}

/** Decisions on pairs of different records, one a pair. */
function decided(shape: Shape, world: World): { from: string; to: string; same: boolean }[] {
  const names = named(shape, world);
  const seen = new Set<string>();
  return world.decisions.flatMap(({ from, to, same }) => {
    const [a, b] = [names[from % names.length] as string, names[to % names.length] as string];
    const pair = [a, b].toSorted().join(" – ");
    if (a === b || seen.has(pair)) return [];
    seen.add(pair);
    return [{ from: a, to: b, same }];
  });
}

/** What is to be the same in every run, by the records' numbers in the world. */
function outcome({ who, record }: Told, world: World, shape: Shape): unknown {
  const name = (key: string): string => record.get(key) ?? "gone";
  const content = (key: string): string => {
    const [dataset = "", at = ""] = name(key).split(" ");
    const own = world.records[Object.keys(shape.members).indexOf(dataset)]?.[Number(at)];
    return own === undefined ? "gone" : `${dataset}: ${JSON.stringify({ ...said(own), ref: 0 })}`;
  };
  const pairs = (status: "review" | "rejected"): string[] =>
    who.links
      .filter((link) => link.status === status)
      .map(({ from, to, confidence }) => `${[name(from), name(to)].toSorted().join(" – ")} ${confidence}`)
      .toSorted();
  return {
    entities: who.groups.map((group) => group.split(" = ").map(name).toSorted().join(" = ")).toSorted(),
    confidences: [...who.confidenceOf].map(([key, confidence]) => `${name(key)} ${confidence}`).toSorted(),
    review: pairs("review"),
    rejected: pairs("rejected"),
    // Which of two records that nothing tells apart a link names is all the same: they are in one entity.
    links: who.links
      .map(({ from, to, status, method, confidence }) => `${content(from)} – ${content(to)} ${status} ${method} ${confidence}`)
      .toSorted(),
  };
}

/** Groups by what is certain: decisions, and keys that agree where nobody decided otherwise. */
function certain(shape: Shape, world: World): (name: string) => string {
  const into = new Map<string, string>();
  const find = (name: string): string => (into.has(name) ? find(into.get(name) as string) : name);
  const join = (a: string, b: string): void => void (find(a) === find(b) || into.set(find(a), find(b)));
  const told = decided(shape, world);
  const apart = new Set(told.flatMap(({ from, to, same }) => (same ? [] : [`${from} ${to}`, `${to} ${from}`])));
  for (const { from, to, same } of told) if (same) join(from, to);
  for (const link of shape.links) {
    const [left, right] = [link.from, link.to].map((dataset) => world.records[Object.keys(shape.members).indexOf(dataset)] ?? []);
    for (const [l, a] of (left ?? []).entries()) {
      for (const [r, b] of (right ?? []).entries()) {
        const [from, to] = [`${link.from} ${l}`, `${link.to} ${r}`];
        if (a.ref !== null && a.ref === b.ref && !apart.has(`${from} ${to}`)) join(from, to);
      }
    }
  }
  return find;
}

/** What holds of every crosswalk. */
function keepsItsWord({ who, record }: Told, shape: Shape, world: World): void {
  const names = named(shape, world);
  const entity = new Map([...who.entityOf].map(([key, own]) => [record.get(key) ?? key, own]));
  expect([who.rows, [...entity.keys()].toSorted()]).toEqual([names.length, names.toSorted()]);
  for (const { from, to, status } of who.links) {
    expect([who.entityOf.has(from), who.entityOf.has(to), from === to]).toEqual([true, true, false]);
    if (status !== "rejected") expect(who.isOne(from, to)).toBe(status === "accepted");
  }
  for (const confidence of [...who.confidenceOf.values(), ...who.links.map((link) => link.confidence)]) {
    expect(confidence >= 0 && confidence <= 1).toBe(true);
  }
  const find = certain(shape, world);
  let forced = 0;
  for (const { from, to, same } of decided(shape, world)) {
    const isOne = entity.get(from) === entity.get(to);
    if (same) expect(isOne, `${from} = ${to}`).toBe(true);
    else if (isOne) {
      expect(find(from), `${from} ≠ ${to}`).toBe(find(to));
      forced += 1;
    }
  }
  expect(who.reviewed.notes.filter((note) => note.startsWith(`${forced} pair`) && note.includes("told to be different"))).toHaveLength(
    forced > 0 ? 1 : 0,
  );
  if (!world.decisions.some(({ same }) => !same)) {
    for (const name of names) expect(entity.get(name)).toBe(entity.get(find(name)));
  }
  // A system that allows one record an entity has more only where keys and decisions say so.
  const single = shape.links.flatMap(({ from, to, cardinality }) =>
    cardinality === "one-to-one" ? [from, to] : cardinality === "one-to-many" ? [from] : cardinality === "many-to-one" ? [to] : [],
  );
  for (const dataset of new Set(single)) {
    if (shape.members[dataset]?.duplicates !== false) continue;
    const holds = new Map<string, string>();
    for (const name of names.filter((own) => own.startsWith(`${dataset} `))) {
      const own = entity.get(name) ?? "";
      expect(find(holds.get(own) ?? name), `${name} with ${holds.get(own)}`).toBe(find(name));
      holds.set(own, name);
    }
  }
}

const worlds = record({
  records: array(
    array(values, { minLength: 0, maxLength: 30, size: "max" }).map((odd) => [...ORDINARY, ...odd]),
    { minLength: 3, maxLength: 3 },
  ),
  decisions: uniqueArray(record({ from: nat(200), to: nat(200), same: boolean() }), { maxLength: 8 }),
  accept: constantFrom(0.99, 0.9, 0.5),
  review: constantFrom(0.5, 0.95),
});

describe.each(Object.entries(SHAPES))("%s", (_, shape) => {
  test("the same crosswalk under shuffled rows, other keys and another number of threads; and it holds together", async () => {
    await assert(
      asyncProperty(worlds, integer({ min: 1, max: 1000 }), integer({ min: 1, max: 1000 }), async (world, rows, keys) => {
        const plain = await resolve(shape, world, { engine: two.engine, rows: 0, keys: 0 });
        keepsItsWord(plain, shape, world);
        const again = await resolve(shape, world, { engine: one.engine, rows, keys: 0 });
        expect(outcome(again, world, shape)).toEqual(outcome(plain, world, shape));
        expect(again.who.entityOf).toEqual(plain.who.entityOf);
        const other = await resolve(shape, world, { engine: two.engine, rows: rows + 7, keys });
        expect(outcome(other, world, shape)).toEqual(outcome(plain, world, shape));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});
