import type { Engine } from "../../src/engines/engine.ts";
import type { AttributeRole, FieldType, Identity, IdentityLink, RecordSet, ReviewedIdentity } from "../../src/model/index.ts";
import { resolveIdentity, reviewedIdentity, type ResolvedIdentity } from "../../src/resolve/index.ts";
import { id, join, sql, type Sql } from "../../src/sql/index.ts";
import { givenRecords, type GivenRecord } from "../detect/given.ts";

/** Records of one member; each has `id` (its key). Those of `more` are made by SQL, a column a field. */
export interface GivenMember {
  readonly records?: readonly GivenRecord[];
  readonly more?: Sql;
  readonly duplicates?: boolean;
  /** Attributes by the fields of the same name that this member has; all of them when not given. */
  readonly has?: readonly string[];
}

export interface GivenLink {
  readonly from: string;
  readonly to: string;
  readonly cardinality?: IdentityLink["cardinality"];
  /** Field that both sides have under the same name; it need not be an attribute. */
  readonly key?: string;
}

export interface GivenIdentity {
  /** Attribute → role; a field of the same name holds it. */
  readonly attributes: Readonly<Record<string, AttributeRole>>;
  /** Fields that are no attributes. */
  readonly fields?: readonly string[];
  readonly members: Readonly<Record<string, GivenMember>>;
  readonly links?: readonly GivenLink[];
  readonly blocking?: Identity["blocking"];
  readonly accept?: number;
  readonly review?: number;
  /** `crm 1 = books 2`, `crm 1 ≠ crm 2`: by keys. */
  readonly decisions?: readonly string[];
}

/** A link as a test reads it. */
export interface ShownLink {
  readonly from: string;
  readonly to: string;
  readonly status: string;
  readonly method: string;
  readonly confidence: number;
}

export interface Who {
  readonly resolved: ResolvedIdentity;
  readonly reviewed: ReviewedIdentity;
  /** `crm 1` → its entity; a record without a key by its row: `crm #4`. */
  readonly entityOf: ReadonlyMap<string, string>;
  readonly confidenceOf: ReadonlyMap<string, number>;
  /** Rows of `entities`; more than records when one stands twice. */
  readonly rows: number;
  readonly links: readonly ShownLink[];
  /** Entities of more than one record: the records in order, joined by ` = `. */
  readonly groups: readonly string[];
  /** Pairs of a status, as `crm 1 – books 2`, in order. */
  readonly pairs: (status: "accepted" | "review" | "rejected") => readonly string[];
  readonly isOne: (a: string, b: string) => boolean;
}

let made = 0;

/** Resolves an identity over records as a test writes them. */
export async function resolveGiven(engine: Engine, given: GivenIdentity): Promise<Who> {
  const prefix = `who${++made}`;
  const names = Object.keys(given.attributes);
  const sets = new Map<string, RecordSet>();
  for (const [dataset, member] of Object.entries(given.members)) {
    const own = names.filter((name) => member.has === undefined || member.has.includes(name));
    const types = own.map((name): [string, FieldType] => [name, typeOf(given.attributes[name] as AttributeRole)]);
    const fields: Record<string, FieldType> = { id: "key", ...Object.fromEntries((given.fields ?? []).map((name) => [name, "key"])) };
    const set = await givenRecords(engine, dataset, { fields: { ...fields, ...Object.fromEntries(types) }, records: member.records ?? [] });
    const relation = `${prefix} ${dataset}`;
    if (member.more !== undefined) {
      const columns = join(["_row", ...Object.keys(fields), ...own, "_file", "_pos", "_key", "_deleted"].map((name) => id(name)));
      const values = join([...Object.keys(fields), ...own].map((name) => id("m", name)));
      await engine.runInline(sql`INSERT INTO ${id(set.relation)} (${columns})
SELECT row_number() OVER () + ${member.records?.length ?? 0}, ${values}, 0, 0, CAST(m.id AS VARCHAR), FALSE FROM (${member.more}) AS m`);
    }
    await engine.runInline(sql`ALTER TABLE ${id(set.relation)} RENAME TO ${id(relation)}`);
    sets.set(dataset, { ...set, relation });
  }
  const identity: Identity = {
    id: "customer",
    title: "Customer",
    entity: "customer",
    attributes: names.map((name) => ({ name, role: given.attributes[name] as AttributeRole })),
    members: Object.entries(given.members).map(([dataset, { duplicates = false, has }]) => ({
      dataset,
      fields: Object.fromEntries(names.filter((name) => has === undefined || has.includes(name)).map((name) => [name, [name]])),
      duplicates,
      references: [],
    })),
    links: (given.links ?? []).map(({ from, to, cardinality = "one-to-one", key }) => ({
      from,
      to,
      cardinality,
      key: key === undefined ? [] : [{ from: key, to: key }],
    })),
    blocking: given.blocking,
    accept: given.accept ?? 0.99,
    review: given.review ?? 0.5,
    country: "US",
    decisions: "decisions/customer.csv",
    model: undefined,
    line: 1,
  };
  const decisions = `${prefix} decisions`;
  await createDecisions(engine, decisions, given.decisions ?? [], sets);
  const request = { identity, sets, decisions, previous: undefined, model: undefined, at: "2026-11-24T07:00:00.000Z", prefix };
  const resolved = await resolveIdentity(engine, { ...request, progress: () => undefined });
  const who = await read(engine, resolved);
  return { ...who, reviewed: await reviewedIdentity(engine, resolved, false) };
}

