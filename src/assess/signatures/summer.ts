import type { Engine } from "../../engines/engine.ts";
import { id, sql, toLocal, type TimeRange } from "../../sql/index.ts";
import type { Candidate, SignatureInput } from "./signature.ts";
import { fraction, known, whole } from "./sql-pieces.ts";
import { offsetAt, offsetsOf, ZONES } from "./zones.ts";

const HOUR = 3_600_000_000n;
const DAY = 86_400_000;
/** Differences that are of the clock begin within so many days of its change. */
const NEAR = 8;
/** Or they stand in two summers, and none in the winter between. */
const APART = 220;

/**
 * An hour in summer alone: one side keeps the zone's standard time all year. Only
 * where the differences begin with summer time, or stand in more than one summer: what
 * begins on any other day is a shift that someone made then.
 */
export async function summerCandidates(
  engine: Engine,
  pairs: string,
  input: SignatureInput,
  times: TimeRange,
  { floor, cell }: { readonly floor: number; readonly cell: bigint },
): Promise<readonly Candidate[]> {
  const year = Number(times.greatest.slice(0, 4)) || 2026;
  const changes = (zone: string): boolean => new Set(offsetsOf(zone, year)).size > 1;
  const zones = changes(input.timeZone) ? [input.timeZone] : ZONES;
  const found: Candidate[] = [];
  for (const [side, gap] of [
    ["second", -HOUR],
    ["first", HOUR],
  ] as const) {
    const [row] = await engine.rows<{ least: string | null; greatest: string | null }>(
      sql`SELECT CAST(min(from_at) AS VARCHAR) AS least, CAST(max(from_at) AS VARCHAR) AS greatest FROM ${id(pairs)} WHERE gap = ${whole(gap)}`,
    );
    if (row?.least == null || row.greatest == null) continue;
    const [least, greatest] = [instant(row.least), instant(row.greatest)];
    for (const zone of zones) {
      const offsets = offsetsOf(zone, year);
      const summer = Math.max(...offsets);
      const begins = offsetAt(zone, least) === summer && offsetAt(zone, least - NEAR * DAY) !== summer;
      if (!begins && greatest - least < APART * DAY) continue;
      const local = engine.dialect.microsecondsBetween(sql`from_at`, toLocal(sql`from_at`, zone, times, engine.dialect));
      found.push({
        code: "zone-shift",
        parameters: { zone, direction: "standard time all year", side, offset: "1 h in summer, none in winter" },
        statement: `The ${side} value keeps the standard time of ${zone} all year: in summer it is an hour behind, in winter right.`,
        refutation: `a record of the winter whose values are an hour apart, or one of the summer whose values agree`,
        bits: zone === input.timeZone ? 1 : 9,
        weight: 9,
        free: true,
        floor,
        test: known(sql`(gap = ${whole(gap)} AND ${local} = ${whole(BigInt(Math.round(summer * 60)) * (HOUR / 60n))})`),
        distance: sql`(gap - ${whole(gap)}) / ${fraction(Number(cell))}`,
      });
    }
  }
  return found;
}

/** A timestamp of the engine, in UTC. */
function instant(text: string): number {
  return Date.parse(`${text.replace(" ", "T")}Z`);
}
