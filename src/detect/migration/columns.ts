import type { Field } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { insertSigns } from "../signs.ts";
import { chanceOfSplit, SIGNIFICANT } from "./chance.ts";
import { turnOf, type ColumnTurn } from "./column-change.ts";
import { detailOf, momentOf, placeOf, type Looked } from "./dataset.ts";
import { daysApart, isSeasonal, shareOf, sumOf, type ColumnOutcome, type DayFill, type Filled } from "./fill.ts";
import { explainedByMix, groupFields, unitsSay, type UnitsSay } from "./strata.ts";

/** What is empty must be so many days long: what is filled in later would seem to have stopped, and a beginning needs a while to get going. */
const LASTING = 30;
/** Odds of an accident among closed records alone, of which one column and day are asked. */
const LATE = 1e-3;
/** Units of fewer records tell nothing of their own; of more units than these, the largest are looked at. */
const UNIT = { records: 40, most: 200 } as const;
/** A unit takes part in a change when it has so many records on each side. */
const BOTH_SIDES = 10;
/** When so many of the columns, and more than so large a share, change on one day, it is the dataset that begins or ends. */
const TOGETHER = { columns: 3, share: 0.8 } as const;

/** A change of a column that was found. `unit` undefined: in the whole dataset. */
export interface ColumnChange {
  readonly field: string;
  readonly outcome: ColumnOutcome;
  readonly unit: string | undefined;
  readonly change: ColumnTurn;
}

interface Cells {
  readonly relation: string;
  readonly clock: Sql;
  readonly fields: readonly Field[];
  /** How many days after the record's own day a field may be filled in: for 95 % of the records, that of its time, or of the latest thing that happens to a record. */
  readonly lags: ReadonlyMap<string, number>;
}

/** Columns that are filled up to a day and not from then on, or the other way about. Gives what it told. */
export async function findColumnChanges(looked: Looked): Promise<ColumnChange[]> {
  const { engine, dataset, names } = looked;
  const [clock] = looked.clocks;
  const own = new Set([...dataset.key, dataset.created, dataset.time, dataset.unit]);
  const fields = dataset.fields.filter(({ name, from }) => "column" in from && !own.has(name));
  if (clock === undefined || fields.length === 0) return [];
  const cells: Cells = { relation: `${names.prefix} fill`, clock, fields, lags: await lagsOf(looked, clock, fields) };
  await engine.run(createCells(looked, cells));
  const whole = (await changesIn(looked, cells, undefined)).filter(({ units }) => units !== "none");
  const told = whole.filter(({ units }) => units === "whole");
  const rest = fields.filter(({ name }) => !told.some(({ field }) => field === name));
  const units = await unitsOf(looked, cells);
  for (const unit of rest.length === 0 || units.length < 2 ? [] : units) {
    const here = await changesIn(looked, cells, unit, units.length);
    told.push(...here.filter(({ field }) => rest.some(({ name }) => name === field)));
  }
  // Some units had it never, and the others are too small to tell of each.
  told.push(...whole.filter(({ field }) => !told.some((one) => one.field === field)));
  await engine.run(sql`DROP TABLE ${id(cells.relation)}`);
  const sure = await unexplained(looked, cells, told);
  for (const one of sure) await tell(looked, one);
  return sure;
}

/** Those that no change of mix explains. */
async function unexplained(looked: Looked, { clock }: Cells, found: readonly ColumnChange[]): Promise<ColumnChange[]> {
  if (found.length === 0) return [];
  const groups = await groupFields(looked);
  const sure: ColumnChange[] = [];
  for (const one of found) if (!(await explainedByMix(looked, clock, groups, { ...one, turn: one.change }))) sure.push(one);
  return sure;
}

