import type { Engine } from "../../engines/engine.ts";
import { money, type Dataset, type Metric, type MetricReading, type RecordSet } from "../../model/index.ts";
import { expressionWords, fieldsOf, id, join, sql, type Expression } from "../../sql/index.ts";
import { countsOf, dayOf, periodStart, valueOf } from "./contributions.ts";
import { leftOut } from "./left-out.ts";
import type { Reading } from "./reading.ts";
import { numberKey } from "./totals.ts";
import type { ToldNumber } from "./told.ts";

/** Another way to read a metric, and the numbers that it gives. */
export interface FoundReading {
  readonly reading: Reading;
  readonly said: MetricReading;
  /** By `numberKey`, decimal strings. */
  readonly totals: ReadonlyMap<string, string>;
}

/** A number that is told, beside what raw records give. */
export interface ToldBesideRaw {
  readonly told: ToldNumber;
  /** Decimal string. */
  readonly raw: string;
}

type Change = MetricReading["changes"][number];

/** A part of a reading, read otherwise; `change` is undefined where it is as declared. */
interface Choice<Part> {
  readonly part: Part;
  readonly change: Change | undefined;
}

/** A reading is believed when chance would give as much in one of so many tries: 10^3 over all that were tried. */
const ODDS = 3;
/** How many readings are told. */
const TOLD = 5;
/** Of numbers that differ a reading must give this share, and three, to be told where it does not give all. */
const MOST = 0.5;

/**
 * Which other readings of a metric give the numbers that a report tells, exactly:
 * another value, other records, another date, days in UTC, and every combination of
 * them; and the metric as declared without the records that have one word in a field.
 * The simplest first. A reading that breaks a number which ties is none.
 *
 * @param tolerance decimal string: what a told number may differ by
 */
export async function findReadings(
  engine: Engine,
  metric: Metric,
  set: RecordSet,
  declared: Reading,
  numbers: readonly ToldBesideRaw[],
  tolerance: string,
): Promise<readonly FoundReading[]> {
  const differing = numbers.filter(({ told, raw }) => money(told.value).minus(money(raw)).abs().greaterThan(money(tolerance)));
  if (differing.length === 0) return [];
  const choices = {
    values: valueChoices(declared, set.dataset),
    filters: filterChoices(declared),
    dates: dateChoices(declared, set.dataset),
  };
  const tried: FoundReading[] = [];
  for (const date of choices.dates) tried.push(...(await readingsBy(engine, metric, set, declared, { ...choices, date })));
  tried.push(...(await leftOut(engine, metric, set, declared)));
  const told = tried.map((one) => ({ one, judged: judge(one, numbers, differing, tolerance) }));
  const enough = ODDS + Math.log10(Math.max(1, tried.length));
  return told
    .filter(({ judged }) => judged.broken === 0 && judged.evidence >= enough)
    .filter(({ judged: { explains } }) => explains === differing.length || (explains >= 3 && explains >= MOST * differing.length))
    .toSorted((a, b) => b.judged.explains - a.judged.explains || a.one.said.changes.length - b.one.said.changes.length)
    .slice(0, TOLD)
    .map(({ one, judged }) => ({ ...one, said: { ...one.said, explains: judged.explains, of: differing.length } }));
}

/** What a reading gives exactly, what it breaks, and how unlikely that is by chance (log10). */
function judge(
  { totals }: FoundReading,
  numbers: readonly ToldBesideRaw[],
  differing: readonly ToldBesideRaw[],
  tolerance: string,
): { explains: number; broken: number; evidence: number } {
  const gives = ({ told }: ToldBesideRaw): boolean =>
    money(told.value)
      .minus(money(totals.get(numberKey(told.period, told.unit)) ?? "0"))
      .abs()
      .lessThanOrEqualTo(money(tolerance));
  const explained = differing.filter(gives);
  const finest = explained.some(({ told }) => told.unit !== undefined)
    ? explained.filter(({ told }) => told.unit !== undefined)
    : explained;
  // Of all numbers as far from the raw one as the told one is, only those within tolerance would do.
  const evidence = finest.reduce((sum, { told, raw }) => {
    const step = Math.max(10 ** -decimals(told.value), 2 * Number(tolerance));
    return sum + Math.log10(1 + (2 * money(told.value).minus(money(raw)).abs().toNumber()) / step);
  }, 0);
  const broken = numbers.filter((one) => !differing.includes(one) && !gives(one)).length;
  return { explains: explained.length, broken, evidence };
}

function decimals(value: string): number {
  return /\.(\d*?)0*$/.exec(value)?.[1]?.length ?? 0;
}

