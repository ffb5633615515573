import type { Engine } from "../engines/engine.ts";
import { formatMoney, money, type Dataset, type Estate, type Handoff, type RecordSet } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";

/** One thing that one system says of the record, at one time. */
export interface Statement {
  /** UTC ISO 8601, or the day alone where the source gives no more; undefined: the source does not say when. */
  readonly at: string | undefined;
  /** The name of the time: `created`, `completed`; undefined for a record without times. */
  readonly moment: string | undefined;
  readonly system: string;
  readonly dataset: string;
  readonly entity: string;
  readonly key: string;
  readonly state: string | undefined;
  readonly amount: string | undefined;
  /** Was the record deleted or voided in its system? */
  readonly deleted: boolean;
  readonly unit: string | undefined;
  readonly file: string;
  /** Line of a text or sheet; number of the record, from 1, in JSON and Parquet. */
  readonly place: { readonly kind: "line" | "record"; readonly number: number };
  /** How the record was reached: the handoff whose match led to it, and from which record. */
  readonly via: { readonly handoff: string; readonly from: string } | undefined;
}

/** One record's story across systems, in time order. */
export interface Story {
  readonly entity: string;
  readonly key: string;
  readonly statements: readonly Statement[];
  /** Records beyond the limit that were not followed. */
  readonly truncated: boolean;
}

/** A record reached so far. */
interface Reached {
  readonly set: RecordSet;
  readonly row: string;
  readonly key: string;
  readonly via: Statement["via"];
}

/** How many records a story follows; a shared reference could reach the whole estate. */
const MOST = 500;

/**
 * Follows the handoffs' match rules from the records of an entity with this key to
 * all that are tied to them, and lists what each says.
 *
 * @param key a native key, or the value of any key field (a job number, say)
 */
export async function tellStory(
  engine: Engine,
  estate: Estate,
  sets: ReadonlyMap<string, RecordSet>,
  entity: string,
  key: string,
): Promise<Story> {
  const reached = new Map<string, Reached>();
  let frontier = await findStart(engine, sets, entity, key);
  for (const record of frontier) reached.set(nameOf(record), record);
  let truncated = false;
  while (frontier.length > 0) {
    const next: Reached[] = [];
    for (const record of frontier) {
      for (const found of await neighbours(engine, estate, sets, record)) {
        if (reached.has(nameOf(found))) continue;
        if (reached.size >= MOST) {
          truncated = true;
          continue;
        }
        reached.set(nameOf(found), found);
        next.push(found);
      }
    }
    frontier = next;
  }
  const statements: Statement[] = [];
  for (const record of reached.values()) statements.push(...(await statementsOf(engine, record)));
  return { entity, key, statements: statements.toSorted((a, b) => inTime(a, b, estate.timeZone)), truncated };
}

/** Datasets of an entity, and the keys of some of their records: for an error that helps. */
export async function exampleKeys(engine: Engine, sets: ReadonlyMap<string, RecordSet>, entity: string): Promise<string[]> {
  const keys: string[] = [];
  for (const set of sets.values()) {
    if (set.dataset.entity !== entity) continue;
    const rows = await engine.rows<{ key: string }>(
      sql`SELECT _key AS key FROM ${id(set.relation)} WHERE _key IS NOT NULL ORDER BY _key LIMIT 3`,
    );
    keys.push(...rows.map((row) => row.key));
  }
  return keys;
}

async function findStart(engine: Engine, sets: ReadonlyMap<string, RecordSet>, entity: string, key: string): Promise<Reached[]> {
  const found: Reached[] = [];
  for (const set of sets.values()) {
    if (set.dataset.entity !== entity) continue;
    const fields = set.dataset.fields.filter((field) => field.type === "key").map((field) => sql`${id(field.name)} = ${key}`);
    found.push(...(await select(engine, set, join([sql`_key = ${key}`, ...fields], " OR "), undefined)));
  }
  return found;
}

async function neighbours(engine: Engine, estate: Estate, sets: ReadonlyMap<string, RecordSet>, record: Reached): Promise<Reached[]> {
  const found: Reached[] = [];
  for (const handoff of estate.handoffs) {
    // Back the way one came lie a hub's other records, a customer's other invoices, which are other stories.
    if (handoff.match.kind !== "key" || record.via?.handoff === handoff.id) continue;
    for (const [own, other] of [
      ["from", "to"],
      ["to", "from"],
    ] as const) {
      if (handoff[own].dataset !== record.set.dataset.id) continue;
      const target = sets.get(handoff[other].dataset);
      if (target === undefined) continue;
      const via = { handoff: handoff.id, from: record.key };
      found.push(...(await select(engine, target, await matchOf(engine, handoff, record, own, other), via)));
    }
    for (const { of } of handoff.adjustments) {
      if (of.kind !== "dataset" || of.on.length === 0) continue;
      const one = handoff.cardinality === "many-to-one" ? handoff.to : handoff.from;
      const target = sets.get(of.dataset);
      if (one.dataset !== record.set.dataset.id || target === undefined) continue;
      const pairs = of.on.map(({ field, matches }) => ({ own: matches, other: field }));
      found.push(...(await select(engine, target, await equal(engine, record, pairs, false), { handoff: handoff.id, from: record.key })));
    }
  }
  return found;
}

