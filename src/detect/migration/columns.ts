import type { Field } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { insertSigns } from "../signs.ts";
import { SIGNIFICANT } from "./chance.ts";
import { detailOf, momentOf, placeOf, type Looked } from "./dataset.ts";
import {
  changeOf,
  daysApart,
  directionOf,
  isEmpty,
  isFull,
  isSeasonal,
  shareOf,
  sumOf,
  type DayFill,
  type Filled,
  type FillChange,
} from "./fill.ts";

/** The present must be so old: what is filled in later would seem to have stopped. */
const LASTING = 30;
/** Units of fewer records tell nothing of their own; of more units than these, the largest are looked at. */
const UNIT = { records: 40, most: 200 } as const;
/** A unit takes part in a change when it has so many records on each side. */
const BOTH_SIDES = 10;
/** When so many of the columns, and more than so large a share, change on one day, it is the dataset that begins or ends. */
const TOGETHER = { columns: 3, share: 0.8 } as const;

/** A change of a column that was found. `unit` undefined: in the whole dataset. */
export interface ColumnChange {
  readonly field: string;
  readonly outcome: "column-stopped" | "column-started";
  readonly unit: string | undefined;
  readonly change: FillChange;
}

interface Cells {
  readonly relation: string;
  readonly fields: readonly Field[];
  /** How many days after the record's own day a time field is filled in, for 95 % of the records. */
  readonly lags: ReadonlyMap<string, number>;
}

/** Columns that are filled up to a day and not from then on, or the other way about. Gives what it told. */
export async function findColumnChanges(looked: Looked): Promise<ColumnChange[]> {
  const { engine, dataset, names } = looked;
  const [clock] = looked.clocks;
  const own = new Set([...dataset.key, dataset.created, dataset.time, dataset.unit]);
  const fields = dataset.fields.filter(({ name, from }) => "column" in from && !own.has(name));
  if (clock === undefined || fields.length === 0) return [];
  const cells: Cells = { relation: `${names.prefix} fill`, fields, lags: await lagsOf(looked, clock, fields) };
  await engine.run(createCells(looked, clock, cells));
  const whole = await changesIn(looked, cells, undefined);
  const told = whole.filter(({ unitsAgree }) => unitsAgree);
  const rest = fields.filter(({ name }) => !told.some(({ field }) => field === name));
  const units = await unitsOf(looked, cells);
  for (const unit of rest.length === 0 || units.length < 2 ? [] : units) {
    const here = await changesIn(looked, cells, unit, units.length);
    told.push(...here.filter(({ field }) => rest.some(({ name }) => name === field)));
  }
  await engine.run(sql`DROP TABLE ${id(cells.relation)}`);
  for (const one of told) await tell(looked, one);
  return told;
}

async function lagsOf({ engine, dialect, set }: Looked, clock: Sql, fields: readonly Field[]): Promise<ReadonlyMap<string, number>> {
  const times = fields.filter(({ type }) => type === "date" || type === "timestamp");
  if (times.length === 0) return new Map();
  const lags = times.map(
    ({ name }, place) =>
      sql`${dialect.quantiles(dialect.daysBetween(clock, sql`CAST(${id(name)} AS DATE)`), ["0.95"])}[1] AS ${id(`lag${place}`)}`,
  );
  const [row] = await engine.rows(sql`SELECT ${join(lags)} FROM ${id(set.relation)}`);
  return new Map(times.map(({ name }, place) => [name, Number(row?.[`lag${place}`] ?? 0)]));
}

