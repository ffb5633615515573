import type { Field } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { insertSigns } from "../signs.ts";
import { chanceOfSplit, SIGNIFICANT } from "./chance.ts";
import { detailOf, momentOf, placeOf, type Looked } from "./dataset.ts";
import { acquiredInWords, acquiredShares, isBroughtAlong, type AcquiredShare } from "./acquired.ts";
import { isEmpty, isFull } from "./fill.ts";
import { useOf } from "./in-use.ts";
import type { IdFormat } from "./patterns.ts";
import { discoverFormats, idFields } from "./shapes.ts";
import { bestSplit, type DayCount, type Split } from "./split.ts";

/** A format counts when it has at least so much of a column, or of a unit's records, and so many records. */
const FORMAT = { share: 0.05, records: 20 } as const;
/** So much lies on its own side of the cutover: of all, and of each format. */
const ACCURACY = { all: 0.98, each: 0.9 } as const;
/** A unit holds both formats when each has at least so much of what it holds. */
const MIXED = 0.05;
/** So many records of an acquired company must have the new format. */
const FEW = 5;

/** A change of format that was found. `unit` undefined: in all units that have both. */
export interface FormatChange {
  readonly field: string;
  readonly old: IdFormat;
  readonly fresh: IdFormat;
  readonly unit: string | undefined;
  readonly day: string;
}

interface Cells {
  /** unit VARCHAR (`''` without one), day DATE, format INTEGER, records BIGINT. */
  readonly relation: string;
  readonly formats: readonly IdFormat[];
}

/** Two id formats in one field that a day parts. Gives the changes it told, so that others know the cutovers. */
export async function findIdFormats(looked: Looked): Promise<FormatChange[]> {
  const fields = await idFields(looked);
  const changes: FormatChange[] = [];
  for (const field of fields) changes.push(...(await changesOf(looked, field, fields.length)));
  return changes;
}

async function changesOf(looked: Looked, field: Field, fields: number): Promise<FormatChange[]> {
  const formats = await discoverFormats(looked, field);
  if (formats.length < 2) return [];
  let found: readonly Found[] = [];
  let declared: readonly Found[] = [];
  for (const clock of looked.clocks) {
    const cells = { relation: `${looked.names.prefix} formats`, formats: formats.slice(0, 20) };
    await looked.engine.run(createCells(looked, field, clock, cells));
    const here = await splitsOf(looked, cells, fields * looked.clocks.length);
    if (clock === looked.clocks[0]) declared = await splitsOfAcquired(looked, cells);
    await looked.engine.run(sql`DROP TABLE ${id(cells.relation)}`);
    if (sure(here) > sure(found)) found = here;
  }
  const known = ({ old, unit }: Found): boolean =>
    found.some((one) => one.old.pattern === old.pattern && (one.unit === undefined || one.unit === unit));
  const all = [...found, ...declared.filter((one) => !known(one))];
  for (const one of all) await tell(looked, field, one, declared);
  return all.map(({ old, fresh, unit, split }) => ({ field: field.name, old, fresh, unit, day: split.day }));
}

interface Found {
  readonly old: IdFormat;
  readonly fresh: IdFormat;
  readonly unit: string | undefined;
  readonly split: Split;
}

/** More records on their own side of a cutover are a surer clock. */
function sure(found: readonly Found[]): number {
  return found.reduce((sum, { split }) => sum + split.oldBefore + split.freshAfter, 0);
}

function createCells({ set, dialect }: Looked, field: Field, clock: Sql, { relation, formats }: Cells): Sql {
  const cases = formats.map(({ regex }, place) => sql`WHEN ${dialect.matches(id(field.name), regex)} THEN ${place}`);
  return sql`CREATE TABLE ${id(relation)} AS
SELECT unit, day, format, count(*) AS records FROM (
  SELECT coalesce(_unit, '') AS unit, ${clock} AS day, CAST(CASE ${join(cases, " ")} END AS INTEGER) AS format
  FROM ${id(set.relation)} WHERE ${id(field.name)} IS NOT NULL
) AS read WHERE day IS NOT NULL AND format IS NOT NULL GROUP BY unit, day, format`;
}

