import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { AttributeRole, IdentityAttribute } from "../../src/model/index.ts";
import { BLOCKING_LIMITS, planBlocks } from "../../src/resolve/link/block.ts";
import { countFrequencies, rarities } from "../../src/resolve/link/frequencies.ts";
import { prepareRecords } from "../../src/resolve/prepare/index.ts";
import { isOneEditApart, likeness } from "../../src/resolve/prepare/pair.ts";
import { createRecords } from "../../src/resolve/link/records.ts";
import { comparePairs, rarityColumns } from "../../src/resolve/link/vectors.ts";
import { id, join, sql } from "../../src/sql/index.ts";
import { onceValue } from "../../src/resolve/link/once.ts";
import type { Sql } from "../../src/sql/index.ts";

let engine: Engine;
let spill: string;
beforeAll(async () => {
  spill = await mkdtemp(joinPath(tmpdir(), "tieout-test-"));
  engine = await openDuckdb({ threads: 2, memory: "1GiB", spill });
});
afterAll(async () => {
  await engine.close();
  await rm(spill, { recursive: true });
});

/** Numbers that look random and are the same in every run. */
function dice(): (below: number) => number {
  let state = 7;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

const roll = dice();
const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
const typo = (text: string): string => {
  const at = roll(text.length);
  const letter = pick([..."aeinstz", " ", "é", "ж", "1"]);
  return pick([
    text,
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2),
    text.slice(0, at + 1),
  ]);
};
const near = (list: readonly string[]): string | null => (roll(8) === 0 ? null : typo(typo(pick(list))));

const VALUES: Readonly<Record<AttributeRole, readonly string[]>> = {
  "first-name": ["Margaret", "Meg", "Ann", "M", "Жанна", "José", "Smith"],
  "last-name": ["Smith", "Smith Jones", "de la Garcia", "Garcia", "Иванова", "Margaret"],
  name: ["Hill Plumbing LLC", "Plumbing Hill", "Ann Smith", "General Motors Corporation", "GMC", "Margaret Smith"],
  date: ["1980-01-01", "1980-12-03", "03/12/1980", "1981", "1980-03-12T00:00:00"],
  email: ["annsmith@mail.example", "ann.smith+x@gmail.com", "info@hill-plumbing.example", "annsmiht@www.mail.example"],
  phone: ["202 555 0143", "(202) 456-1414", "+12024561414", "2024561441 ext. 3", "4561414"],
  postcode: ["12346-1234", "12346", "SW1A 1AA", "SW1A1AB"],
  address: ["12 Hill Street", "12 Hill St Apt 4", "14 Hill Street", "Mill Street 12"],
  place: ["Springfield", "Spring Field", "Clofield", "Москва"],
  "legacy-id": ["A-10042", "10042", "10024"],
  category: ["plumber", "plumbing", "x"],
  text: ["leaking pipe in the kitchen", "kitchen pipe leaking", "roof"],
  memo: ["invoice 4711 hill", "INV 4711", "payment smith"],
} as unknown as Readonly<Record<AttributeRole, readonly string[]>>;

