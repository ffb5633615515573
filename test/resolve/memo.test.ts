import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { IdentityAttribute } from "../../src/model/index.ts";
import { startEngine } from "../detect/given.ts";
import { see } from "./seen.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

const MEMO: readonly IdentityAttribute[] = [{ name: "memo", role: "memo" }];
const WITH_AMOUNT: readonly IdentityAttribute[] = [...MEMO, { name: "amount", role: "amount" }];

const long = "x".repeat(100_000);

const CASES: readonly (readonly [string | null, string | null, string])[] = [
  ["M E ANDRIOLLI money BGC", "M E ANDRIOLLI money BGC", "same words"],
  ["T TRAVELL  CHQ", "t travell chq", "same words"],
  ["W H. H. TISON", "W H H Tison", "same words"],
  ["S STANĚK", "s stanek", "same words"],
  // Cut at 15 characters, then what the other system added.
  ["M E ANDRIOLLI m", "M E ANDRIOLLI money BGC", "first 15 characters alike"],
  ["R TREAT PAINE B", "R TREAT PAINE payment BGC", "first 12 characters alike"],
  ["JOHN W 6979f9c0", "JOHN W", "first 6 characters alike"],
  ["J A W payment C", "J A W CHQ", "first 6 characters alike"],
  ["A B money", "A B CHQ", "first 4 characters alike"],
  ["ANN LEE", "ANA LOW", "same first letter"],
  ["ANN LEE", "BOB LOW", "different"],
  // The beginning is of the system, the rare word of the payer.
  ["POS DEBIT 4411 STARBUCKS", "CARD STARBUCKS SEATTLE", "same rarest word"],
  ["電気料金 三月", "電気料金 四月", "same rarest word"],
  ["حوالة محمد علي", "حوالة محمد علي", "same words"],
  ["💸💸", "💸💸", "missing"],
  ["'; DROP TABLE x; --", "drop table x", "same words"],
  ["", "payment", "missing"],
  ["  - ", "payment", "missing"],
  [null, "payment", "missing"],
  [long, long, "same words"],
];

test("memos are held against each other by how far they begin alike", async () => {
  // Words that many records hold are not rare.
  const others = ["POS DEBIT", "POS DEBIT", "CARD", "CARD", "4411", "SEATTLE"].map((word) => [[word], [word]] as const);
  const seen = await see(engine, MEMO, [...CASES.map(([a, b]) => [[a], [b]] as const), ...others]);
  expect(CASES.map(([a, b], at) => [a, b, ...(seen[at]?.levels ?? [])])).toEqual(CASES);
});

test("both ways the same is seen", async () => {
  const ways = await Promise.all([
    see(
      engine,
      MEMO,
      CASES.map(([a, b]) => [[a], [b]] as const),
    ),
    see(
      engine,
      MEMO,
      CASES.map(([a, b]) => [[b], [a]] as const),
    ),
  ]);
  expect(ways[0].map(({ levels }) => levels)).toEqual(ways[1].map(({ levels }) => levels));
});

test("a memo that was cut, of an amount that lost a fee, is found by its beginning", async () => {
  const [cut, other] = await see(engine, WITH_AMOUNT, [
    [
      ["M E ANDRIOLLI m", "135.45"],
      ["M E ANDRIOLLI money BGC", "131.22"],
    ],
    [
      ["M E ANDRIOLLI", "135.45"],
      ["B LOW", "131.22"],
    ],
  ]);
  expect(cut?.keys.some((key) => key.startsWith("memo start 3"))).toBe(true);
  expect(other?.keys).toEqual([]);
});