async function lagsOf(
  { engine, dialect, dataset, set }: Looked,
  clock: Sql,
  fields: readonly Field[],
): Promise<ReadonlyMap<string, number>> {
  const times = fields.filter(({ type }) => type === "date" || type === "timestamp");
  if (times.length === 0) return new Map();
  const measures = times.map(
    ({ name }, place) =>
      sql`${dialect.quantiles(dialect.daysBetween(clock, sql`CAST(${id(name)} AS DATE)`), ["0.95"])}[1] AS ${id(`lag${place}`)}`,
  );
  const [row] = await engine.rows(sql`SELECT ${join(measures)} FROM ${id(set.relation)}`);
  const lags = new Map(times.map(({ name }, place) => [name, Number(row?.[`lag${place}`] ?? 0)]));
  const events = Object.entries(dataset.times).flatMap(([event, name]) => (event === "modified" ? [] : [lags.get(name) ?? 0]));
  const latest = Math.max(0, ...events);
  return new Map(fields.map(({ name }) => [name, Math.max(latest, lags.get(name) ?? 0)]));
}

/** unit VARCHAR (`''` without one), day DATE, n0 and s0: records and settled (not open) ones; then n1, s1 … those that have the first field, and so on. */
function createCells({ set, open }: Looked, { relation, clock, fields }: Cells): Sql {
  const settled = open === undefined ? sql`TRUE` : sql`NOT ${open}`;
  const has = fields.map(({ name }, place) => sql`${id(name)} IS NOT NULL AS ${id(`f${place + 1}`)}`);
  const counts = fields.flatMap((_, place) => {
    const filled = id(`f${place + 1}`);
    return [
      sql`count(CASE WHEN ${filled} THEN 1 END) AS ${id(`n${place + 1}`)}`,
      sql`count(CASE WHEN ${filled} AND settled THEN 1 END) AS ${id(`s${place + 1}`)}`,
    ];
  });
  return sql`CREATE TABLE ${id(relation)} AS
SELECT unit, day, count(*) AS n0, count(CASE WHEN settled THEN 1 END) AS s0, ${join(counts)} FROM (
  SELECT coalesce(_unit, '') AS unit, ${clock} AS day, ${settled} AS settled, ${join(has)} FROM ${id(set.relation)} WHERE NOT _deleted
) AS read WHERE day IS NOT NULL GROUP BY unit, day`;
}

async function unitsOf({ engine }: Looked, { relation }: Cells): Promise<string[]> {
  const rows = await engine.rows<{ unit: string }>(
    sql`SELECT unit FROM ${id(relation)} GROUP BY unit HAVING sum(n0) >= ${UNIT.records} ORDER BY sum(n0) DESC, unit LIMIT ${UNIT.most}`,
  );
  return rows.map(({ unit }) => unit);
}

type Judged = ColumnChange & { readonly units: UnitsSay };

async function changesIn(looked: Looked, cells: Cells, unit: string | undefined, comparisons = 1): Promise<Judged[]> {
  const places = cells.fields.map((_, place) => place + 1);
  const sums = [0, ...places].flatMap((place) => [`n${place}`, `s${place}`]).map((name) => sql`sum(${id(name)}) AS ${id(name)}`);
  const where = unit === undefined ? sql`TRUE` : sql`unit = ${unit}`;
  const rows = await looked.engine.rows(
    sql`SELECT CAST(day AS VARCHAR) AS day, ${join(sums)} FROM ${id(cells.relation)} WHERE ${where} GROUP BY day ORDER BY day`,
  );
  const daysOf = (kind: "n" | "s", place: number): DayFill[] =>
    rows.map((row) => ({ day: String(row["day"]), records: Number(row[`${kind}0`]), filled: Number(row[`${kind}${place}`]) }));
  const [first, last] = [String(rows[0]?.["day"]), String(rows.at(-1)?.["day"])];
  const found: Judged[] = [];
  let used = 0;
  for (const [index, { name }] of cells.fields.entries()) {
    const days = daysOf("n", index + 1);
    if (days.some(({ filled }) => filled > 0)) used += 1;
    for (const outcome of ["column-stopped", "column-started"] as const) {
      const change = turnOf(days, outcome);
      if (change === undefined || change.chance * cells.fields.length * comparisons >= SIGNIFICANT || isSeasonal(days, change)) continue;
      if (outcome === "column-started" && daysApart(first, change.day) < LASTING) continue;
      if (outcome === "column-stopped") {
        if (daysApart(change.day, last) < Math.max(LASTING, cells.lags.get(name) ?? 0)) continue;
        if (mayBeLate(daysOf("s", index + 1), days, change.day)) continue;
      }
      const units = unit === undefined ? await askUnits(looked, cells, index + 1, change.day, outcome) : "whole";
      found.push({ field: name, outcome, unit: unit === "" ? undefined : unit, change, units });
    }
  }
  return found.filter(({ outcome, change }) => {
    const together = found.filter((other) => other.outcome === outcome && other.change.from <= change.to && other.change.to >= change.from);
    return together.length < TOGETHER.columns || together.length <= TOGETHER.share * used;
  });
}