test("records that hold hashes and guards show the same patterns and rarities as the prepared values", async () => {
  const attributes = Object.keys(VALUES).map((role): IdentityAttribute => ({
    name: role.replaceAll("-", "_"),
    role: role as AttributeRole,
  }));
  await engine.runInline(
    sql`CREATE TABLE raw (node BIGINT, source INTEGER, ${join(attributes.map(({ name }) => sql`${id(name)} VARCHAR`))})`,
  );
  const rows = Array.from({ length: 120 }, (_, node) => {
    const values = attributes.map(({ role }) => sql`${near(VALUES[role])}`);
    return sql`(${node}, 0, ${join(values)})`;
  });
  await engine.runInline(sql`INSERT INTO raw VALUES ${join(rows)}`);
  const prepared = await prepareRecords(engine, { raw: "raw", attributes, country: "US", relation: "prepared" });
  const frequencies = await countFrequencies(engine, prepared, "frequencies");
  const pairs = [{ left: 0, right: 0 }];
  const names = { prefix: "who", raw: "raw", attributes: attributes.map(({ name }) => name) };
  const blocking = await planBlocks(engine, prepared, pairs, 1, { limits: BLOCKING_LIMITS, declared: false }, names);
  const { joins, selected } = rarities(frequencies, rarityColumns(prepared.comparisons));
  await engine.runInline(sql`CREATE TABLE plain AS SELECT ${join([sql`n.*`, ...selected])} FROM prepared AS n${joins}`);
  const { comparisons } = await createRecords(engine, { prepared, blocking, frequencies, relation: "records" });
  const ends = [
    { name: "l", value: sql`l.node` },
    { name: "r", value: sql`r.node` },
  ];
  const half = Math.ceil(comparisons.length / 2);
  for (const [from, to] of [
    [0, half],
    [half, comparisons.length],
  ] as const) {
    const expected = comparePairs(prepared.comparisons.slice(from, to), sql`plain AS l JOIN plain AS r ON l.node < r.node`, ends);
    const found = comparePairs(comparisons.slice(from, to), sql`records AS l JOIN records AS r ON l.node < r.node`, ends);
    const [row] = await engine.rows(sql`SELECT count(*) AS pairs, count(DISTINCT pattern) AS patterns FROM (${found}) AS found`);
    expect(Number(row?.["pairs"])).toBe((120 * 119) / 2);
    expect(Number(row?.["patterns"])).toBeGreaterThan(100);
    expect(await engine.rows(sql`(${expected}) EXCEPT (${found})`)).toEqual([]);
  }
});

test("what refuses a pair before its texts are read refuses none that they would not", async () => {
  const words = ["margaret", "springfield", "annsmith99", "2024561414", "abcde", "hill street"];
  const rows = Array.from({ length: 250 }, () => sql`(${typo(typo(pick(words)))})`);
  await engine.runInline(sql`CREATE TABLE texts AS SELECT * FROM (VALUES ${join(rows)}) AS t(x) WHERE x <> ''`);
  const written = (piece: Sql): Sql => ({
    parts: piece.parts.flatMap((part): Sql["parts"] => {
      if (part.kind !== "id" || part.path.length !== 2) return [part];
      const [side, name] = part.path as [string, string];
      const once = onceValue(name);
      return once === undefined ? [part] : sql`(${once.of(id(side, once.column))})`.parts;
    }),
  });
  for (const least of [0.85, 0.88, 0.92]) {
    const { value } = likeness(engine.dialect, "jaro", "x", { text: "x", least });
    const plain = engine.dialect.jaroWinkler(sql`l.x`, sql`r.x`);
    const [row] =
      await engine.rows(sql`SELECT count(*) FILTER (WHERE (guarded >= ${least}) <> (plain >= ${least})) AS wrong, count(*) FILTER (WHERE guarded = 0 AND plain > 0) AS refused
FROM (SELECT ${written(value)} AS guarded, ${plain} AS plain FROM texts AS l, texts AS r WHERE strlen(l.x) = length(l.x) AND strlen(r.x) = length(r.x)) AS compared`);
    expect(Number(row?.["wrong"])).toBe(0);
    expect(Number(row?.["refused"])).toBeGreaterThan(1000);
  }
  for (const least of [4, 5, 8]) {
    const test = written(isOneEditApart(engine.dialect, "x", least));
    const plain = sql`length(l.x) >= ${least} AND length(r.x) >= ${least} AND ${engine.dialect.editDistance(sql`l.x`, sql`r.x`)} <= 1`;
    const [row] = await engine.rows(sql`SELECT count(*) FILTER (WHERE guarded <> plain) AS wrong, count(*) FILTER (WHERE guarded) AS found
FROM (SELECT ${test} AS guarded, ${plain} AS plain FROM texts AS l, texts AS r WHERE strlen(l.x) = length(l.x) AND strlen(r.x) = length(r.x)) AS compared`);
    expect(Number(row?.["wrong"])).toBe(0);
    expect(Number(row?.["found"])).toBeGreaterThan(300);
  }
});
