import type { Engine } from "../../src/engines/engine.ts";
import { findOnset, type Onset, type OnsetParams } from "../../src/assess/onset/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";

/** Records of one day. */
export interface GivenDay {
  readonly day: string | null;
  readonly records: number;
  readonly broken: number;
}

export function isoAfter(start: string, days: number): string {
  return new Date(Date.parse(`${start}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** How many of n things happen, each with its chance. */
function drawn(random: () => number, n: number, chance: number): number {
  let found = 0;
  for (let i = 0; i < n; i += 1) if (random() < chance) found += 1;
  return found;
}

/** Days whose volume and rate are functions of their place. */
export function calendarOf(
  random: () => number,
  start: string,
  days: number,
  volume: (place: number) => number,
  rate: (place: number) => number,
): GivenDay[] {
  return Array.from({ length: days }, (_, place) => {
    const records = Math.round(volume(place));
    return { day: isoAfter(start, place), records, broken: drawn(random, records, rate(place)) };
  });
}

let made = 0;

/** Writes days as a relation of single records, and gives its name. */
export async function written(engine: Engine, days: readonly GivenDay[], shuffled = false): Promise<string> {
  const relation = `days_${(made += 1)}`;
  const rows = days
    .filter(({ records }) => records > 0)
    .map(({ day, records, broken }) => sql`(CAST(${day} AS DATE), ${records}, ${broken})`);
  const order = shuffled ? sql`hash(d."at", i)` : sql`d."at", i`;
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT d."at", i < d.broken AS broken FROM (VALUES ${join(rows)}) AS d("at", records, broken), unnest(range(d.records)) AS u(i) ORDER BY ${order}`);
  return relation;
}

export async function onsetOf(
  engine: Engine,
  days: readonly GivenDay[],
  params: Partial<OnsetParams> = {},
  shuffled = false,
): Promise<Onset | undefined> {
  const relation = await written(engine, days, shuffled);
  const onset = await findOnset(engine, { relation, broken: "broken", at: "at" }, params);
  await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  return onset;
}