/** May the column be one that is filled in when a record ends, and the later records merely be open yet? */
function mayBeLate(settled: readonly DayFill[], all: readonly DayFill[], day: string): boolean {
  const early = (days: readonly DayFill[]): Filled => sumOf(days.filter((one) => one.day < day));
  const late = (days: readonly DayFill[]): Filled => sumOf(days.filter((one) => one.day >= day));
  const [before, after] = [early(settled), late(settled)];
  const every = early(all);
  const open: Filled = { records: every.records - before.records, filled: every.filled - before.filled };
  // Where closed records lack it, too, or open ones had it before, it does not wait for their end.
  if (isRarer(after, before) || isRarer(late(all), open)) return false;
  // Where nearly all are open all the time, that tells nothing.
  const told = Math.min(before.records, after.records) >= BOTH_SIDES;
  return told || open.records < Math.max(BOTH_SIDES, every.records / 2);
}

/** Is one side filled more seldom than the other, by more than accident? */
function isRarer(side: Filled, than: Filled): boolean {
  const table = {
    firstBefore: than.filled,
    firstAfter: side.filled,
    secondBefore: than.records - than.filled,
    secondAfter: side.records - side.filled,
  };
  return Math.min(side.records, than.records) >= BOTH_SIDES && shareOf(side) < shareOf(than) && chanceOfSplit(table, 1) < LATE;
}

/** Does the change hold within the units that have records on both sides? Else one unit ended and another began. */
async function askUnits({ engine }: Looked, { relation }: Cells, place: number, day: string, outcome: ColumnOutcome): Promise<UnitsSay> {
  const [early, field] = [sql`day < CAST(${day} AS DATE)`, id(`n${place}`)];
  const sum = (value: Sql, condition: Sql): Sql => sql`sum(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;
  const rows = await engine.rows(
    sql`SELECT * FROM (
  SELECT unit, ${sum(sql`n0`, early)} AS nb, ${sum(field, early)} AS fb, ${sum(sql`n0`, sql`NOT ${early}`)} AS na, ${sum(field, sql`NOT ${early}`)} AS fa
  FROM ${id(relation)} GROUP BY unit
) AS units WHERE ${and([sql`nb >= ${BOTH_SIDES}`, sql`na >= ${BOTH_SIDES}`])} ORDER BY unit`,
  );
  const units = rows.map((row) => ({
    before: { records: Number(row["nb"]), filled: Number(row["fb"]) },
    after: { records: Number(row["na"]), filled: Number(row["fa"]) },
  }));
  return unitsSay(units, outcome);
}

async function tell(looked: Looked, { field, outcome, unit, change }: ColumnChange): Promise<void> {
  const { engine, dialect, dataset, names } = looked;
  const { before, after, day } = change;
  const lacking = outcome === "column-stopped" ? after : before;
  const percent = (side: Filled): string => `${(100 * shareOf(side)).toFixed(1)} %`;
  await engine.run(
    insertSigns(
      names.signs,
      { kind: "migration-residue", outcome, subject: { type: "field", id: `${dataset.id}.${field}` } },
      {
        dataset: sql`${dataset.id}`,
        // Tells the signs of two units of one field apart.
        ...(unit === undefined ? {} : { otherKey: sql`${unit}`, unit: sql`${unit}` }),
        field: sql`${field}`,
        from: momentOf(day, looked),
        date: sql`${day}`,
        records: sql`${lacking.records - lacking.filled}`,
        detail: detailOf({
          ...placeOf(looked),
          before: before.records,
          after: after.records,
          filledBefore: percent(before),
          filledAfter: percent(after),
          cutover: day,
        }),
      },
      sql`(SELECT 1 AS one) AS one`,
      dialect,
    ),
  );
}
