import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { money } from "../../src/model/index.ts";
import { between, dollars, openSignatures, random, times, type Given, type Value } from "./signatures-given.ts";

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

/** Amounts from 20 to 900 dollars. */
function amounts(seed: number, count: number): readonly number[] {
  const next = random(seed);
  return times(count, () => between(next, 2_000, 90_000));
}

/** Cents times a factor, by decimals: 4 is half up, 6 half even, 1 down. */
function scaled(cents: number, factor: string, mode: 1 | 4 | 6 = 4): string {
  return money(cents).times(factor).div(100).toFixed(2, mode);
}

function pairs(cents: readonly number[], to: (cents: number) => Value): Given {
  return cents.map((amount) => [dollars(amount), to(amount)] as const);
}

async function only(
  given: Given,
  type: "money" | "number" = "money",
  digits = 2,
): Promise<readonly [string, Readonly<Record<string, string>>, number][]> {
  const { signatures } = await room.find(type, given, { currencyDigits: digits });
  return signatures.map(({ code, parameters, records }) => [code, parameters, records] as const).map(([...all]) => all);
}

describe("a constant factor", () => {
  it.each(["1.07", "0.9", "1.0825", "1.08875", "0.85", "2"])("finds %s", async (factor) => {
    const found = await only(pairs(amounts(1, 40), (cents) => scaled(cents, factor)));
    expect(found).toEqual([["constant-factor", { factor, rounding: "half up" }, 40]]);
  });

  it("finds it in three records, says so in words, and names its refutation", async () => {
    const { signatures, codes } = await room.find("money", [
      ["100.00", "107.00"],
      ["49.95", "53.45"],
      ["812.33", "869.19"],
    ]);
    expect(signatures).toHaveLength(1);
    expect(signatures[0]).toMatchObject({
      code: "constant-factor",
      statement: "The second value is the first times 1.07, rounded to cents.",
      refutation: "a record with a first value above 100 whose difference is not 7 %",
      records: 3,
      distinct: 3,
    });
    expect(signatures[0]?.confidence).toBeGreaterThan(0.6);
    expect(signatures[0]?.confidence).toBeLessThan(0.76);
    expect(codes).toEqual(["constant-factor", "constant-factor", "constant-factor"]);
  });

  it("finds a tax taken off as a division", async () => {
    const gross = amounts(2, 60).map((cents) => [scaled(cents, "1.07"), dollars(cents)] as const);
    expect(await only(gross)).toEqual([["constant-factor", { factor: "1.07", operation: "divide", rounding: "half up" }, 60]]);
  });

  it("tells cutting and half to even from half up", async () => {
    expect(await only(pairs(amounts(3, 80), (cents) => scaled(cents, "1.07", 1)))).toEqual([
      ["constant-factor", { factor: "1.07", rounding: "down" }, 80],
    ]);
    const ties = times(80, (place) => 2_050 + place * 100);
    expect(await only(pairs(ties, (cents) => scaled(cents, "1.07", 6)))).toEqual([
      ["constant-factor", { factor: "1.07", rounding: "half even" }, 80],
    ]);
  });

  it("near miss: factors that vary by a cent more than rounding allows", async () => {
    const next = random(4);
    const given = pairs(amounts(4, 90), (cents) => dollars(Math.round(cents * 1.07) + between(next, -2, 2)));
    expect(await only(given)).toEqual([]);
  });

  it("near miss: two records, or three of one value", async () => {
    expect(
      await only([
        ["100.00", "107.00"],
        ["49.95", "53.45"],
      ]),
    ).toEqual([]);
    expect(
      await only([
        ["49.95", "53.45"],
        ["49.95", "53.45"],
        ["49.95", "53.45"],
      ]),
    ).toEqual([]);
  });

  it("names dollars taken for cents, and hours for minutes", async () => {
    expect((await only(pairs(amounts(5, 20), (cents) => `${cents}.00`)))[0]).toEqual([
      "unit-of-measure",
      { factor: "100", from: "dollars", to: "cents" },
      20,
    ]);
    const minutes = times(30, (place) => 17 + place * 13);
    expect(
      await only(
        minutes.map((minute) => [String(minute), money(minute).div(60).toFixed(2)] as const),
        "number",
      ),
    ).toEqual([["unit-of-measure", { factor: "60", operation: "divide", from: "minutes", to: "hours" }, 30]]);
    const kilos = times(30, (place) => 11 + place * 7);
    expect(
      await only(
        kilos.map((kilo) => [String(kilo), money(kilo).times("2.20462262").toFixed(1)] as const),
        "number",
      ),
    ).toMatchObject([["unit-of-measure", { from: "kg", to: "lb" }, 30]]);
  });
});

