import type { Engine } from "../../src/engines/engine.ts";
import { changeInVolume, type VolumeChange, type VolumeInput } from "../../src/assess/onset/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { isoAfter, written } from "./onset-given.ts";

const CALENDAR = "calendar";

/** Monday to Friday, New Year and the 4th of July closed. */
export async function writeCalendar(engine: Engine): Promise<void> {
  const holidays = ["2025-01-01", "2025-07-04", "2025-11-27", "2025-12-25", "2026-01-01"];
  await engine.runInline(createCalendar(CALENDAR, { businessDays: [1, 2, 3, 4, 5], holidays }, engine.dialect));
}

export const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** Volume of each day by a function of its ISO day and place. */
export async function changeOf(
  engine: Engine,
  start: string,
  days: number,
  volume: (day: string, place: number) => number,
  input: Partial<VolumeInput> = {},
): Promise<VolumeChange> {
  const given = Array.from({ length: days }, (_, place) => {
    const day = isoAfter(start, place);
    return { day, records: Math.max(0, Math.round(volume(day, place))), broken: 0 };
  });
  const relation = await written(engine, given);
  const change = await changeInVolume(engine, { relation, at: "at", calendar: CALENDAR, until: isoAfter(start, days - 1), ...input });
  await engine.runInline(sql`DROP TABLE ${id(relation)}`);
  return change;
}

/** Independent arrivals (Knuth), for means up to a few hundred. */
export function poisson(random: () => number, mean: number): number {
  if (mean > 30) return poisson(random, mean / 2) + poisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
