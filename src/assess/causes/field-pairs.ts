import type { Engine } from "../../engines/engine.ts";
import type { Comparison, Dataset, FieldType, RecordSet } from "../../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../../sql/index.ts";
import { findSignatures, type Signature, type SignatureType } from "../signatures/index.ts";
import { swapsAmong, type ComparedFields } from "./field-swaps.ts";
import type { FieldSignature } from "./population.ts";
import type { TiedGroup } from "./tied-records.ts";

interface FoundSignatures {
  readonly signatures: readonly FieldSignature[];
  /** Made: `row` BIGINT of the group's side, `sig` INTEGER (NULL: not explained), `differs` BIGINT (a bit for each field that does); each row at most once. undefined: nothing is explained. */
  readonly table: string | undefined;
}

interface Pairing extends Comparison {
  readonly type: SignatureType;
}

/** Fields that have a bit of a BIGINT. */
const MOST = 62;

/**
 * Exact transformations of every compared pair of fields whose values differ, swaps
 * of two of them first, and which records each explains. A record in which two fields
 * differ belongs to the first.
 */
export async function compareSignatures(
  engine: Engine,
  estate: { readonly timeZone: string; readonly currency: string },
  group: TiedGroup,
  prefix: string,
): Promise<FoundSignatures> {
  const { handoff } = group;
  const pairings = handoff.compare.flatMap((comparison) => {
    const type = typeOf(group.from.dataset, group.to.dataset, comparison);
    return type === undefined ? [] : [{ ...comparison, type }];
  });
  const [amountFrom, amountTo] = [handoff.from.amount, handoff.to.amount];
  // Groups are compared by their sums, whether or not the amounts are named among what is compared.
  const summed = handoff.cardinality !== "one-to-one" && amountFrom !== undefined && amountTo !== undefined;
  const sums: Pairing | undefined = summed
    ? { from: amountFrom, to: amountTo, type: "money", tolerance: { kind: "exact", ignoreCase: false } }
    : undefined;
  const rest = pairings.filter(({ from, to }) => !(summed && from === amountFrom && to === amountTo));
  const all = [...(sums === undefined ? [] : [sums]), ...rest];
  const signatures: FieldSignature[] = [];
  const explained: Sql[] = [];
  const tables: string[] = [];
  const table = `${prefix}sig`;
  const name = (kind: string): string => {
    tables.push(`${prefix}${kind}${tables.length}`);
    return tables.at(-1) ?? "";
  };
  const compared: ComparedFields[] = [];
  const add = (named: string, fields: readonly [ComparedFields, ...ComparedFields[]], found: readonly Signature[]): void => {
    const [{ from, to, pairs }] = fields;
    const bits = fields.map((each) => compared.indexOf(each));
    explained.push(
      sql`SELECT p.row AS row, e.signature + ${signatures.length} AS sig FROM ${id(named)} AS e JOIN ${id(pairs)} AS p ON p.id = e.id`,
    );
    signatures.push(...found.map((signature) => ({ from, to, signature, bits: bits.every((bit) => bit < MOST) ? bits : [] })));
  };
  try {
    for (const pairing of all) {
      const pairs = name("p");
      await engine.runInline(
        sql`CREATE TABLE ${id(pairs)} AS ${pairing === sums ? sumPairs(group) : valuePairs(group, pairing, estate.timeZone, engine.dialect)}`,
      );
      compared.push({ ...pairing, pairs });
    }
    const swaps = await swapsAmong(engine, sums === undefined ? compared : compared.slice(1), name);
    for (const swap of swaps) add(swap.explained, [swap.first, swap.second], [swap.signature]);
    for (const fields of compared) {
      const swap = swaps.find(({ first, second }) => first === fields || second === fields);
      const [relation, named] = [swap === undefined ? fields.pairs : name("l"), name("e")];
      if (swap !== undefined)
        await engine.runInline(
          sql`CREATE TABLE ${id(relation)} AS SELECT * FROM ${id(fields.pairs)} WHERE id NOT IN (SELECT id FROM ${id(swap.explained)})`,
        );
      const input = { relation, type: fields.type, currencyDigits: digitsOf(estate.currency), timeZone: estate.timeZone };
      add(named, [fields], await findSignatures(engine, input, { prefix: name("x"), explained: named }));
    }
    if (signatures.length === 0) return { signatures, table: undefined };
    const differing = compared
      .slice(0, MOST)
      .map(({ pairs }, bit) => sql`SELECT DISTINCT row, CAST(${String(1n << BigInt(bit))} AS BIGINT) AS bit FROM ${id(pairs)}`);
    await engine.runInline(sql`CREATE TABLE ${id(table)} AS SELECT d.row AS row, named.sig AS sig, d.differs AS differs
FROM (SELECT row, CAST(sum(bit) AS BIGINT) AS differs FROM (${join(differing, " UNION ALL ")}) AS each GROUP BY row) AS d
LEFT JOIN (SELECT row, CAST(min(sig) AS INTEGER) AS sig FROM (${join(explained, " UNION ALL ")}) AS each GROUP BY row) AS named ON named.row = d.row`);
    return { signatures, table };
  } finally {
    for (const made of tables) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(made)}`);
  }
}

function fieldType({ fields }: Dataset, name: string): FieldType {
  return fields.find((field) => field.name === name)?.type ?? "text";
}

function typeOf(from: Dataset, to: Dataset, pair: Comparison): SignatureType | undefined {
  const [one, other] = [fieldType(from, pair.from), fieldType(to, pair.to)];
  const [timely, numeric] = [
    ["date", "timestamp"],
    ["money", "number"],
  ] as const;
  const both = (types: readonly string[]): boolean => types.includes(one) && types.includes(other);
  if (both(timely)) return one === other ? (one as SignatureType) : "date";
  if (both(numeric)) return one === "number" && other === "number" ? "number" : "money";
  if (one === "boolean" || other === "boolean") return undefined;
  return one === "key" && other === "key" ? "key" : "text";
}

/** Both values of each pair of records in which the tie-out found these fields to differ. */
function valuePairs(
  { handoff, side, outcome, from, to, kept, breaks }: TiedGroup,
  { from: one, to: other, type }: Pairing,
  timeZone: string,
  dialect: Dialect,
): Sql {
  const told = `{"from":{"field":${JSON.stringify(one)},"value":`;
  const opening = `},"to":{"field":${JSON.stringify(other)},"value":`;
  const own = side === "from" ? sql`f` : sql`t`;
  // A moment that is compared with a day is the day that the wall shows.
  const value = ({ dataset }: RecordSet, alias: "f" | "t", name: string): Sql =>
    type === "date" && fieldType(dataset, name) === "timestamp" ? dialect.localDate(id(alias, name), timeZone) : id(alias, name);
  const [f, t] = [value(from, "f", one), value(to, "t", other)];
  return sql`SELECT CAST(f._row AS VARCHAR) || '-' || CAST(t._row AS VARCHAR) AS id, ${own}._row AS row,
  CAST(${f} AS VARCHAR) AS from_text, CAST(${t} AS VARCHAR) AS to_text,
  ${asNumber(f, type)} AS from_number, ${asNumber(t, type)} AS to_number, ${asTime(f, type)} AS from_at, ${asTime(t, type)} AS to_at
FROM ${id(kept.pairs)} AS p JOIN ${id(from.relation)} AS f ON f._row = p.from_row JOIN ${id(to.relation)} AS t ON t._row = p.to_row
JOIN (SELECT DISTINCT key FROM ${id(breaks)} WHERE handoff = ${handoff.id} AND side = ${side} AND outcome = ${outcome}
  AND position(${told} IN fields) > 0 AND position(${opening} IN fields) > 0) AS b ON b.key = ${own}._key
WHERE ${f} IS DISTINCT FROM ${t}`;
}

/** A group's two sums, as the tie-out saw them: adjustments that stand between them are no difference. */
function sumPairs({ handoff, side, outcome, from, to, breaks }: TiedGroup): Sql {
  const own = side === "from" ? from : to;
  const [sign, amount] = [side === "from" ? sql`+` : sql`-`, sql`coalesce(b.amount, 0)`];
  const [ownNumber, otherNumber] = [sql`CAST(${amount} AS DECIMAL(18, 4))`, sql`CAST(${amount} ${sign} b.difference AS DECIMAL(18, 4))`];
  const [f, t] = side === "from" ? [ownNumber, otherNumber] : [otherNumber, ownNumber];
  return sql`SELECT CAST(r._row AS VARCHAR) AS id, r._row AS row, CAST(${f} AS VARCHAR) AS from_text, CAST(${t} AS VARCHAR) AS to_text,
  ${f} AS from_number, ${t} AS to_number, CAST(NULL AS TIMESTAMP) AS from_at, CAST(NULL AS TIMESTAMP) AS to_at
FROM ${id(breaks)} AS b JOIN ${id(own.relation)} AS r ON r._key = b.key
WHERE b.handoff = ${handoff.id} AND b.side = ${side} AND b.outcome = ${outcome} AND b.difference <> 0`;
}

function asNumber(value: Sql, type: SignatureType): Sql {
  return type === "money" || type === "number" ? sql`CAST(${value} AS DECIMAL(18, 4))` : sql`CAST(NULL AS DECIMAL(18, 4))`;
}

function asTime(value: Sql, type: SignatureType): Sql {
  if (type === "timestamp") return sql`CAST(${value} AS TIMESTAMP)`;
  return type === "date" ? sql`CAST(CAST(${value} AS DATE) AS TIMESTAMP)` : sql`CAST(NULL AS TIMESTAMP)`;
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
