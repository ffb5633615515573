import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { FindingSubject } from "../../model/index.ts";
import { insertSigns } from "../signs.ts";
import { count, create, drop, setOf, type End, type Plan } from "./plan.ts";
import { columnOf, foldedText, meetingType, type Compared } from "./values.ts";
import { wilson } from "./wilson.ts";
import { wordConflicts, type Cell, type WordConflict } from "./word-map.ts";

/** More different texts than these are no vocabulary, however they are folded. */
const MOST_TEXTS = 1000;

const AS_IT_STANDS = { tolerance: { kind: "exact", ignoreCase: false } } as const;

export interface WordsInput {
  readonly compared: Compared;
  readonly joined: string;
  /** The copies that differ: see `createApart`. */
  readonly apart: string;
  /** Is it a difference when `b` is empty? */
  readonly emptyCounts: boolean;
  readonly subject: FindingSubject;
  readonly detail: Readonly<Record<string, string>>;
}

/**
 * Adds a sign for each word that the two copies do not share.
 *
 * @returns the table of differences that are told thereby, `va` and `vb`; undefined: none
 */
export async function tellWords(plan: Plan, input: WordsInput, name: string): Promise<string | undefined> {
  const { compared, apart } = input;
  if (meetingType(plan, compared) !== "text") return undefined;
  if ((await count(plan, sql`${id(apart)} WHERE settled`)) === 0) return undefined;
  const records = await recordsOfFewTexts(plan, input);
  if (records === undefined) return undefined;
  const { cells, shown } = await cellsOf(plan, input);
  const conflicts = wordConflicts(cells, records, input.emptyCounts);
  if (conflicts.length === 0) return undefined;
  for (const conflict of conflicts) await tell(plan, input, conflict, shown);
  const told = conflicts.flatMap((conflict) => conflict.cells);
  const rows = told.map(({ a, b }) => sql`(CAST(${a} AS VARCHAR), CAST(${b} AS VARCHAR))`);
  return create(plan, `${name} words`, sql`SELECT * FROM (VALUES ${join(rows)}) AS t (va, vb)`);
}

function text(plan: Plan, { compared }: WordsInput, end: End): Sql {
  return sql`CAST(${id(end, columnOf(plan, compared, end))} AS VARCHAR)`;
}

function pairs(plan: Plan, { compared, joined }: WordsInput): Sql {
  const set = (end: End): Sql => id(setOf(plan, compared[end].dataset).relation);
  return sql`${id(joined)} AS j JOIN ${set("a")} AS a ON a._row = j.a_row JOIN ${set("b")} AS b ON b._row = j.b_row`;
}

/** How many records have a text, on each side; undefined: there are too many texts. */
async function recordsOfFewTexts(plan: Plan, input: WordsInput): Promise<{ readonly a: number; readonly b: number } | undefined> {
  const counts = (end: End): Sql => {
    const own = text(plan, input, end);
    return sql`count(DISTINCT ${own}) AS ${id(`${end}_texts`)}, count(DISTINCT CASE WHEN ${own} IS NOT NULL THEN ${id("j", `${end}_row`)} END) AS ${id(`${end}_records`)}`;
  };
  const [row] = await plan.engine.rows(sql`SELECT ${counts("a")}, ${counts("b")} FROM ${pairs(plan, input)}`);
  if (row === undefined || Number(row["a_texts"]) > MOST_TEXTS || Number(row["b_texts"]) > MOST_TEXTS) return undefined;
  return { a: Number(row["a_records"]), b: Number(row["b_records"]) };
}

/** How often the words stand beside each other, but for changes that are still within the agreed time. */
async function cellsOf(plan: Plan, input: WordsInput): Promise<{ readonly cells: readonly Cell[]; readonly shown: Shown }> {
  const [a, b] = [text(plan, input, "a"), text(plan, input, "b")];
  const table = await create(
    plan,
    "cells",
    sql`SELECT va, vb, min(sa) AS sa, min(sb) AS sb, sum(n) AS n FROM (
  SELECT ${foldedText(plan, input.compared, sql`c.ta`)} AS va, ${foldedText(plan, input.compared, sql`c.tb`)} AS vb,
    ${foldedText(plan, AS_IT_STANDS, sql`c.ta`)} AS sa, ${foldedText(plan, AS_IT_STANDS, sql`c.tb`)} AS sb, n
  FROM (SELECT ${a} AS ta, ${b} AS tb, count(*) AS n FROM ${pairs(plan, input)} GROUP BY ${a}, ${b}) AS c
  UNION ALL SELECT va, vb, NULL, NULL, -count(*) FROM ${id(input.apart)} WHERE NOT settled GROUP BY va, vb
) AS cells GROUP BY va, vb`,
  );
  const rows = await plan.engine.rows<{ va: string | null; vb: string | null; sa: string | null; sb: string | null; n: string }>(
    sql`SELECT va, vb, sa, sb, CAST(n AS BIGINT) AS n FROM ${id(table)} WHERE n > 0 ORDER BY va, vb`,
  );
  await drop(plan, table);
  const shown: Shown = { a: new Map(), b: new Map() };
  for (const { va, vb, sa, sb } of rows) {
    if (va !== null && !shown.a.has(va)) shown.a.set(va, sa ?? va);
    if (vb !== null && !shown.b.has(vb)) shown.b.set(vb, sb ?? vb);
  }
  return { cells: rows.map(({ va, vb, n }) => ({ a: va, b: vb, records: Number(n) })), shown };
}

/** A word as it is compared → as it stands. */
type Shown = Readonly<Record<End, Map<string, string>>>;

async function tell(plan: Plan, { compared, subject, detail }: WordsInput, conflict: WordConflict, shown: Shown): Promise<void> {
  const { both, of } = conflict;
  const share = (all: number): string => (all === 0 ? 0 : both / all).toFixed(4);
  const sure = Math.min(...of.map((all) => (all === 0 ? 0 : wilson(both, all).low)));
  const texts = {
    ...detail,
    mapping: conflict.mapping,
    both: String(both),
    mapsOf: String(of[0]),
    mapsBackOf: String(of[1]),
    mapsShare: share(of[0]),
    mapsBackShare: share(of[1]),
    mapsSurely: sure.toFixed(4),
  };
  const { a, b } = compared;
  const words = (end: End): Sql => {
    const texts = conflict[end].map((word) => shown[end].get(word) ?? word);
    return sql`${texts.length === 0 ? null : texts.join("; ")}`;
  };
  const columns = {
    dataset: sql`${a.dataset}`,
    otherDataset: sql`${b.dataset}`,
    field: sql`${a.field}`,
    value: words("a"),
    otherValue: words("b"),
    records: sql`${conflict.records}`,
    detail: sql`${JSON.stringify(texts)}`,
  };
  const head = { kind: "source-of-truth-conflict", outcome: "value-sets-differ", subject } as const;
  await plan.engine.run(insertSigns(plan.names.signs, head, columns, sql`(SELECT 1 AS one) AS one`, plan.dialect));
}