function typeOf(role: AttributeRole): FieldType {
  return role === "amount" ? "money" : role === "event-date" ? "date" : "text";
}

async function createDecisions(
  engine: Engine,
  relation: string,
  decisions: readonly string[],
  sets: ReadonlyMap<string, RecordSet>,
): Promise<void> {
  await engine.runInline(
    sql`CREATE TABLE ${id(relation)} (from_dataset VARCHAR, from_row BIGINT, to_dataset VARCHAR, to_row BIGINT, verdict VARCHAR)`,
  );
  for (const decision of decisions) {
    const [, from = "", fromKey = "", sign, to = "", toKey = ""] = /^(\S+) (.+) ([=≠]) (\S+) (.+)$/.exec(decision) ?? [];
    const [f, t] = [sets.get(from)?.relation ?? "", sets.get(to)?.relation ?? ""];
    await engine.runInline(sql`INSERT INTO ${id(relation)} SELECT ${from}, f._row, ${to}, t._row, ${sign === "=" ? "same" : "different"}
FROM ${id(f)} AS f, ${id(t)} AS t WHERE f._key = ${fromKey} AND t._key = ${toKey}`);
  }
}

async function read(engine: Engine, resolved: ResolvedIdentity): Promise<Omit<Who, "reviewed">> {
  const { entities, links } = resolved.crosswalk;
  const rows = await engine.rows<{ name: string; entity: string; confidence: number }>(
    sql`SELECT dataset || ' ' || coalesce(key, '#' || row) AS name, entity, confidence FROM ${id(entities)}`,
  );
  const shown = await engine.rows<{ from: string; to: string; status: string; method: string; confidence: number }>(
    sql`SELECT from_dataset || ' ' || coalesce(from_key, '#' || from_row) AS "from", to_dataset || ' ' || coalesce(to_key, '#' || to_row) AS "to",
  status, method, confidence FROM ${id(links)}`,
  );
  const entityOf = new Map(rows.map(({ name, entity }) => [name, entity]));
  const members = new Map<string, string[]>();
  for (const [name, entity] of entityOf) members.set(entity, [...(members.get(entity) ?? []), name]);
  return {
    resolved,
    entityOf,
    confidenceOf: new Map(rows.map(({ name, confidence }) => [name, confidence])),
    rows: rows.length,
    links: shown,
    groups: [...members.values()]
      .filter(({ length }) => length > 1)
      .map((names) => names.toSorted().join(" = "))
      .toSorted(),
    pairs: (status) =>
      shown
        .filter((link) => link.status === status)
        .map(({ from, to }) => [from, to].toSorted().join(" – "))
        .toSorted(),
    isOne: (a, b) => entityOf.has(a) && entityOf.get(a) === entityOf.get(b),
  };
}

