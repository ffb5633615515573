import { afterAll, beforeAll, expect, it } from "vitest";
import type { SignatureType } from "../../src/assess/signatures/index.ts";
import { between, dollars, openSignatures, random, stamp, times } from "./signatures-given.ts";

/** Set SIGNATURE_SEEDS=1000 for the long run. */
const SEEDS = Number(process.env["SIGNATURE_SEEDS"] ?? 4);

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

type Next = () => number;
type Noise = readonly [name: string, type: SignatureType, pair: (next: Next) => readonly [string, string]];

const DAY = 86_400_000;
const MINUTE = 60_000;
const YEAR = Date.UTC(2026, 0, 1);
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WORDS = "harbor compressor replace duct unit annual service panel upgrade water heater bay street condo tower José Núñez".split(" ");

function pick(next: Next, from: readonly string[] | string): string {
  return from[between(next, 0, from.length - 1)] ?? "";
}

function letters(next: Next, from: string, count: number): string {
  return times(count, () => pick(next, from)).join("");
}

function minuteOf(next: Next): number {
  return YEAR + between(next, 0, 365 * 24 * 60) * MINUTE;
}

const NOISES: readonly Noise[] = [
  ["amounts", "money", (next) => [dollars(between(next, 100, 99_999)), dollars(between(next, 100, 99_999))]],
  ["small amounts", "money", (next) => [dollars(between(next, 1, 999)), dollars(between(next, 1, 999))]],
  ["round amounts", "money", (next) => [dollars(between(next, 1, 40) * 2_500), dollars(between(next, 1, 40) * 2_500)]],
  ["skewed amounts", "money", (next) => [dollars(Math.ceil(20_000 * next() ** 4) + 1), dollars(Math.ceil(20_000 * next() ** 4) + 1)]],
  [
    "amounts some cents off",
    "money",
    (next) => {
      const cents = between(next, 5_000, 90_000);
      return [dollars(cents), dollars(cents + between(next, -40, 40))];
    },
  ],
  [
    "amounts some dollars off",
    "money",
    (next) => {
      const cents = between(next, 50, 900) * 100;
      return [dollars(cents), dollars(cents + between(next, -9, 9) * 100)];
    },
  ],
  [
    "amounts some per cent off",
    "money",
    (next) => {
      const cents = between(next, 5_000, 90_000);
      return [dollars(cents), dollars(Math.round(cents * (0.9 + 0.2 * next())))];
    },
  ],
  ["counts", "number", (next) => [String(between(next, 1, 20)), String(between(next, 1, 20))]],
  [
    "dates of a year",
    "date",
    (next) => [stamp(YEAR + between(next, 0, 364) * DAY).slice(0, 10), stamp(YEAR + between(next, 0, 364) * DAY).slice(0, 10)],
  ],
  [
    "dates some days off",
    "date",
    (next) => {
      const day = YEAR + between(next, 0, 364) * DAY;
      return [stamp(day).slice(0, 10), stamp(day + between(next, -20, 20) * DAY).slice(0, 10)];
    },
  ],
  [
    "dates few days off",
    "date",
    (next) => {
      const day = YEAR + between(next, 0, 364) * DAY;
      return [stamp(day).slice(0, 10), stamp(day + between(next, -4, 4) * DAY).slice(0, 10)];
    },
  ],
  [
    "dates some days late",
    "date",
    (next) => {
      const day = YEAR + between(next, 0, 364) * DAY;
      return [stamp(day).slice(0, 10), stamp(day + Math.ceil(-2.2 * Math.log(1 - next())) * DAY).slice(0, 10)];
    },
  ],
  ["times", "timestamp", (next) => [stamp(minuteOf(next)), stamp(minuteOf(next))]],
  [
    "times some hours off",
    "timestamp",
    (next) => {
      const at = minuteOf(next);
      return [stamp(at), stamp(at + between(next, -48, 48) * 60 * MINUTE)];
    },
  ],
  [
    "times some quarter hours off",
    "timestamp",
    (next) => {
      const at = minuteOf(next);
      return [stamp(at), stamp(at + between(next, -40, 40) * 15 * MINUTE)];
    },
  ],
  ["phrases", "text", (next) => [times(4, () => pick(next, WORDS)).join(" "), times(4, () => pick(next, WORDS)).join(" ")]],
  ["words", "text", (next) => [pick(next, WORDS), pick(next, WORDS)]],
  ["codes", "text", (next) => [letters(next, LETTERS, 3), letters(next, LETTERS, 3)]],
  ["letters", "text", (next) => [pick(next, LETTERS), pick(next, LETTERS)]],
  ["digits", "key", (next) => [letters(next, "0123456789", between(next, 2, 6)), letters(next, "0123456789", between(next, 2, 6))]],
  [
    "texts cut anywhere",
    "text",
    (next) => {
      const text = times(6, () => pick(next, WORDS)).join(" ");
      return [text, text.slice(0, between(next, 5, text.length - 1))];
    },
  ],
];

it.each(NOISES)("noise of %s gives no signature", { timeout: 3_600_000 }, async (name, type, pair) => {
  const stories: unknown[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    const next = random(seed * 7_919 + name.length * 104_729);
    const given = times(between(next, 4, 70), () => pair(next)).filter(([from, to]) => from !== to);
    const { signatures } = await room.find(type, given);
    stories.push(...signatures.map(({ code, parameters, records }) => ({ seed, of: given.length, code, parameters, records })));
  }
  expect(stories).toEqual([]);
});
