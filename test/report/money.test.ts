import { array, assert, bigInt, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { money, percent, price, signedMoney, sum } from "../../src/report/money.ts";

const cents = bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const decimal = cents.map((value) => {
  const digits = String(value < 0n ? -value : value).padStart(5, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -4)}.${digits.slice(-4)}`;
});

describe("money in a report", () => {
  it("loses no digit, whatever the size", () => {
    assert(
      property(decimal, (amount) => {
        const back = money(amount).replaceAll(",", "").replace("−", "-");
        expect(sum([back, amount.startsWith("-") ? amount.slice(1) : `-${amount}`])).toBe("0.00");
        expect(money(amount)).toMatch(/^−?\d{1,3}(,\d{3})*\.\d{2,4}$/);
      }),
    );
  });

  it("adds exactly", () => {
    assert(property(array(cents, { minLength: 1 }), (all) => sum(all.map(String)) === `${all.reduce((a, b) => a + b, 0n)}.00`));
    expect(sum(["0.1", undefined, "0.2"])).toBe("0.30");
    expect(sum([undefined])).toBeUndefined();
  });

  it("writes what people write", () => {
    expect(money("-1234.5")).toBe("−1,234.50");
    expect(money("-0.0000")).toBe("0.00");
    expect(money("18220.1000")).toBe("18,220.10");
    expect(money("0.1234")).toBe("0.1234");
    expect(signedMoney("3")).toBe("+3.00");
    expect(signedMoney("0.00")).toBe("0.00");
    expect(price("-12", "USD")).toBe("−$12.00");
    expect(price("12", "CHF")).toBe("CHF 12.00");
  });

  it("never rounds a share to all or nothing", () => {
    expect([percent(0.99999), percent(0.00001), percent(1), percent(0), percent(0.9612)]).toEqual([
      ">99.9%",
      "<0.1%",
      "100%",
      "0%",
      "96.1%",
    ]);
  });
});