describe("a constant offset", () => {
  it("finds a fee", async () => {
    const found = await only(pairs(amounts(6, 30), (cents) => dollars(cents + 495)));
    expect(found).toEqual([["constant-offset", { offset: "+4.95" }, 30]]);
  });

  it("near miss: a difference that varies by some cents", async () => {
    const next = random(7);
    expect(await only(pairs(amounts(7, 60), (cents) => dollars(cents + 495 + between(next, -5, 5))))).toEqual([]);
  });
});

describe("signs", () => {
  it("finds a flipped sign, in one record with low confidence", async () => {
    expect(await only(pairs(amounts(8, 30), (cents) => dollars(-cents)))).toEqual([["sign-flipped", {}, 30]]);
    const { signatures } = await room.find("money", [["412.37", "-412.37"]]);
    expect(signatures).toMatchObject([{ code: "sign-flipped", records: 1 }]);
    expect(signatures[0]?.confidence).toBeLessThanOrEqual(0.5);
  });

  it("near miss: flipped and changed", async () => {
    const next = random(9);
    expect(await only(pairs(amounts(9, 30), (cents) => dollars(-cents - between(next, 100, 9_000))))).toEqual([]);
  });

  it("finds what was set to zero", async () => {
    expect(await only(pairs(amounts(10, 12), () => "0.00"))).toEqual([["set-to-zero", {}, 12]]);
  });
});

describe("rounding", () => {
  it("finds dropped cents, in one record too", async () => {
    const given = pairs(amounts(11, 30), (cents) => `${Math.floor(cents / 100)}.00`).filter(([from, to]) => from !== to);
    expect(await only(given)).toEqual([["cents-dropped", {}, given.length]]);
    expect(await only([["412.37", "412.00"]])).toEqual([["cents-dropped", {}, 1]]);
  });

  it.each([
    [100, "1"],
    [500, "5"],
    [1_000, "10"],
  ])("finds rounding to %s cents", async (step, text) => {
    const given = pairs(amounts(12, 60), (cents) => dollars(Math.round(cents / step) * step)).filter(([from, to]) => from !== to);
    expect(await only(given)).toEqual([["rounded", { step: text, rounding: "half up" }, given.length]]);
  });

  it("near miss: whole dollars, some of them off", async () => {
    const next = random(13);
    expect(await only(pairs(amounts(13, 90), (cents) => `${Math.round(cents / 100) + between(next, -3, 3)}.00`))).toEqual([]);
  });

  it("finds half to even against half up, from the finer value and without it", async () => {
    const fine = times(40, (place) =>
      money(1_000 + place)
        .plus("0.125")
        .toFixed(4),
    );
    const seen = await only(fine.map((value) => [value, money(value).toFixed(2, 6)] as const));
    expect(seen).toEqual([["rounding-mode", { rounding: "half even", step: "0.01" }, 40]]);
    const unseen = fine.map((value) => [money(value).toFixed(2, 4), money(value).toFixed(2, 6)] as const);
    expect(await only(unseen)).toEqual([["rounding-mode", { from: "half up", to: "half even", step: "0.01" }, 40]]);
  });

  it("finds cut against rounded without the finer value", async () => {
    expect(await only(pairs(amounts(14, 60), (cents) => dollars(cents - 1)))).toEqual([
      ["rounding-mode", { from: "half up", to: "down", step: "0.01" }, 60],
    ]);
  });

  it("near miss: a cent up or down", async () => {
    const next = random(15);
    expect(await only(pairs(amounts(15, 60), (cents) => dollars(cents + (next() < 0.5 ? 1 : -1))))).toEqual([]);
  });
});

