import type { Engine } from "../../src/engines/engine.ts";
import type { Crosswalk, Identity, RecordSet } from "../../src/model/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";
import { givenRecords } from "../detect/given.ts";

/** A link as a test writes it: `crm 1`, `books 2`. */
export interface GivenLink {
  readonly from: string;
  readonly to: string;
  readonly confidence: number;
  readonly status?: "accepted" | "review" | "rejected";
  readonly method?: "decision" | "key" | "evidence";
  readonly pattern?: number;
}

export const CUSTOMER: Identity = {
  id: "customer",
  title: "Customer",
  entity: "customer",
  attributes: [
    { name: "name", role: "name" },
    { name: "phone", role: "phone" },
    { name: "address", role: "address" },
  ],
  members: [
    {
      dataset: "crm",
      fields: { name: ["first", "last"], phone: ["phone"], address: ["street", "unit"] },
      duplicates: true,
      references: [{ dataset: "deals", field: "contact" }],
    },
    {
      dataset: "books",
      fields: { name: ["display"], phone: ["tel"] },
      duplicates: true,
      references: [
        { dataset: "invoices", field: "customer" },
        { dataset: "invoices", field: "shipTo" },
      ],
    },
  ],
  links: [{ from: "crm", to: "books", cardinality: "one-to-many", key: [] }],
  blocking: undefined,
  accept: 0.99,
  review: 0.5,
  country: "US",
  decisions: "decisions/customer.csv",
  model: undefined,
  line: 9,
};

/** A small CRM and books whose customers share no key. */
export async function givenCustomers(engine: Engine): Promise<ReadonlyMap<string, RecordSet>> {
  const crm = await givenRecords(engine, "crm", {
    fields: { id: "key", first: "text", last: "text", phone: "text", street: "text", unit: "text" },
    records: [
      { id: "1", first: "Ann", last: "Lee", phone: "813-555-0100", street: "1 Main St", unit: "4" },
      { id: "2", first: "Bo", last: null, phone: null, street: null, unit: null },
      { id: "3", first: "=Cy", last: "\u001b[31mRed", phone: "1", street: "<b>", unit: null },
      { id: null, first: "No", last: "Key", phone: null, street: null, unit: null },
    ],
  });
  const books = await givenRecords(engine, "books", {
    fields: { id: "key", display: "text", tel: "text", amount: "money" },
    records: [
      { id: "10", display: "Lee, Ann", tel: "(813) 555-0100", amount: "-50.00" },
      { id: "11", display: "Bo", tel: null, amount: null },
      { id: "12", display: "Cy Red", tel: "2", amount: "5.25" },
    ],
  });
  const deals = await givenRecords(engine, "deals", {
    fields: { id: "key", contact: "text", amount: "money", deleted: "boolean" },
    records: [
      { id: "d1", contact: "1", amount: "1000.00", deleted: false },
      { id: "d2", contact: "1", amount: "9999.00", deleted: true },
      { id: "d3", contact: "3", amount: null, deleted: false },
    ],
  });
  const invoices = await givenRecords(engine, "invoices", {
    fields: { id: "key", customer: "text", shipTo: "text", amount: "money" },
    records: [
      { id: "i1", customer: "10", shipTo: "10", amount: "200.00" },
      { id: "i2", customer: "10", shipTo: "11", amount: "-30.50" },
    ],
  });
  return new Map([crm, books, deals, invoices].map((set) => [set.dataset.id, set]));
}

let crosswalks = 0;

/** A crosswalk with these links; entities by record (`crm 1` → `customer-a`), every other record alone. */
export async function givenCrosswalk(
  engine: Engine,
  sets: ReadonlyMap<string, RecordSet>,
  links: readonly GivenLink[],
  entities: Readonly<Record<string, string>> = {},
): Promise<Crosswalk> {
  const prefix = `crosswalk ${++crosswalks}`;
  const members = CUSTOMER.members.map(
    ({ dataset }) => sql`SELECT ${dataset} AS dataset, _row AS row, _key AS key FROM ${id(sets.get(dataset)?.relation ?? "")}`,
  );
  const named = Object.entries(entities).map(([record, entity]) => sql`(${record}, ${entity})`);
  const known = sql`(VALUES ${join([...named, sql`('', '')`])}) AS k (record, entity)`;
  await engine.runInline(sql`CREATE TABLE ${id(`${prefix} entities`)} AS
SELECT m.dataset AS dataset, m.row AS row, m.key AS key, coalesce(k.entity, 'customer-' || m.dataset || m.row) AS entity, CASE WHEN k.entity IS NULL THEN 1.0 ELSE 0.9 END AS confidence
FROM (${join(members, " UNION ALL ")}) AS m LEFT JOIN ${known} ON k.record = m.dataset || ' ' || coalesce(m.key, '')`);
  const rows = links.map(({ from, to, confidence, status, method, pattern }) => {
    const side = (name: string) => sql`${name.split(" ")[0] ?? ""}, ${name.slice(name.indexOf(" ") + 1)}`;
    return sql`(${side(from)}, ${side(to)}, ${status ?? "review"}, ${method ?? "evidence"}, CAST(${confidence} AS DOUBLE), ${pattern ?? 1})`;
  });
  const given =
    rows.length === 0
      ? sql`(SELECT '' AS fd, '' AS fk, '' AS td, '' AS tk, '' AS status, '' AS method, CAST(0 AS DOUBLE) AS confidence, 1 AS pattern WHERE FALSE) AS g`
      : sql`(VALUES ${join(rows)}) AS g (fd, fk, td, tk, status, method, confidence, pattern)`;
  await engine.runInline(sql`CREATE TABLE ${id(`${prefix} links`)} AS
SELECT g.fd AS from_dataset, f.row AS from_row, f.key AS from_key, g.td AS to_dataset, t.row AS to_row, t.key AS to_key,
  g.status AS status, g.method AS method, g.confidence AS confidence, CAST(3 AS DOUBLE) AS weight, g.pattern AS pattern
FROM ${given}
JOIN ${id(`${prefix} entities`)} AS f ON f.dataset = g.fd AND coalesce(f.key, '') = g.fk
JOIN ${id(`${prefix} entities`)} AS t ON t.dataset = g.td AND coalesce(t.key, '') = g.tk`);
  await engine.runInline(
    sql`CREATE TABLE ${id(`${prefix} unsure`)} AS SELECT from_dataset AS dataset, from_row AS row, to_dataset AS counterpart FROM ${id(`${prefix} links`)} WHERE status = 'review'`,
  );
  return { identity: "customer", entities: `${prefix} entities`, links: `${prefix} links`, unsure: `${prefix} unsure` };
}
