import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine, Row } from "../../src/engines/engine.ts";
import type { AttributeRole, IdentityAttribute } from "../../src/model/index.ts";
import { prepareRecords, type PreparedRecords } from "../../src/resolve/prepare/index.ts";
import { comparePairs, levelLabels, levelsOf } from "../../src/resolve/link/vectors.ts";
import { id, join, sql, type Sql } from "../../src/sql/index.ts";

export type Given = Readonly<Record<string, string | null>>;

export interface Preparing {
  readonly engine: Engine;
  /** Prepares records, given in order, and gives what became of them. */
  prepare(
    roles: Readonly<Record<string, AttributeRole>>,
    records: readonly Given[],
    country?: string,
  ): Promise<{ prepared: PreparedRecords; rows: Row[] }>;
  /** What is seen when two records stand side by side: comparison → label. The others of `among` only make words common. */
  see(
    roles: Readonly<Record<string, AttributeRole>>,
    a: Given,
    b: Given,
    more?: { among?: readonly Given[]; country?: string },
  ): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** Preparation on a fresh engine. */
export async function startPreparing(): Promise<Preparing> {
  const spill = await mkdtemp(joinPath(tmpdir(), "tieout-test-"));
  const engine = await openDuckdb({ threads: 2, memory: "1GiB", spill });
  let made = 0;
  const prepare: Preparing["prepare"] = async (roles, records, country = "US") => {
    const [raw, relation] = [`raw${++made}`, `prepared${made}`];
    const attributes = Object.entries(roles).map(([name, role]): IdentityAttribute => ({ name, role }));
    const columns = ["node", "source", ...attributes.map(({ name }) => name)].map((name) => id(name));
    const rows = records.map(
      (record, node) => sql`(${node}, 0, ${join(attributes.map(({ name }): Sql => sql`CAST(${record[name] ?? null} AS VARCHAR)`))})`,
    );
    await engine.runInline(sql`CREATE TABLE ${id(raw)} AS SELECT * FROM (VALUES ${join(rows)}) AS t(${join(columns)})`);
    const prepared = await prepareRecords(engine, { raw, attributes, country, relation });
    return { prepared, rows: await engine.rows(sql`SELECT * FROM ${id(relation)} ORDER BY node`) };
  };
  return {
    engine,
    prepare,
    see: async (roles, a, b, { among = [], country = "US" } = {}) => {
      const { prepared } = await prepare(roles, [a, b, ...among], country);
      // How rare a value is, the core adds; here it is all the same.
      const frequencies = new Set(prepared.comparisons.flatMap(({ levels }) => levels.flatMap(({ frequency }) => frequency ?? [])));
      const records = sql`(SELECT *${join(
        [...frequencies].map((column) => sql`, 0 AS ${id(`rarity ${column}`)}`),
        "",
      )} FROM ${id(prepared.relation)})`;
      const seen = async (l: number, r: number): Promise<Record<string, string>> => {
        const [row] = await engine.rows<{ pattern: string }>(
          comparePairs(prepared.comparisons, sql`${records} AS l JOIN ${records} AS r ON l.node = ${l} AND r.node = ${r}`, [
            { name: "l", value: sql`l.node` },
          ]),
        );
        const levels = levelsOf(Number(row?.pattern), prepared.comparisons);
        return Object.fromEntries(
          prepared.comparisons.map((comparison, at) => [comparison.name, levelLabels(comparison)[levels[at] as number] as string]),
        );
      };
      const [there, back] = [await seen(0, 1), await seen(1, 0)];
      if (JSON.stringify(there) !== JSON.stringify(back)) throw new Error(`a comparison has a side: ${JSON.stringify([there, back])}`);
      return there;
    },
    close: async () => {
      await engine.close();
      await rm(spill, { recursive: true, force: true });
    },
  };
}

/** What people and machines write where a value is expected. */
export const HOSTILE: readonly (string | null)[] = [
  null,
  "",
  " ",
  "x".repeat(5000),
  "word ".repeat(300),
  "אבי כהן",
  "محمد بن سلمان",
  "\u202Eevil\u202C \u200F",
  "株式会社トヨタ自動車",
  "김철수",
  "สมชาย",
  "राम कुमार",
  "😀👩‍👩‍👧‍👦",
  `O'Brien "Bob" \\ ; DROP TABLE x; --`,
  "\t\n\r\u0001\u001f\u007f",
  "%_*?[]()+.^$|{}",
  "e\u0301\u0302\u0303".repeat(50),
  "0000000000",
  "-0050-01-0",
  "null",
  "１２３　ＡＢＣ",
];
