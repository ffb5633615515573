import { sql, toLocal, toUtc, type Dialect, type Sql, type TimeRange } from "../../sql/index.ts";
import type { Candidate, SignatureInput } from "./signature.ts";
import { known } from "./sql-pieces.ts";

/** Zones whose clocks change, in which a vendor may think beside the estate's own; what never changes is a plain shift of hours. */
export const ZONES = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
  "America/Anchorage",
  "America/Halifax",
  "Europe/London",
  "Europe/Berlin",
  "Europe/Athens",
  "Australia/Sydney",
  "Pacific/Auckland",
] as const;

const HOUR = 3_600_000;

/** A zone's offsets from UTC in January and July, in hours. */
export function offsetsOf(zone: string, year: number): readonly number[] {
  return [0, 6].map((month) => offsetAt(zone, Date.UTC(year, month, 15, 12)));
}

/** A zone's offset from UTC at an instant, in hours. */
export function offsetAt(zone: string, at: number): number {
  const name = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  if (hours === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
}

/**
 * UTC taken for local time or the reverse, in the estate's zone, and in others whose offset the data show.
 *
 * @param gaps differences that occur often, in microseconds
 */
export function zoneCandidates(
  input: SignatureInput,
  gaps: readonly bigint[],
  times: TimeRange,
  floor: number,
  distance: (expected: Sql) => Sql,
  dialect: Dialect,
): readonly Candidate[] {
  const year = Number(times.greatest.slice(0, 4)) || 2026;
  const hours = new Set(gaps.map((gap) => Number(gap) / 1000 / HOUR));
  const zones = [input.timeZone, ...ZONES.filter((zone) => zone !== input.timeZone)];
  return zones.flatMap((zone, place) =>
    (["local", "utc"] as const).flatMap((direction): readonly Candidate[] => {
      const offsets = offsetsOf(zone, year);
      if (offsets.every((offset) => offset === 0)) return [];
      const shifts = offsets.map((offset) => (direction === "local" ? offset : -offset));
      if (place > 0 && !shifts.some((shift) => hours.has(shift))) return [];
      const expected = direction === "local" ? toLocal(sql`from_at`, zone, times, dialect) : toUtc(sql`from_at`, zone, times, dialect);
      const [winter = 0, summer = 0] = shifts;
      const follows = winter === summer ? `${signed(winter)} h all year` : `${signed(winter)} h in winter, ${signed(summer)} h in summer`;
      return [
        {
          code: "zone-shift",
          parameters: { zone, direction: direction === "local" ? "local time kept as UTC" : "UTC kept as local time", offset: follows },
          statement:
            direction === "local"
              ? `The second value is the first's local time in ${zone}, kept as though it were UTC: ${follows}.`
              : `The second value takes the first, which is UTC already, for local time in ${zone} and converts it once more: ${follows}.`,
          refutation:
            winter === summer
              ? `a record whose values are not ${signed(winter)} h apart`
              : `a record from the other half of the year whose difference does not follow the clock change of ${zone}`,
          bits: place === 0 ? 0 : 8,
          weight: 9,
          free: place > 0,
          floor,
          test: known(sql`(from_at <> to_at AND to_at = ${expected})`),
          distance: distance(expected),
        },
      ];
    }),
  );
}

function signed(hours: number): string {
  return `${hours < 0 ? "−" : "+"}${Math.abs(hours)}`;
}