const FIRST = "Ann Bo Carl Dora Eve Finn Gail Hugo Iris Jon Kay Leo Mia Ned Olga Paul Quinn Rosa Sam Tess".split(" ");
const LAST =
  "Abbott Barnes Carver Doyle Ellis Fisher Grant Hobbs Irwin Jarvis Keller Lowell Mercer Norton Osborn Porter Quigley Rhodes Sutton Tanner Upton Vaughn Walters Yates Zimmer".split(
    " ",
  );
const STREET = "Oak Elm Maple Cedar Pine Birch Willow Aspen Laurel Juniper".split(" ");

/** The person of a number: 500 names; phone, email and address of their own. */
export function person(number: number): { name: string; phone: string; email: string; address: string; postcode: string } {
  const [first, last] = [FIRST[number % 20] as string, LAST[(number * 7 + Math.floor(number / 20)) % 25] as string];
  return {
    name: `${first} ${last}`,
    phone: `(813) ${200 + ((number * 37) % 700)}-${String(1000 + ((number * 7919) % 9000))}`,
    email: `${first}.${last}${number}@mail${number % 9}.example`.toLowerCase(),
    address: `${10 + ((number * 13) % 890)} ${STREET[number % 10] as string} Street`,
    postcode: String(33_600 + (number % 40)),
  };
}

const ENDING = "son man field ford well ton ley wood berg stein quist sen worth more bank dale shaw by croft mere".split(" ");

/** Many people by SQL, whose values are drawn by a hash of their number: `from` to below `to`, keys `n7`. */
export function manyPeople(from: number, to: number, phone?: string): Sql {
  const draw = (what: string, of: number): Sql => sql`(CAST('0x' || left(md5(${what} || i), 8) AS BIGINT) % ${of})`;
  const pick = (what: string, words: readonly string[]): Sql =>
    sql`list_extract([${join(words.map((word) => sql`${word}`))}], 1 + ${draw(what, words.length)})`;
  const own = sql`(200 + ${draw("area", 700)}) || '-' || (210 + ${draw("exchange", 700)}) || '-' || (1000 + ${draw("line", 9000)})`;
  return sql`SELECT 'n' || i AS id, ${pick("first", FIRST)} || ' ' || chr(CAST(65 + ${draw("initial", 26)} AS INTEGER)) || '. ' || ${pick("last", LAST)} || ${pick("ending", ENDING)} AS name,
  ${phone === undefined ? own : sql`${phone}`} AS phone, CASE WHEN i % 3 <> 0 THEN 'box' || md5('box' || i) || '@mail' || i % 9 || '.example' END AS email,
  (10 + ${draw("house", 900)}) || ' ' || ${pick("street", STREET)} || ${pick("end of street", ENDING)} || ' Street' AS address,
  CAST(10000 + ${draw("postcode", 9000)} AS VARCHAR) AS postcode FROM range(${from}, ${to}) AS t(i)`;
}

export const PERSON_ROLES = { name: "name", phone: "phone", email: "email", address: "address", postcode: "postcode" } as const;

/** Ordinary people who stand in two systems, so that there is something to learn from: keys `p0` … in both. */
export function ordinary(count: number): { crm: GivenRecord[]; books: GivenRecord[] } {
  const all = Array.from({ length: count }, (_, number) => ({ number, ...person(number) }));
  return {
    crm: all.map(({ number, ...values }) => ({ id: `p${number}`, ...values })),
    books: all.map(({ number, name, phone, email, address, postcode }) => ({
      id: `p${number}`,
      name: number % 5 === 0 ? name.split(" ").toReversed().join(", ") : name,
      phone: number % 4 === 1 ? null : phone.replaceAll(/\D/g, ""),
      email: number % 3 === 1 ? null : email,
      address: number % 6 === 2 ? null : address.replace("Street", "St"),
      postcode: number % 7 === 3 ? null : postcode,
    })),
  };
}
