import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SIGNATURE_CODES, type SignatureCode, type SignatureType } from "../../../src/assess/signatures/signature.ts";
import { money } from "../../../src/model/index.ts";
import { between, dollars, openSignatures, random, stamp, times, type Given, type Value } from "../signatures-given.ts";

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

type Parameters = Readonly<Record<string, string>>;

/** What makes a signature, and what looks like it and is none. */
interface Fixture {
  readonly type: SignatureType;
  readonly faulty: Given;
  readonly parameters: Parameters;
  readonly nearMiss: Given;
  /** What explains the near miss better; left out: nothing explains it. */
  readonly instead?: SignatureCode;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const COUNT = 40;

function cents(seed: number): readonly number[] {
  const next = random(seed);
  return times(COUNT, () => between(next, 2_000, 90_000));
}

function paid(seed: number, to: (cents: number, next: () => number) => Value): Given {
  const next = random(seed + 1_000);
  return cents(seed)
    .map((amount) => [dollars(amount), to(amount, next)] as const)
    .filter(([from, second]) => from !== second);
}

function moments(seed: number): readonly number[] {
  const next = random(seed);
  return times(COUNT, () => Date.UTC(2026, 0, 1) + between(next, 1, 364 * 24 * 60) * 60_000);
}

function timed(seed: number, to: (at: number, next: () => number) => number): Given {
  const next = random(seed + 1_000);
  return moments(seed).map((at) => [stamp(at), stamp(to(at, next))] as const);
}

function dated(seed: number, to: (at: number, next: () => number) => number): Given {
  return timed(seed, to).map(([from, second]) => [String(from).slice(0, 10), String(second).slice(0, 10)] as const);
}

const WORDS = "Harbor Compressor Replace Duct Insulation Roof Annual Service Panel Upgrade Water Heater Bay Street Condo".split(" ");

function phrases(seed: number): readonly string[] {
  const next = random(seed);
  return times(COUNT, (place) => `${times(7, () => WORDS[between(next, 0, WORDS.length - 1)]).join(" ")} ${100 + place}`);
}

function written(texts: readonly string[], to: (text: string, place: number) => Value): Given {
  return texts.map((text, place) => [text, to(text, place)] as const);
}

const KEYS = times(COUNT, (place) => `${4_711 + place * 13}`);
const LONG = times(COUNT, (place) => `${123_456_789_012 + place * 7_000_000_000}`);
const NAMES = times(COUNT, (place) => `${["José Núñez", "Zoë Müller", "François Peña"][place % 3]} ${place}`);
const GROUPED = times(COUNT, (place) => `${1 + (place % 9)},${String(100 + place * 7)}.${String(10 + place)}`);

/** The clock of New York, kept as though it were UTC. */
function newYork(at: number): number {
  return Date.parse(`${new Date(at).toLocaleString("sv-SE", { timeZone: "America/New_York" }).replace(" ", "T")}Z`);
}

function monthDay(shift: number): Given {
  const two = (part: number): string => String(part).padStart(2, "0");
  return times(COUNT, (place) => [1 + (place % 11), 1 + ((place * 5) % 10)] as const)
    .filter(([month, day]) => month !== day)
    .map(([month, day]) => [`2026-${two(month)}-${two(day)}`, `2026-${two(day)}-${two(month + shift)}`] as const);
}

/** Swapped fields have two pairs of values, and a fixture of their own. */
const FIXTURES: Readonly<Record<Exclude<SignatureCode, "swapped-fields">, Fixture>> = {
  "dropped-value": {
    type: "text",
    faulty: written(phrases(1), () => null),
    parameters: { side: "second" },
    nearMiss: written(phrases(1), () => "unknown"),
  },
  "constant-factor": {
    type: "money",
    faulty: paid(2, (amount) => dollars(Math.round(amount * 1.07))),
    parameters: { factor: "1.07", rounding: "half up" },
    nearMiss: paid(2, (amount, next) => dollars(Math.round(amount * 1.07) + between(next, -2, 2))),
  },
  "unit-of-measure": {
    type: "number",
    faulty: times(COUNT, (place) => [String(1.25 + place / 4), String(75 + place * 15)] as const),
    parameters: { factor: "60", from: "hours", to: "minutes" },
    nearMiss: times(COUNT, (place) => [String(1 + place), String((1 + place) * 61)] as const),
    instead: "constant-factor",
  },
  "constant-offset": {
    type: "money",
    faulty: paid(3, (amount) => dollars(amount + 495)),
    parameters: { offset: "+4.95" },
    nearMiss: paid(3, (amount, next) => dollars(amount + 495 + between(next, -5, 5))),
  },
  "factor-and-offset": {
    type: "money",
    faulty: paid(4, (amount) => dollars(amount - Math.round((amount * 29) / 1_000) - 30)),
    parameters: { factor: "0.971", offset: "-0.30", rounding: "half up" },
    nearMiss: paid(4, (amount, next) => dollars(amount - Math.round((amount * 29) / 1_000) - 30 + between(next, -2, 2))),
  },
  "sign-flipped": {
    type: "money",
    faulty: paid(5, (amount) => dollars(-amount)),
    parameters: {},
    nearMiss: paid(5, (amount, next) => dollars(-amount - between(next, 100, 9_000))),
  },
  "set-to-zero": {
    type: "money",
    faulty: paid(6, () => "0.00"),
    parameters: {},
    nearMiss: paid(6, (_, next) => dollars(between(next, 1, 40))),
  },
  "rounding-mode": {
    type: "money",
    faulty: times(COUNT, (place) => [`${100 + place}.1250`, `${100 + place}.12`] as const),
    parameters: { rounding: "half even", step: "0.01" },
    nearMiss: paid(7, (amount, next) => dollars(amount + (next() < 0.5 ? 1 : -1))),
  },
  "cents-dropped": {
    type: "money",
    faulty: paid(8, (amount) => `${Math.floor(amount / 100)}.00`),
    parameters: {},
    nearMiss: paid(8, (amount) => `${Math.round(amount / 100)}.00`),
    instead: "rounded",
  },
  rounded: {
    type: "money",
    faulty: paid(9, (amount) => dollars(Math.round(amount / 500) * 500)),
    parameters: { step: "5", rounding: "half up" },
    nearMiss: paid(9, (amount, next) => dollars((Math.round(amount / 500) + between(next, -2, 2)) * 500)),
  },
  "decimal-comma": {
    type: "money",
    faulty: times(
      COUNT,
      (place) =>
        [
          dollars(100_000 + place * 9_137),
          money(100_000 + place * 9_137)
            .div(100_000)
            .toFixed(4),
        ] as const,
    ),
    parameters: { side: "second" },
    nearMiss: times(
      COUNT,
      (place) =>
        [
          dollars(100_000 + place * 9_137),
          money(10_000 + ((place * 7_919) % 80_000))
            .div(10_000)
            .toFixed(4),
        ] as const,
    ),
  },
  "thousand-separators": {
    type: "text",
    faulty: written(GROUPED, (text) => text.replace(",", "")),
    parameters: {},
    nearMiss: written(GROUPED, (text, place) => text.replace(",", "").replace(/.$/, String((Number(text.at(-1)) + 1 + (place % 8)) % 10))),
  },
  "day-shift": {
    type: "date",
    faulty: dated(10, (at) => at + DAY),
    parameters: { offset: "+1 day" },
    nearMiss: dated(10, (at, next) => at + between(next, 1, 6) * DAY),
  },
  "hour-shift": {
    type: "timestamp",
    faulty: timed(11, (at) => at + 90 * 60_000),
    parameters: { offset: "+1 hour 30 minutes" },
    nearMiss: timed(11, (at, next) => at + 90 * 60_000 + between(next, -8, 8) * 60_000),
  },
  "zone-shift": {
    type: "timestamp",
    faulty: timed(12, newYork),
    parameters: { zone: "America/New_York", direction: "local time kept as UTC", offset: "−5 h in winter, −4 h in summer" },
    nearMiss: timed(12, (at) => at - 5 * HOUR),
    instead: "hour-shift",
  },
  "month-day-swapped": { type: "date", faulty: monthDay(0), parameters: {}, nearMiss: monthDay(1) },
  "time-dropped": {
    type: "timestamp",
    faulty: timed(13, (at) => Math.floor(at / DAY) * DAY),
    parameters: { midnight: "in UTC" },
    nearMiss: timed(13, (at) => Math.floor(at / DAY) * DAY + DAY),
  },
  truncated: {
    type: "text",
    faulty: written(phrases(14), (text) => text.slice(0, 25)),
    parameters: { n: "25" },
    nearMiss: written(phrases(14), (text, place) => text.slice(0, 10 + ((place * 7) % 25))),
  },
  "case-changed": {
    type: "text",
    faulty: written(phrases(15), (text) => text.toUpperCase()),
    parameters: { to: "upper case" },
    nearMiss: written(phrases(15), (text) => text.toUpperCase().replace(/[AEO]/, "X")),
  },
  "spaces-changed": {
    type: "text",
    faulty: written(phrases(16), (text) => `${text}  `),
    parameters: { change: "padded" },
    nearMiss: written(phrases(16), (text) => text.replace(" ", "-")),
  },
  "encoding-damage": {
    type: "text",
    faulty: written(NAMES, (text) => Buffer.from(text, "utf8").toString("latin1")),
    parameters: { damage: "UTF-8 read as windows-1252", side: "second" },
    nearMiss: written(NAMES, (text) => `${Buffer.from(text, "utf8").toString("latin1")} II`),
  },
  "leading-zeros-lost": {
    type: "key",
    faulty: written(KEYS, (key) => key).map(([key]) => [`000${key}`, key] as const),
    parameters: {},
    nearMiss: written(KEYS, (key) => `${key.slice(0, 2)}${key.slice(3)}`),
  },
  "leading-zeros-added": {
    type: "key",
    faulty: written(KEYS, (key) => `000${key}`),
    parameters: {},
    nearMiss: written(KEYS, (key) => `009${key}`),
  },
  "scientific-notation": {
    type: "key",
    faulty: written(LONG, (key) => Number(key).toExponential(5).replace("e", "E")),
    parameters: { side: "second" },
    nearMiss: written(LONG, (key) => (Number(key) * 1.01).toExponential(5).replace("e", "E")),
  },
  "decimal-added": {
    type: "key",
    faulty: written(KEYS, (key) => `${key}.0`),
    parameters: { side: "second" },
    nearMiss: written(KEYS, (key) => `${key}.5`),
  },
};

type Four = readonly [Value, Value, Value, Value];

/** Two fields, each with its two values. */
const SWAPPED: readonly Four[] = times(8, (place) => [`City ${place}`, `County ${place * 3}`] as const).map(([a, b]) => [a, b, b, a]);
/** The second field was copied over the first, and is another itself. */
const COPIED: readonly Four[] = times(8, (place) => [`City ${place}`, `County ${place * 3}`, `County ${place * 3}`, `Town ${place}`]);

it("every signature has a faulty fixture and a near miss", () => {
  expect([...Object.keys(FIXTURES), "swapped-fields"].sort()).toEqual([...SIGNATURE_CODES].sort());
});

it("every signature is explained in docs/causes.md", () => {
  const page = readFileSync(new URL("../../../docs/causes.md", import.meta.url), "utf8");
  expect(SIGNATURE_CODES.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});

it.each(Object.entries(FIXTURES))("%s is found, alone, in every record", async (code, { type, faulty, parameters }) => {
  const { signatures, codes } = await room.find(type, faulty);
  expect(signatures.map((signature) => [signature.code, signature.parameters, signature.records])).toEqual([
    [code, parameters, faulty.length],
  ]);
  expect(new Set(codes)).toEqual(new Set([code]));
  expect(signatures[0]?.confidence).toBeGreaterThan(0.4);
});

it.each(Object.entries(FIXTURES))("what is nearly %s is not taken for it", async (_, { type, nearMiss, instead }) => {
  const { signatures } = await room.find(type, nearMiss);
  expect(signatures.map(({ code }) => code)).toEqual(instead === undefined ? [] : [instead]);
});

it("swapped fields are found, and a field that was copied over another is not", async () => {
  const { found, ids } = await room.swaps(SWAPPED);
  expect(found).toMatchObject({ code: "swapped-fields", parameters: { first: "City", second: "County" }, records: 8 });
  expect(ids).toHaveLength(8);
  expect((await room.swaps(COPIED)).found).toBeUndefined();
});

it.each([2, 3, 5, 12])("values of %s words that meet by chance are no swap", async (words) => {
  for (let seed = 1; seed <= 6; seed += 1) {
    const next = random(seed * 97 + words);
    const word = (): string => `word ${between(next, 1, words)}`;
    const dealt = times(60, (): Four => [word(), word(), word(), word()]).filter(([a, b, c, d]) => a !== b && c !== d);
    expect((await room.swaps(dealt)).found, `seed ${seed}`).toBeUndefined();
  }
});
