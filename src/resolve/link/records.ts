import type { Engine } from "../../engines/engine.ts";
import { id, join, sql } from "../../sql/index.ts";
import { ruleColumn, type BlockingPlan } from "./block.ts";
import type { Prepared } from "../comparison.ts";
import { encodeComparisons, heldAs, type Encoded } from "./encode.ts";
import { rarities, type Frequencies } from "./frequencies.ts";
import { rarityColumns } from "./vectors.ts";

/**
 * Makes the table of records ready to be compared: node, source, `_ord` (a hash of
 * the content), the blocks, the rarities, and of the prepared values what the
 * comparisons read. Prepared values and blocks are gone then.
 *
 * @returns the comparisons as they read these records
 */
export async function createRecords(
  engine: Engine,
  {
    prepared,
    blocking,
    frequencies,
    relation,
  }: { readonly prepared: Prepared; readonly blocking: BlockingPlan; readonly frequencies: Frequencies; readonly relation: string },
): Promise<Encoded> {
  const encoded = encodeComparisons(engine.dialect, prepared.comparisons, await textColumns(engine, prepared.relation));
  const columns = new Map(encoded.columns);
  const rare = rarityColumns(prepared.comparisons);
  for (const column of rare) {
    if (heldAs(column, { columns }) === column) columns.set(column, { value: id("n", column), dear: undefined });
  }
  const dear = [...columns].flatMap(([name, { dear: once }]) => (once === undefined ? [] : [{ name, column: once.column, of: once.of }]));
  const rarity = rarities(frequencies, rare, dear);
  const blocks = blocking.rules.map((_, index) => id("b", ruleColumn(index)));
  const held = [...columns].flatMap(([name, { value, dear: once }]) => (once === undefined ? [sql`${value} AS ${id(name)}`] : []));
  const [size] = await engine.rows<{ records: string }>(sql`SELECT count(*) AS records FROM ${id(blocking.relation)}`);
  const shares = Math.max(1, Math.ceil(Number(size?.records) / RECORDS_IN_MEMORY));
  const largest = largestRule(blocking);
  const order = largest === undefined ? sql`` : sql`\nORDER BY ${id("b", ruleColumn(largest))}`;
  for (let share = 0; share <= shares; share++) {
    const within =
      largest === undefined || shares === 1
        ? sql`${share === 0 ? sql`TRUE` : sql`FALSE`}`
        : share === shares
          ? sql`${id("b", ruleColumn(largest))} IS NULL`
          : engine.dialect.isInHashRange(id("b", ruleColumn(largest)), share, shares);
    const select = sql`SELECT ${join([sql`n.node, n.source, b."_ord"`, ...blocks, ...held, ...rarity.selected])}
FROM ${id(prepared.relation)} AS n JOIN ${id(blocking.relation)} AS b ON b.node = n.node${rarity.joins}
WHERE ${within}${order}`;
    await engine.runInline(share === 0 ? sql`CREATE TABLE ${id(relation)} AS\n${select}` : sql`INSERT INTO ${id(relation)}\n${select}`);
    if (shares === 1) break;
  }
  await engine.runInline(sql`DROP TABLE ${id(blocking.relation)}`);
  await engine.runInline(sql`DROP TABLE ${id(prepared.relation)}`);
  return { ...encoded, columns };
}

/** In how many shares the records of a rule's blocks are taken, so that the values of one stay small and, where blocks stand together, near the processor. */
export function blockShares(records: number, blocking: BlockingPlan, rule: number): number {
  return Math.max(1, Math.ceil(records / (rule === largestRule(blocking) ? RECORDS_NEAR : RECORDS_IN_MEMORY)));
}

const RECORDS_NEAR = 150_000;
/** Every share is a pass over all records. */
const RECORDS_IN_MEMORY = 400_000;

/** The rule with the most pairs: records of one of its blocks stand together. */
function largestRule({ rules }: BlockingPlan): number | undefined {
  const most = Math.max(...rules.map(({ pairs }) => pairs));
  const found = rules.findIndex(({ pairs }) => pairs === most);
  return found < 0 ? undefined : found;
}

async function textColumns(engine: Engine, relation: string): Promise<ReadonlySet<string>> {
  const rows = await engine.rows<{ name: string }>(
    sql`SELECT column_name AS name FROM information_schema.columns WHERE table_name = ${relation} AND data_type = 'VARCHAR'`,
  );
  return new Set(rows.map(({ name }) => name));
}
