import type { Identity, IdentityAttribute, IdentityMember, RecordSet } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";

/*
 * The records of all members as one relation:
 *
 *   node BIGINT (unique), source INTEGER (the member's place), _row, _key, and a
 *   column an attribute: VARCHAR, but DECIMAL(18, 4) for amounts, DATE for event dates
 *
 * Deleted records take part: the books still speak of an inactive customer.
 */
export function createRaw(relation: string, identity: Identity, sets: ReadonlyMap<string, RecordSet>): Sql {
  return sql`CREATE TABLE ${id(relation)} AS
SELECT row_number() OVER () AS node, * FROM (
${memberRecords(identity, sets)}
) AS members`;
}

/** The same without nodes, as a query. */
export function memberRecords(identity: Identity, sets: ReadonlyMap<string, RecordSet>): Sql {
  const members = identity.members.map((member, source) => {
    const set = sets.get(member.dataset);
    if (set === undefined) throw new TypeError(`the records of ${member.dataset} were not opened`);
    const attributes = identity.attributes.map((attribute) => sql`${attributeValue(attribute, member, set)} AS ${id(attribute.name)}`);
    return sql`SELECT ${source} AS source, r._row, r._key${join(
      attributes.map((attribute) => sql`, ${attribute}`),
      "",
    )} FROM ${id(set.relation)} AS r`;
  });
  return join(members, "\nUNION ALL\n");
}

function attributeValue({ name, role }: IdentityAttribute, member: IdentityMember, set: RecordSet): Sql {
  const fields = member.fields[name] ?? [];
  const type = role === "amount" ? sql`DECIMAL(18, 4)` : role === "event-date" ? sql`DATE` : sql`VARCHAR`;
  const [first] = fields;
  if (first === undefined) return sql`CAST(NULL AS ${type})`;
  if (role === "amount" || role === "event-date") return sql`CAST(${id("r", first)} AS ${type})`;
  const texts = fields.map((field) =>
    set.dataset.fields.find((own) => own.name === field)?.type === "text" ? id("r", field) : sql`CAST(${id("r", field)} AS VARCHAR)`,
  );
  if (texts.length === 1) return texts[0] as Sql;
  return sql`nullif(concat_ws(' ', ${join(texts)}), '')`;
}
