import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBench, readColumn, type Bench } from "./fixture.ts";

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

/** Decimal digits with their groups and mark, in the style of a country. */
function written(cents: bigint, style: { decimal: string; group: string }, sign: string): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, style.group);
  const plain = `${whole}${style.decimal}${digits.slice(-2)}`;
  if (cents >= 0n)
    return sign
      .replace("#", plain)
      .replace("(", "")
      .replace(")", "")
      .replace(/[-\u2212]/, "");
  return sign.replace("#", plain);
}

const exact = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}00`;
};

it.each([
  ["US", ".", [",", "", "'", " ", "\u00a0"]],
  ["EU", ",", [".", "", "'", " ", "\u202f"]],
] as const)("reads money in every %s style as the amount it was", async (_, decimal, groups) => {
  const value = fc.record({
    cents: fc.bigInt({ min: -9_999_999_999_999n, max: 9_999_999_999_999n }),
    group: fc.constantFrom(...groups),
    sign: fc.constantFrom("-#", "(#)", "-$#", "$-#", "#-", "($#)", "$(#)", "- # €", "USD -#", "-# usd", "\u2212#", " -#\u00a0"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 50 }), async (values) => {
      const texts = values.map(({ cents, group, sign }) => written(cents, { decimal, group }, sign));
      const read = await readColumn(bench, texts, { type: "money" });
      expect(read.values).toEqual(values.map(({ cents }) => exact(cents)));
      expect(read.unreadable).toBe(0);
    }),
    { numRuns: 15 },
  );
});

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const two = (value: number): string => String(value).padStart(2, "0");

/** Every way of writing a day; the day is UTC midnight. */
const ways: Readonly<Record<string, (day: Date) => string>> = {
  iso: (day) => day.toISOString().slice(0, 10),
  slashed: (day) => `${day.getUTCFullYear()}/${day.getUTCMonth() + 1}/${day.getUTCDate()}`,
  compact: (day) => day.toISOString().slice(0, 10).replaceAll("-", ""),
  named: (day) => `${MONTHS[day.getUTCMonth()]} ${day.getUTCDate()}, ${day.getUTCFullYear()}`,
  short: (day) => `${day.getUTCDate()}-${MONTHS[day.getUTCMonth()]?.slice(0, 3)}-${day.getUTCFullYear()}`,
  serial: (day) => String(day.getTime() / 86_400_000 + 25_569),
  stamped: (day) => `${day.toISOString().slice(0, 10)}T00:00:00`,
};
const ordered: Readonly<Record<"mdy" | "dmy", Readonly<Record<string, (day: Date) => string>>>> = {
  mdy: {
    long: (day) => `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}`,
    padded: (day) => `${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}-${day.getUTCFullYear()}`,
    brief: (day) => `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${two(day.getUTCFullYear() % 100)}`,
    timed: (day) => `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()} 1:05 PM`,
  },
  dmy: {
    dotted: (day) => `${two(day.getUTCDate())}.${two(day.getUTCMonth() + 1)}.${day.getUTCFullYear()}`,
    long: (day) => `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`,
    timed: (day) => `${two(day.getUTCDate())}.${two(day.getUTCMonth() + 1)}.${day.getUTCFullYear()} 13:05:22`,
  },
};

it.each(["mdy", "dmy"] as const)("reads a day in every form, %s told by one value of the column", async (order) => {
  const forms = { ...ways, ...ordered[order] };
  const proof = new Date(Date.UTC(2026, 0, 31));
  const value = fc.record({
    day: fc
      .integer({ min: Date.UTC(1971, 0, 1) / 86_400_000, max: Date.UTC(2060, 0, 1) / 86_400_000 })
      .map((n) => new Date(n * 86_400_000)),
    form: fc.constantFrom(...Object.keys(forms)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 50 }), async (values) => {
      const texts = [ordered[order]["long"]?.(proof) ?? "", ...values.map(({ day, form }) => forms[form]?.(day) ?? "")];
      const read = await readColumn(bench, texts, { type: "date" });
      expect(read.values).toEqual([proof, ...values.map(({ day }) => day)].map((day) => day.toISOString().slice(0, 10)));
    }),
    { numRuns: 15 },
  );
});

it("turns every local time of a zone into the instant that it was, and tells its day again", async () => {
  const zone = "America/New_York";
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  const instant = fc.integer({ min: Date.UTC(1975, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 });
  // Around the two changes of 2026 more often than elsewhere.
  const near = fc
    .tuple(fc.constantFrom(Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6)), fc.integer({ min: -7200, max: 7200 }))
    .map(([at, by]) => at / 1000 + by);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(instant, near), { minLength: 1, maxLength: 50 }), fc.boolean(), async (seconds, isPlain) => {
      const local = seconds.map((at) => parts.format(at * 1000));
      const texts = isPlain ? local : [...local, "Jan 1, 2026"];
      const read = await readColumn(bench, texts, { type: "timestamp" });
      const values = read.values.slice(0, local.length).map((value) => Date.parse(`${String(value).replace(" ", "T")}Z`) / 1000);
      values.forEach((value, index) => {
        expect(parts.format(value * 1000)).toBe(local[index]);
        // Of the hour that is repeated the later one is meant.
        expect([0, 3600]).toContain(value - (seconds[index] ?? 0));
      });
    }),
    { numRuns: 15 },
  );
});