async function matchOf(engine: Engine, handoff: Handoff, record: Reached, own: "from" | "to", other: "from" | "to"): Promise<Sql> {
  if (handoff.match.kind !== "key") return sql`FALSE`;
  const pairs = handoff.match.on.map((pair) => ({ own: pair[own], other: pair[other] }));
  return await equal(engine, record, pairs, handoff.match.ignoreCase);
}

/** The records whose fields equal this record's; the values are bound, so that a view of Parquet can look for them. */
async function equal(
  engine: Engine,
  record: Reached,
  pairs: readonly { readonly own: string; readonly other: string }[],
  ignoreCase: boolean,
): Promise<Sql> {
  const [values] = await engine.rows(
    sql`SELECT ${join(pairs.map(({ own }, index) => sql`CAST(${id(own)} AS VARCHAR) AS ${id(`v${index}`)}`))} FROM ${id(record.set.relation)} WHERE _row = CAST(${record.row} AS BIGINT)`,
  );
  const tests = pairs.map(({ other }, index) => {
    const value = values?.[`v${index}`];
    if (value === null || value === undefined) return sql`FALSE`;
    const column = sql`CAST(${id(other)} AS VARCHAR)`;
    return ignoreCase ? sql`lower(${column}) = lower(${value})` : sql`${column} = ${value}`;
  });
  return join(tests, " AND ");
}

async function select(engine: Engine, set: RecordSet, where: Sql, via: Statement["via"]): Promise<Reached[]> {
  const rows = await engine.rows<{ row: string; key: string | null }>(
    sql`SELECT _row AS row, _key AS key FROM ${id(set.relation)} WHERE ${where} ORDER BY _key, _row LIMIT ${MOST + 1}`,
  );
  return rows.map(({ row, key }) => ({ set, row, key: key ?? "", via }));
}

async function statementsOf(engine: Engine, { set, row, key, via }: Reached): Promise<Statement[]> {
  const { dataset, capture } = set;
  const moments = Object.entries(dataset.times);
  const [values] = await engine.rows(
    sql`SELECT _state, _deleted, _amount, _unit, _file, _pos${join(
      moments.map(([, field], index) => sql`, CAST(${id(field)} AS VARCHAR) AS ${id(`t${index}`)}`),
      "",
    )}
FROM ${id(set.relation)} WHERE _row = CAST(${row} AS BIGINT)`,
  );
  const file = capture.files[Number(values?.["_file"])];
  const byLine = file?.format === "csv" || file?.format === "jsonl" || file?.format === "xlsx";
  const common = {
    system: dataset.system,
    dataset: dataset.id,
    entity: dataset.entity,
    key,
    state: text(values?.["_state"]),
    amount: values?.["_amount"] === null || values?.["_amount"] === undefined ? undefined : formatMoney(money(String(values["_amount"]))),
    deleted: values?.["_deleted"] === true,
    unit: text(values?.["_unit"]),
    file: file?.path ?? "",
    place: { kind: byLine ? "line" : "record", number: Number(values?.["_pos"]) },
    via,
  } as const;
  const stated = moments.flatMap(([moment, field], index) => {
    const value = values?.[`t${index}`];
    return value === null || value === undefined ? [] : [{ ...common, at: instant(dataset, field, String(value)), moment }];
  });
  return stated.length > 0 ? stated : [{ ...common, at: undefined, moment: undefined }];
}

/** `2026-09-30 14:05:00` in UTC → ISO 8601; a day stays a day. */
function instant(dataset: Dataset, field: string, value: string): string {
  const type = dataset.fields.find(({ name }) => name === field)?.type;
  return type === "timestamp" ? new Date(`${value.replace(" ", "T")}Z`).toISOString() : value;
}

/** A day alone comes before what has its time on that day, as days are counted in the estate's zone. */
function inTime(a: Statement, b: Statement, timeZone: string): number {
  if (a.at !== b.at) {
    if (a.at === undefined || b.at === undefined) return a.at === undefined ? 1 : -1;
    return compare(dayOf(a.at, timeZone), dayOf(b.at, timeZone)) || a.at.length - b.at.length || compare(a.at, b.at);
  }
  return compare(a.dataset, b.dataset) || compare(a.key, b.key) || compare(a.moment ?? "", b.moment ?? "");
}

function dayOf(at: string, timeZone: string): string {
  return at.length === 10 ? at : new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(new Date(at));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function text(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function nameOf(record: Reached): string {
  return `${record.set.dataset.id} ${record.row}`;
}