/** All combinations of values and filters by one date: one pass over the records. */
async function readingsBy(
  engine: Engine,
  metric: Metric,
  set: RecordSet,
  declared: Reading,
  {
    values,
    filters,
    date,
  }: {
    readonly values: readonly Choice<Reading["value"]>[];
    readonly filters: readonly Choice<Pick<Reading, "conditions" | "deleted">>[];
    readonly date: Choice<Pick<Reading, "date" | "zone">>;
  },
): Promise<FoundReading[]> {
  const pairs = values.flatMap((value) => filters.map((filter) => ({ value, filter })));
  const readings = pairs.map(({ value, filter }): Reading => ({ ...declared, ...date.part, ...filter.part, value: value.part }));
  const day = dayOf(set.dataset, date.part.date, date.part.zone, engine.dialect);
  const sums = readings.map(
    (reading, index) => sql`sum(${valueOf(reading, set.dataset)}) FILTER (WHERE ${countsOf(reading, set.dataset)}) AS ${id(`s${index}`)}`,
  );
  const rows = await engine.rows<Record<string, string | null>>(
    sql`SELECT ${periodStart(day, metric.period)} AS period, ${metric.byUnit ? sql`_unit` : sql`CAST(NULL AS VARCHAR)`} AS unit, ${join(sums)}
FROM ${id(set.relation)} WHERE ${day} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return pairs.flatMap(({ value, filter }, index): FoundReading[] => {
    const changes = [value.change, filter.change, date.change].filter((change) => change !== undefined);
    if (changes.length === 0) return [];
    const totals = totalled(
      rows.map((row) => ({ period: row["period"] ?? "", unit: row["unit"] ?? undefined, value: row[`s${index}`] ?? "0" })),
    );
    return [{ reading: readings[index] as Reading, said: { words: wordsOf(changes), changes, explains: 0, of: 0 }, totals }];
  });
}

/** The numbers of units, and of all of them together. */
function totalled(rows: readonly { period: string; unit: string | undefined; value: string }[]): ReadonlyMap<string, string> {
  const totals = new Map<string, string>();
  const add = (key: string, value: string): void => {
    totals.set(
      key,
      money(totals.get(key) ?? "0")
        .plus(money(value))
        .toFixed(),
    );
  };
  for (const { period, unit, value } of rows) {
    add(numberKey(period, undefined), value);
    if (unit !== undefined) add(numberKey(period, unit), value);
  }
  return totals;
}

/** What is read otherwise, as a phrase. */
function wordsOf(changes: readonly Change[]): string {
  return changes
    .map(({ part, from, to }) => {
      switch (part) {
        case "date":
          return `by ${to} instead of ${from}`;
        case "zone":
          return `with days in ${to} instead of ${from}`;
        case "value":
          return `${to} instead of ${from}`;
        case "deleted":
          return to;
        case "filter":
        case "unit":
          return to === "" ? `without the condition ${from}` : to;
      }
    })
    .join("; ");
}

/** The declared value; every other amount of the record; the declared one with another added or taken off: gross and net. */
function valueChoices(declared: Reading, { fields }: Dataset): Choice<Reading["value"]>[] {
  const own = declared.value;
  if (own === undefined) return [{ part: undefined, change: undefined }];
  const from = expressionWords(own);
  const read = fieldsOf(own).map(({ name }) => name);
  const amounts = fields.filter(
    ({ type, name }) => (type === "money" || type === "number") && !(read.length === 1 && read[0] === name && own.kind === "field"),
  );
  const others = amounts.flatMap(({ name }): Expression[] => {
    const field: Expression = { kind: "field", name, at: 0 };
    // An amount that is empty is none.
    const worth: Expression = { kind: "call", name: "coalesce", parts: [field, { kind: "number", text: "0" }] };
    if (read.includes(name)) return [field];
    return [field, { kind: "infix", op: "-", left: own, right: worth }, { kind: "infix", op: "+", left: own, right: worth }];
  });
  const words = (part: Expression): string => expressionWords(part).replace(/coalesce\(([^,]+), 0\)/g, "$1");
  return [{ part: own, change: undefined }, ...others.map((part) => ({ part, change: { part: "value" as const, from, to: words(part) } }))];
}

/** The declared conditions; without each of them, without all; with records that were deleted, or voided. */
function filterChoices({ conditions, deleted }: Reading): Choice<Pick<Reading, "conditions" | "deleted">>[] {
  const without = conditions.map((dropped) => ({
    part: { conditions: conditions.filter((condition) => condition !== dropped), deleted },
    change: { part: "filter" as const, from: expressionWords(dropped), to: "" },
  }));
  const none =
    conditions.length < 2
      ? []
      : [
          {
            part: { conditions: [], deleted },
            change: { part: "filter" as const, from: conditions.map(expressionWords).join(" and "), to: "" },
          },
        ];
  const alive = { part: "deleted" as const, from: "left out", to: "deleted and voided ones included" };
  return [
    { part: { conditions, deleted }, change: undefined },
    ...without,
    ...none,
    ...(deleted ? [] : [{ part: { conditions, deleted: true }, change: alive }]),
  ];
}

/** The declared date, every other one, and each of them with its days in UTC. */
function dateChoices({ date, zone }: Reading, { fields }: Dataset): Choice<Pick<Reading, "date" | "zone">>[] {
  return fields.flatMap(({ name, type }): Choice<Pick<Reading, "date" | "zone">>[] => {
    if (type !== "date" && type !== "timestamp") return [];
    const other = name === date ? undefined : { part: "date" as const, from: date, to: name };
    const own = [{ part: { date: name, zone }, change: other }];
    if (type === "date" || zone === "UTC") return own;
    const words = { part: "zone" as const, from: zone, to: other === undefined ? "UTC" : `UTC, and by ${name} instead of ${date}` };
    return [...own, { part: { date: name, zone: "UTC" }, change: words }];
  });
}