describe("separators and exponents", () => {
  it("finds 1.234,50 read as 1.2345", async () => {
    const cents = times(30, (place) => 23_450 + place * 9_137);
    const given = cents.map(
      (amount) => [dollars(amount), amount < 100_000 ? `${amount}.0000` : money(amount).div(100_000).toFixed(4)] as const,
    );
    expect(await only(given)).toMatchObject([["decimal-comma", { side: "second" }, 30]]);
  });

  it("near miss: the thousand is wrong as well", async () => {
    const next = random(16);
    const given = times(
      30,
      (place) =>
        [
          dollars(100_000 + place * 913),
          money(between(next, 10_000, 99_999))
            .div(10_000)
            .toFixed(4),
        ] as const,
    );
    expect(await only(given)).toEqual([]);
  });

  it("finds a value that never arrived", async () => {
    expect(await only([...pairs(amounts(17, 5), () => null), ["7.00", ""]])).toEqual([["dropped-value", { side: "second" }, 6]]);
  });
});

describe("bounds", () => {
  it("holds the greatest amounts, no rows, and texts that are no numbers", async () => {
    const huge = times(5, (place) => [`${48_999_999_999_999 - place * 17}.9999`, `${97_999_999_999_999 - place * 34}.9998`] as const);
    expect((await only(huge, "number"))[0]).toMatchObject(["constant-factor", { factor: "2" }, 5]);
    const most = times(5, (place) => [`99999999999999.${9_990 + place}`, `-99999999999999.${9_990 + place}`] as const);
    expect(await only(most, "number")).toEqual([["sign-flipped", {}, 5]]);
    expect(await only([])).toEqual([]);
    expect(
      await only([
        ["n/a", "12.00"],
        ["12.00", "tbd"],
      ]),
    ).toEqual([]);
    expect(
      await only(
        amounts(40, 12).map((yen) => [`${yen}`, `${yen * 150}`] as const),
        "money",
        0,
      ),
    ).toMatchObject([["constant-factor", { factor: "150" }, 12]]);
  });
});

describe("mixes and noise", () => {
  it("separates two factors, each with its own records", async () => {
    const [a, b] = [amounts(20, 50), amounts(21, 20)];
    const { signatures, codes } = await room.find("money", [
      ...pairs(a, (cents) => scaled(cents, "1.07")),
      ...pairs(b, (cents) => scaled(cents, "0.9")),
    ]);
    expect(signatures.map(({ parameters, records }) => [parameters["factor"], records])).toEqual([
      ["1.07", 50],
      ["0.9", 20],
    ]);
    expect(codes.every((code) => code === "constant-factor")).toBe(true);
  });

  it("separates a factor, a flipped sign and noise", async () => {
    const next = random(22);
    const noise = amounts(23, 40).map((cents) => [dollars(cents), dollars(between(next, 2_000, 90_000))] as const);
    const { signatures, codes } = await room.find("money", [
      ...pairs(amounts(24, 30), (cents) => scaled(cents, "1.07")),
      ...pairs(amounts(25, 10), (cents) => dollars(-cents)),
      ...noise,
    ]);
    expect(signatures.map(({ code, records }) => [code, records])).toEqual([
      ["constant-factor", 30],
      ["sign-flipped", 10],
    ]);
    expect(codes.slice(40)).toEqual(noise.map(() => undefined));
  });

  it("finds a rare factor in much noise", async () => {
    const next = random(26);
    const noise = amounts(27, 2_000).map((cents) => [dollars(cents), dollars(between(next, 2_000, 90_000))] as const);
    const found = await only([...noise, ...pairs(amounts(28, 12), (cents) => scaled(cents, "1.0825"))]);
    expect(found).toMatchObject([["constant-factor", { factor: "1.0825" }, 12]]);
  });
});
