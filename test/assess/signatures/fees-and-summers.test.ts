import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { between, dollars, openSignatures, random, stamp, times, type Given } from "../signatures-given.ts";

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

const HOUR = 3_600_000;

function charged(seed: number, count: number, fee: (cents: number) => number): Given {
  const next = random(seed);
  return times(count, () => between(next, 1_000, 250_000)).map((cents) => [dollars(cents), dollars(cents + fee(cents))] as const);
}

async function found(given: Given, type: "money" | "number" | "timestamp" = "money", timeZone = "America/New_York"): Promise<unknown[]> {
  const { signatures } = await room.find(type, given, { timeZone });
  return signatures.map(({ code, parameters, records }) => [code, parameters, records]);
}

/** An hour early in the summer of New York from a day on, the same in winter: only what differs is there. */
function summers(seed: number, count: number, since: number, until = Date.UTC(2026, 10, 1, 6), hours = -1): Given {
  const next = random(seed);
  return times(count, () => between(next, since / 60_000, until / 60_000 - 1) * 60_000).map(
    (at) => [stamp(at), stamp(at + hours * HOUR)] as const,
  );
}

const SPRING = Date.UTC(2026, 2, 8, 7);

describe("a rate and a fixed part", () => {
  it.each([
    [0.029, 30, "0.971", "-0.30"],
    [0.0349, 49, "0.9651", "-0.49"],
    [0.01, 500, "0.99", "-5.00"],
  ])("finds %s and %s cents taken off", async (rate, fixed, factor, offset) => {
    const given = charged(1, 60, (cents) => -Math.round(cents * rate + 1e-7) - fixed);
    expect(await found(given)).toEqual([["factor-and-offset", { factor, offset, rounding: "half up" }, 60]]);
  });

  it("finds one put on, one cut to cents, and degrees", async () => {
    expect(await found(charged(2, 60, (cents) => Math.round(cents * 0.03) + 250))).toEqual([
      ["factor-and-offset", { factor: "1.03", offset: "+2.50", rounding: "half up" }, 60],
    ]);
    expect(await found(charged(3, 80, (cents) => -Math.floor((cents * 29) / 1_000) - 30))).toEqual([
      ["factor-and-offset", { factor: "0.971", offset: "-0.30", rounding: "down" }, 80],
    ]);
    const degrees = times(30, (place) => [String(place + 5), ((place + 5) * 1.8 + 32).toFixed(1)] as const);
    expect(await found(degrees, "number")).toMatchObject([["factor-and-offset", { factor: "1.8", offset: "+32.00" }, 30]]);
  });

  it("says so in words, with what would refute it", async () => {
    const { signatures } = await room.find(
      "money",
      charged(4, 20, (cents) => -Math.round((cents * 29) / 1_000) - 30),
    );
    expect(signatures[0]).toMatchObject({
      statement: "The second value is the first less 2.9 % of it and less 0.30, whatever its size.",
      refutation: "a record whose second value is not the first less 2.9 % of it and less 0.30, above all one of quite another size",
    });
  });

  it("needs five different amounts: four may lie on a line, and equal ones prove no more than one", async () => {
    const fee = (cents: number): number => -Math.round((cents * 29) / 1_000) - 30;
    expect(await found(charged(5, 4, fee))).toEqual([]);
    expect(await found(charged(5, 6, fee))).toMatchObject([["factor-and-offset", { factor: "0.971", offset: "-0.30" }, 6]]);
    const few = charged(5, 4, fee);
    expect(await found([...few, ...few, ...few])).toEqual([]);
  });

  it("leaves a plain percentage and a plain fee to what is simpler", async () => {
    expect(await found(charged(6, 40, (cents) => -Math.round((cents * 29) / 1_000)))).toMatchObject([
      ["constant-factor", { factor: "0.971" }, 40],
    ]);
    expect(await found(charged(6, 40, () => -30))).toEqual([["constant-offset", { offset: "-0.30" }, 40]]);
  });

  it("separates a fee from a tax and from noise", async () => {
    const next = random(7);
    const noise = charged(8, 40, () => between(next, 1, 40_000));
    const { signatures, codes } = await room.find("money", [
      ...charged(9, 40, (cents) => -Math.round((cents * 29) / 1_000) - 30),
      ...charged(10, 25, (cents) => Math.round(cents * 0.07)),
      ...noise,
    ]);
    expect(signatures.map(({ code, records }) => [code, records])).toEqual([
      ["factor-and-offset", 40],
      ["constant-factor", 25],
    ]);
    expect(codes.slice(65)).toEqual(noise.map(() => undefined));
  });

  it("near miss: a rate that varies with the card", async () => {
    const next = random(11);
    expect(await found(charged(12, 60, (cents) => -Math.round(cents * (0.02 + 0.02 * next())) - 30))).toEqual([]);
  });
});

describe("an hour in summer alone", () => {
  const standard = { zone: "America/New_York", direction: "standard time all year", offset: "1 h in summer, none in winter" };

  it("is standard time kept all year, by either side, where it begins with the change of clocks", async () => {
    expect(await found(summers(1, 40, SPRING), "timestamp")).toEqual([["zone-shift", { ...standard, side: "second" }, 40]]);
    expect(await found(summers(1, 40, SPRING, undefined, 1), "timestamp")).toEqual([["zone-shift", { ...standard, side: "first" }, 40]]);
  });

  it("names the shift of an hour as what explains as much", async () => {
    const { signatures } = await room.find("timestamp", summers(2, 40, SPRING));
    expect(signatures[0]?.ambiguity.map(({ code, parameters }) => [code, parameters["offset"]])).toContainEqual(["hour-shift", "-1 hour"]);
  });

  it("stands in two summers and not between", async () => {
    const given = [
      ...summers(3, 20, Date.UTC(2025, 4, 1), Date.UTC(2025, 9, 1)),
      ...summers(4, 20, Date.UTC(2026, 4, 1), Date.UTC(2026, 9, 1)),
    ];
    expect(await found(given, "timestamp")).toEqual([["zone-shift", { ...standard, side: "second" }, 40]]);
  });

  it("near miss: it begins in June, or goes on in winter: an hour is all", async () => {
    const shift = ["hour-shift", { offset: "-1 hour" }, 40];
    expect(await found(summers(5, 40, Date.UTC(2026, 5, 1)), "timestamp")).toEqual([shift]);
    expect(await found(summers(6, 40, Date.UTC(2026, 0, 5)), "timestamp")).toEqual([shift]);
  });

  it("near miss: about an hour", async () => {
    const next = random(7);
    const given = summers(7, 40, SPRING).map(([from, to]) => [from, stamp(Date.parse(`${to}Z`) + between(next, -6, 6) * 60_000)] as const);
    expect(await found(given, "timestamp")).toEqual([]);
  });
});