async function splitsOf(looked: Looked, cells: Cells, fields: number): Promise<Found[]> {
  const totals = await looked.engine.rows<{ unit: string; format: number; records: string }>(
    sql`SELECT unit, format, sum(records) AS records FROM ${id(cells.relation)} GROUP BY unit, format ORDER BY unit, format`,
  );
  const ofUnit = new Map<string, number>();
  const counts = new Map<number, Map<string, number>>();
  for (const { unit, format, records } of totals) {
    const units = counts.get(Number(format)) ?? new Map<string, number>();
    counts.set(Number(format), units.set(unit, Number(records)));
    ofUnit.set(unit, (ofUnit.get(unit) ?? 0) + Number(records));
  }
  const all = sumOf(ofUnit);
  const isBigIn = ([unit, records]: readonly [string, number]): boolean => isBig(records, ofUnit.get(unit) ?? 0);
  const big = [...counts].filter(([, units]) => isBig(sumOf(units), all) || [...units].some(isBigIn)).map(([format]) => format);
  const pairs = big.flatMap((a) => big.filter((b) => b > a).map((b) => [a, b] as const));
  const found: (Found & { readonly pair: readonly [number, number] })[] = [];
  for (const pair of pairs) {
    const [a, b] = pair.map((format) => counts.get(format) as Map<string, number>) as [Map<string, number>, Map<string, number>];
    const mixed = [...a.keys()].filter((unit) => {
      const [left, right] = [a.get(unit) ?? 0, b.get(unit) ?? 0];
      return Math.min(left, right) >= Math.max(2, MIXED * (left + right));
    });
    const comparisons = fields * pairs.length;
    const whole = await splitOf(looked, cells, pair, mixed, comparisons);
    const tested = whole === undefined && mixed.length > 1 ? mixed.map((unit) => [unit]) : [];
    const splits = whole === undefined ? [] : [{ ...whole, units: mixed }];
    // One unit alone has both formats: is it the one that changed, or merely the one that was there before and after?
    const everywhere =
      whole === undefined || mixed.length !== 1
        ? undefined
        : await splitOf(looked, cells, pair, [...new Set([...a.keys(), ...b.keys()])], comparisons);
    for (const units of tested) {
      const split = await splitOf(looked, cells, pair, units, comparisons * mixed.length);
      if (split !== undefined) splits.push({ ...split, units });
    }
    for (const { split, flipped, units } of splits) {
      const [old, fresh] = flipped ? [pair[1], pair[0]] : pair;
      const unit = units.length === 1 && units[0] !== "" && everywhere === undefined ? units[0] : undefined;
      found.push({ old: cells.formats[old] as IdFormat, fresh: cells.formats[fresh] as IdFormat, unit, split, pair: [old, fresh] });
    }
  }
  // Of three formats one after another, the first and the last follow from the two steps.
  return found.filter(
    ({ pair: [from, to], unit }) =>
      !found.some(
        (step) =>
          step.unit === unit &&
          step.pair[0] === from &&
          found.some((then) => then.unit === unit && then.pair[0] === step.pair[1] && then.pair[1] === to),
      ),
  );
}

function isBig(records: number, all: number): boolean {
  return records >= FORMAT.records && records >= FORMAT.share * all;
}

function sumOf(units: ReadonlyMap<string, number>): number {
  return [...units.values()].reduce((sum, records) => sum + records, 0);
}

/** Formats that an acquired company had before it was acquired (or brought along) and no other unit has, where it has another one, too, since then. */
async function splitsOfAcquired(looked: Looked, { relation, formats }: Cells): Promise<Found[]> {
  const found: Found[] = [];
  for (const [place, old] of formats.entries()) {
    for (const share of await acquiredShares(looked, relation, sql`format = ${place}`)) {
      const { unit, day, before, after, others } = share;
      const had = before.records >= FORMAT.records && isFull(before) && others.records >= FORMAT.records && isEmpty(others);
      const brought = after.filled >= FORMAT.records && isBroughtAlong(share, formats.length);
      if (!(had || brought) || after.records - after.filled < FEW) continue;
      const [fresh] = await looked.engine.rows<{ format: number }>(
        sql`SELECT format FROM ${id(relation)} WHERE ${and([sql`unit = ${unit}`, sql`day >= CAST(${day} AS DATE)`, sql`format <> ${place}`])}
GROUP BY format ORDER BY sum(records) DESC, format LIMIT 1`,
      );
      const ahead = { freshBefore: before.records - before.filled, freshAfter: after.records - after.filled };
      const right = (before.filled + ahead.freshAfter) / (before.records + after.records);
      const split = { day, accuracy: right, oldBefore: before.filled, oldAfter: after.filled, ...ahead, days: 0 };
      found.push({ old, fresh: formats[Number(fresh?.format)] as IdFormat, unit, split });
    }
  }
  return found;
}