/** unit VARCHAR (`''` without one), day DATE, n0 and s0: records and settled (not open) ones; then n1, s1 … those that have the first field, and so on. */
function createCells({ set, open }: Looked, clock: Sql, { relation, fields }: Cells): Sql {
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

type Judged = ColumnChange & { readonly unitsAgree: boolean };

async function changesIn(looked: Looked, cells: Cells, unit: string | undefined, comparisons = 1): Promise<Judged[]> {
  const places = cells.fields.map((_, place) => place + 1);
  const sums = [0, ...places].flatMap((place) => [`n${place}`, `s${place}`]).map((name) => sql`sum(${id(name)}) AS ${id(name)}`);
  const where = unit === undefined ? sql`TRUE` : sql`unit = ${unit}`;
  const rows = await looked.engine.rows(
    sql`SELECT CAST(day AS VARCHAR) AS day, ${join(sums)} FROM ${id(cells.relation)} WHERE ${where} GROUP BY day ORDER BY day`,
  );
  const daysOf = (kind: "n" | "s", place: number): DayFill[] =>
    rows.map((row) => ({ day: String(row["day"]), records: Number(row[`${kind}0`]), filled: Number(row[`${kind}${place}`]) }));
  const last = String(rows.at(-1)?.["day"]);
  const found: Judged[] = [];
  let used = 0;
  for (const [index, { name }] of cells.fields.entries()) {
    const days = daysOf("n", index + 1);
    if (days.some(({ filled }) => filled > 0)) used += 1;
    const change = changeOf(days);
    const outcome = change === undefined ? undefined : directionOf(change.before, change.after);
    if (change === undefined || outcome === undefined) continue;
    if (change.chance * cells.fields.length * comparisons >= SIGNIFICANT || isSeasonal(days, change)) continue;
    if (outcome === "column-stopped") {
      if (daysApart(change.day, last) < Math.max(LASTING, cells.lags.get(name) ?? 0) || mayBeLate(daysOf("s", index + 1), days, change.day))
        continue;
    }
    const unitsAgree = unit !== undefined || (await agreeOf(looked, cells, index + 1, change.day, outcome));
    found.push({ field: name, outcome, unit: unit === "" ? undefined : unit, change, unitsAgree });
  }
  return found.filter(({ outcome, change }) => {
    const together = found.filter((other) => other.outcome === outcome && other.change.day === change.day).length;
    return together < TOGETHER.columns || together <= TOGETHER.share * used;
  });
}

/** May the column be one that is filled in when a record ends, and the later records merely be open yet? */
function mayBeLate(settled: readonly DayFill[], all: readonly DayFill[], day: string): boolean {
  const early = (days: readonly DayFill[]): Filled => sumOf(days.filter((one) => one.day < day));
  const [before, after] = [early(settled), sumOf(settled.filter((one) => one.day >= day))];
  if (after.records >= BOTH_SIDES) return !isEmpty(after) || !isFull(before);
  const every = early(all);
  const open: Filled = { records: every.records - before.records, filled: every.filled - before.filled };
  // Where open records had a value before, it does not wait for their end.
  return open.records < Math.max(BOTH_SIDES, every.records / 2) && (open.records < BOTH_SIDES || !isFull(open));
}

/** Does the change hold within the units that have records on both sides? Else one unit ended and another began. */
async function agreeOf({ engine }: Looked, { relation }: Cells, place: number, day: string, outcome: string): Promise<boolean> {
  const [early, field] = [sql`day < CAST(${day} AS DATE)`, id(`n${place}`)];
  const sum = (value: Sql, condition: Sql): Sql => sql`sum(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;
  const [row] = await engine.rows(
    sql`SELECT sum(nb) AS nb, sum(fb) AS fb, sum(na) AS na, sum(fa) AS fa FROM (
  SELECT ${sum(sql`n0`, early)} AS nb, ${sum(field, early)} AS fb, ${sum(sql`n0`, sql`NOT ${early}`)} AS na, ${sum(field, sql`NOT ${early}`)} AS fa
  FROM ${id(relation)} GROUP BY unit
) AS units WHERE ${and([sql`nb >= ${BOTH_SIDES}`, sql`na >= ${BOTH_SIDES}`])}`,
  );
  const side = (name: "b" | "a"): Filled => ({ records: Number(row?.[`n${name}`] ?? 0), filled: Number(row?.[`f${name}`] ?? 0) });
  return directionOf(side("b"), side("a")) === outcome;
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
