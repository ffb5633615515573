import type { Identity, IdentityMember, RecordSet } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";

/** Fields of a record as one text, joined by blanks, money without needless zeros; NULL where none says anything. */
export function fieldsAsText(set: RecordSet, fields: readonly string[], alias: string): Sql {
  const texts = fields.map((name) => {
    const type = set.dataset.fields.find((field) => field.name === name)?.type;
    const value = id(alias, name);
    if (type === "text" || type === "key") return value;
    const text = sql`CAST(${value} AS VARCHAR)`;
    if (type === "money") return sql`regexp_replace(${text}, ${"(\\.[0-9]{2}[0-9]*?)0+$"}, ${"\\1"})`;
    return type === "number" ? sql`regexp_replace(${text}, ${"\\.?0+$"}, ${""})` : text;
  });
  if (texts.length === 0) return sql`CAST(NULL AS VARCHAR)`;
  return sql`nullif(concat_ws(' ', ${join(texts)}), '')`;
}

/** The records of a dataset. */
export function setOf(sets: ReadonlyMap<string, RecordSet>, dataset: string): RecordSet {
  const set = sets.get(dataset);
  if (set === undefined) throw new TypeError(`the records of ${dataset} were not opened`);
  return set;
}

/** The identity's member of that dataset. */
export function memberOf(identity: Identity, dataset: string): IdentityMember {
  const member = identity.members.find((own) => own.dataset === dataset);
  if (member === undefined) throw new TypeError(`${dataset} is no member of ${identity.id}`);
  return member;
}

/** All rows of several queries. */
export function unionOf(queries: readonly Sql[]): Sql {
  return join(queries, "\nUNION ALL\n");
}