async function splitOf(
  { engine }: Looked,
  { relation }: Cells,
  [a, b]: readonly [number, number],
  units: readonly string[],
  comparisons: number,
): Promise<{ split: Split; flipped: boolean } | undefined> {
  if (units.length === 0) return undefined;
  const rows = await engine.rows<{ day: string; a: string; b: string }>(
    sql`SELECT CAST(day AS VARCHAR) AS day, sum(CASE WHEN format = ${a} THEN records ELSE 0 END) AS a, sum(CASE WHEN format = ${b} THEN records ELSE 0 END) AS b
FROM ${id(relation)} WHERE ${and([sql`format IN (${a}, ${b})`, sql`unit IN (${join(units.map((unit) => sql`${unit}`))})`])} GROUP BY day ORDER BY day`,
  );
  const days = rows.map((row) => ({ day: row.day, old: Number(row.a), fresh: Number(row.b) }));
  const turned = days.map(({ day, old, fresh }): DayCount => ({ day, old: fresh, fresh: old }));
  const ways = [days, turned].map((way, place) => ({ split: bestSplit(way), flipped: place === 1 }));
  const good = ways.filter((way): way is { split: Split; flipped: boolean } => way.split !== undefined && parts(way.split, comparisons));
  return good.toSorted((one, other) => other.split.accuracy - one.split.accuracy)[0];
}

function parts({ accuracy, oldBefore, oldAfter, freshBefore, freshAfter, days }: Split, comparisons: number): boolean {
  const [old, fresh] = [oldBefore + oldAfter, freshBefore + freshAfter];
  if (Math.min(old, fresh) < FORMAT.records || accuracy < ACCURACY.all) return false;
  if (oldBefore < ACCURACY.each * old || freshAfter < ACCURACY.each * fresh) return false;
  const table = { firstBefore: oldBefore, firstAfter: oldAfter, secondBefore: freshBefore, secondAfter: freshAfter };
  return chanceOfSplit(table, 2 * days * comparisons) < SIGNIFICANT;
}

async function tell(looked: Looked, field: Field, { old, fresh, unit, split }: Found, declared: readonly Found[]): Promise<void> {
  const { engine, dialect, dataset, names } = looked;
  const inUnit = unit === undefined ? [] : [sql`_unit = ${unit}`];
  const use = await useOf(looked, field.name, and([dialect.matches(id(field.name), old.regex), ...inUnit]), split.day);
  const detail = detailOf({
    ...placeOf(looked),
    old: split.oldBefore + split.oldAfter,
    oldAfter: split.oldAfter,
    new: split.freshBefore + split.freshAfter,
    newBefore: split.freshBefore,
    inUse: use.inUse ?? "unknown",
    accuracy: split.accuracy.toFixed(4),
    cutover: split.day,
    acquired: acquiredInWords(declared.filter((one) => one.old === old).map((one) => sharesIn(one))),
  });
  await engine.run(
    insertSigns(
      names.signs,
      { kind: "migration-residue", outcome: "two-id-formats", subject: { type: "field", id: `${dataset.id}.${field.name}` } },
      {
        dataset: sql`${dataset.id}`,
        // Tells the signs of two units of one field apart.
        ...(unit === undefined ? {} : { otherKey: sql`${unit}`, unit: sql`${unit}` }),
        field: sql`${field.name}`,
        value: sql`${old.pattern}`,
        otherValue: sql`${fresh.pattern}`,
        from: momentOf(split.day, looked),
        date: sql`${split.day}`,
        records: sql`${use.inUse === undefined || use.inUse === 0 ? use.records : use.inUse}`,
        detail,
      },
      sql`(SELECT 1 AS one) AS one`,
      dialect,
    ),
  );
}

function sharesIn({ unit, split }: Found): Pick<AcquiredShare, "unit" | "day" | "before" | "after"> {
  return {
    unit: unit ?? "",
    day: split.day,
    before: { records: split.oldBefore + split.freshBefore, filled: split.oldBefore },
    after: { records: split.oldAfter + split.freshAfter, filled: split.oldAfter },
  };
}
