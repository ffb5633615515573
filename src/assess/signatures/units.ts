import type { SignatureType } from "./signature.ts";

/** A conversion between two units: the second value is the first times (or divided by) the factor. */
export interface NamedUnit {
  readonly factor: string;
  readonly divides: boolean;
  readonly from: string;
  readonly to: string;
}

/** From, to, and how many of the second are one of the first. */
const MONEY = [["dollars", "cents", "100"]] as const;
const NUMBER = [
  ["hours", "minutes", "60"],
  ["hours", "seconds", "3600"],
  ["days", "hours", "24"],
  ["kg", "lb", "2.20462262"],
  ["kg", "lb", "2.2046"],
  ["kg", "lb", "2.205"],
  ["kg", "lb", "2.2"],
  ["lb", "kg", "0.45359237"],
  ["lb", "kg", "0.4536"],
  ["miles", "km", "1.609344"],
  ["miles", "km", "1.609"],
  ["km", "miles", "0.621371"],
  ["metres", "feet", "3.28084"],
  ["feet", "metres", "0.3048"],
  ["inches", "mm", "25.4"],
  ["inches", "cm", "2.54"],
  ["feet or dozens", "inches or pieces", "12"],
  ["gallons", "litres", "3.785411784"],
  ["gallons", "litres", "3.785"],
  ["percent", "fractions", "0.01"],
  ["thousands", "ones", "1000"],
] as const;

/** Conversions that a factor may be. */
export function namedUnits(type: SignatureType): readonly NamedUnit[] {
  const list: readonly (readonly [string, string, string])[] = type === "money" ? MONEY : NUMBER;
  return list.flatMap(([from, to, factor]) => [
    { factor, divides: false, from, to },
    { factor, divides: true, from: to, to: from },
  ]);
}
