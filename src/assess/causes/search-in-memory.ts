import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import { dailyBreaksOf, onsetOf, type DayBreaks } from "../onset/index.ts";
import { countValues, findSlicesAmong, inBytes } from "../slices/index.ts";
import type { CauseAttribute, Population } from "./population.ts";
import { isPromising } from "./promising.ts";
import { ANYWHERE, LEAST, sliceParams, type Broken, type Searchable, type Totals, type Where } from "./searchable.ts";
import { crowdedAmong, MOST_VALUES, timeOf, type Day, type Line } from "./since.ts";
import { shareHit } from "./spread.ts";

interface Read {
  readonly broken: boolean | null;
  readonly breaks: string | null;
  readonly amount: string | null;
  readonly day: string | null;
  readonly sig: number | null;
  readonly differs?: string | null;
  readonly [column: string]: unknown;
}

/** Records of the population that are decided, and what is broken among them. */
interface Chosen {
  readonly records: readonly Read[];
  readonly broken: readonly boolean[];
}

/** A small population, read once: its questions are many, and each as a query would cost more to plan than to answer. */
export async function searchInMemory(engine: Engine, population: Population): Promise<Searchable> {
  const { relation, attributes, late, signatures } = population;
  const columns = [...attributes, ...late].map(({ column }) => sql`, ${id(column)}`);
  const differs = signatures.some(({ bits }) => bits.length > 0) ? sql`, CAST(differs AS VARCHAR) AS differs` : sql``;
  const all = await engine.rows<Read & Record<string, never>>(
    sql`SELECT broken, breaks, amount, CAST(day AS VARCHAR) AS day, sig${differs}${join(columns, "")} FROM ${id(relation)}`,
  );
  const choose = (broken: Broken, where: Where): Chosen => chosenOf(all, broken, where);
  return {
    totals: async (broken, where) => totalsOf(choose(broken, where)),
    onset: async (broken, where) => {
      const days = dailyBreaksOf(daysOf(choose(broken, where)));
      return days === undefined ? undefined : onsetOf(days, { minimum: LEAST });
    },
    slices: async (broken, where, among) => {
      const chosen = choose(broken, where);
      const worth = among.filter((each) => isPromising(each, countValues(valuesOf(chosen, each), chosen.broken).values(), LEAST));
      if (worth.length === 0) return [];
      const records = { attributes: worth, broken: chosen.broken, values: worth.map((each) => valuesOf(chosen, each)) };
      return (await findSlicesAmong(records, sliceParams(worth.length, among.length))).slices;
    },
    sinceWithin: async (broken, where) => timeOf({ value: null, days: datedOf(daysOf(choose(broken, where))) }),
    crowdedSince: async (broken, among) => {
      const chosen = choose(broken, ANYWHERE);
      const small = among.filter((each) => {
        const values = new Set(valuesOf(chosen, each).filter((value) => value !== null));
        return values.size >= 2 && values.size <= MOST_VALUES;
      });
      return await crowdedAmong(small, async (attribute) => linesOf(chosen, attribute));
    },
    spread: async () => {
      const chosen = choose({ kind: "whole" }, ANYWHERE);
      const unit = attributes.find(({ kind }) => kind === "unit");
      const hit = (values: readonly (string | null)[]): { all: number; hit: number } =>
        shareHit(countValues(values, chosen.broken).values(), chosen.records.length);
      return {
        units: unit === undefined ? { all: 0, hit: 0 } : hit(valuesOf(chosen, unit)),
        months: hit(chosen.records.map(({ day }) => day?.slice(0, 7) ?? null)),
      };
    },
  };
}

function chosenOf(all: readonly Read[], broken: Broken, where: Where): Chosen {
  const records: Read[] = [];
  const states: boolean[] = [];
  for (const record of all) {
    if (!isIn(record, where)) continue;
    const state = stateOf(record, broken);
    if (state === null) continue;
    records.push(record);
    states.push(state);
  }
  return { records, broken: states };
}

function stateOf(record: Read, broken: Broken): boolean | null {
  if (broken.kind === "whole" || record.broken !== true) return record.broken;
  if (broken.kind === "rest") return record.sig !== null || broken.aside.some((where) => isIn(record, where)) ? null : true;
  if (record.sig === broken.place) return true;
  const differs = record.differs ?? null;
  if (broken.bits.length === 0 || differs === null) return null;
  return broken.bits.every((bit) => ((BigInt(differs) >> BigInt(bit)) & 1n) === 0n) ? false : null;
}

function isIn(record: Read, { terms, from, until }: Where): boolean {
  const { day } = record;
  if (from !== undefined && (day === null || day < from)) return false;
  if (until !== undefined && (day === null || day > until)) return false;
  return terms.every(({ column, value }) => record[column] === value);
}

function totalsOf({ records, broken }: Chosen): Totals {
  const own = records.filter((_, place) => broken[place] === true);
  const amounts = own.flatMap(({ amount }) => (amount === null ? [] : [money(amount)]));
  return {
    records: records.length,
    broken: own.length,
    breaks: own.reduce((sum, { breaks }) => sum + Number(breaks ?? 0), 0),
    amount: amounts.length === 0 ? undefined : formatMoney(amounts.reduce((sum, each) => sum.plus(each))),
  };
}

function valuesOf({ records }: Chosen, { column }: CauseAttribute): readonly (string | null)[] {
  return records.map((record) => (record[column] ?? null) as string | null);
}

/** In order; records without a day last. */
function daysOf({ records, broken }: Chosen): readonly DayBreaks[] {
  const days = countValues(
    records.map(({ day }) => day),
    broken,
  );
  return [...days.values()].map(({ value, n, k }) => ({ day: value, n, k })).toSorted((a, b) => inBytes(a.day, b.day));
}

function datedOf(days: readonly DayBreaks[]): readonly Day[] {
  return days.flatMap(({ day, n, k }) => (day === null ? [] : [{ day, n, k }]));
}

function linesOf(chosen: Chosen, attribute: CauseAttribute): readonly Line[] {
  const values = valuesOf(chosen, attribute);
  const of = new Map<string | null, { records: Read[]; broken: boolean[] }>();
  for (const [place, value] of values.entries()) {
    const own = of.get(value) ?? { records: [], broken: [] };
    own.records.push(chosen.records[place] as Read);
    own.broken.push(chosen.broken[place] === true);
    of.set(value, own);
  }
  return [...of]
    .toSorted(([a], [b]) => inBytes(a, b))
    .map(([value, own]) => ({ value, days: datedOf(daysOf(own)) }))
    .filter(({ days }) => days.length > 0);
}
